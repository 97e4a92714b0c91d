extension Lane {
    /// How a lane differs from the others.
    package struct Options: Sendable {
        /// `point`, `analytic`, `write`: shown in `pg_stat_activity` and in the metrics.
        package var name: String
        /// The gateway's name among others, shown likewise.
        package var instance = "gateway"
        /// Connections: few, so that batches are big.
        package var connections = 2
        /// The time limit of a statement, kept by the server; zero is none.
        package var statementTimeout = Duration.seconds(5)
        /// The time limit of a transaction that waits for its next statement, kept by the server.
        package var idleInTransactionTimeout = Duration.seconds(10)
        /// Whether transactions are read only from the connection's start; blocks then need not say so again.
        package var isReadOnly = true
        /// What may grow.
        package var limits = Limits()

        /// Creates the defaults for a lane called `name`.
        package init(name: String) { self.name = name }

        /// Milliseconds after which a connection that owes an answer and says nothing is given up; `nil` is never.
        var responseTimeout: UInt64? {
            let limit = Self.milliseconds(statementTimeout)
            return limit > 0 ? UInt64(limit) + limits.silenceMilliseconds : nil
        }

        /// libpq's keywords for a connection of this lane; server options of `source` stay, and ours win.
        func keywords(for source: ConnectionString) -> [(keyword: String, value: String)] {
            let settings = [
                ("statement_timeout", String(Self.milliseconds(statementTimeout))),
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
}
