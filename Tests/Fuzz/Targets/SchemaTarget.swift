import GraphQL

/// A document of the type system reads as it prints; a schema that is sound prints as one that is.
enum SchemaTarget {
    static func run(_ source: [UInt8]) throws(FuzzFailure) {
        let document: SchemaDocument
        do throws(GraphQLError) {
            document = try SchemaDocument.parse(source)
        } catch {
            return try DocumentTarget.check(error)
        }
        try DocumentTarget.checkValues(of: document)
        try DocumentTarget.check(document.printed(.minified), document.printed(.pretty)) {
            bytes throws(GraphQLError) in
            try SchemaDocument.parse(bytes).printed(.minified)
        }
        try checkSchema(source)
    }

    private static func checkSchema(_ source: [UInt8]) throws(FuzzFailure) {
        let (schema, problems) = SchemaBuilder.build(files: [("fuzz.graphql", source)])
        try FuzzFailure.unless((schema == nil) == !problems.isEmpty, "neither a schema nor a problem")
        guard let schema else { return }
        let printed = SchemaPrinter.print(schema)
        let (again, others) = SchemaBuilder.build(files: [("printed.graphql", Array(printed.utf8))])
        guard let again else {
            throw FuzzFailure("a printed schema has problems: \(others.map(\.message))\n\(printed)")
        }
        try FuzzFailure.unless(SchemaPrinter.print(again) == printed, "a printed schema reads as another one")
    }
}
