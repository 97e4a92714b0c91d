"""Generates an operation with variables of many types, and JSON for them: mostly what fits, sometimes what does not."""
import random

from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLList, GraphQLNonNull, get_nullable_type, type_from_ast, parse_type

TYPES = [
    "Int", "Int!", "Float", "[Float!]", "String!", "[String]", "Boolean", "ID", "[ID!]!", "Kind", "[Kind!]", "[[Int!]]", "DateTime", "Filter",
    "Filter!", "[Filter!]", "Range", "[Range!]!", "Order!", "PersonBy", "PersonBy!", "[PersonBy!]", "CreateTicket!",
]
DEFAULTS = {"Int": "7", "Float": "1.5", "String": '"x"', "Boolean": "true", "ID": "4", "Kind": "BILLING", "Filter": "{min: 3}"}
ODD = [None, True, 0, 1, -1, 2.0, 1.5, 2147483648, -2147483648, 1e40, "", "x", "1", "ORDER", "NOWHERE", [], [None], [1, "x"], {}, {"a": 1},
       {"id": 1, "email": "a"}, {"id": None}]


def requests(schema, seed, count):
    """Yields a document and its variables."""
    source = random.Random(seed)
    for _ in range(count):
        definitions, values, uses = [], {}, []
        oddity = source.choice([0, 0, 0.1, 0.3])
        for index in range(source.randint(1, 4)):
            text = source.choice(TYPES)
            default = ""
            if text.strip("!") in DEFAULTS and source.random() < 0.4:
                default = " = " + DEFAULTS[text.strip("!")]
            elif not text.endswith("!") and source.random() < 0.1:
                default = " = null"
            definitions.append(f"$v{index}: {text}{default}")
            uses.append(f"a{index}: anything(json: [$v{index}])")
            if source.random() < 0.85 or (text.endswith("!") and not default and oddity == 0):
                values[f"v{index}"] = value(type_from_ast(schema, parse_type(text)), source, oddity, 0)
        if source.random() < 0.1:
            values["unknown"] = 1
        yield f"query ({', '.join(definitions)}) {{ {' '.join(uses)} }}", values


def value(type_, source, oddity, depth):
    if source.random() < oddity / (1 + depth):
        return source.choice(ODD)
    if not isinstance(type_, GraphQLNonNull) and source.random() < 0.1:
        return None
    type_ = get_nullable_type(type_)
    if isinstance(type_, GraphQLList):
        if source.random() < 0.15:
            return value(type_.of_type, source, oddity, depth + 1)
        return [value(type_.of_type, source, oddity, depth + 1) for _ in range(source.randint(0, 3))]
    if isinstance(type_, GraphQLEnumType):
        return source.choice(list(type_.values))
    if isinstance(type_, GraphQLInputObjectType):
        fields = list(type_.fields.items())
        if type_.is_one_of:
            name, field = source.choice(fields)
            return {name: value(GraphQLNonNull(get_nullable_type(field.type)), source, oddity, depth + 1)}
        return {name: value(field.type, source, oddity, depth + 1) for name, field in fields
                if (isinstance(field.type, GraphQLNonNull) and source.random() < 0.95) or (depth < 3 and source.random() < 0.4)}
    return source.choice({
        "Int": [0, 7, -7, 2147483647], "Float": [0, 1, 1.5, -2.25], "String": ["", "text", "Zażółć 😀"], "Boolean": [True, False],
        "ID": ["id", 4], "DateTime": ["2026-01-01T00:00:00Z"], "JSON": [1, "x", [True], {"a": None}],
    }[type_.name])
