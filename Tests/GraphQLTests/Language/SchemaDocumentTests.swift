import GraphQL
import Testing

@Suite("§3 Type System: its grammar") struct SchemaDocumentTests {
    /// The kinds, names and texts of what `text` defines, as one line each.
    static func outline(_ text: String) throws -> String {
        try schemaDocument(text).printed(.minified)
    }

    @Test(arguments: [
        "schema{query:Q mutation:M subscription:S}", "schema@a{query:Q}", "\"d\"schema{query:Q}",
        "scalar A", "\"d\"scalar A@b@c(d:1)",
        "type A", "type A implements B", "type A implements B&C@d{e:F}",
        "\"d\"type A{\"e\"f(\"g\"h:I=1@j k:[L!]!):M@n}",
        "interface A", "interface A implements B&C@d{e:F}", "union A", "union A@b=C|D", "\"d\"union A=B",
        "enum A", "\"d\"enum A@b{\"c\"D@e F}", "input A", "\"d\"input A@b{\"c\"d:E=[1]@f g:H}",
        "directive@a on FIELD",
        "\"d\"directive@a(\"b\"c:D=1@e)@deprecated(reason:\"f\")repeatable on QUERY|OBJECT",
        "directive@repeatable repeatable on SCHEMA", "directive@a@repeatable on SCHEMA",
        "extend schema@a", "extend schema{query:Q}", "extend schema@a{query:Q}", "extend scalar A@b",
        "extend type A implements B", "extend type A@b", "extend type A{b:C}",
        "extend type A implements B&C@d{e:F}",
        "extend interface A implements B", "extend interface A@b", "extend interface A{b:C}",
        "extend union A@b",
        "extend union A=B", "extend union A@b=C|D", "extend enum A@b", "extend enum A{B}",
        "extend enum A@b{C}",
        "extend input A@b", "extend input A{b:C}", "extend input A@b{c:D}", "extend directive@a@b(c:1)@d",
        "type type implements implements{type:type}scalar scalar enum enum{enum}directive@on on OBJECT",
        "type A{query:B}type B{fragment:A}",
    ])
    func `every production is read and printed`(text: String) throws {
        #expect(try Self.outline(text) == text)
    }

    @Test func `a leading separator is ignored`() throws {
        let text =
            "type A implements & B & C union D = | E | F directive @g on | FIELD | QUERY extend union D = | G"
        #expect(
            try Self.outline(text)
                == "type A implements B&C union D=E|F directive@g on FIELD|QUERY extend union D=G"
        )
    }

    @Test func `each part keeps its place`() throws {
        let source = MarkedSource(
            "\"d\" ①type ②A implements ③B ④@c(⑤d: 1) { \"e\" ⑥f(⑦g: ⑧H = 1 ⑨@i): [⑩J!] ⑪@k } ⑫extend schema { ⑬query: ⑭A }"
        )
        let document = try SchemaDocument.parse(source.bytes)
        let type = document.definitions[0]
        let field = document.fields[0]
        let argument = document.inputValues[0]
        let root = document.rootOperationTypes[0]
        var offsets = [type.offset, try #require(type.name).offset, document.namedTypes[0].offset]
        offsets += [
            document.directives[0].offset, document.arguments[0].name.offset, field.name.offset,
            argument.name.offset,
        ]
        offsets += [
            argument.type.offset, document.directives[1].offset, field.type.offset,
            document.directives[2].offset,
        ]
        offsets += [document.definitions[1].offset, root.offset, root.type.offset]
        #expect(offsets.map(document.location(of:)) == source.locations("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭"))
        #expect(type.directives == 0..<1 && argument.directives == 1..<2 && field.directives == 2..<3)
        #expect(document.description(at: type.description) == "d")
        #expect(document.description(at: field.description) == "e")
        #expect(document.text(field.type, field.modifiers) == "[J!]")
        #expect(argument.defaultValue.map(document.constantValue) == .int("1"))
    }

    @Test func `every directive location is known`() throws {
        let text = "directive @a on " + DirectiveLocation.allCases.map(\.rawValue).joined(separator: "|")
        #expect(try schemaDocument(text).locations.map(\.location) == DirectiveLocation.allCases)
    }

    @Test(arguments: [
        ("①", "Expected a definition, such as \"type\", found the end of the document."),
        ("①types A", "Expected a definition, such as \"type\", found name \"types\"."),
        ("type A ①}", "Expected a definition, such as \"type\", found \"}\"."),
        ("\"d\" ①extend type A @b", "A description cannot stand before an extension."),
        ("extend ①query", "Expected what is extended, such as \"type\", found name \"query\"."),
        ("extend ①{ a }", "Expected what is extended, such as \"type\", found \"{\"."),
        ("schema ①", "Expected \"{\", found the end of the document."),
        ("schema ①A", "Expected \"{\", found name \"A\"."),
        ("schema { ①}", "Expected \"query\", \"mutation\" or \"subscription\", found \"}\"."),
        ("schema { query①}", "Expected \":\", found \"}\"."),
        ("schema { query: ①[Q] }", "Expected a type's name, found \"[\"."),
        ("type ①{ a: B }", "Expected a name, found \"{\"."),
        ("type A {①}", "Expected a field's name, found \"}\"."),
        ("type A { a①}", "Expected \":\" and the field's type, found \"}\"."),
        ("type A { a: ①}", "Expected a type, found \"}\"."),
        ("type A { a(①): B }", "Expected an argument's name, found \")\"."),
        ("type A { a(b①): B }", "Expected \":\" and a type, found \")\"."),
        ("type A { a: B ①= 1 }", "Expected a field's name, found \"=\"."),
        ("type A implements ①{ a: B }", "Expected an interface's name, found \"{\"."),
        ("type A implements B & ①{ a: B }", "Expected an interface's name, found \"{\"."),
        ("type A implements &①& B", "Expected an interface's name, found \"&\"."),
        ("union A = ①", "Expected a type's name, found the end of the document."),
        ("union A = B | ①", "Expected a type's name, found the end of the document."),
        ("enum A {①}", "Expected an enum value, found \"}\"."),
        ("enum A { ①true }", "An enum value cannot have the name of another value: \"true\"."),
        ("enum A { B ①false }", "An enum value cannot have the name of another value: \"false\"."),
        ("enum A { ①null }", "An enum value cannot have the name of another value: \"null\"."),
        ("input A {①}", "Expected a field's name, found \"}\"."),
        ("input A { a: B = ①$c }", "A variable cannot stand in a constant value."),
        ("input A { a①(b: C): D }", "Expected \":\" and a type, found \"(\"."),
        ("scalar A @b(c: ①$d)", "A variable cannot stand in a constant value."),
        ("directive ①a on FIELD", "Expected \"@\" and the directive's name, found name \"a\"."),
        (
            "directive @a①",
            "Expected \"on\" and where the directive may stand, found the end of the document."
        ),
        ("directive @a(①) on FIELD", "Expected an argument's name, found \")\"."),
        (
            "directive @a on ①FIELDS",
            "Expected a directive location, such as FIELD_DEFINITION, found name \"FIELDS\"."
        ),
        (
            "directive @a on FIELD | ①",
            "Expected a directive location, such as FIELD_DEFINITION, found the end of the document."
        ),
        (
            "directive @a repeatable ①repeatable on FIELD",
            "Expected \"on\" and where the directive may stand, found name \"repeatable\"."
        ),
        (
            "directive @a repeatable ①@b on FIELD",
            "Expected \"on\" and where the directive may stand, found \"@\"."
        ),
        ("extend scalar A①", "Expected a directive, found the end of the document."),
        ("extend union A①", "Expected a directive or \"=\", found the end of the document."),
        ("extend type A①", "Expected \"implements\", a directive or \"{\", found the end of the document."),
        ("extend interface A ①type B", "Expected \"implements\", a directive or \"{\", found name \"type\"."),
        ("extend schema①", "Expected a directive or \"{\", found the end of the document."),
        ("extend enum A①", "Expected a directive or \"{\", found the end of the document."),
        ("extend input A①", "Expected a directive or \"{\", found the end of the document."),
        ("extend directive @a①", "Expected a directive, found the end of the document."),
        ("extend directive @a ①on FIELD", "Expected a directive, found name \"on\"."),
    ])
    func `what is no definition is refused`(text: String, message: String) {
        expectSchemaRefused(text, message)
    }

    @Test(arguments: ["{", "query", "mutation", "subscription", "fragment"])
    func `operations and fragments are refused`(keyword: String) {
        expectSchemaRefused(
            "type A { b: C } ①\(keyword) D { e }",
            "A schema holds only definitions of types and directives, not operations and fragments: \"\(keyword)\"."
        )
    }
}
