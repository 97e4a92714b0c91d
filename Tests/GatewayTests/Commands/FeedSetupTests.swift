import TestSupport
import Testing

@Suite("concierge feed setup")
struct FeedSetupTests {
    private func setup(_ cluster: TestCluster, _ database: String) throws -> String {
        let connection = cluster.connectionString(database: database, user: cluster.superuser)
        let command = [GatewayProcess.program, "feed", "setup", "--database", connection]
        return try ChildProcess.run(command, folder: GatewayProcess.folder).output
    }

    @Test func `The SQL that is printed makes a publication of keys and indexed columns`() throws {
        let cluster = try TestCluster.shared()
        _ = try cluster.database(named: "feed_setup")
        try cluster.run(
            """
            create table "Orders" (id int primary key, state text, note text); create index on "Orders" (state);
            create table whole (id int primary key, note text); alter table whole replica identity full;
            create table keyless (note text)
            """,
            database: "feed_setup"
        )
        let sql = try setup(cluster, "feed_setup")
        #expect(sql.contains("public.\"Orders\" (id, state)"))
        #expect(sql.contains("no primary key, and their UPDATEs and DELETEs would fail: public.keyless."))
        // The login belongs to the cluster, which other tests share.
        try cluster.run(
            sql.replacing("CREATE ROLE concierge_feed LOGIN REPLICATION;", with: ""),
            database: "feed_setup"
        )
        try cluster.run(
            "insert into whole values (1, 'x'); update whole set note = 'y'; insert into keyless values ('x'); "
                + "update keyless set note = 'y'",
            database: "feed_setup"
        )
        let names = try cluster.run(
            "select string_agg(tablename, ' ' order by tablename) from pg_publication_tables where pubname = 'concierge'",
            database: "feed_setup"
        )
        #expect(names.split(separator: "\n") == ["Orders whole"])
    }

    @Test func `A database without a table to publish is an error`() throws {
        let cluster = try TestCluster.shared()
        _ = try cluster.database(named: "feed_setup_empty")
        #expect(try setup(cluster, "feed_setup_empty").contains("there is nothing to publish"))
    }
}
