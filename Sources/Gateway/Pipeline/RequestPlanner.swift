import Execution
import GraphQL
import HTTP
import Planner

/// From what is asked to the program that answers it: document, validation, limits, plan, variables, program.
///
/// Whatever a question is refused for is found here, before anything of it is executed.
final class RequestPlanner {
    private let schema: BoundSchema
    private let options: GraphQLEndpoint.Options
    private let rules: DocumentRules
    private let documents: DocumentStore
    private let plans = OperationCache()
    private let statements = StatementRegistry()
    private let metrics: Metrics

    init(schema: BoundSchema, options: GraphQLEndpoint.Options, metrics: Metrics) {
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

    /// The most that a request of `role` may cost.
    func maximumCost(role: Int) -> Int { rules.limits[role].plan.maximumCost }

    /// The plan of `request`, the program for its variables, and their values.
    ///
    /// - Throws: why it is not executed, with the status that the draft has for it.
    func plan(
        _ request: GraphQLRequest,
        by method: Method,
        for principal: Principal
    ) throws(RequestError) -> (PreparedOperation, ExecutionPlan, [InputValue?]) {
        let onlyTrusted = options.answersOnlyTrusted || schema.roles[principal.role].asksOnlyTrustedDocuments
        let text = try documents.text(of: request.question.document, onlyTrusted: onlyTrusted)
        let plan = try plans.plan(
            for: text,
            operationName: request.question.operationName,
            role: principal.role
        ) { () throws(RequestError) in
            try makePlan(text, operationName: request.question.operationName, role: principal.role)
        }
        documents.keep(request.question.document)
        if plan.kind != .query && method != .post {
            throw RequestError(
                status: 405,
                GraphQLError("Only queries can be asked by GET; send POST.", code: .badRequest),
                headers: [ResponseHeader("Allow", "POST")]
            )
        }
        let variables: VariableValues
        switch plan.variables.coerce(request.variables) {
        case .success(let values): variables = values
        case .failure(let problem): throw RequestError(status: 422, errors: problem.errors)
        }
        let (program, isNew) = plan.program(for: variables)
        if isNew {
            metrics.plans.add()
            metrics.statements.add(program.steps.count)
        }
        do throws(GraphQLError) {
            try rules.proveCost(of: program, role: principal.role)
        } catch {
            throw RequestError(status: 422, error)
        }
        return (plan, program, variables.values)
    }

    private func makePlan(
        _ text: String,
        operationName: String?,
        role: Int
    ) throws(RequestError) -> PreparedOperation {
        let document = try rules.document(text, role: role)
        do throws(GraphQLError) {
            let operation = try document.operation(named: operationName)
            return try rules.plan(operation, of: document, role: role, statements)
        } catch {
            throw RequestError(status: 422, error)
        }
    }
}
