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
    /// By role.
    let limits: [RequestLimits]
    private let documents: DocumentStore
    private let plans = PlanCache()
    private let statements = StatementRegistry()
    private let metrics: Metrics

    init(schema: BoundSchema, options: GraphQLEndpoint.Options, metrics: Metrics) {
        self.schema = schema
        self.options = options
        self.metrics = metrics
        limits = schema.roles.map { options.limits.with($0.limits) }
        documents = DocumentStore(trusted: options.documents, keepsDocuments: options.keepsDocuments)
    }

    /// The plan of `request`, the program for its variables, and their values.
    ///
    /// - Throws: why it is not executed, with the status that the draft has for it.
    func plan(
        _ request: GraphQLRequest,
        by method: Method,
        for principal: Principal
    ) throws(RequestRefusal) -> (Plan, Program, [InputValue?]) {
        let onlyTrusted = options.answersOnlyTrusted || schema.roles[principal.role].asksOnlyTrustedDocuments
        let text = try documents.text(of: request.document, onlyTrusted: onlyTrusted)
        let plan = try plans.plan(
            for: text,
            operationName: request.operationName,
            role: principal.role
        ) { () throws(RequestRefusal) in
            try makePlan(text, operationName: request.operationName, role: principal.role)
        }
        documents.keep(request.document)
        let operation = plan.document.operations[plan.operation]
        if method != .post && operation.kind != .query {
            throw RequestRefusal(
                status: 405,
                GraphQLError("Only queries can be asked by GET; send POST.", code: .badRequest),
                headers: [ResponseHeader("Allow", "POST")]
            )
        }
        let variables: VariableValues
        switch plan.variables.coerce(request.variables) {
        case .success(let values): variables = values
        case .failure(let problem): throw RequestRefusal(status: 422, errors: problem.errors)
        }
        let (program, isNew) = plan.program(for: variables)
        if isNew {
            metrics.add(.plans)
            metrics.add(.statements, program.steps.count)
        }
        if let refusal = program.refusal { throw RequestRefusal(status: 422, refusal) }
        let limit = limits[principal.role].plan.maximumCost
        guard program.cost <= limit else {
            throw RequestRefusal(status: 422, tooCostly(program, limit))
        }
        return (plan, program, variables.values)
    }

    private func tooCostly(_ program: Program, _ limit: Int) -> GraphQLError {
        GraphQLError(
            "This may need \(program.cost) rows, and at most \(limit) are allowed: ask for smaller pages (\"first\").",
            code: .limitExceeded
        )
    }

    private func makePlan(
        _ text: String,
        operationName: String?,
        role: Int
    ) throws(RequestRefusal) -> Plan {
        let document: Document
        do throws(GraphQLError) {
            document = try Document.parse(Array(text.utf8), limits: limits[role].document)
        } catch {
            throw RequestRefusal(status: error.code == .limitExceeded ? 422 : 400, error)
        }
        let allowsIntrospection = options.allowsIntrospection && schema.roles[role].allowsIntrospection
        let errors = Validation.validate(
            document,
            against: schema.schema,
            role: RoleSet(role: role),
            suggestions: options.suggests && allowsIntrospection
        )
        guard errors.isEmpty else { throw RequestRefusal(status: 422, errors: errors) }
        if !allowsIntrospection,
            document.names.contains(where: { $0 == "__schema" || $0 == "__type" })
        {
            throw RequestRefusal(
                status: 422,
                GraphQLError("Introspection is not open here.", code: .forbidden)
            )
        }
        do throws(GraphQLError) {
            let operation = try document.operation(named: operationName)
            if let error = OperationSize(of: operation, in: document).error(limits[role].operation) {
                throw error
            }
            guard document.operations[operation].kind != .subscription else {
                throw GraphQLError("Subscriptions are not served.", code: .operationResolutionFailure)
            }
            return Plan(
                document,
                operation: operation,
                role: role,
                schema: schema,
                statements: statements,
                limits: limits[role].plan
            )
        } catch {
            throw RequestRefusal(status: 422, error)
        }
    }
}
