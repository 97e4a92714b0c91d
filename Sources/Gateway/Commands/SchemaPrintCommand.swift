import CommandLine
import GraphQL
import Planner

/// `concierge schema print`: prints the served schema or one element of it, complete or as one role sees it.
struct SchemaPrintCommand {
    let settings: SchemaPrintSettings

    /// Prints the schema.
    func run() throws(CommandFailure) {
        let session = try DatabaseSession(settings.database)
        defer { session.end() }
        let schema = try SchemaLoader.require(folder: settings.schema, connection: session.connect())
        let role = try settings.role.map { name throws(CommandFailure) in try schema.index(ofRole: name) }
        let viewer = role.map { RoleSet(role: $0) } ?? .all
        guard let text = settings.coordinate else {
            return try Terminal.print(SchemaPrinter.print(schema.schema, role: viewer))
        }
        let coordinate: SchemaCoordinate
        do throws(GraphQLError) {
            coordinate = try SchemaCoordinate(text)
        } catch {
            throw CommandFailure(
                "\"\(text)\" is not a schema coordinate, such as Ticket.client: \(error.message)"
            )
        }
        guard let printed = SchemaPrinter.print(coordinate, of: schema.schema, role: viewer) else {
            let viewer = settings.role.map { " for the role \"\($0)\"" } ?? ""
            throw CommandFailure("The schema has no \(coordinate)\(viewer).")
        }
        try Terminal.print(printed)
    }
}

extension BoundSchema {
    /// The index of the role called `name`.
    func index(ofRole name: String) throws(CommandFailure) -> Int {
        guard let index = roles.firstIndex(where: { $0.name == name }) else {
            let known = roles.map(\.name).joined(separator: ", ")
            throw CommandFailure("There is no role \"\(name)\"; the schema declares \(known).")
        }
        return index
    }
}
