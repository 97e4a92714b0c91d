"""Generates executable documents over a schema: sound ones, and ones in which chosen faults are planted.

Everything is drawn from one seeded source, so a number names a document for ever.
"""
import random

from graphql import (
    GraphQLEnumType, GraphQLInputObjectType, GraphQLInterfaceType, GraphQLList, GraphQLNonNull, GraphQLObjectType,
    GraphQLUnionType, get_named_type, get_nullable_type, is_composite_type, is_input_type, is_leaf_type,
)

FAULTS = [
    "unknown field", "leaf with selection", "composite without selection", "unknown argument", "argument twice",
    "missing argument", "wrong value", "unknown input field", "input field twice", "missing input field", "null",
    "unknown fragment", "unused fragment", "fragment cycle", "fragment twice", "fragment on leaf", "unknown type",
    "impossible spread", "unknown directive", "misplaced directive", "directive twice", "undefined variable",
    "unused variable", "variable twice", "output variable", "variable of other type", "nullable variable",
    "operation twice", "anonymous among others", "two root fields", "introspection root", "conditional root",
    "conflicting field", "conflicting argument", "conflicting shape", "one of none",
    "one of two", "one of null", "one of nullable variable", "wrong default",
]


class Generator:
    def __init__(self, schema, seed, faults):
        self.schema, self.random, self.faults = schema, random.Random(seed), set(faults)
        self.types = [t for t in schema.type_map.values() if not t.name.startswith("__")]
        self.planted = []

    def chance(self, probability):
        return self.random.random() < probability

    def fault(self, name, probability=0.3):
        if name in self.faults and self.chance(probability):
            self.planted.append(name)
            return True
        return False

    # Documents

    def document(self):
        self.fragments, self.pending, self.operations = {}, [], []
        kinds = ["query"] if self.chance(0.7) else ["query", "mutation", "subscription"]
        count = 1 if self.chance(0.6) else self.random.randint(2, 3)
        if {"operation twice", "anonymous among others"} & self.faults:
            count = max(count, 2)
        if {"two root fields", "introspection root", "conditional root"} & self.faults:
            kinds = ["subscription"]
        texts = [self.operation(self.random.choice(kinds), index, count) for index in range(count)]
        for name in self.fragments:
            texts.append(self.fragments[name])
        if self.fault("unused fragment", 1):
            texts.append("fragment Unused on Query { me { id } }")
        if self.fault("fragment twice", 1):
            texts.append("fragment Twice on Query { me { id } } fragment Twice on Query { me { id } } query UsesTwice { ...Twice }")
        self.random.shuffle(texts)
        return "\n".join(texts)

    def operation(self, kind, index, count):
        self.variables, self.used = {}, []
        root = {"query": self.schema.query_type, "mutation": self.schema.mutation_type,
                "subscription": self.schema.subscription_type}[kind]
        self.reachable = []
        self.operation_fragments = []
        selection = self.selection_set(root, 0, kind == "subscription")
        name = "" if (count == 1 and self.chance(0.3)) or self.fault("anonymous among others", 0.6) else f"Op{index}"
        if self.fault("operation twice", 0.8):
            name = "Op0"
        variables = [f"${n}: {t}{d}" for n, (t, d) in self.variables.items()]
        if self.fault("unused variable", 0.8):
            variables.append("$unused: Int")
        if variables and self.fault("variable twice", 0.8):
            variables.append(variables[0])
        if self.fault("output variable", 0.8):
            variables.append("$output: Ticket")
        if self.fault("unknown type", 0.3):
            variables.append("$unknown: Nowhere")
        if self.fault("wrong default", 0.7):
            variables.append(self.random.choice(['$wrong: Int = "x"', "$wrong: Int! = null", "$wrong: Kind = NONE"]))
        directives = self.directives(kind.upper())
        head = f"{kind} {name}" + (f"({', '.join(variables)})" if variables else "")
        if kind == "query" and not name and not variables and not directives and self.chance(0.5):
            head = ""
        return f"{head}{directives} {selection}"

    # Selections

    def selection_set(self, type_, depth, is_subscription_root=False):
        parts, fields = [], list(getattr(type_, "fields", {}).items())
        if is_subscription_root:
            parts.append(self.field(type_, *self.random.choice(fields), depth))
            if self.fault("two root fields", 0.8):
                parts.append("other: " + self.field(type_, *self.random.choice(fields), depth, alias=False))
            if self.fault("introspection root", 0.8):
                parts = ["__typename"]
            if self.fault("conditional root", 0.8):
                parts = ["... @skip(if: true) { " + parts[0] + " }"] if self.chance(0.5) else ["count(every: 1) @include(if: true)"]
            if self.chance(0.3):
                parts = [f"... on Subscription {{ {' '.join(parts)} }}"]
            return "{ " + " ".join(parts) + " }"
        for _ in range(self.random.randint(1, 3)):
            roll = self.random.random()
            if roll < 0.6 and fields:
                parts.append(self.field(type_, *self.random.choice(fields), depth))
            elif roll < 0.7:
                parts.append("__typename" + self.directives("FIELD"))
            elif roll < 0.85 and depth < 4:
                parts.append(self.inline_fragment(type_, depth))
            elif depth < 4:
                parts.append(self.spread(type_, depth))
        if depth < 2 and "fragment cycle" in self.faults:
            parts.append(self.spread(type_, depth))
        if self.fault("unknown field"):
            parts.append(self.random.choice(["nowhere", "x: nowhere(a: 1)", "nowhere { id }", "idd", "__schema { description }" if type_ is not self.schema.query_type else "nowhere"]))
        if self.fault("conflicting field") and fields:
            leafs = [n for n, f in fields if is_leaf_type(get_named_type(f.type)) and not any(a.type for a in f.args.values() if isinstance(a.type, GraphQLNonNull))]
            if len(leafs) > 1:
                one, other = self.random.sample(leafs, 2)
                parts.append(f"conflict: {one} conflict: {other}" if self.chance(0.5) else f"conflict: {one} ... {{ conflict: {other} }}")
        if self.fault("conflicting shape") and is_composite_type(type_) and type_.name in ("Person", "Node"):
            parts.append("... on Client { shape: score } ... on Agent { shape: score }")
        return "{ " + (" ".join(parts) or "__typename") + " }"

    def field(self, type_, name, field, depth, alias=True):
        named = get_named_type(field.type)
        # An alias that tells the arguments keeps sound documents from conflicts; sometimes it is left to luck.
        arguments = self.arguments(field.args)
        prefix = ""
        if alias:
            prefix = f"a{abs(hash_text(name + arguments + type_.name)) % 10000}: " if arguments or self.chance(0.3) else f"{name}{type_.name}: "
        text = f"{prefix}{name}{arguments}{self.directives('FIELD')}"
        if self.fault("leaf with selection") and is_leaf_type(named):
            return text + " { id }"
        if is_composite_type(named):
            if self.fault("composite without selection"):
                return text
            text += " " + (self.selection_set(named, depth + 1) if depth < 4 else "{ }")
            if self.fault("conflicting argument", 0.2) and "id: " in arguments and prefix:
                text += f" {prefix}{name}(id: \"other\") {{ __typename }}"
        return text

    def possible_conditions(self, type_):
        possible = set(t.name for t in self.schema.get_possible_types(type_)) if not isinstance(type_, GraphQLObjectType) else {type_.name}
        composites = [t for t in self.types if is_composite_type(t)]
        fits, others = [], []
        for other in composites:
            names = {other.name} if isinstance(other, GraphQLObjectType) else set(t.name for t in self.schema.get_possible_types(other))
            (fits if names & possible else others).append(other)
        return fits, others

    def inline_fragment(self, type_, depth):
        fits, others = self.possible_conditions(type_)
        if self.fault("impossible spread") and others:
            return f"... on {self.random.choice(others).name} {{ __typename }}"
        if self.fault("fragment on leaf"):
            return f"... on {self.random.choice(['Int', 'Kind', 'Filter'])} {{ __typename }}"
        if self.fault("unknown type"):
            return "... on Nowhere { id }"
        if self.chance(0.25):
            return f"...{self.directives('INLINE_FRAGMENT')} {self.selection_set(type_, depth + 1)}"
        chosen = self.random.choice(fits)
        return f"... on {chosen.name}{self.directives('INLINE_FRAGMENT')} {self.selection_set(chosen, depth + 1)}"

    def spread(self, type_, depth):
        if self.fault("unknown fragment"):
            return "...Nowhere"
        fits, others = self.possible_conditions(type_)
        chosen = self.random.choice(fits)
        if self.fault("impossible spread") and others:
            chosen = self.random.choice(others)
        usable = [n for n, (t, free) in getattr(self, "known", {}).items() if t in fits and free and n in self.fragments]
        if usable and self.chance(0.4):
            return f"...{self.random.choice(usable)}{self.directives('FRAGMENT_SPREAD')}"
        name = f"F{len(self.fragments) + len(self.pending)}"
        self.pending.append(name)
        before = dict(self.variables)
        body = self.selection_set(chosen, depth + 1)
        if self.fault("fragment cycle", 0.6):
            body = body[:-1] + f"...{name} }}" if self.chance(0.5) else body[:-1] + f"... {{ ...{name} }} }}"
        self.fragments[name] = f"fragment {name} on {chosen.name}{self.directives('FRAGMENT_DEFINITION')} {body}"
        self.pending.remove(name)
        if not hasattr(self, "known"):
            self.known = {}
        # Only fragments without variables can be spread by any operation.
        self.known[name] = (chosen, "$" not in self.fragments[name] and "..." not in body)
        return f"...{name}{self.directives('FRAGMENT_SPREAD')}"

    # Directives, arguments and values

    def directives(self, location):
        text = ""
        if self.fault("unknown directive", 0.1):
            text += " @nowhere"
        if self.fault("misplaced directive", 0.1):
            text += " @deprecated" if self.chance(0.5) or location in ("FIELD",) else " @field"
        for name, directive in ((d.name, d) for d in self.schema.directives):
            if location in [place.name for place in directive.locations] and self.chance(0.04):
                text += f" @{name}{self.arguments(directive.args)}"
                if directive.is_repeatable and self.chance(0.5):
                    text += f" @{name}{self.arguments(directive.args)}"
                if self.fault("directive twice", 0.8):
                    text += f" @{name}{self.arguments(directive.args)}"
        return text

    def arguments(self, args):
        parts = []
        for name, argument in args.items():
            required = isinstance(argument.type, GraphQLNonNull) and argument.default_value.__class__.__name__ == "UndefinedType"
            if required and self.fault("missing argument", 0.2):
                continue
            if required or self.chance(0.5):
                parts.append(f"{name}: {self.value(argument.type, 0, not required and isinstance(argument.type, GraphQLNonNull))}")
        if parts and self.fault("argument twice", 0.2):
            parts.append(parts[0])
        if self.fault("unknown argument", 0.1):
            parts.append("nowhere: " + self.random.choice(["1", "{a: $undefined}" if "undefined variable" in self.faults else "{a: 1, a: 2}", "[1]"]))
        self.random.shuffle(parts)
        return f"({', '.join(parts)})" if parts else ""

    def variable(self, type_, has_default, is_one_of=False):
        name = f"v{len(self.variables)}_{self.random.randint(0, 999)}"
        text = str(type_)
        if self.fault("variable of other type", 0.5):
            text = self.random.choice(["Int", "String", "[Int]", "Boolean!", "Filter", "[[Float]]", "ID"])
        elif (isinstance(type_, GraphQLNonNull) or is_one_of) and self.fault("nullable variable" if not is_one_of else "one of nullable variable", 0.7):
            text = text.rstrip("!")
        elif is_one_of and not text.endswith("!"):
            text += "!"
        elif has_default and self.chance(0.5):
            text = text.rstrip("!")
        elif not text.endswith("!") and self.chance(0.3):
            text += "!"
        default = ""
        if text == str(type_) and not is_one_of and self.chance(0.3):
            default = " = " + self.value(type_, 5, constant=True)
        self.variables[name] = (text, default)
        return f"${name}"

    def value(self, type_, depth, has_default=False, constant=False, is_one_of=False):
        if self.fault("undefined variable", 0.15) and not constant:
            return "$undefined"
        if not constant and not self.pending and self.chance(0.2):
            return self.variable(type_, has_default, is_one_of)
        nullable = get_nullable_type(type_)
        if self.fault("wrong value", 0.15):
            return self.random.choice(['"text"', "1", "1.5", "true", "NOWHERE", "[1, \"x\"]", "{a: 1}", "12345678901", "[[[true]]]"])
        if isinstance(type_, GraphQLNonNull):
            if self.fault("null", 0.15):
                return "null"
        elif self.chance(0.05) and not is_one_of:
            return "null"
        if isinstance(nullable, GraphQLList):
            if self.chance(0.2) and not isinstance(get_nullable_type(nullable.of_type), GraphQLList):
                return self.value(nullable.of_type, depth + 1, constant=True)
            return "[" + ", ".join(self.value(nullable.of_type, depth + 1, constant=constant) for _ in range(self.random.randint(0, 3))) + "]"
        if isinstance(nullable, GraphQLInputObjectType):
            return self.object(nullable, depth, constant)
        if isinstance(nullable, GraphQLEnumType):
            return self.random.choice(list(nullable.values))
        return {
            "Int": lambda: str(self.random.choice([0, -1, 7, 2147483647, -2147483648])),
            "Float": lambda: self.random.choice(["1", "1.5", "-2e10", "0.1E-3"]),
            "String": lambda: self.random.choice(['"text"', '""', '"""block"""', '"\\u{1F600}"']),
            "Boolean": lambda: self.random.choice(["true", "false"]),
            "ID": lambda: self.random.choice(['"id"', "4"]),
            "DateTime": lambda: '"2026-01-01T00:00:00Z"',
            "JSON": lambda: self.random.choice(['"x"', "1", "[1, {a: true}]", "{a: {b: [1.5]}}", "true"]),
        }[nullable.name]()

    def object(self, type_, depth, constant):
        fields = list(type_.fields.items())
        if type_.is_one_of:
            if self.fault("one of none", 0.5):
                return "{}"
            if self.fault("one of two", 0.5):
                return "{id: 1, email: \"a\"}"
            if self.fault("one of null", 0.5):
                return "{id: null}"
            name, field = self.random.choice(fields)
            return f"{{{name}: {self.value(field.type, depth + 1, constant=constant, is_one_of=True)}}}"
        parts = []
        for name, field in fields:
            required = isinstance(field.type, GraphQLNonNull) and field.default_value.__class__.__name__ == "UndefinedType"
            if required and self.fault("missing input field", 0.3):
                continue
            if required or (depth < 3 and self.chance(0.4)):
                parts.append(f"{name}: {self.value(field.type, depth + 1, not required and isinstance(field.type, GraphQLNonNull), constant)}")
        if parts and self.fault("input field twice", 0.3):
            parts.append(parts[0])
        if self.fault("unknown input field", 0.3):
            parts.append("nowhere: 1")
        self.random.shuffle(parts)
        return "{" + ", ".join(parts) + "}"


def hash_text(text):
    value = 7
    for byte in text.encode():
        value = (value * 31 + byte) & 0xFFFFFFFF
    return value


def mutate(text, seed):
    """Changes a few words of a document: another word of its own, one less, one twice."""
    source = random.Random(seed)
    import re
    words = re.findall(r'"""(?:[^"]|"(?!""))*"""|"(?:[^"\\]|\\.)*"|\.\.\.|[A-Za-z_]\w*|-?\d[\w.+-]*|\S', text)
    names = [w for w in words if w[0].isalpha() or w[0] == "_"]
    for _ in range(source.randint(1, 3)):
        place = source.choice([index for index, word in enumerate(words) if word in names] or [0])
        roll = source.random()
        if roll < 0.85:
            words[place] = source.choice(names)
        elif roll < 0.92:
            words.insert(place, words[place])
        else:
            del words[place]
    return " ".join(words)
