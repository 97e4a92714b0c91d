import CommandLine
import GraphQL
import Planner
import Postgres

/// `concierge check`, `schema print` and `schema draft`.
struct SchemaCommands {
    let settings: Settings

    init(_ settings: Settings) {
        self.settings = settings
    }

    /// Proves the schema against the database, and trusted documents against the schema; 1 where something would not be served.
    func check() throws(CommandFailure) -> Int32 {
        let session = try DatabaseSession(settings)
        defer { session.end() }
        let outcome = try SchemaLoader.load(folder: settings.schema, connection: session.connect())
        try Terminal.print(FindingReport(findings: outcome.findings).text)
        guard outcome.isSound, let schema = outcome.schema else { return 1 }
        guard let path = settings.documents else { return 0 }
        let report = DocumentReport(
            try TrustedDocuments(path: path),
            schema: schema,
            rules: DocumentRules(
                schema,
                limits: settings.requestLimits,
                allowsIntrospection: true,
                suggests: true
            )
        )
        for line in report.lines { try Terminal.print(line + "\n") }
        try Terminal.print(report.summary + "\n")
        return report.brokenCount == 0 ? 0 : 1
    }

    /// Prints the served schema or one element of it, whole or as one role knows it.
    func print() throws(CommandFailure) {
        let session = try DatabaseSession(settings)
        defer { session.end() }
        let schema = try load(session)
        let number = try settings.role.map { name throws(CommandFailure) in try index(of: name, in: schema) }
        let role = number.map { RoleSet(role: $0) } ?? .all
        guard let text = settings.coordinate else {
            return try Terminal.print(SchemaPrinter.print(schema.schema, role: role))
        }
        let coordinate: SchemaCoordinate
        do throws(GraphQLError) {
            coordinate = try SchemaCoordinate(text)
        } catch {
            throw CommandFailure("\"\(text)\" is no coordinate, such as Ticket.client: \(error.message)")
        }
        guard let printed = SchemaPrinter.print(coordinate, of: schema.schema, role: role) else {
            throw CommandFailure("There is no \(coordinate), or the role may not know of it.")
        }
        try Terminal.print(printed)
    }

    /// Prints a schema of what a role, or the login itself, may read.
    func draft() throws(CommandFailure) {
        let session = try DatabaseSession(settings)
        defer { session.end() }
        let connection = try session.connect()
        let draft: SchemaDraft
        do throws(PostgresError) {
            draft = SchemaDraft(
                of: try CatalogReader.read(connection, roles: settings.databaseRole.map { [$0] } ?? []),
                as: settings.databaseRole,
                comments: try CatalogReader.readComments(connection)
            )
        } catch {
            throw CommandFailure("The database's catalog cannot be read: \(error)")
        }
        guard !draft.isEmpty else {
            throw CommandFailure(
                "\(settings.databaseRole ?? "The login") may read nothing that has a key; grant it SELECT, "
                    + "or name a role that may with --database-role."
            )
        }
        try Terminal.print(draft.text)
    }

    /// The schema, which must fit the database.
    func load(_ session: DatabaseSession) throws(CommandFailure) -> BoundSchema {
        let outcome = try SchemaLoader.load(folder: settings.schema, connection: session.connect())
        guard outcome.isSound, let schema = outcome.schema else {
            Terminal.note(FindingReport(findings: outcome.findings).text)
            throw CommandFailure("The schema does not fit the database; see above.")
        }
        return schema
    }

    /// The index of the role called `role`.
    func index(of role: String, in schema: BoundSchema) throws(CommandFailure) -> Int {
        guard let index = schema.roles.firstIndex(where: { $0.name == role }) else {
            let known = schema.roles.map(\.name).joined(separator: ", ")
            throw CommandFailure("There is no role \"\(role)\"; the schema declares \(known).")
        }
        return index
    }
}
