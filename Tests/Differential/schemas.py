"""Generates schemas: a sound one of many parts, with one fault planted, or with words changed.

Each fault is a text that is added to the sound schema, or a part of it and what replaces it. Names are drawn anew for each schema, so that
equal texts are rare.
"""
import random
import re

SOUND = """
directive @note(text: String! = "none", tags: [Tag!] @old) repeatable on OBJECT | FIELD_DEFINITION | INPUT_OBJECT | SCHEMA
directive @old on ARGUMENT_DEFINITION | DIRECTIVE_DEFINITION | SCALAR | INPUT_FIELD_DEFINITION | UNION | ENUM | INTERFACE
extend directive @note @deprecated(reason: "none left")
enum Tag @old { RED GREEN BLUE @deprecated }
scalar Moment @specifiedBy(url: "https://example.org") @old
interface Thing @old { id: ID! label(short: Boolean = false): String }
interface Named implements Thing { id: ID! label(short: Boolean = false): String names(first: Int): [String] }
type Query @note(text: "root", tags: [RED, BLUE]) { one(id: ID!, by: Choice, old: Int @deprecated): Person any: Any things: [Thing!]! }
type Mutation { change(input: Input! = {count: 2, inner: {}}): Person }
type Person implements Named & Thing @note {
  id: ID! label(short: Boolean = false, long: Boolean): String! names(first: Int, filter: Filter = {tags: RED}): [String!]! when: Moment
}
type Place implements Thing { id: ID! label(short: Boolean = false): String at: [[Float!]] @deprecated(reason: "moved") }
union Any @old = Person | Place
input Input @note { count: Int! = 1 inner: Input filter: Filter old: Int = 3 @deprecated }
input Filter { tags: [Tag!] = [RED] all: [Filter!] not: Filter moment: Moment @old }
input Choice @oneOf { id: ID name: String filter: Filter }
"""

# The rule that is broken, and how.
FAULTS = {
    "one schema definition": ["schema { query: Query } schema { query: Query }"],
    "each operation once": ["schema { query: Query query: Query }", "schema { query: Query } extend schema { query: Query }"],
    "a query root": ["schema { mutation: Mutation }"],
    "object roots": ["schema { query: Any }", "schema { query: Query mutation: Filter }"],
    "different roots": ["schema { query: Query mutation: Query }"],
    "unique types": ["type $N { a: Int } type $N { b: Int }", "input Filter { a: Int }", "scalar $N enum $N { A }"],
    "unique directives": ["directive @$n on FIELD directive @$n on FIELD", "directive @note on FIELD"],
    "unique fields": ["type $N { $f: Int $f: Int }", "extend type Person { when: Int }"],
    "unique input fields": ["input $N { $f: Int $f: Int }", "extend input Filter { tags: Int }"],
    "unique arguments": ["type $N { a($f: Int, $f: Int): Int }", "directive @$n($f: Int, $f: Int) on FIELD"],
    "unique enum values": ["enum $N { A B A }", "extend enum Tag { RED }"],
    "unique members": ["union $N = Person | Person", "extend union Any = Place"],
    "unique interfaces": ["type $N implements Thing & Thing { id: ID! label(short: Boolean): String }", "extend type Place implements Thing"],
    "known types": ["type $N { a: Nowhere }", "union $N = Nowhere", "type $N implements Nowhere { a: Int }", "input $N { a: [Nowhere!] }",
                    "directive @$n(a: Nowhere) on FIELD", "schema { query: Nowhere }"],
    "extended types": ["extend type Nowhere { a: Int }", "extend input Person { a: Int }", "extend scalar Any @old", "extend union Tag = Person"],
    "not empty": ["type $N", "interface $N", "union $N", "enum $N", "input $N", "type $N @note"],
    "reserved names": ["type __$N { a: Int }", "type $N { __a: Int }", "type $N { a(__b: Int): Int }", "input $N { __a: Int }",
                       "directive @__$n on FIELD", "enum $N { __A }", "directive @$n(__a: Int) on FIELD"],
    "output types": ["type $N { a: Filter }", "interface $N { a: [Choice!]! }"],
    "input types": ["type $N { a(b: Person): Int }", "input $N { a: Any }", "directive @$n(a: Thing) on FIELD"],
    "object members": ["union $N = Person | Tag", "union $N = Any", "union $N = Thing"],
    "interfaces alone": ["type $N implements Person { id: ID! }", "type $N implements Any { a: Int }", "type $N implements Filter { a: Int }"],
    "interfaces of interfaces": ["type $N implements Named { id: ID! label(short: Boolean): String names(first: Int): [String] }"],
    "circles of interfaces": ["interface $N implements $N { a: Int }",
                              "interface $N implements $M { a: Int } interface $M implements $N { a: Int }"],
    "fields of interfaces": ["type $N implements Thing { id: ID! }", "type $N implements Thing { id: ID! label(short: Int): String }",
                             "type $N implements Thing { id: ID! label: String }", "type $N implements Thing { id: ID label(short: Boolean): String }",
                             "type $N implements Thing { id: ID! label(short: Boolean): [String] }",
                             "type $N implements Thing { id: ID! label(short: Boolean, by: Int!): String }",
                             "type $N implements Thing { id: ID! label(short: Boolean!): String }", "extend interface Thing { $f: Int }"],
    "deprecation of interfaces": ["type $N implements Thing { id: ID! @deprecated label(short: Boolean): String }"],
    "required is not deprecated": ["type $N { a(b: Int! @deprecated): Int }", "input $N { a: Int! @deprecated }",
                                   "directive @$n(a: Int! @deprecated) on FIELD"],
    "defaults": ["type $N { a(b: Int = \"x\"): Int }", "input $N { a: Tag = WHITE }", "input $N { a: Filter = {nowhere: 1} }",
                 "type $N { a(b: [Int!] = [1, null]): Int }", "directive @$n(a: Choice = {id: 1, name: \"x\"}) on FIELD",
                 "type $N { a(b: Boolean! = null): Int }", "input $N { a: Input = {count: 1.5} }"],
    "circles of defaults": ["input $N { a: $N = {} }", "input $N { a: $M = {b: {}} } input $M { b: $N = {a: {}} }",
                            "input $N { a: $M = {} } input $M { b: $N = {} }"],
    "circles of inputs": ["input $N { a: $N! }", "input $N { a: $M! } input $M { b: $N! c: Int }", "input $N @oneOf { a: $N }",
                          "input $N @oneOf { a: $M } input $M { b: $N! }"],
    "one of": ["input $N @oneOf { a: Int! }", "input $N @oneOf { a: Int = 1 }", "input $N @oneOf { a: Int b: [Int]! }"],
    "known directives": ["type $N @nowhere { a: Int }", "enum $N { A @nowhere }", "type $N { a(b: Int @nowhere): Int }"],
    "places of directives": ["type $N @old { a: Int }", "input $N @deprecated { a: Int }", "type $N { a: Int @skip(if: true) }",
                             "directive @$n @note on FIELD", "extend schema @old", "input $N { a: Int @specifiedBy(url: \"x\") }"],
    "directives once": ["scalar $N @old @old", "type $N { a: Int @deprecated @deprecated }", "extend scalar Moment @old",
                        "extend directive @note @deprecated"],
    "arguments of directives": ["type $N @note(nowhere: 1) { a: Int }", "type $N { a: Int @deprecated(because: \"x\") }"],
    "arguments of directives once": ["type $N @note(text: \"a\", text: \"b\") { a: Int }"],
    "values of directives": ["type $N @note(text: 1) { a: Int }", "type $N @note(tags: [WHITE]) { a: Int }",
                             "type $N { a: Int @deprecated(reason: [1]) }"],
    "circles of directives": ["directive @$n(a: Int @$n) on ARGUMENT_DEFINITION", "directive @$n @deprecated on FIELD extend directive @deprecated @$n",
                              "directive @$n(a: $N) on INPUT_OBJECT input $N @$n { a: Int }"],
    "required arguments of directives": ["scalar $N @specifiedBy", "directive @$n(a: Int!) on OBJECT type $N @$n { a: Int }"],
}

def schemas(seed, times):
    """Yields what is broken (nothing: None) and a schema."""
    source = random.Random(seed)
    for _ in range(times // 2):
        yield None, named(SOUND, source)
    for rule, texts in FAULTS.items():
        for number in range(times):
            text = texts[number % len(texts)]
            parts = [SOUND, text] if source.random() < 0.5 else [text, SOUND]
            yield rule, named("\n".join(parts), source)
    for number in range(times * 10):
        yield None, changed(SOUND, source)


def named(text, source):
    for mark, letters in (("$N", "ABCDEFGH"), ("$M", "STUVWXYZ"), ("$n", "abcdefgh"), ("$f", "klmnopqr")):
        name = source.choice(letters) + "".join(source.choice("aeioust") for _ in range(source.randint(3, 9)))
        text = text.replace(mark, name)
    return text


def changed(text, source):
    words = re.findall(r'"(?:[^"\\]|\\.)*"|\w+|\S', text)
    places = [index for index, word in enumerate(words) if word[0].isalpha() or word in "!@[]&|="]
    for _ in range(source.randint(1, 3)):
        place, roll = source.choice(places), source.random()
        if roll < 0.7:
            same = [index for index in places if words[index][0].isalpha() == words[place][0].isalpha()]
            words[place] = words[source.choice(same)]
        elif roll < 0.85:
            words.insert(place, words[place])
        else:
            words[place] = " "
    return " ".join(words)
