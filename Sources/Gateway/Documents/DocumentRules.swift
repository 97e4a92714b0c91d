import GraphQL
import JSON
import Planner

/// Checks a document for a role: syntax, validation, introspection and limits.
///
/// It is the one way from a text to an execution plan: for requests, for `explain`, and for the report on trusted documents.
struct DocumentRules {
    private let schema: BoundSchema
    private let allowsIntrospection: Bool
    private let suggests: Bool
    /// By role.
    let limits: [RequestLimits]

    /// - Parameter limits: of roles without limits of their own.
    init(_ schema: BoundSchema, limits: RequestLimits, allowsIntrospection: Bool, suggests: Bool) {
        self.schema = schema
        self.allowsIntrospection = allowsIntrospection
        self.suggests = suggests
        self.limits = schema.roles.map { limits.with($0.limits) }
    }

    /// Parses and validates `text` for `role`.
    ///
    /// - Throws: why `role` may not execute it.
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
                GraphQLError("Introspection is disabled.", code: .forbidden)
            )
        }
        return document
    }

    /// Prepares the operation called `name`, or the only one, of `text` for `role`.
    ///
    /// - Throws: why `role` may not execute it.
    func prepare(
        _ text: String,
        operationName name: String?,
        role: Int,
        _ statements: StatementRegistry
    ) throws(RequestError) -> PreparedOperation {
        let document = try document(text, role: role)
        do throws(GraphQLError) {
            return try prepare(document.operation(named: name), of: document, role: role, statements)
        } catch {
            throw RequestError(status: 422, error)
        }
    }

    /// The plan of `operation` for `variables`, which are coerced.
    ///
    /// - Throws: why they do not fit.
    func plan(
        _ operation: PreparedOperation,
        _ variables: JSONValue.Object
    ) throws(RequestError) -> PlannedOperation {
        switch operation.variables.coerce(variables) {
        case .success(let values):
            let (plan, isNew) = operation.executionPlan(for: values)
            return PlannedOperation(
                operation: operation,
                plan: plan,
                isNewPlan: isNew,
                variables: values.values
            )
        case .failure(let problem): throw RequestError(status: 422, errors: problem.errors)
        }
    }

    /// Prepares the operation at index `number` of `document`.
    ///
    /// - Throws: why `role` may not execute it with any variables.
    func prepare(
        _ number: Int,
        of document: Document,
        role: Int,
        _ statements: StatementRegistry
    ) throws(GraphQLError) -> PreparedOperation {
        var allowed = limits[role].operation
        // A live query is measured from below its root field.
        if document.operations[number].kind == .subscription { allowed.depth += 1 }
        if let error = OperationSize(of: number, in: document).error(allowed) { throw error }
        return PreparedOperation(
            document,
            operation: number,
            role: role,
            schema: schema,
            statements: statements,
            limits: limits[role].plan
        )
    }

    /// - Throws: that `plan` costs more than the limit of `role`.
    func checkCost(of plan: ExecutionPlan, role: Int) throws(GraphQLError) {
        let limit = limits[role].plan.maximumCost
        guard plan.cost > limit else { return }
        throw GraphQLError(
            "The request may need \(plan.cost) rows; the limit is \(limit). Request smaller pages (\"first\").",
            code: .limitExceeded
        )
    }
}

/// What a request needs to be executed.
struct PlannedOperation {
    let operation: PreparedOperation
    /// The plan for the shape of the request's variables.
    let plan: ExecutionPlan
    /// Whether the plan had to be made.
    let isNewPlan: Bool
    /// Coerced, by index.
    let variables: [InputValue?]
}
