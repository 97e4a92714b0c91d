import GraphQL
import JSON
import Planner

/// A document that is valid for a role, with variables that are coerced, is planned; the program fits those very variables.
enum PlanTarget {
    private static let schema = FittingCatalog.boundFlagship()

    static func run(_ bytes: [UInt8]) throws(FuzzFailure) {
        guard let schema else { throw FuzzFailure("the flagship schema cannot be bound") }
        let parts = bytes.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
        guard let document = try? Document.parse(Array(parts.first ?? [])) else { return }
        var variables = JSONValue.Object()
        if parts.count == 2, case .object(let given)? = try? JSONReader.read(parts[1]) { variables = given }
        for role in schema.roles.indices.prefix(3) { try plan(document, variables, role: role, schema) }
    }

    private static func plan(
        _ document: Document,
        _ variables: JSONValue.Object,
        role: Int,
        _ schema: BoundSchema
    ) throws(FuzzFailure) {
        let viewer = RoleSet(role: role)
        guard Validation.validate(document, against: schema.schema, role: viewer).isEmpty else { return }
        for (number, operation) in document.operations.enumerated()
        where OperationSize(of: number, in: document).error(OperationLimits()) == nil {
            let coerced = DeclaredVariables(of: operation, in: document, schema: schema.schema, role: viewer)
                .coerce(variables)
            guard case .success(let values) = coerced, operation.kind != .subscription else { continue }
            let plan = PreparedOperation(
                document,
                operation: number,
                role: role,
                schema: schema,
                statements: StatementRegistry(),
                limits: PreparationLimits()
            )
            _ = plan.executionPlan(for: values).plan.explanation()
            try FuzzFailure.unless(
                !plan.executionPlan(for: values).isNew,
                "a plan does not fit what it was made for"
            )
        }
    }
}
