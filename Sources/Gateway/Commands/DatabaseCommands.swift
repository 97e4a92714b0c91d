import CommandLine
import Migrations
import Postgres

/// `concierge migrate` and `concierge seed`, which `serve` also does for the private database.
struct DatabaseCommands {
    let settings: Settings

    init(_ settings: Settings) {
        self.settings = settings
    }

    /// Applies what is pending.
    func migrate() throws(CommandFailure) {
        let session = try DatabaseSession(settings)
        defer { session.end() }
        try migrate(session.connectAsOwner())
    }

    /// Fills the database with demo data.
    func seed() throws(CommandFailure) {
        let session = try DatabaseSession(settings)
        defer { session.end() }
        let connection = try session.connectAsOwner()
        if session.isPrivate { try migrate(connection) }
        try seed(connection, scale: settings.scale)
    }

    /// Applies what is pending over `connection`.
    func migrate(_ connection: BlockingConnection) throws(CommandFailure) {
        do throws(MigrationError) {
            try Runner(connection: connection, folder: settings.migrations) { Terminal.note($0.description) }
                .run()
        } catch {
            throw CommandFailure(error.description)
        }
    }

    /// Fills in demo data over `connection`, where there is a folder of it.
    func seed(_ connection: BlockingConnection, scale: Int) throws(CommandFailure) {
        do throws(MigrationError) {
            try Seeder(connection: connection, folder: settings.migrations + "/demo") {
                Terminal.note($0.description)
            }
            .run(scale: scale, until: settings.until?.description)
        } catch {
            throw CommandFailure(error.description)
        }
    }
}
