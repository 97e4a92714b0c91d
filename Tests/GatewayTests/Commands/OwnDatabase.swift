import TestSupport

/// A small database of the common cluster with two logins: one that owns it, one that reads.
struct OwnDatabase {
    let name: String
    let cluster: TestCluster
    /// For the login that owns the tables, and may neither create roles nor bypass anything.
    var owner: String { cluster.connectionString(database: name, user: name + "_owner") }
    /// For the login that serves.
    var reader: String { cluster.connectionString(database: name, user: name + "_reader") }

    /// Makes the database.
    ///
    /// - Parameter sql: executed by the owner.
    init(_ name: String, _ sql: String = "") throws {
        self.name = name
        cluster = try TestCluster.shared()
        try cluster.run("create role \(name)_owner login")
        try cluster.run("create role \(name)_reader login")
        try cluster.run("create database \(name) owner \(name)_owner")
        try cluster.run("grant create, usage on schema public to \(name)_owner", database: name)
        try cluster.run(
            "set role \(name)_owner; \(sql); grant select on all tables in schema public to \(name)_reader",
            database: name
        )
    }

    /// Runs a command of the program from a folder that has nothing else in it.
    func run(_ words: [String], in folder: TestFolder) throws -> ChildProcessResult {
        try ChildProcess.run(
            [GatewayProcess.folder + "/" + GatewayProcess.program] + words,
            folder: folder.path
        )
    }
}
