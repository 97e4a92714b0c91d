import GraphQL
import Testing

@testable import Planner

/// What `check` says of claims that the database derives.
@Suite("Derived claims")
struct RoleReaderTests {
    private static let subject = #"{name: "sub", type: UUID}"#
    private static let care = #"{name: "care", type: UUID, list: true, relation: "care"}"#

    private func findings(
        _ claims: [String] = [subject, care],
        of type: UInt32 = TypeOID.uuid,
        readableBy readers: Set<String> = ["staff"]
    ) throws -> [String] {
        var care = Relation(oid: 1, schema: "public", name: "care", kind: .view, owner: "owner")
        care.columns = [
            Column(name: "subject", type: type, isNotNull: false),
            Column(name: "value", type: TypeOID.text, isNotNull: false),
        ]
        for index in care.columns.indices { care.columns[index].selectableBy = readers }
        var catalog = Catalog()
        catalog.relations = [care]
        catalog.roles = [
            DatabaseRole(
                name: "staff",
                isGrantedToLogin: true,
                isSuperuser: false,
                bypassesRowSecurity: false
            )
        ]
        let sdl = """
            extend schema @role(name: "agent", database: "staff", claims: [\(claims.joined(separator: ", "))])
            type Query { version: String }
            """
        let (schema, _) = SchemaBuilder.build(
            files: [(name: "graph", text: Array(sdl.utf8))],
            prelude: BindingDirectives.prelude
        )
        var pass = RoleReader(try #require(schema), catalog)
        #expect(pass.run().map(\.name) == ["agent"])
        return pass.findings.map { "\($0.message) \($0.fix ?? "")" }
    }

    @Test func `one that the role may read is fine`() throws {
        #expect(try findings() == [])
    }

    @Test func `one without a relation is found, with what was perhaps meant`() throws {
        let misspelt = Self.care.replacing(#""care"}"#, with: #""cares"}"#)
        let expected = #"is derived by "public.cares", which is no table or view. Did you mean "care"?"#
        #expect(try findings([Self.subject, misspelt]).first?.contains(expected) == true)
    }

    @Test func `one whose subjects are of another type is found`() throws {
        #expect(try findings(of: TypeOID.text).first?.contains(#"has not the columns "subject""#) == true)
    }

    @Test func `one that the role may not read is found, and its fix`() throws {
        #expect(try findings(readableBy: []).first?.hasSuffix("GRANT SELECT ON care TO staff;") == true)
    }

    @Test func `one without a subject to derive it from is found`() throws {
        #expect(try findings([Self.care]).first?.contains("its tokens have none") == true)
    }
}
