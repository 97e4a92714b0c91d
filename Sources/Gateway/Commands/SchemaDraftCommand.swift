import CommandLine
import Planner
import Postgres

/// `concierge schema draft`: prints a first schema for what a role, or the login itself, may read.
struct SchemaDraftCommand {
    let settings: SchemaDraftSettings

    /// Prints the draft.
    func run() throws(CommandFailure) {
        let session = try DatabaseSession(settings.database)
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
            throw CommandFailure("The catalog of the database cannot be read: \(error)")
        }
        guard !draft.isEmpty else {
            throw CommandFailure(
                "\(settings.databaseRole ?? "The login") may read no table that has a key. Grant it SELECT, "
                    + "or name a role that may read with --database-role."
            )
        }
        if settings.databaseRole == nil {
            Terminal.note(
                "warning: With this schema, callers without a token read everything that the login may read. Declare roles "
                    + "before the graph can be reached by others."
            )
        }
        try Terminal.print(draft.text)
    }
}
