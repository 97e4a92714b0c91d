import Bytes
import EventLoop
import Execution
import Glibc
import GraphQL
import HTTP
import JSON
import Planner

/// The way of a GraphQL request, on one page: who asks → what is asked → its plan → its batches → its answer.
final class GraphQLEndpoint {
    /// What the endpoint may be told.
    struct Options: Sendable {
        /// Of roles without their own.
        var limits = RequestLimits()
        var reading = RequestReading()
        /// Whose pages may ask besides our own.
        var cors: CORSPolicy?
        var documents = TrustedDocuments()
        /// Whether clients may have documents kept.
        var keepsDocuments = true
        /// Whether nothing but trusted documents is answered, whoever asks.
        var answersOnlyTrusted = false
        var allowsIntrospection = true
        var suggests = true
    }

    private let schema: BoundSchema
    private let options: Options
    /// By role.
    private let limits: [RequestLimits]
    private let authenticator: Authenticator
    private let claims: ClaimResolver
    private let dispatcher: Dispatcher
    private let mutations: MutationContext
    private let metrics: Metrics
    private let documents: DocumentStore
    private let memory = RequestMemory()
    private let plans = PlanCache()
    private var lastAccept: (header: ArraySlice<UInt8>, mediaType: ResponseMediaType?)?
    private let statements = StatementRegistry()

    init(
        schema: BoundSchema,
        options: Options,
        authenticator: Authenticator,
        claims: ClaimResolver,
        dispatcher: Dispatcher,
        mutations: MutationContext,
        metrics: Metrics
    ) {
        self.schema = schema
        self.options = options
        documents = DocumentStore(trusted: options.documents, keepsDocuments: options.keepsDocuments)
        limits = schema.roles.map { options.limits.with($0.limits) }
        self.authenticator = authenticator
        self.claims = claims
        self.dispatcher = dispatcher
        self.mutations = mutations
        self.metrics = metrics
    }

    func handle(_ request: Request, _ exchange: Exchange) {
        guard let mediaType = mediaType(of: request) else {
            let problem = GraphQLError(
                "Accept application/graphql-response+json or application/json.",
                code: .badRequest
            )
            let recipient = Recipient(exchange: exchange, mediaType: .graphQLResponse)
            return refuse(RequestRefusal(status: 406, problem), to: recipient)
        }
        let recipient = Recipient(exchange: exchange, mediaType: mediaType)
        do throws(RequestRefusal) {
            try admit(request)
            let principal = try authenticator.principal(of: request, now: Int64(Glibc.time(nil)))
            switch try RequestBody.read(request, limits: options.reading, memory: memory) {
            case .one(let one): run(one, of: request, as: principal, for: recipient)
            case .batch(let batch):
                let answers = BatchAnswers(count: batch.count, exchange: exchange)
                for (index, one) in batch.enumerated() {
                    let place = Recipient(exchange: exchange, mediaType: mediaType, batch: (answers, index))
                    switch one {
                    case .success(let one): run(one, of: request, as: principal, for: place)
                    case .failure(let refusal): refuse(refusal, to: place)
                    }
                }
            }
        } catch {
            refuse(error, to: recipient)
        }
    }

    /// What the client takes, remembered by the header's text: clients send few different ones.
    private func mediaType(of request: borrowing Request) -> ResponseMediaType? {
        guard let header = request.list("accept"), !header.isEmpty else { return .graphQLResponse }
        if let last = lastAccept, last.header == header { return last.mediaType }
        let mediaType = ResponseMediaType.negotiated(header)
        lastAccept = (header, mediaType)
        return mediaType
    }

    /// Refuses what is no question at all, whoever asks.
    private func admit(_ request: Request) throws(RequestRefusal) {
        guard [.get, .head, .post].contains(request.method) else {
            throw RequestRefusal(
                status: 405,
                GraphQLError("Send GET or POST.", code: .badRequest),
                headers: [ResponseHeader("Allow", "GET, HEAD, POST")]
            )
        }
        if CrossSite.isRefused(request, cors: options.cors) {
            let problem = GraphQLError(
                "Pages of this site may not ask here; the operator allows them with --cors-origins.",
                code: .forbidden
            )
            throw RequestRefusal(status: 403, problem)
        }
    }

    /// Plans and executes one request of `principal`.
    private func run(
        _ request: GraphQLRequest,
        of carrier: Request,
        as principal: Principal,
        for recipient: Recipient
    ) {
        var recipient = recipient
        recipient.onError = request.onError
        recipient.wantsCost = request.wantsCost
        recipient.wantsTrace = request.wantsTrace && schema.roles[principal.role].allowsTracing
        do throws(RequestRefusal) {
            let (plan, program, variables) = try planned(request, by: carrier.method, for: principal)
            if program.calls.isEmpty {
                return execute(plan, program, variables, as: principal, for: recipient)
            }
            let header = carrier.header("idempotency-key")
            let key = try IdempotencyKey.read(header: header, extensions: request.extensions)
            mutate(plan, program, variables, as: principal, key: key, for: recipient)
        } catch {
            refuse(error, to: recipient)
        }
    }

    // MARK: Planning

    private func planned(
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
        if operation.variables.isEmpty {
            variables = .none
        } else {
            let result = VariableValues.coerce(
                plan.document,
                operation: operation,
                variables: request.variables,
                schema: schema.schema,
                role: RoleSet(role: principal.role)
            )
            switch result {
            case .success(let values): variables = values
            case .failure(let problem): throw RequestRefusal(status: 422, errors: problem.errors)
            }
        }
        let (program, isNew) = plan.program(for: variables)
        if isNew {
            metrics.add(.plans)
            metrics.add(.statements, program.steps.count)
        }
        if let refusal = program.refusal { throw RequestRefusal(status: 422, refusal) }
        guard program.cost <= limits[principal.role].plan.maximumCost else {
            throw RequestRefusal(status: 422, tooCostly(program, limits[principal.role].plan))
        }
        return (plan, program, variables.values)
    }

    private func tooCostly(_ program: Program, _ limits: PlanLimits) -> GraphQLError {
        GraphQLError(
            "This may need \(program.cost) rows, and at most \(limits.maximumCost) are allowed: ask for smaller pages (\"first\").",
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

    // MARK: Answering

    private func execute(
        _ plan: Plan,
        _ program: Program,
        _ variables: [InputValue?],
        as principal: Principal,
        for recipient: Recipient
    ) {
        metrics.add(.requests)
        let execution = { [self] (principal: Principal) in
            let execution = OperationExecution(
                program,
                of: plan.document,
                variables: variables,
                principal: principal,
                queue: dispatcher.queue
            ) { [self] execution in answer(execution, plan, to: recipient) }
            if recipient.wantsTrace { execution.traces = [] }
            return execution
        }
        guard claims.areNeeded(by: program, role: principal.role) else {
            return execution(principal).start()
        }
        let assumed = claims.assumed(principal)
        let first = execution(assumed)
        first.hold()
        first.start()
        claims.resolve(principal) { [self] result in
            switch result {
            case .success(let actual) where actual === assumed: first.release()
            // What was read as somebody else is never written.
            case .success(let actual): execution(actual).start()
            case .failure(let error): refuse(RequestRefusal(status: 503, error), to: recipient)
            }
        }
    }

    private func mutate(
        _ plan: Plan,
        _ program: Program,
        _ variables: [InputValue?],
        as principal: Principal,
        key: String?,
        for recipient: Recipient
    ) {
        metrics.add(.requests)
        claims.resolve(principal) { [self] result in
            switch result {
            case .success(let principal):
                MutationExecution(
                    program,
                    of: plan.document,
                    variables: variables,
                    principal: principal,
                    onError: recipient.onError,
                    key: key,
                    traces: recipient.wantsTrace,
                    context: mutations
                ) { [self] execution in answer(execution, plan, to: recipient) }
                .start()
            case .failure(let error): refuse(RequestRefusal(status: 503, error), to: recipient)
            }
        }
    }

    private func answer(_ execution: OperationExecution, _ plan: Plan, to recipient: Recipient) {
        guard recipient.isOpen else { return }
        var writer = ResponseWriter(execution, onError: recipient.onError)
        writer.buffer.append(literal: "{\"data\":")
        let errors = writer.writeData()
        if !errors.isEmpty {
            metrics.add(.errors)
            writer.buffer.append(literal: ",\"errors\":")
            ErrorWriter.write(errors, into: &writer.buffer)
        }
        if recipient.wantsCost || recipient.wantsTrace {
            writer.buffer.append(literal: ",\"extensions\":")
            let limit = recipient.wantsCost ? limits[plan.role].plan.maximumCost : nil
            ExtensionsWriter.write(execution, costLimit: limit, into: &writer.buffer)
        }
        writer.buffer.append(UInt8(ascii: "}"))
        metrics.requestTime.observe(nanoseconds: Loop.nanoseconds &- recipient.exchange.request.receivedAt)
        recipient.respond(status: errors.isEmpty ? 200 : 294, writer.takeBuffer())
    }

    private func refuse(_ refusal: RequestRefusal, to recipient: Recipient) {
        metrics.add(.refusals)
        recipient.respond(
            status: refusal.status,
            headers: refusal.headers,
            ErrorWriter.response(of: refusal.errors)
        )
    }
}
