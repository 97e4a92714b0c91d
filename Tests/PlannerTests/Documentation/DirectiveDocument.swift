import GraphQL

@testable import Planner

/// `docs/directives.md`: the vocabulary with which a schema says where its data lives.
enum DirectiveDocument {
    static var text: String {
        guard
            let schema = SchemaBuilder.draft(
                files: [("empty.graphql", Array("type Query { a: Int }".utf8))],
                prelude: BindingDirectives.prelude
            ).schema
        else { return "" }
        var text = """
            # Directives

            (Made from the definitions that every schema begins with; a test keeps it true. `concierge schema directives` prints them as
            SDL.)

            They bind a schema to a database, and are not part of what is served.


            """
        let definitions = schema.directives.filter { $0.roles.isEmpty }
        for directive in definitions.sorted(by: { $0.name < $1.name }) {
            text += section(of: directive, schema)
        }
        text += inputs(schema) + scalars(schema)
        return text
    }

    private static func section(of directive: DirectiveDefinition, _ schema: Schema) -> String {
        let places = directive.locations.map { "`\($0.rawValue)`" }.joined(separator: ", ")
        let often = directive.isRepeatable ? ", any number of times" : ""
        var text = "## @\(directive.name)\n\n\(line(directive.description)) On \(places)\(often).\n\n"
        if !directive.arguments.isEmpty { text += table(of: directive.arguments, schema) + "\n" }
        return text
    }

    private static func inputs(_ schema: Schema) -> String {
        let names = ["ClaimDeclaration", "RowParameter", "RoleLimits"]
        var text = "# Types of their arguments\n\n"
        for type in schema.types where names.contains(type.name) {
            text += "## \(type.name)\n\n\(line(type.description))\n\n\(table(of: type.inputFields, schema))\n"
        }
        return text
    }

    private static func scalars(_ schema: Schema) -> String {
        var text = "# Scalars\n\n| scalar | values |\n| --- | --- |\n"
        for type in schema.types where type.kind == .scalar && type.description != nil {
            guard !["Int", "Float", "String", "Boolean", "ID"].contains(type.name) else { continue }
            let specification = type.specifiedByURL.map { " [Specification](\($0))." } ?? ""
            text += "| `\(type.name)` | \(line(type.description))\(specification) |\n"
        }
        return text
    }

    private static func table(of inputs: [InputValueDefinition], _ schema: Schema) -> String {
        var text = "| argument | type | default | meaning |\n| --- | --- | --- | --- |\n"
        for input in inputs {
            let type = input.type.modifiers.text(around: schema[input.type.type].name)
            let standard = input.defaultValue.map { "`\($0.literal)`" } ?? ""
            text += "| `\(input.name)` | `\(type)` | \(standard) | \(line(input.description)) |\n"
        }
        return text
    }

    /// A description on one line, as tables need it.
    private static func line(_ description: String?) -> String {
        (description ?? "").split(separator: "\n").joined(separator: " ").replacing("|", with: "\\|")
    }
}
