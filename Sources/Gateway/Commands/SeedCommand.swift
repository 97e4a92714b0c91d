import CommandLine
import Migrations
import Postgres

/// `concierge seed`: fills the database with demo data.
struct SeedCommand {
    let settings: SeedSettings

    /// Seeds, and prints each step.
    func run() throws(CommandFailure) {
        let session = try DatabaseSession(settings.database, as: .owner)
        defer { session.end() }
        try Self.seed(
            session.connect(),
            migrations: settings.migrations,
            scale: settings.scale,
            until: settings.until
        )
    }

    /// Fills in demo data over `connection`, a connection of the owner.
    ///
    /// - Parameter until: the last day of the data; `nil` is today in Warsaw.
    static func seed(
        _ connection: BlockingConnection,
        migrations: String,
        scale: Int,
        until: CalendarDate?
    ) throws(CommandFailure) {
        do throws(MigrationError) {
            try Seeder(connection: connection, folder: migrations + "/demo") { Terminal.note($0.description) }
                .run(scale: scale, until: until?.description)
        } catch {
            throw CommandFailure(error.description)
        }
    }
}
