"""Compares our verdicts with those of graphql-core: on documents, on schemas, and on variables.

    python compare.py TOOL [SEED]

TOOL is the built `validate-documents`. Every line that begins with `ok` or `not ok` is one test: each rule must be broken by 50 texts that
were generated, and no verdict may differ unless it is justified here.
"""
import collections
import copy
import json
import pathlib
import re
import subprocess
import sys

from graphql import (
    GraphQLError, build_client_schema, build_schema, get_introspection_query, lexicographic_sort_schema, parse, print_schema,
    specified_rules, validate, validate_schema,
)
from graphql.execution.values import get_variable_values
from graphql.language import ast

from documents import FAULTS, Generator, mutate
from schemas import FAULTS as SCHEMA_FAULTS, schemas
from variables import requests

HERE = pathlib.Path(__file__).parent
ENOUGH = 50
# A limit of graphql-core's own, and rules on directives of no edition.
LEFT_OUT = {"MaxIntrospectionDepthRule", "DeferStreamDirectiveOnRootField", "DeferStreamDirectiveOnValidOperationsRule",
            "DeferStreamDirectiveLabel", "StreamDirectiveOnListField"}
# What we refuse, and graphql-core 3.3.2 does not: a pattern of our message, and why.
JUSTIFIED = {
    "must be non-nullable to be used for OneOf Input Object": "*All Variable Usages Are Allowed* refuses it in its counter-example addNullableCat",
    "must not refer to itself, directly or indirectly": "*Directives*, §3.13: circles of directives are not looked for",
    "includes a location twice": "*Directives*, §3.13: locations are a set",
    "can only be defined as the specification has it": "*Directives*, §3.13: what is built in is not defined otherwise",
    "is a built-in scalar": "*Schema*, §3.3: no type has the name of a built-in one",
    "^Cannot extend directive ": "*Directive Extensions*, §3.13: the directive must already be defined",
    r"ID cannot represent value: -?\d+[.e]": "*ID*, §3.5.5: any other input value, including 4.0, must raise an error",
    '^Argument "@.* is invalid: ': "*Values of Correct Type*, §5.6.1, holds for the directives of a schema too",
}


def tagging(rule):
    """The same rule, whose errors carry its name, so that all rules run in one walk."""
    def __init__(self, context):
        def report_error(error):
            error.rule = rule.__name__
            context.report_error(error)
        own = copy.copy(context)
        own.report_error = report_error
        rule.__init__(self, own)
    return type(rule.__name__, (rule,), {"__init__": __init__})


RULES = [tagging(rule) for rule in specified_rules if rule.__name__ not in LEFT_OUT]


class Comparison:
    def __init__(self, path):
        self.process = subprocess.Popen([path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.failures = 0

    def ask(self, **question):
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def test(self, name, is_passed, *details):
        print("ok" if is_passed else "not ok", "-", name)
        if not is_passed:
            self.failures += 1
            print(*(f"    {line}" for detail in details for line in str(detail).splitlines()), sep="\n")

    def counts(self, what, counts, names):
        for name in names:
            self.test(f"{what} break {name}: {counts[name]}", counts[name] >= ENOUGH)

    def verdicts(self, what, differences, count):
        details = [line for difference in differences[:10] for line in ("-" * 40, *difference)]
        self.test(f"{count} {what} have the same verdict, {len(differences)} another one", not differences, *details)


def is_justified(messages):
    """Whether all of our messages have their reason."""
    return bool(messages) and all(any(re.search(pattern, message) for pattern in JUSTIFIED) for message in messages)


def use(comparison, sdl):
    """The schema for both."""
    schema = build_schema(sdl)
    assert comparison.ask(sdl=sdl) == {"problems": []}

    # Custom scalars take strings, numbers and booleans, and `JSON` anything, as ours do.
    def parse_literal(node, _variables=None):
        if isinstance(node, (ast.ListValueNode, ast.ObjectValueNode, ast.EnumValueNode)):
            raise GraphQLError("not a scalar")
        return node.value

    def parse_value(value):
        if isinstance(value, (list, dict)):
            raise GraphQLError("not a scalar")
        return value

    schema.type_map["DateTime"].parse_literal = parse_literal
    schema.type_map["DateTime"].parse_const_literal = parse_literal
    schema.type_map["DateTime"].parse_value = schema.type_map["DateTime"].coerce_input_value = parse_value
    schema.type_map["JSON"].parse_literal = lambda node, _variables=None: "anything"
    return schema


def reference(schema, text):
    """Whether the document parses, and the names of the rules that it breaks."""
    try:
        document = parse(text)
    except GraphQLError as error:
        return None, {str(error.message)}
    return document, {error.rule for error in validate(schema, document, RULES, max_errors=10_000)}


def documents(schema, seed):
    base = seed * 1_000_003
    for number in range(200):
        yield Generator(schema, base + number, []).document()
        yield mutate(Generator(schema, base + number, []).document(), base + number)
    for fault in FAULTS:
        planted = number = 0
        while planted < ENOUGH + 12 and number < 1_000:
            generator = Generator(schema, base + number * 7, [fault])
            text = generator.document()
            planted += 1 if generator.planted else 0
            number += 1
            if generator.planted:
                yield text
    for number in range(ENOUGH + 12):
        definition = ["type A { b: Int }", "extend type Query { b: Int }", "schema { query: Query }", "directive @a on FIELD"][number % 4]
        parts = [Generator(schema, base + number, []).document(), definition]
        yield "\n".join(parts if number % 3 else reversed(parts))


def compare_documents(comparison, schema, texts, broken):
    differences, count = [], 0
    for text in texts:
        document, rules = reference(schema, text)
        errors = comparison.ask(document=text)["errors"]
        ours = [error["message"] for error in errors]
        is_parsed = not any(error["code"] == "GRAPHQL_PARSE_FAILED" for error in errors)
        count += 1
        broken.update(rules if document else {"Syntax"})
        if not rules and is_justified(ours):
            continue
        if is_parsed != (document is not None) or bool(ours) != bool(rules):
            differences.append((text, f"graphql-core: {sorted(rules)}", f"ours: {ours}"))
    return differences, count


def compare_all_documents(comparison, sdl, seed):
    broken = collections.Counter()
    schema = use(comparison, sdl)
    differences, count = compare_documents(comparison, schema, documents(schema, seed), broken)
    # The same without mutations and subscriptions, for *Operation Type Existence*.
    narrow = use(comparison, sdl.replace("type Mutation", "type Changes").replace("type Subscription", "type Events"))
    kinds = [f"{kind} Op{number} {{ __typename {'me { id }' if number % 2 else ''} }}"
             for kind in ("mutation", "subscription", "query") for number in range(30)]
    more, others = compare_documents(comparison, narrow, kinds, broken)
    comparison.verdicts("documents", differences + more, count + others)
    comparison.counts("documents", broken, ["Syntax"] + [rule.__name__ for rule in RULES])


def problems_of(sdl):
    try:
        return [error.message for error in validate_schema(build_schema(sdl))]
    except (GraphQLError, TypeError) as error:
        return [str(error)]


def compare_schemas(comparison, seed):
    broken, differences, count = collections.Counter(), [], 0
    for rule, sdl in schemas(seed, ENOUGH + 12):
        count += 1
        theirs, ours = problems_of(sdl), comparison.ask(sdl=sdl)["problems"]
        if ours:
            broken[rule] += 1
        if bool(ours) != bool(theirs) and not (not theirs and is_justified(ours)):
            differences.append((rule, sdl, f"graphql-core: {theirs}", f"ours: {ours}"))
    comparison.verdicts("schemas", differences, count)
    comparison.counts("schemas", broken, list(SCHEMA_FAULTS))


def plain(value):
    """A coerced value, so that both can be compared: numbers by their value."""
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def compare_variables(comparison, sdl, seed):
    schema, differences, counts = use(comparison, sdl), [], collections.Counter()
    for text, values in requests(schema, seed, 1_500):
        operation = parse(text).definitions[0]
        theirs = get_variable_values(schema, operation.variable_definitions, values)
        ours = comparison.ask(document=text, variables=values)
        is_refused = isinstance(theirs, list)
        counts["refused" if is_refused else "accepted"] += 1
        if not is_refused and is_justified([error["message"] for error in ours.get("errors", [])]):
            continue
        if is_refused != ("errors" in ours) or not is_refused and plain(theirs.coerced) != plain(ours["values"]):
            differences.append((text, json.dumps(values), f"graphql-core: {theirs}", f"ours: {ours}"))
    comparison.verdicts("requests with variables", differences, sum(counts.values()))
    comparison.counts("requests with variables", counts, ["accepted", "refused"])


def compare_introspection(comparison, sdl):
    use(comparison, sdl)
    query = get_introspection_query(specified_by_url=True, directive_is_repeatable=True, schema_description=True,
                                    input_value_deprecation=True, experimental_directive_deprecation=True, one_of=True)
    expected = print_schema(lexicographic_sort_schema(build_schema(sdl)))
    client = build_client_schema(comparison.ask(introspect=query)["data"])
    printed = build_schema(comparison.ask(print=True)["sdl"])
    for name, schema in (("introspected", client), ("printed", printed)):
        text = print_schema(lexicographic_sort_schema(schema))
        comparison.test(f"the schema is itself when {name}", text == expected, text)


def main():
    comparison, seed = Comparison(sys.argv[1]), int((sys.argv[2:] or ["1"])[0])
    sdl = (HERE / "schema.graphql").read_text()
    compare_all_documents(comparison, sdl, seed)
    compare_schemas(comparison, seed)
    compare_variables(comparison, sdl, seed)
    compare_introspection(comparison, sdl)
    sys.exit(comparison.failures > 0)


if __name__ == "__main__":
    main()
