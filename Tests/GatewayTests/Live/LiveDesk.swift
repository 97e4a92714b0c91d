import Glibc
import JSON
import TestSupport

/// The database of functions with a gateway that is told of its changes.
struct LiveDesk {
    let gateway: GatewayProcess

    /// A cluster apart, since every slot decodes what is written to all databases.
    ///
    /// Its slots are temporary.
    private static let cluster = Result {
        try TestCluster(settings: [
            "max_replication_slots=50", "max_wal_senders=50", "max_slot_wal_keep_size=-1",
        ])
    }

    /// A database of one's own, with a publication of all tables, or of those that are `published`.
    init(
        _ name: String,
        flags: [String] = [],
        published: String = "all tables",
        follows: Bool = true
    ) throws {
        let cluster = try Self.cluster.get()
        let workshop = try Workshop("live_" + name, in: cluster)
        try workshop.gateway.sql("create publication concierge for \(published)")
        let feed = [
            "--feed-database",
            cluster.connectionString(database: workshop.gateway.database, user: cluster.superuser),
            "--instance", name,
        ]
        gateway = try workshop.gateway.beside(
            (follows ? feed : ["--no-feed"]) + flags,
            schema: "Tests/Fixtures/workshop/schema",
            login: "workshop_gateway"
        )
        if follows { try gateway.wait(for: "feed_up", toBe: 1) }
    }

    /// Subscribes over an event stream.
    func subscribe(
        _ selection: String,
        extensions: JSONValue.Object = [:]
    ) throws -> EventStreamClient {
        try EventStreamClient(
            "subscription { live \(selection) }",
            on: gateway,
            as: nil,
            extensions: extensions
        )
    }

    func sql(_ text: String) throws { try gateway.sql(text) }
}

extension GatewayProcess {
    /// Waits until a metric has a value.
    ///
    /// - Throws: that it has another one after a minute.
    func wait(for name: String, toBe value: Int) throws {
        for _ in 0..<1200 {
            if metric(name) == value { return }
            usleep(50_000)
        }
        throw ChildProcessError(description: "\(name) is \(metric(name)), not \(value); \(log)")
    }
}
