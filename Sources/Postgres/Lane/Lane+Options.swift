extension Lane {
    /// How a lane differs from the others.
    package struct Options: Sendable {
        /// `point`, `analytic`, `write`: shown in `pg_stat_activity` and in the metrics.
        package var name: String
        /// The gateway's name among others, shown likewise.
        package var instance = "gateway"
        /// Connections: few, so that batches are large.
        package var connections = 2
        /// Connections that are made for as long as all others run old blocks.
        package var spareConnections = 0
        /// The time limit of a statement, kept by the server; zero is none.
        package var statementTimeout = Duration.seconds(5)
        /// The time limit for a lock, kept by the server; zero is none.
        package var lockTimeout = Duration.zero
        /// The time limit of a transaction that waits for its next statement, kept by the server.
        package var idleInTransactionTimeout = Duration.seconds(10)
        /// Whether transactions are read only from the connection's start; blocks then need not say so again.
        package var isReadOnly = true
        /// Whether statements are ended on the server when their waiters have left; for long statements alone.
        package var cancelsStatements = false
        /// Whether its transactions make changes: of several hosts it looks for one that takes them.
        package var writes = false
        /// Settings that each session begins with, so that they never read as NULL.
        package var sessionSettings: [(name: String, value: String)] = []
        /// What the connections of all lanes agree on.
        package var history = ServerHistory()
        /// Receives what is worth a line in the log, on the loop's thread.
        package var onEvent: @Sendable (Event) -> Void = { _ in }
        /// What may grow.
        package var limits = Limits()
        /// Where to connect to; read for each attempt, as a password may change.
        package var database: @Sendable () -> ConnectionString

        /// Creates the defaults for a lane called `name` that connects to what `database` gives.
        package init(name: String, database: @escaping @Sendable () -> ConnectionString) {
            self.name = name
            self.database = database
        }

        /// Milliseconds after which a connection that owes an answer and says nothing is given up; `nil` is never.
        var responseTimeout: UInt64? {
            let limit = Self.milliseconds(statementTimeout)
            return limit > 0 ? UInt64(limit) + limits.silenceMilliseconds : nil
        }

        /// libpq's keywords for a connection of this lane; server options of `source` stay, and ours win.
        func keywords(for source: ConnectionString) -> [(keyword: String, value: String)] {
            let settings = [
                ("statement_timeout", String(Self.milliseconds(statementTimeout))),
                ("lock_timeout", String(Self.milliseconds(lockTimeout))),
                ("idle_in_transaction_session_timeout", String(Self.milliseconds(idleInTransactionTimeout))),
                ("TimeZone", "UTC"), ("DateStyle", "ISO"), ("IntervalStyle", "iso_8601"),
                ("bytea_output", "hex"), ("extra_float_digits", "1"),
            ]
            return [
                ServerOptions.options(of: source, settings),
                ("application_name", "concierge/\(instance)/\(name)"),
                ("client_encoding", "UTF8"),
            ]
        }

        static func milliseconds(_ duration: Duration) -> Int64 {
            let (seconds, attoseconds) = duration.components
            return seconds.multipliedReportingOverflow(by: 1000).partialValue + attoseconds
                / 1_000_000_000_000_000
        }
    }

    /// What is worth a line in the log.
    package enum Event: Sendable {
        /// The lane has connections to this server, and had none to it before.
        case serving(String, ServerFacts)
        /// Another server takes changes, with a higher timeline: connections to those with lower ones end.
        case promoted(String, timeline: UInt32)
        /// A server is not used.
        case refused(String, reason: String)
        /// A server that accepts connections and says nothing is given up.
        case silent(String)
        /// Each of the lane's connections has been tried once: how many could not be made, and why the last one could not.
        case settled(wanted: Int, refused: Int, reason: String)
        /// A sentence of PostgreSQL's that is no answer.
        case notice(PostgresError)
    }
}
