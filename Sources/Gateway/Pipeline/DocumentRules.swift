import GraphQL
import Planner

/// What a document must keep, besides the graph's own grammar and rules, for a role to ask it: introspection and limits.
///
/// Requests are held to it, and trusted documents before anybody asks them.
struct DocumentRules {
    private let schema: BoundSchema
    private let allowsIntrospection: Bool
    private let suggests: Bool
    /// By role.
    let limits: [RequestLimits]

    /// - Parameter limits: of roles without their own.
    init(_ schema: BoundSchema, limits: RequestLimits, allowsIntrospection: Bool, suggests: Bool) {
        self.schema = schema
        self.allowsIntrospection = allowsIntrospection
        self.suggests = suggests
        self.limits = schema.roles.map { limits.with($0.limits) }
    }

    /// The document that `text` is, which `role` may ask.
    ///
    /// - Throws: why it may not, with the status that the draft has for it.
    func document(_ text: String, role: Int) throws(RequestError) -> Document {
        let document: Document
        do throws(GraphQLError) {
            document = try Document.parse(Array(text.utf8), limits: limits[role].document)
        } catch {
            throw RequestError(status: error.code == .parseFailed ? 400 : 422, error)
        }
        let allowsIntrospection = allowsIntrospection && schema.roles[role].allowsIntrospection
        let errors = Validation.validate(
            document,
            against: schema.schema,
            role: RoleSet(role: role),
            suggestions: suggests && allowsIntrospection
        )
        guard errors.isEmpty else { throw RequestError(status: 422, errors: errors) }
        if !allowsIntrospection,
            document.names.contains(where: { $0 == "__schema" || $0 == "__type" })
        {
            throw RequestError(
                status: 422,
                GraphQLError("Introspection is not open here.", code: .forbidden)
            )
        }
        return document
    }

    /// Plans the operation at `number` of `document`.
    ///
    /// - Throws: why `role` may not ask it, whatever its variables are.
    func plan(
        _ number: Int,
        of document: Document,
        role: Int,
        _ statements: StatementRegistry
    ) throws(GraphQLError) -> PreparedOperation {
        if let error = OperationSize(of: number, in: document).error(limits[role].operation) { throw error }
        guard document.operations[number].kind != .subscription else {
            throw GraphQLError("Subscriptions are not served.", code: .operationResolutionFailure)
        }
        return PreparedOperation(
            document,
            operation: number,
            role: role,
            schema: schema,
            statements: statements,
            limits: limits[role].plan
        )
    }

    /// - Throws: that `program` may cost more than `role` may spend.
    func proveCost(of program: ExecutionPlan, role: Int) throws(GraphQLError) {
        let limit = limits[role].plan.maximumCost
        guard program.cost > limit else { return }
        throw GraphQLError(
            "This may need \(program.cost) rows, and at most \(limit) are allowed: ask for smaller pages (\"first\").",
            code: .limitExceeded
        )
    }
}
