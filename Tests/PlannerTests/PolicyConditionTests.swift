import Testing

@testable import Planner

@Suite("What policies look rows up by")
struct PolicyConditionTests {
    private let catalog: Catalog
    private let documents: Relation

    init() {
        func relation(_ oid: UInt32, _ name: String, _ columns: [String], indexes: [[String]]) -> Relation {
            var relation = Relation(oid: oid, schema: "app", name: name, kind: .table, owner: "owner")
            relation.columns = columns.map {
                Column(name: $0, type: $0 == "code" ? TypeOID.varchar : TypeOID.uuid, isNotNull: true)
            }
            relation.indexes = indexes
            return relation
        }
        documents = relation(
            1,
            "documents",
            ["id", "owner", "team", "code", "Shelf No", "open"],
            indexes: [["id"], ["team", "id"]]
        )
        var catalog = Catalog()
        catalog.relations = [
            documents,
            relation(2, "members", ["person", "team"], indexes: [["team", "person"]]),
            relation(3, "Old Teams", ["id", "head"], indexes: [["id"]]),
        ]
        self.catalog = catalog
    }

    /// The searches of the expression, without those that need nothing.
    private func searches(_ expression: String) -> [String] {
        var policy = Policy(name: "p", roles: [], expression: expression)
        for relation in catalog.relations { policy.columns[relation.oid] = Set(relation.columns.map(\.name)) }
        return PolicyCondition(of: policy, catalog: catalog).searches(on: documents).compactMap {
            switch $1 {
            case .scan: nil
            case .index: "\($0.name): index"
            case .missing(let columns): "\($0.name): \(columns.joined(separator: ", "))"
            case .cast(let column): "\($0.name): cast \(column)"
            }
        }
    }

    private static let me = "( SELECT (current_setting('claims.sub'::text))::uuid AS current_setting)"

    @Test(
        arguments: [
            ("true", []), ("open", []), ("(NOT open)", []), ("(code = 'a = b'::text)", []),
            ("(id = ANY (ARRAY['1'::uuid, '2'::uuid]))", []),
            ("(team = \(me))", ["documents: index"]), ("(\(me) = team)", ["documents: index"]),
            ("(owner = \(me))", ["documents: owner"]), ("(owner = app.me())", ["documents: owner"]),
            ("(owner = ANY (\(me)::uuid[]))", ["documents: owner"]),
            ("(owner = \(me)) AND (NOT open)", ["documents: owner"]),
            ("((owner = \(me)) AND (team = \(me)))", ["documents: index"]),
            ("((owner = \(me)) AND (\"Shelf No\" = \(me)))", ["documents: owner, Shelf No"]),
            ("((owner = \(me)) OR (team = \(me)))", ["documents: owner"]),
            ("((NOT open) OR (owner = \(me)))", []),
            ("((code)::text = CURRENT_USER)", ["documents: code"]),
            ("((owner)::text = current_setting('claims.sub'::text))", ["documents: cast owner"]),
            ("(owner = team)", []),
        ] as [(String, [String])]
    )
    func `a column that is compared with who asks needs an index`(expression: String, found: [String]) {
        #expect(searches(expression) == found)
    }

    @Test(
        arguments: [
            (
                "(EXISTS ( SELECT 1 FROM app.members m WHERE ((m.team = documents.team) AND (m.person = \(me)))))",
                ["members: index"]
            ),
            ("(EXISTS ( SELECT 1 FROM app.members WHERE (members.person = \(me))))", ["members: person"]),
            (
                "(owner IN ( SELECT m.person FROM app.members m WHERE (m.team = \(me))))",
                ["documents: owner", "members: index"]
            ),
            (
                "(EXISTS ( SELECT 1 FROM (app.members m JOIN app.\"Old Teams\" t ON ((t.id = m.team))) WHERE (t.head = \(me))))",
                ["members: index", "Old Teams: index"]
            ),
            (
                "(EXISTS ( SELECT 1 FROM app.\"Old Teams\" t WHERE (t.head = \(me)) UNION SELECT 2 FROM app.members m "
                    + "WHERE (m.person = documents.owner)))",
                ["Old Teams: head", "members: person"]
            ),
            (
                "(owner = ( SELECT m.person FROM app.members m WHERE (m.team = documents.team)))",
                ["members: index"]
            ),
        ] as [(String, [String])]
    )
    func `a subselect's tables do too`(expression: String, found: [String]) {
        #expect(searches(expression).sorted() == found.sorted())
    }
}
