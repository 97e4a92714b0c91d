import GraphQL
import Testing

@testable import Planner

@Suite("What programs hold of introspection")
struct IntrospectionMemoryTests {
    private func plan(_ registry: StatementRegistry, _ limits: PreparationLimits) throws -> PreparedOperation
    {
        let document = try Document.parse(Array("{ __schema { types { name description } } }".utf8))
        return PreparedOperation(
            document,
            operation: 0,
            role: 0,
            schema: try #require(FittingCatalog.boundFlagship()),
            statements: registry,
            limits: limits
        )
    }

    @Test func `is counted for as long as they live`() throws {
        let registry = StatementRegistry()
        do {
            let plan = try plan(registry, PreparationLimits())
            #expect(plan.executionPlan(for: .none).isNew)
            #expect(!plan.executionPlan(for: .none).isNew)
            #expect(registry.introspectionBytes > 100)
        }
        #expect(registry.introspectionBytes == 0)
    }

    @Test func `is not kept beyond the limit`() throws {
        let registry = StatementRegistry()
        var limits = PreparationLimits()
        limits.introspectionBytes = 100
        let plan = try plan(registry, limits)
        #expect(plan.executionPlan(for: .none).isNew)
        #expect(plan.executionPlan(for: .none).isNew)
        #expect(registry.introspectionBytes == 0)
    }
}
