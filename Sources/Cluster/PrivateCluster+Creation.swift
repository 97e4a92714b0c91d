extension PrivateCluster {
    /// Makes the cluster with its logins and its database; whatever interrupts it leaves nothing half-made.
    func create(
        at placement: Placement,
        with installation: Installation,
        progress: (String) -> Void
    ) throws(ClusterError) {
        progress("making a private PostgreSQL \(installation.version) in \(placement.home)")
        let unfinished = placement.unfinishedData
        try FileSystem.removeTree(unfinished)
        try FileSystem.makePrivateDirectory(unfinished, of: placement.account)
        let choices = ["--encoding=UTF8", "--locale=C.UTF-8", "--auth=trust", "--no-instructions"]
        try ChildProcess.run(
            installation.program("initdb"),
            ["--pgdata=\(unfinished)", "--username=\(ConnectionInfo.Login.superuser.rawValue)"] + choices
                + (settings.isDurable ? [] : ["--no-sync"]),
            as: placement.account
        )
        // In single-user mode, so that the directory gets its name only when the logins are there too.
        try ChildProcess.run(
            installation.program("postgres"),
            [
                "--single", "-D", unfinished, "-c", "exit_on_error=on", "-c", "log_min_messages=error",
                "template1",
            ],
            as: placement.account,
            input: Self.firstStatements
        )
        try FileSystem.rename(unfinished, to: placement.data)
    }

    /// One statement a line, as single-user mode reads them.
    ///
    /// What only a superuser may do is done here, in the template of all databases to come: migrations run as the
    /// owner, who is none.
    private static var firstStatements: String {
        """
        CREATE ROLE concierge_owner LOGIN CREATEROLE CREATEDB
        CREATE ROLE concierge_feed LOGIN REPLICATION
        GRANT pg_read_all_stats TO concierge_owner
        CREATE EXTENSION pg_stat_statements
        GRANT EXECUTE ON FUNCTION pg_stat_statements_reset(oid, oid, bigint) TO concierge_owner
        CREATE DATABASE concierge OWNER concierge_owner

        """
    }
}
