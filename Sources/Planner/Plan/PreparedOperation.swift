package import GraphQL

/// A document, one of its operations and a role: prepared once for all requests with the same text.
///
/// It keeps the execution plans that were made for it, one for each shape of the variables (see ``VariableShape``).
package final class PreparedOperation {
    package let document: Document
    package let operation: Int
    package let kind: Operation.Kind
    package let role: Int
    /// The operation's variables.
    package let variables: DeclaredVariables
    private let schema: BoundSchema
    private let statements: StatementRegistry
    private let limits: PreparationLimits
    /// The last one used comes first.
    private var plans: [ExecutionPlan] = []

    /// Prepares the operation at index `operation` of `document`, which was validated for `role`.
    package init(
        _ document: Document,
        operation: Int,
        role: Int,
        schema: BoundSchema,
        statements: StatementRegistry,
        limits: PreparationLimits
    ) {
        self.document = document
        self.operation = operation
        kind = document.operations[operation].kind
        self.role = role
        variables = DeclaredVariables(
            of: document.operations[operation],
            in: document,
            schema: schema.schema,
            role: RoleSet(role: role)
        )
        self.schema = schema
        self.statements = statements
        self.limits = limits
    }

    /// The execution plan for `variables`, coerced, by index; made where no request had variables of the same shape before.
    ///
    /// - Returns: the plan, and whether it had to be made.
    package func executionPlan(for variables: VariableValues) -> (plan: ExecutionPlan, isNew: Bool) {
        if let index = plans.firstIndex(where: { $0.fits(variables.values) }) {
            let found = plans[index]
            if index > 0 {
                plans.remove(at: index)
                plans.insert(found, at: 0)
            }
            return (found, false)
        }
        var compiler = Compiler(self, schema, statements, limits, variables)
        let plan = compiler.compile()
        // What does not fit is answered anew for each request.
        if statements.introspectionBytes > limits.introspectionBytes { return (plan, true) }
        if plans.count == limits.plansPerOperation { plans.removeLast() }
        plans.insert(plan, at: 0)
        return (plan, true)
    }
}

/// The statements of one loop, each text under each role once, for as long as an execution plan uses it.
package final class StatementRegistry {
    private struct Key: Hashable {
        var text: String
        var role: Int
    }

    private struct Reference {
        weak var statement: Statement?
    }

    private var statements: [Key: Reference] = [:]
    private var pruneAt = 1024
    private var nextID = 0
    /// The bytes of answers to introspection that execution plans hold.
    fileprivate(set) var introspectionBytes = 0

    /// Creates an empty registry.
    package init() {}

    func statement(
        _ text: String,
        types: [UInt32],
        columnTypes: [UInt32],
        role: Int,
        claims: ClaimSet,
        lane: Lane,
        values: RequestValues
    ) -> Statement {
        let key = Key(text: text, role: role)
        if let found = statements[key]?.statement, found.claims == claims {
            found.values = max(found.values, values)
            return found
        }
        let statement = Statement(
            id: nextID,
            text: text,
            parameterTypes: types,
            columnTypes: columnTypes,
            role: role,
            claims: claims,
            lane: lane,
            values: values
        )
        nextID += 1
        if statements.count >= pruneAt {
            statements = statements.filter { $0.value.statement != nil }
            pruneAt = max(1024, statements.count * 2)
        }
        statements[key] = Reference(statement: statement)
        return statement
    }

    /// Notes `bytes` of an execution plan's answers to introspection, for as long as the share lives.
    func introspection(bytes: Int) -> IntrospectionShare { IntrospectionShare(bytes, of: self) }
}

/// The answers to introspection that an execution plan holds, counted in its registry until it is gone.
final class IntrospectionShare {
    private let bytes: Int
    private let registry: StatementRegistry

    fileprivate init(_ bytes: Int, of registry: StatementRegistry) {
        self.bytes = bytes
        self.registry = registry
        registry.introspectionBytes += bytes
    }

    deinit { registry.introspectionBytes -= bytes }
}
