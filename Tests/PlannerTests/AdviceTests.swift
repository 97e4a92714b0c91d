import GraphQL
import Testing

@testable import Planner

/// What `check` says of grants, foreign keys and anonymous roles.
@Suite("Advice on the database")
struct AdviceTests {
    private static let sdl = """
        extend schema @role(name: "agent", database: "agent") @role(name: "analyst", database: "analyst")
        type Client @table(name: "clients") {
          id: Int!
          name: String! @column(masked: "initials")
          company: Company! @relation(key: "company_id")
        }
        type Company @table(name: "companies") { id: Int! }
        type Query { clients: [Client!]! companies: [Company!]! }
        """

    private func table(_ oid: UInt32, _ name: String, _ columns: [(String, UInt32)]) -> Relation {
        var relation = Relation(oid: oid, schema: "public", name: name, kind: .table, owner: "owner")
        relation.columns = columns.map { name, type in
            var column = Column(name: name, type: type, isNotNull: true)
            column.selectableBy = ["agent", "analyst", "gateway"]
            return column
        }
        relation.primaryKey = ["id"]
        return relation
    }

    private func findings(_ sdl: String = Self.sdl, change: (inout Catalog) -> Void) throws -> [Finding] {
        var catalog = Catalog()
        catalog.login = Login(name: "gateway")
        var clients = table(
            1,
            "clients",
            [
                ("id", TypeOID.int4), ("name", TypeOID.text), ("initials", TypeOID.text),
                ("company_id", TypeOID.int4),
            ]
        )
        clients.columns[1].selectableBy = ["agent"]
        clients.foreignKeys = [ForeignKey(columns: ["company_id"], target: 2, targetColumns: ["id"])]
        catalog.relations = [clients, table(2, "companies", [("id", TypeOID.int4), ("note", TypeOID.text)])]
        catalog.schemas = ["public": ["agent", "analyst", "gateway"]]
        catalog.roles = ["agent", "analyst"].map {
            DatabaseRole(name: $0, isGrantedToLogin: true, isSuperuser: false, bypassesRowSecurity: false)
        }
        for (oid, name, array) in [(TypeOID.int4, "int4", 1007 as UInt32), (TypeOID.text, "text", 1009)] {
            catalog.types[oid] = DatabaseType(
                oid: oid,
                schema: "pg_catalog",
                name: name,
                kind: .base,
                arrayType: array
            )
        }
        change(&catalog)
        let (schema, problems) = SchemaBuilder.build(
            files: [(name: "graph", text: Array(sdl.utf8))],
            prelude: BindingDirectives.prelude
        )
        return Binder.bind(try #require(schema, "\(problems)"), to: catalog).findings
    }

    @Test func `a foreign key guarantees the row of a non-null relation`() throws {
        #expect(try !findings { _ in }.contains { $0.kind == .noForeignKey })
        let finding = try #require(
            findings { $0.relations[0].foreignKeys = [] }.first { $0.kind == .noForeignKey }
        )
        #expect(finding.severity == .warning && finding.coordinate == "Client.company")
        #expect(
            finding.fix?.hasSuffix(
                "ALTER TABLE clients ADD FOREIGN KEY (company_id) REFERENCES companies (id);"
            ) == true
        )
    }

    @Test func `a masked role with a grant on a whole table of which others see a part is warned of`() throws
    {
        let grants = try findings { catalog in
            catalog.relations[1].selectableBy = ["analyst"]
            catalog.relations[1].columns[1].selectableBy = ["analyst"]
        }
        .filter { $0.kind == .tableGrant }
        #expect(grants.map(\.coordinate) == ["Company"])
        #expect(grants.first?.message.contains("Role \"analyst\" sees masks") == true)
        #expect(
            try !findings { $0.relations[1].selectableBy = ["analyst"] }.contains { $0.kind == .tableGrant }
        )
    }

    @Test func `an anonymous role without a database role is warned of`() throws {
        let sdl = Self.sdl.replacing(
            #"@role(name: "analyst", database: "analyst")"#,
            with: #"@role(name: "guest", anonymous: true)"#
        )
        let finding = try #require(findings(sdl) { _ in }.first { $0.kind == .anonymousLogin })
        #expect(finding.message.contains("the login \"gateway\""))
        #expect(try !findings { _ in }.contains { $0.kind == .anonymousLogin })
    }
}
