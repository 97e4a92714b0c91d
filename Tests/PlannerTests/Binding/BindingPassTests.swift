import GraphQL
import Testing

@testable import Planner

/// The passes from the schema to bound fields, each run alone.
@Suite("Binding passes")
struct BindingPassTests {
    private func schema(_ sdl: String) throws -> Schema {
        let (schema, problems) = SchemaBuilder.build(
            files: [(name: "graph", text: Array(sdl.utf8))],
            prelude: BindingDirectives.prelude
        )
        return try #require(schema, "\(problems)")
    }

    private var catalog: Catalog {
        var clients = Relation(oid: 1, schema: "public", name: "clients", kind: .table, owner: "owner")
        clients.columns = [
            Column(name: "id", type: TypeOID.int4, isNotNull: true),
            Column(name: "name", type: TypeOID.text, isNotNull: true),
        ]
        clients.primaryKey = ["id"]
        var catalog = Catalog()
        catalog.relations = [clients]
        for (oid, name, array) in [(TypeOID.int4, "int4", 1007 as UInt32), (TypeOID.text, "text", 1009)] {
            catalog.types[oid] = DatabaseType(
                oid: oid,
                schema: "pg_catalog",
                name: name,
                kind: .base,
                arrayType: array
            )
        }
        return catalog
    }

    @Test func `a type with a table is bound to the relation and its key`() throws {
        let schema = try schema(
            """
            type Client @table(name: "clients") { name: String! }
            type Query { clients: [Client!]! }
            """
        )
        var pass = TableBinder(BindingContext(schema, catalog, roles: []))
        let tables = pass.run()
        let client = try #require(tables.typeIDs["Client"])
        #expect(tables.table(of: client)?.key.map(\.name) == ["id"])
        #expect(tables.table(of: try #require(tables.typeIDs["Query"])) == nil)
        #expect(pass.findings.isEmpty)
    }

    @Test func `a table that does not exist is a finding, and the type stays unbound`() throws {
        let schema = try schema(
            """
            type Client @table(name: "client") { name: String! }
            type Query { clients: [Client!]! }
            """
        )
        var pass = TableBinder(BindingContext(schema, catalog, roles: []))
        let tables = pass.run()
        #expect(tables.table(of: try #require(tables.typeIDs["Client"])) == nil)
        #expect(pass.findings.map(\.coordinate) == ["Client"])
        #expect(pass.findings[0].message.hasSuffix(#"Did you mean "clients"?"#))
    }

    @Test func `fields are bound from tables alone, and the root's fields from those`() throws {
        let schema = try schema(
            """
            type Client @table(name: "clients") { name: String! size: Int }
            type Query { clients: [Client!]! }
            """
        )
        let context = BindingContext(schema, catalog, roles: [])
        var tables = TableBinder(context)
        var fields = FieldBinder(context, tables.run())
        var root = RootBinder(context, fields.run())
        let bound = root.run()
        let client = try #require(bound.typeIDs["Client"])
        guard case .column(let name) = bound.fields[client.index][0] else {
            Issue.record("Client.name is not bound to a column")
            return
        }
        #expect(name.column.name == "name")
        #expect(fields.findings.map(\.coordinate) == ["Client.size"])
        let query = try #require(bound.typeIDs["Query"])
        guard case .collection(let list) = bound.fields[query.index][0] else {
            Issue.record("Query.clients is not bound to a list")
            return
        }
        #expect(list.target == client && root.findings.isEmpty)
    }
}
