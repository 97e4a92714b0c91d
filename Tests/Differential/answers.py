"""Holds answers of the served graph against graphql-core: given an answer as its data, it must answer the same document alike.

    python answers.py CONCIERGE [COUNT [SEED]]

Runs beside a database that is found in the environment, see `throw-away-cluster`, and fills it with the demo data. For every role, COUNT
generated documents are asked; that keys, lists, nulls, types and conditions of each answer are what the document asks for is graphql-core's
judgement, and every error must have a code and stand where the answer is null.
"""
import base64
import collections
import json
import pathlib
import re
import subprocess
import sys
import urllib.error
import urllib.request

from graphql import (
    FieldNode, GraphQLEnumType, GraphQLID, GraphQLInputObjectType, GraphQLList, GraphQLNonNull, NameNode, SelectionSetNode, TypeInfo, TypeInfoVisitor, Visitor, build_client_schema, execute_sync, get_introspection_query,
    get_named_type, get_nullable_type, is_abstract_type, parse, parse_type, print_ast, type_from_ast, validate, visit,
)

from documents import Generator

SECRET = "the secret of a test, which is long enough"
SCALARS = {
    "DateTime": ['"2026-01-01T00:00:00Z"', '"2026-11-01T12:30:00.5+01:00"'], "Date": ['"2026-10-25"'], "LocalTime": ['"12:00:00"'],
    "Duration": ['"PT1H"'], "Decimal": ['"1.5"', "2"], "BigInt": ['"4"', "7"], "Bytes": ['"AAEC"'], "UUID": ['"00000000-0000-4000-8000-000000000001"'],
    "LocalDateTime": ['"2026-01-01T00:00:00"'],
}
ASKED_WRONGLY = {"BAD_USER_INPUT", "LIMIT_EXCEEDED", "FORBIDDEN", "NOT_FOUND"}


class Questions(Generator):
    """Documents whose arguments are mostly such that there is something to answer."""

    def __init__(self, schema, seed, ids):
        super().__init__(schema, seed, [])
        self.ids = ids

    def operation(self, kind, index, count):
        return super().operation("query", index, count)

    def possible_conditions(self, type_):
        fits, others = super().possible_conditions(type_)
        return fits or [type_], others

    def arguments(self, args):
        chosen = {name: argument for name, argument in args.items()
                  if isinstance(argument.type, GraphQLNonNull) or self.chance(0.25) and name not in ("last", "before", "after", "offset")}
        return super().arguments(chosen)

    def field(self, type_, name, field, depth, alias=True):
        self.asked_type = get_named_type(field.type).name
        return super().field(type_, name, field, depth, alias)

    def id(self):
        """An id that was seen in an answer, mostly of the type that is asked for."""
        fitting = self.ids.get(self.asked_type)
        pool = fitting if fitting and self.chance(0.9) else [id for ids in self.ids.values() for id in ids]
        return self.random.choice(pool) if pool else "none"

    def value(self, type_, depth, has_default=False, constant=False, is_one_of=False):
        nullable = get_nullable_type(type_)
        if nullable is GraphQLID and not constant:
            return json.dumps(self.id())
        if getattr(nullable, "name", "") == "Int" and self.chance(0.9):
            return str(self.random.randint(1, 4))
        if getattr(nullable, "name", "") in SCALARS:
            return self.random.choice(SCALARS[nullable.name])
        # A condition without a value is refused, which would be all that is seen.
        if not isinstance(type_, GraphQLNonNull) and self.chance(0.9):
            type_ = GraphQLNonNull(nullable)
        return super().value(type_, depth, has_default, constant, is_one_of)

    def json(self, type_):
        """A value for a variable."""
        nullable = get_nullable_type(type_)
        if isinstance(nullable, GraphQLList):
            return [self.json(nullable.of_type) for _ in range(self.random.randint(0, 2))]
        if isinstance(nullable, GraphQLInputObjectType):
            fields = list(nullable.fields.items())
            if nullable.is_one_of:
                fields = [self.random.choice(fields)]
            return {name: self.json(field.type) for name, field in fields
                    if nullable.is_one_of or isinstance(field.type, GraphQLNonNull) or self.chance(0.1)}
        if isinstance(nullable, GraphQLEnumType):
            return self.random.choice(list(nullable.values))
        if nullable is GraphQLID:
            return self.id()
        if nullable.name in SCALARS:
            return json.loads(self.random.choice(SCALARS[nullable.name]))
        return {"Int": self.random.randint(1, 4), "Float": 1.5, "String": "a", "Boolean": self.chance(0.5), "JSON": {"a": [1]}}[nullable.name]

    def values(self):
        """The variables of a document that was just made; of several operations, of the last."""
        return {name: self.json(type_from_ast(self.schema, parse_type(text)) or GraphQLID)
                for name, (text, _) in self.variables.items() if text.endswith("!") or self.chance(0.8)}


class TypeTelling(Visitor):
    """Asks every abstract object for its type, so that graphql-core knows it, too."""

    def __init__(self, info):
        super().__init__()
        self.info = info

    def leave_selection_set(self, node, *_):
        if is_abstract_type(self.info.get_parent_type()):
            asked = FieldNode(alias=NameNode(value="typeOfThis"), name=NameNode(value="__typename"), directives=(), arguments=())
            return SelectionSetNode(selections=(*node.selections, asked))


def asked(url, token, body):
    request = urllib.request.Request(url, json.dumps(body).encode(), {"content-type": "application/json"})
    if token:
        request.add_header("authorization", f"Bearer {token}")
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return json.load(response)
    except urllib.error.HTTPError as error:
        return json.load(error)


def answered(schema, document, operation, variables, data):
    """What graphql-core answers when `data` is all that it knows."""
    return execute_sync(
        schema, document, root_value=data, variable_values=variables, operation_name=operation,
        field_resolver=lambda source, info, **_: source[info.path.key],
        type_resolver=lambda source, *_: source["typeOfThis"],
    )


def complaint(schema, document, operation, variables, answer):
    """What is wrong with `answer`, or nothing."""
    errors = answer.get("errors", [])
    for error in errors:
        code = error.get("extensions", {}).get("code")
        if code not in ASKED_WRONGLY:
            return f"an error with the code {code}: {error['message']}"
        place = answer.get("data")
        for key in error.get("path", []):
            place = place[key] if place is not None else None
        if place is not None:
            return f"an error at {error['path']}, which is not null"
    if "data" not in answer:
        return None if errors else "neither data nor errors"
    if answer["data"] is None:
        return None if errors else "no data, and no error that says why"
    result = answered(schema, document, operation, variables, answer["data"])
    if result.errors:
        return f"graphql-core finds in it: {result.errors[0].message} at {result.errors[0].path}"
    if ordered(result.data) != ordered(answer["data"]):
        return f"graphql-core answers {json.dumps(result.data)}"
    return None


def gather(value, ids):
    """Remembers the ids in an answer by their types, to ask by them."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for part in inner:
        gather(part, ids)
    if isinstance(value, str) and re.fullmatch(r"[\w-]{20,60}", value):
        try:
            name, zero, _ = base64.urlsafe_b64decode(value + "=" * (-len(value) % 4)).partition(b"\0")
        except ValueError:
            return
        if zero and re.fullmatch(rb"[A-Z]\w+", name) and len(ids[name.decode()]) < 50:
            ids[name.decode()].append(value)


def ordered(value):
    """A value in which the order of an object's keys counts."""
    if isinstance(value, dict):
        return [(key, ordered(inner)) for key, inner in value.items()]
    return [ordered(inner) for inner in value] if isinstance(value, list) else value


def judge(url, token, seed, count):
    """How many of `count` answers had data, and what was wrong with any."""
    introspection = get_introspection_query(input_value_deprecation=True, one_of=True)
    schema = build_client_schema(asked(url, token, {"query": introspection})["data"])
    ids, filled, wrong = collections.defaultdict(list), 0, []
    for number in range(seed, seed + count):
        questions = Questions(schema, number, ids)
        document = parse(questions.document())
        if validate(schema, document):
            continue
        info = TypeInfo(schema)
        document = visit(document, TypeInfoVisitor(info, TypeTelling(info)))
        names = [node.name.value for node in document.definitions if node.kind == "operation_definition" and node.name]
        # Of several operations the last was made last, and its variables are known.
        operation, variables = names[-1] if names else None, questions.values()
        question = {"query": print_ast(document), "variables": variables, "operationName": operation}
        answer = asked(url, token, question)
        gather(answer.get("data"), ids)
        filled += bool(answer.get("data"))
        if message := complaint(schema, document, operation, variables, answer):
            wrong.append((message, json.dumps(question), json.dumps(answer)))
    return filled, wrong


def main():
    concierge = sys.argv[1]
    count, seed = (int(word) for word in (*sys.argv[2:], "60", "1")[:2])
    subprocess.run([concierge, "migrate"], check=True, capture_output=True)
    subprocess.run([concierge, "seed", "--scale", "1"], check=True, capture_output=True)
    roles = re.findall(r'@role\(\s*name: "(\w+)"', pathlib.Path("schema/roles.graphql").read_text())
    failures = 0
    gateway = subprocess.Popen([concierge, "serve", "--listen", "127.0.0.1:0", "--jwt-secret", SECRET],
                               stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        url = next(found[0] for line in gateway.stderr if (found := re.search(r"http://localhost:\d+", line)))
        for number, role in enumerate(roles):
            people = "clients" if role == "client" else "support_agents"
            subject = said("psql", "-XqAtc", f"SELECT id FROM {people} ORDER BY id LIMIT 1")
            token = said(concierge, "token", "--role", role, "--sub", subject, "--jwt-secret", SECRET)
            filled, wrong = judge(url + "/graphql", token, seed + number * 1_000_000, count)
            failures += len(wrong)
            print("not ok" if wrong else "ok", f"- graphql-core answers {role} alike: {filled} of {count} documents have data")
            for texts in wrong[:3]:
                print(*(f"    {text[:2000]}" for text in texts), sep="\n")
    finally:
        gateway.terminate()
        gateway.wait(30)
    sys.exit(failures > 0 or not roles)


def said(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


main()
