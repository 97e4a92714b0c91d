import Testing

@testable import Planner

/// Databases with thousands of tables: the stack does not grow with them.
@Suite("Drafts of large databases")
struct SchemaDraftSizeTests {
    /// Tables with two foreign keys each: to the table before, or to any.
    private func catalog(tables: Int, isChain: Bool) -> Catalog {
        var numbers = SystemRandomNumberGenerator()
        var catalog = Catalog()
        catalog.login = Login(name: "reader")
        catalog.schemas = ["public": ["reader"]]
        catalog.relations = (0..<tables).map { number in
            var relation = Relation(
                oid: UInt32(number + 1),
                schema: "public",
                name: "t\(number)",
                kind: .table,
                owner: "owner"
            )
            relation.columns = ["id", "a", "b"].map { name in
                var column = Column(name: name, type: TypeOID.int4, isNotNull: name == "id")
                column.selectableBy = ["reader"]
                return column
            }
            relation.primaryKey = ["id"]
            relation.foreignKeys = ["a", "b"].map { column in
                let target = isChain ? max(number - 1, 0) : Int.random(in: 0..<tables, using: &numbers)
                return ForeignKey(columns: [column], target: UInt32(target + 1), targetColumns: ["id"])
            }
            return relation
        }
        for (oid, array) in [(TypeOID.int4, 1007 as UInt32), (TypeOID.text, 1009)] {
            let name = oid == TypeOID.int4 ? "int4" : "text"
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

    @Test(arguments: [(1300, true), (1300, false)])
    func `a draft is checked whole`(tables: Int, isChain: Bool) {
        let draft = SchemaDraft(of: catalog(tables: tables, isChain: isChain))
        #expect(!draft.isEmpty && !draft.text.contains("Left out"))
        #expect(draft.text.split(separator: "\ntype ").count == tables + 2)
    }

    @Test(arguments: [true, false])
    func `10,000 tables are drafted`(isChain: Bool) {
        let catalog = catalog(tables: 10_000, isChain: isChain)
        var types = TypeDrafting(catalog, reader: "reader", CatalogComments())
        #expect(types.elements().all.count == 10_001)
    }
}
