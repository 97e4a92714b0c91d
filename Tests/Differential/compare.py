"""Compares our verdicts on documents with those of graphql-core.

    python compare.py TOOL [COUNT] [SEED]

TOOL is the built `validate-documents`. Each rule must be broken by at least 50 documents alone or with others. Left out are, because
they are of a newer edition than graphql-core knows: empty selection sets, and directives on directive definitions.
"""
import collections
import json
import pathlib
import subprocess
import sys

from graphql import (
    GraphQLError, build_client_schema, build_schema, get_introspection_query, introspection_from_schema, parse,
    print_schema, specified_rules, validate, lexicographic_sort_schema,
)
from graphql.language import ast

from generate import FAULTS, Generator, mutate

HERE = pathlib.Path(__file__).parent
# Left out are a limit of graphql-core's own, rules on directives of no edition, and *Executable Definitions*, which our parser keeps: it
# refuses definitions of the type system in executable documents.
LEFT_OUT = {"MaxIntrospectionDepthRule", "ExecutableDefinitionsRule", "DeferStreamDirectiveOnRootField",
            "DeferStreamDirectiveOnValidOperationsRule", "DeferStreamDirectiveLabel", "StreamDirectiveOnListField"}
RULES = [rule for rule in specified_rules if rule.__name__ not in LEFT_OUT]


class Tool:
    def __init__(self, path):
        self.process = subprocess.Popen([path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, **question):
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


def strict_scalars(schema):
    """Custom scalars take strings, numbers and booleans, and `JSON` anything, as ours do."""
    def parse_literal(node, _variables=None):
        if isinstance(node, (ast.ListValueNode, ast.ObjectValueNode, ast.EnumValueNode)):
            raise GraphQLError("not a scalar")
        return node.value

    schema.type_map["DateTime"].parse_literal = parse_literal
    schema.type_map["DateTime"].parse_const_literal = parse_literal
    schema.type_map["JSON"].parse_literal = lambda node, _variables=None: "anything"


def documents(schema, count, seed):
    for number in range(count):
        base = seed * 1_000_003 + number * 7
        if number % 4 == 0:
            yield Generator(schema, base, []).document()
        elif number % 4 < 3:
            fault = FAULTS[(number // 2) % len(FAULTS)]
            yield Generator(schema, base, [fault]).document()
        else:
            yield mutate(Generator(schema, base, []).document(), base)


def reference(schema, text):
    """Whether the document parses, and the names of the rules that it breaks."""
    try:
        document = parse(text)
    except GraphQLError as error:
        return None, [str(error.message)]
    errors = validate(schema, document, RULES)
    if not errors:
        return document, []
    return document, sorted(rule.__name__ for rule in RULES if validate(schema, document, [rule]))


def main():
    tool, count, seed = Tool(sys.argv[1]), int((sys.argv[2:] or ["8000"])[0]), int((sys.argv[3:] or ["1"])[0])
    sdl = (HERE / "schema.graphql").read_text()
    schema = build_schema(sdl)
    strict_scalars(schema)
    assert tool.ask(sdl=sdl) == {"problems": []}
    justified = 0
    broken, verdicts, differences = collections.Counter(), collections.Counter(), []
    for text in documents(schema, count, seed):
        document, rules = reference(schema, text)
        ours = tool.ask(document=text)["errors"]
        if not rules and ours and all("to be used for OneOf Input Object" in error["message"] for error in ours):
            # *All Variable Usages Are Allowed* refuses this in its counter-example `addNullableCat`; graphql-core 3.3.2 lets it pass.
            justified += 1
            continue
        is_parsed = not any(error["code"] == "GRAPHQL_PARSE_FAILED" for error in ours)
        if is_parsed != (document is not None) or (document is not None and bool(ours) != bool(rules)):
            differences.append((text, rules, [error["message"] for error in ours]))
        verdicts["not parsed" if document is None else "invalid" if rules else "valid"] += 1
        broken.update(rules if document is not None else [])
    client = build_client_schema(tool.ask(introspect=get_introspection_query(
        specified_by_url=True, directive_is_repeatable=True, schema_description=True, input_value_deprecation=True, one_of=True))["data"])
    printed = build_schema(tool.ask(print=True)["sdl"])
    expected = print_schema(lexicographic_sort_schema(build_schema(sdl)))
    for name, other in (("introspection", client), ("printed schema", printed)):
        if print_schema(lexicographic_sort_schema(other)) != expected:
            differences.append((name, [], []))
    # The same without mutations and subscriptions, for *Operation Type Existence*.
    narrow = sdl.replace("type Mutation", "type Changes").replace("type Subscription", "type Events")
    schema = build_schema(narrow)
    strict_scalars(schema)
    assert tool.ask(sdl=narrow) == {"problems": []}
    for kind in ("mutation", "subscription", "query"):
        for number in range(30):
            text = f"{kind} Op{number} {{ __typename {'me { id }' if number % 2 else ''} }}"
            document, rules = reference(schema, text)
            ours = tool.ask(document=text)["errors"]
            broken.update(rules)
            if bool(ours) != bool(rules):
                differences.append((text, rules, [error["message"] for error in ours]))
    print(dict(verdicts))
    for rule in RULES:
        print(f"{broken[rule.__name__]:6} {rule.__name__}" + ("" if broken[rule.__name__] >= 50 else "   too few"))
    for text, rules, ours in differences[:20]:
        print("-" * 80, text, f"graphql-core: {rules}", f"ours: {ours}", sep="\n")
    print(f"{len(differences)} differences in {count} documents; {justified} justified: nullable variables in OneOf input objects")
    sys.exit(1 if differences else 0)


main()
