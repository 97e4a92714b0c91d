/// Which server a session is on: its cluster, and where in the cluster's history it writes.
package struct ServerFacts: Equatable, Sendable {
    /// What only a session of ours answers.
    var marker: String?
    /// Whether the server is a standby, which takes no changes.
    package var isStandby = false
    /// The cluster's number, which its standbys share (`pg_control_system`).
    package var system = ""
    /// The timeline that the server writes; 0 on a standby.
    ///
    /// A promotion begins the next one, so that of two servers which both take changes the higher one is right.
    package var timeline: UInt32 = 0

    /// No server.
    init() {}

    /// Reads the answer to ``ServerOptions/question(isReadOnly:settings:)``.
    init(_ column: (Int32) -> String) {
        marker = column(0)
        isStandby = column(1) == "t"
        system = column(2)
        timeline = UInt32(column(3).prefix(8), radix: 16) ?? 0
    }

    /// The columns of the answer after the marker and the state of recovery.
    static let columns = """
        (SELECT system_identifier FROM pg_catalog.pg_control_system()), \
        CASE WHEN NOT pg_catalog.pg_is_in_recovery() \
        THEN pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_lsn()) END
        """
}
