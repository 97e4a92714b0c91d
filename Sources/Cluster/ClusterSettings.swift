import Glibc

/// The settings of the private server that differ from PostgreSQL's defaults.
package struct ClusterSettings: Sendable {
    /// Whether a commit survives the machine's failure; only what is thrown away anyway may do without.
    package var isDurable = true
    /// Room for a gateway's lanes, a benchmark and a person beside them.
    package var maximumConnections = 200

    /// ClusterSettings of a cluster for use.
    package init() {}

    /// ClusterSettings of a cluster that is thrown away after a test run.
    package static var throwAway: ClusterSettings {
        var settings = ClusterSettings()
        settings.isDurable = false
        return settings
    }

    /// Returns the text of `postgresql.conf`.
    func configuration(sockets: String) -> String {
        var lines = [
            "# Written anew at each start.",
            "listen_addresses = ''",
            "port = 5432",
            "unix_socket_directories = '\(sockets)'",
            "unix_socket_permissions = 0700",
            "max_connections = \(maximumConnections)",
            "shared_buffers = \(Self.sharedBuffersMegabytes)MB",
            "shared_preload_libraries = 'pg_stat_statements'",
            "password_encryption = 'scram-sha-256'",
            // The change feed reads the log; a slot without a reader must not fill the disk.
            "wal_level = logical",
            "max_slot_wal_keep_size = 1GB",
            "max_wal_size = 2GB",
            "timezone = 'UTC'",
            "log_timezone = 'UTC'",
            "log_line_prefix = '%m [%p] %u@%d '",
        ]
        if !isDurable { lines += ["fsync = off", "synchronous_commit = off", "full_page_writes = off"] }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The text of `pg_hba.conf`: who reaches the socket is believed.
    ///
    /// Nothing listens on TCP, and the socket stands in a directory of mode 0700 of the user who also owns the data
    /// files. Who passes that door (this user, and root) can read and write those files anyway, so a password would
    /// guard nothing, and would have to lie in a file beside them. `peer` would tie each login to a user of the
    /// system, of whom there is one. The server believes; the roles' grants and row policies still hold after that.
    static let authentication = """
        # Written anew at each start.
        local replication concierge_feed trust
        local all all trust

        """

    private static var sharedBuffersMegabytes: Int {
        let pages = sysconf(Int32(_SC_PHYS_PAGES))
        let bytes = pages.multipliedReportingOverflow(by: sysconf(Int32(_SC_PAGESIZE)))
        return !bytes.overflow && bytes.partialValue >= 4 << 30 ? 256 : 128
    }
}
