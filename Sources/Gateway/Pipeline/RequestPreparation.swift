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

    /// Prepares `request`.
    ///
    /// - Throws: why it is not executed.
    func prepare(_ request: GraphQLRequest, for caller: Caller) throws(RequestError) -> PlannedOperation {
        let role = caller.principal.role
        let parameters = request.parameters
        let onlyTrusted = options.answersOnlyTrusted || schema.roles[role].requiresTrustedDocuments
        let text = try documents.text(of: parameters.document, onlyTrusted: onlyTrusted)
        let operation = try operations.operation(of: text, named: parameters.operationName, role: role) {
            () throws(RequestError) in
            try rules.prepare(text, operationName: parameters.operationName, role: role, statements)
        }
        documents.keep(parameters.document)
        guard operation.kind != .mutation || caller.mayChange else { throw .onlyQueries }
        let planned = try rules.plan(operation, request.variables)
        if planned.isNewPlan {
            metrics.plans.add()
            metrics.statements.add(planned.plan.steps.count)
        }
        do throws(GraphQLError) {
            try rules.checkCost(of: planned.plan, role: role)
        } catch {
            throw RequestError(status: 422, error)
        }
        return planned
    }
}
