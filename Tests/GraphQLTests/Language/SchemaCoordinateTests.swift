import GraphQL
import Testing

@Suite("§2.14 Schema Coordinates") struct SchemaCoordinateTests {
    @Test(
        arguments: [
            ("Business", .type("Business")), ("Business.name", .member("name", of: "Business")),
            ("SearchFilter.OPEN_NOW", .member("OPEN_NOW", of: "SearchFilter")),
            ("Query.searchBusiness(criteria:)", .argument("criteria", of: "searchBusiness", in: "Query")),
            ("@private", .directive("private")),
            ("@private(scope:)", .directiveArgument("scope", of: "private")),
            ("__Type.fields(includeDeprecated:)", .argument("includeDeprecated", of: "fields", in: "__Type")),
        ] as [(String, SchemaCoordinate)]
    )
    func `a coordinate has one text`(text: String, coordinate: SchemaCoordinate) throws {
        #expect(try SchemaCoordinate(text) == coordinate)
        #expect(coordinate.description == text)
    }

    @Test(arguments: [
        ("①", "expected a name, found its end"), ("①1a", "expected a name, found \"1a\""),
        ("@①", "expected a name, found its end"), ("A.①", "expected a name, found its end"),
        ("A.①.b", "expected a name, found \".b\""), ("A.b①.c", ""), ("A①(b:)", ""),
        ("A.b(①)", "expected a name, found \")\""),
        ("A.b(c①)", "expected \":\", found \")\""), ("A.b(c:①", "expected \")\", found its end"),
        ("A.b(c:)①x", ""),
        ("①", ""), ("① A", ""), ("A① ", ""), ("A①,", ""), ("A①#", ""), ("①\u{FEFF}A", ""), ("@a①.b", ""),
        ("A①é", ""),
        ("A.b(c:①1)", ""), ("A.b(①$c:)", ""),
    ])
    func `nothing else is one`(text: String, message: String) {
        let source = MarkedSource(text)
        let error = #expect(throws: GraphQLError.self) {
            try SchemaCoordinate(String(decoding: source.bytes, as: UTF8.self))
        }
        #expect(error?.code == .parseFailed)
        #expect(message.isEmpty || error?.message == "Invalid schema coordinate: \(message).")
        #expect(error?.locations == source.locations())
    }

    @Test func `each but types and directives is contained in another`() {
        let argument = SchemaCoordinate.argument("c", of: "b", in: "A")
        #expect(argument.container == .member("b", of: "A"))
        #expect(argument.container?.container == .type("A"))
        #expect(argument.container?.container?.container == nil)
        #expect(SchemaCoordinate.directiveArgument("b", of: "a").container == .directive("a"))
    }
}
