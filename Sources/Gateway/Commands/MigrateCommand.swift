import CommandLine
import Migrations
import Postgres

/// `concierge migrate`: applies the pending migrations.
struct MigrateCommand {
    let settings: MigrateSettings

    /// Migrates, and prints each step.
    func run() throws(CommandFailure) {
        let session = try DatabaseSession(settings.database, as: .owner)
        defer { session.end() }
        let connection = try session.connect(waiting: settings.databaseWait)
        try Self.migrate(connection, folder: settings.migrations) { Terminal.note($0.description) }
    }

    /// Applies what is pending over `connection`, a connection of the owner.
    static func migrate(
        _ connection: BlockingConnection,
        folder: String,
        progress: @escaping (Progress) -> Void
    ) throws(CommandFailure) {
        do throws(MigrationError) {
            try Runner(connection: connection, folder: folder, progress: progress).run()
        } catch {
            throw CommandFailure(error.description)
        }
    }
}
