import TestSupport
import Testing

@Suite("concierge migrations idempotency")
struct IdempotencyMigrationTests {
    private func text() throws -> String {
        try ChildProcess.require(
            [GatewayProcess.program, "migrations", "idempotency"],
            folder: GatewayProcess.folder
        )
    }

    @Test func `an owner who may create nothing but schemas applies it with migrate`() throws {
        let own = try OwnDatabase("own_idempotent")
        let folder = try TestFolder(["0001_idempotency.sql": text()])
        let flags = ["--owner-database", own.owner, "--migrations", "."]
        let result = try own.run(["migrate"] + flags, in: folder)
        #expect(result.status == 0, "\(result.output)")
        let answer = try own.cluster.run(
            """
            set role own_idempotent_reader;
            select outcome from concierge.claim_idempotency_key('s', 'f', 'k', '\\x00');
            select concierge.keep_idempotent_answer('s', 'f', 'k', '[1]', null);
            select outcome, answer from concierge.claim_idempotency_key('s', 'f', 'k', '\\x00');
            select outcome from concierge.claim_idempotency_key('s', 'f', 'k', '\\x01');
            """,
            database: own.name
        )
        #expect(answer == "NEW\n\nKNOWN|[1]\nOTHER\n")
    }

    /// Without comments and the width of spaces.
    private static let bodies = """
        select string_agg(regexp_replace(regexp_replace(pg_get_functiondef(p.oid), '--[^\n]*', '', 'g'), '\\s+', ' ', 'g'), E'\n'
            order by p.proname)
        from pg_proc p where p.pronamespace = 'concierge'::regnamespace and p.proname ~ 'idempoten'
        """

    @Test func `its functions are those of the flagship graph`() throws {
        let own = try OwnDatabase("own_idempotent_twin")
        try own.cluster.run(text(), database: own.name)
        let gateway = try GatewayProcess.shared()
        #expect(
            try own.cluster.run(Self.bodies, database: own.name)
                == gateway.cluster.run(Self.bodies, database: gateway.database)
        )
    }
}
