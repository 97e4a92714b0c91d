import Execution
import GraphQL
import Planner

/// Finds the execution plan of a request: document, validation, limits, prepared operation, variables, plan, cost.
///
/// Every reason to refuse the request is found here, before anything is executed.
final class RequestPreparation {
    private let schema: BoundSchema
    private let options: RequestPipeline.Options
    private let rules: DocumentRules
    private let documents: DocumentStore
    private let operations = OperationCache()
    private let statements = StatementRegistry()
    private let metrics: Metrics

    init(schema: BoundSchema, options: RequestPipeline.Options, metrics: Metrics) {
        self.schema = schema
        self.options = options
        self.metrics = metrics
        rules = DocumentRules(
            schema,
            limits: options.limits,
            allowsIntrospection: options.allowsIntrospection,
            suggests: options.suggests
        )
        documents = DocumentStore(trusted: options.documents, keepsDocuments: options.keepsDocuments)
    }

    /// The limits of `role`.
    func limits(role: Int) -> RequestLimits { rules.limits[role] }

    /// What a request needs to be executed.
    struct Prepared {
        let operation: PreparedOperation
        /// The plan for the shape of the request's variables.
        let plan: ExecutionPlan
        /// Coerced, by index.
        let variables: [InputValue?]
    }

    /// Prepares `request`.
    ///
    /// - Throws: why it is not executed.
    func prepare(_ request: GraphQLRequest, for caller: Caller) throws(RequestError) -> Prepared {
        let role = caller.principal.role
        let parameters = request.parameters
        let onlyTrusted = options.answersOnlyTrusted || schema.roles[role].asksOnlyTrustedDocuments
        let text = try documents.text(of: parameters.document, onlyTrusted: onlyTrusted)
        let operation = try operations.operation(of: text, named: parameters.operationName, role: role) {
            () throws(RequestError) in
            try prepareOperation(text, operationName: parameters.operationName, role: role)
        }
        documents.keep(parameters.document)
        guard operation.kind == .query || caller.mayChange else { throw .onlyQueries }
        let variables: VariableValues
        switch operation.variables.coerce(request.variables) {
        case .success(let values): variables = values
        case .failure(let problem): throw RequestError(status: 422, errors: problem.errors)
        }
        let (plan, isNew) = operation.program(for: variables)
        if isNew {
            metrics.plans.add()
            metrics.statements.add(plan.steps.count)
        }
        do throws(GraphQLError) {
            try rules.checkCost(of: plan, role: role)
        } catch {
            throw RequestError(status: 422, error)
        }
        return Prepared(operation: operation, plan: plan, variables: variables.values)
    }

    private func prepareOperation(
        _ text: String,
        operationName: String?,
        role: Int
    ) throws(RequestError) -> PreparedOperation {
        let document = try rules.document(text, role: role)
        do throws(GraphQLError) {
            let operation = try document.operation(named: operationName)
            return try rules.prepare(operation, of: document, role: role, statements)
        } catch {
            throw RequestError(status: 422, error)
        }
    }
}
