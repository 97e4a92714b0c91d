import GraphQL
import Testing

@Suite("§2.3 Operations") struct OperationTests {
    @Test(
        arguments: [("query", .query), ("mutation", .mutation), ("subscription", .subscription)]
            as [(String, Operation.Kind)]
    )
    func `an operation has a type, a name, variables, directives and selections`(
        word: String,
        kind: Operation.Kind
    ) throws {
        let document = try document(" \(word) Name($a: Int) @b(c: $a) { d }")
        let operation = try #require(document.operations.first)
        #expect(operation.kind == kind)
        #expect(operation.name.map(document.text) == "Name")
        #expect(operation.variables == 0..<1)
        #expect(operation.directives == 0..<1)
        #expect(operation.selections == 0..<1)
        #expect(operation.offset == 1)
    }

    @Test func `all but the selections may be missing`() throws {
        let document = try document("query { a } query @b { c } query ($d: E) { f } { g }")
        #expect(document.operations.map { $0.name == nil } == [true, true, true, true])
        #expect(document.operations.map(\.selections) == [0..<1, 1..<2, 2..<3, 3..<4])
        #expect(document.operations.map(\.directives.count) == [0, 1, 0, 0])
    }

    @Test func `keywords may be names`() throws {
        let document = try document(
            "query query($query: query) { query: fragment(on: on) ...fragment } fragment fragment on on { on }"
        )
        #expect(document.operations[0].name.map(document.text) == "query")
        #expect(document.text(document.fragments[0].typeCondition) == "on")
    }

    @Test(arguments: [
        ("①quer { a }", "Expected an operation or a fragment, found name \"quer\"."),
        ("①1", "Expected an operation or a fragment, found number \"1\"."),
        ("query ①", "Expected \"{\", found the end of the document."),
        ("query A ①B { a }", "Expected \"{\", found name \"B\"."),
        ("query ①\"a\" { a }", "Expected \"{\", found string \"a\"."),
        ("{ a } ①}", "Expected an operation or a fragment, found \"}\"."),
        ("{ a }①]", "Expected an operation or a fragment, found \"]\"."),
    ])
    func `what is no operation is refused`(text: String, message: String) {
        expectRefused(text, message)
    }
}

@Suite("§2.2 Descriptions") struct DescriptionTests {
    @Test func `operations, fragments and variables may be described`() throws {
        let document = try document(
            "\"q\" query ($a: B, \"v\" $c: D) { e } \"\"\"\n f\n\"\"\" fragment F on G { h } mutation { i }"
        )
        #expect(document.operations.map { document.description(at: $0.description) } == ["q", nil])
        #expect(document.fragments.map { document.description(at: $0.description) } == ["f"])
        #expect(document.variables.map { document.description(at: $0.description) } == [nil, "v"])
    }

    @Test(arguments: [
        ("\"a\" ①{ b }", "A description cannot stand before a query in short form; write \"query\"."),
        ("\"a\" ①\"b\" query { c }", "Expected an operation or a fragment, found string \"b\"."),
        ("\"a\" ①", "Expected an operation or a fragment, found the end of the document."),
        ("{ ①\"a\" b }", "Expected a field, a fragment or \"}\", found string \"a\"."),
        ("query (\"a\" ①) { b }", "Expected a variable, found \")\"."),
    ])
    func `a description stands before what it describes`(text: String, message: String) {
        expectRefused(text, message)
    }
}

@Suite("§2.5 Fields, §2.6 Arguments, §2.7 Field Alias") struct FieldTests {
    @Test func `a field has an alias, arguments, directives and selections`() throws {
        let document = try document("{ a: b(c: 1, d: 2) @e @f(g: 3) { h } i }")
        let field = document.selections[0]
        #expect(field.alias.map(document.text) == "a")
        #expect(field.name.map(document.text) == "b")
        #expect(field.responseName.map(document.text) == "a")
        #expect(document.arguments[field.arguments.indices].map { document.text($0.name) } == ["c", "d"])
        #expect(document.directives[field.directives.indices].map { document.text($0.name) } == ["e", "f"])
        #expect(document.directives[1].arguments == 2..<3)
        #expect(document.value(ofArgument: "d", in: field.arguments) == 1)
        #expect(document.value(ofArgument: "x", in: field.arguments) == nil)
        #expect(document.selections.map(\.hasSelectionSet) == [true, false, false])
        #expect(document.selections[2].alias == nil)
    }

    @Test(arguments: [
        ("{ a(①) }", "Expected an argument's name, found \")\"."),
        ("{ a(b①) }", "Expected \":\", found \")\"."),
        ("{ a: ①} ", "Expected a field's name, found \"}\"."),
        ("{ a: b①: c }", "Expected a field, a fragment or \"}\", found \":\"."),
        ("{ a @①1 }", "Expected a directive's name, found number \"1\"."),
        ("{ a @b①$c }", "Expected a field, a fragment or \"}\", found \"$\"."),
        ("{ a @b(①) }", "Expected an argument's name, found \")\"."),
        ("{ a(b: 1①", "Expected an argument's name, found the end of the document."),
    ])
    func `what is no field is refused`(text: String, message: String) {
        expectRefused(text, message)
    }
}

@Suite("§2.8 Fragments") struct FragmentTests {
    @Test func `spreads, inline fragments and definitions`() throws {
        let document = try document(
            "{ ...F @a ... on T @b { c } ... @d { e } ... { f } ...onT } fragment F on T @g { h }"
        )
        #expect(
            document.selections.map(\.kind)
                == [
                    .fragmentSpread, .inlineFragment, .field, .inlineFragment, .field, .inlineFragment,
                    .field,
                    .fragmentSpread, .field,
                ]
        )
        #expect(
            document.selections.map { $0.name.map(document.text) } == [
                "F", "T", "c", nil, "e", nil, "f", "onT", "h",
            ]
        )
        #expect(document.selections.map(\.directives.count) == [1, 1, 0, 1, 0, 0, 0, 0, 0])
        #expect(document.text(document.fragments[0].name) == "F")
        #expect(document.text(document.fragments[0].typeCondition) == "T")
        #expect(document.fragments[0].directives == 3..<4)
    }

    @Test(arguments: [
        ("fragment ①on on T { a }", "Expected a fragment's name, which cannot be \"on\"."),
        ("fragment ①{ a }", "Expected a fragment's name, found \"{\"."),
        ("fragment F ①{ a }", "Expected \"on\" and a type, found \"{\"."),
        ("fragment F ①On T { a }", "Expected \"on\" and a type, found name \"On\"."),
        ("fragment F on ①{ a }", "Expected a type's name, found \"{\"."),
        ("fragment F on ①[T] { a }", "Expected a type's name, found \"[\"."),
        ("fragment F on T①", "Expected \"{\", found the end of the document."),
        ("fragment F①($a: B) on T { c }", "Expected \"on\" and a type, found \"(\"."),
        ("{ ... on ①{ a } }", "Expected a type's name, found \"{\"."),
        ("{ ... on T ①}", "Expected \"{\", found \"}\"."),
        ("{ ...①}", "Expected a fragment's name, \"on\" or \"{\", found \"}\"."),
        ("{ ... @a ①}", "Expected \"{\", found \"}\"."),
        ("{ ...①1 }", "Expected a fragment's name, \"on\" or \"{\", found number \"1\"."),
        ("{ ...F ①{ a } }", "Expected a selection (a spread has no selection set of its own), found \"{\"."),
        ("{ ...F①(a: 1) }", "Expected a field, a fragment or \"}\", found \"(\"."),
    ])
    func `what is no fragment is refused`(text: String, message: String) {
        expectRefused(text, message)
    }
}

@Suite("§2.10 Variables, §2.12 Type References") struct VariableTests {
    @Test func `a variable has a type, a default and directives`() throws {
        let document = try document("query ($a: A! = 1 @b(c: 2) @d, $e: E) { f }")
        let variable = document.variables[0]
        #expect(document.text(variable.name) == "a")
        #expect(document.text(variable.type, variable.modifiers) == "A!")
        #expect(variable.defaultValue.map(document.constantValue) == .int("1"))
        #expect(variable.directives == 0..<2)
        #expect(document.variables.map(\.offset) == [7, 31])
        #expect(document.variables[1].defaultValue == nil)
    }

    @Test(arguments: ["T", "T!", "[T]", "[T!]", "[T]!", "[T!]!", "[[T!]!]!", "[[[T]]!]"])
    func `lists and non-null marks nest`(text: String) throws {
        let document = try document("query ($a: \(text)) { b }")
        #expect(document.text(document.variables[0].type, document.variables[0].modifiers) == text)
    }

    @Test(arguments: [
        ("query (①) { a }", "Expected a variable, found \")\"."),
        ("query (①a: T) { a }", "Expected a variable, found name \"a\"."),
        ("query ($①: T) { a }", "Expected a variable's name, found \":\"."),
        ("query ($a①) { a }", "Expected \":\" and the variable's type, found \")\"."),
        ("query ($a: ①) { a }", "Expected a type, found \")\"."),
        ("query ($a: [①]) { a }", "Expected a type, found \"]\"."),
        ("query ($a: T!①!) { a }", "Expected a variable, found \"!\"."),
        ("query ($a: [T①) { a }", "Expected \"]\", found \")\"."),
        ("query ($a: T①]) { a }", "Expected a variable, found \"]\"."),
        ("query ($a: T = ①) { a }", "Expected a value, found \")\"."),
        ("query ($a: T①", "Expected a variable, found the end of the document."),
    ])
    func `what is no variable is refused`(text: String, message: String) {
        expectRefused(text, message)
    }
}
