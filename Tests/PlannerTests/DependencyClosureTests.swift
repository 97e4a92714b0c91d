import Testing

@testable import Planner

/// What is read in turn: through views, policies, functions and derived claims.
@Suite("Dependencies")
struct DependencyClosureTests {
    private let roles = [
        Role(
            name: "agent",
            database: "staff",
            claims: [
                ClaimDeclaration(name: "sub", kind: .text),
                ClaimDeclaration(name: "Team", kind: .text),
                ClaimDeclaration(name: "care", kind: .text, relation: "care"),
            ]
        ),
        Role(name: "client", database: "client", claims: [ClaimDeclaration(name: "sub", kind: .text)]),
    ]
    private var catalog = Catalog()

    private enum Object: UInt32 {
        case tickets = 1, clients, links, care, openTickets, summary
        case mine = 10, asOwner, hidden
    }

    init() {
        func relation(_ object: Object, _ kind: Relation.Kind, reads: [Object] = []) -> Relation {
            var relation = Relation(
                oid: object.rawValue,
                schema: "public",
                name: "\(object)",
                kind: kind,
                owner: "o"
            )
            relation.definition.relations = Set(reads.map(\.rawValue))
            return relation
        }
        var tickets = relation(.tickets, .table)
        tickets.hasRowSecurity = true
        var own = Policy(name: "own", roles: ["client"], expression: "…")
        own.reads.claims = ["sub"]
        own.reads.relations = [Object.links.rawValue]
        var staff = Policy(name: "staff", roles: ["staff"], expression: "…")
        staff.reads.claims = ["team"]
        tickets.policies = [own, staff]
        var open = relation(.openTickets, .view, reads: [.tickets])
        open.definition.movesByItself = true
        catalog.relations = [
            tickets, open, relation(.clients, .table), relation(.links, .table), relation(.care, .table),
            relation(.summary, .materializedView, reads: [.tickets]),
        ]
        catalog.functions = [function(.mine), function(.asOwner), function(.hidden)]
    }

    private func function(_ object: Object) -> Function {
        var function = Function(oid: object.rawValue, schema: "public", name: "\(object)")
        switch object {
        case .mine:
            function.body = Reads()
            function.body.claims = ["sub"]
            function.body.functions = [object.rawValue]
        case .asOwner:
            function.body = Reads()
            function.body.relations = [Object.tickets.rawValue]
            function.isSecurityDefiner = true
        case .tickets, .clients, .links, .care, .openTickets, .summary, .hidden: break
        }
        return function
    }

    private func dependencies(
        relation: Object? = nil,
        function: Object? = nil,
        as role: Int
    ) -> (claims: [String], relations: [String], Dependencies) {
        var reads = Reads()
        reads.relations = Set([relation?.rawValue].compactMap { $0 })
        reads.functions = Set([function?.rawValue].compactMap { $0 })
        let found = DependencyClosure(catalog, roles: roles).dependencies(of: reads)[role]
        let claims = roles[role].claims.enumerated().filter {
            found.claims.contains(ClaimSet(claim: $0.offset))
        }
        let relations = found.relations.compactMap { Object(rawValue: $0) }.map { "\($0)" }.sorted()
        return (claims.map(\.element.name), relations, found)
    }

    @Test func `a table depends on what the policies of the role read`() {
        let client = dependencies(relation: .tickets, as: 1)
        #expect(client.claims == ["sub"])
        #expect(client.relations == ["links", "tickets"])
        let agent = dependencies(relation: .tickets, as: 0)
        #expect(agent.claims == ["Team"])
        #expect(agent.relations == ["tickets"])
    }

    @Test func `a view depends on its tables, and moves where it asks for the time`() {
        let found = dependencies(relation: .openTickets, as: 1)
        #expect(found.claims == ["sub"])
        #expect(found.relations == ["links", "tickets"])
        #expect(found.2.movesByItself)
        #expect(!dependencies(relation: .tickets, as: 1).2.movesByItself)
    }

    @Test func `a materialized view is read as it stands`() {
        let found = dependencies(relation: .summary, as: 1)
        #expect(found.claims == [])
        #expect(found.relations == ["summary"])
    }

    @Test func `a function that calls itself is followed once`() {
        let found = dependencies(function: .mine, as: 1)
        #expect(found.claims == ["sub"])
        #expect(found.2.isComplete)
    }

    @Test func `with the rights of an owner any policy may apply, and any claim is read`() {
        let found = dependencies(function: .asOwner, as: 1)
        #expect(found.claims == ["sub"])
        #expect(found.relations == ["links", "tickets"])
        #expect(found.2.isComplete)
    }

    @Test func `a body that is not shown leaves the tables unknown and may read any claim`() {
        let found = dependencies(function: .hidden, as: 1)
        #expect(found.claims == ["sub"])
        #expect(!found.2.isComplete)
    }

    @Test func `whoever sees a derived claim depends on what derives it`() {
        #expect(dependencies(function: .hidden, as: 0).relations == ["care"])
        #expect(dependencies(relation: .tickets, as: 0).relations == ["tickets"])
    }
}
