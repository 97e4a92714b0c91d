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
    private let authenticator: Authenticator
    private let claims: ClaimResolver
    private let dispatcher: BatchDispatcher
    private let scheduler: BatchScheduler
    private let mutations: MutationContext
    private let metrics: Metrics
    private let observer: RequestObserver
    private let planner: RequestPlanner
    private let memory = RequestCache()
    private var lastAccept: (header: ArraySlice<UInt8>, format: ResponseFormat?)?

    init(
        schema: BoundSchema,
        options: Options,
        authenticator: Authenticator,
        claims: ClaimResolver,
        dispatcher: BatchDispatcher,
        scheduler: BatchScheduler,
        mutations: MutationContext,
        metrics: Metrics,
        observer: RequestObserver
    ) {
        self.schema = schema
        self.options = options
        planner = RequestPlanner(schema: schema, options: options, metrics: metrics)
        self.authenticator = authenticator
        self.claims = claims
        self.dispatcher = dispatcher
        self.scheduler = scheduler
        self.mutations = mutations
        self.metrics = metrics
        self.observer = observer
    }

    func handle(_ request: Request, _ exchange: Exchange) {
        let id = observer.id(of: request)
        let trace = observer.trace(of: request, id: id)
        let negotiated = format(of: request)
        let responder = Responder(
            exchange: exchange,
            format: negotiated ?? .standard,
            id: id,
            trace: trace,
            observer: observer
        )
        guard negotiated != nil else {
            let problem = GraphQLError(
                "Accept application/graphql-response+json or application/json.",
                code: .badRequest
            )
            return refuse(RequestError(status: 406, problem), to: responder)
        }
        do throws(RequestError) {
            try admit(request)
            let principal = try authenticator.principal(of: request, now: Int64(Glibc.time(nil)))
            switch try RequestBody.read(request, limits: options.reading, memory: memory) {
            case .one(let one): run(one, of: request, as: principal, for: responder)
            case .batch(let batch):
                let answers = BatchAnswers(count: batch.count, for: responder)
                for (index, one) in batch.enumerated() {
                    let place = responder.place(answers, index, trace: observer.trace(of: request, id: id))
                    switch one {
                    case .success(let one): run(one, of: request, as: principal, for: place)
                    case .failure(let refusal): refuse(refusal, to: place)
                    }
                }
            }
        } catch {
            refuse(error, to: responder)
        }
    }

    /// The format that the client accepts; that of the last header is kept, because clients send few different ones.
    private func format(of request: borrowing Request) -> ResponseFormat? {
        guard let header = request.list("accept"), !header.isEmpty else { return .standard }
        if let last = lastAccept, last.header.isEqual(to: header) { return last.format }
        let format = ResponseFormat.negotiated(header)
        lastAccept = (header, format)
        return format
    }

    /// Refuses what is no question at all, whoever asks.
    private func admit(_ request: Request) throws(RequestError) {
        switch request.method {
        case .get, .head, .post: break
        case .put, .patch, .delete, .options, .other:
            throw RequestError(
                status: 405,
                GraphQLError("Send GET or POST.", code: .badRequest),
                headers: [ResponseHeader("Allow", "GET, HEAD, POST")]
            )
        }
        if CrossSite.isRefused(request, cors: options.cors) {
            let problem = GraphQLError(
                "Cross-site request refused; the operator can allow this origin with --cors-origins.",
                code: .forbidden
            )
            throw RequestError(status: 403, problem)
        }
    }

    /// Plans and executes one request of `principal`.
    private func run(
        _ request: GraphQLRequest,
        of carrier: Request,
        as principal: Principal,
        for responder: Responder
    ) {
        responder.onError = request.question.onError
        responder.wantsCost = request.question.wantsCost
        responder.trace?.role = schema.roles[principal.role].name
        responder.wantsTrace = request.question.wantsTrace && schema.roles[principal.role].allowsTracing
        do throws(RequestError) {
            let (plan, program, variables) = try planner.plan(request, by: carrier.method, for: principal)
            responder.trace?.planned(plan, now: Loop.nanoseconds)
            if !program.deprecatedUses.isEmpty { metrics.deprecatedUses.add(program.deprecatedUses) }
            if program.calls.isEmpty {
                return execute(program, variables, as: principal, for: responder)
            }
            let headers = carrier.headers("idempotency-key")
            let key = try IdempotencyKey.read(headers: headers, extensions: request.question.extensions)
            mutate(program, variables, as: principal, key: key, for: responder)
        } catch {
            refuse(error, to: responder)
        }
    }

    // MARK: Answering

    private func execute(
        _ program: ExecutionPlan,
        _ variables: [InputValue?],
        as principal: Principal,
        for responder: Responder
    ) {
        metrics.requests.add()
        if !program.roots.isEmpty { scheduler.requestFlush() }
        let needsClaims = claims.areNeeded(by: program, role: principal.role)
        let execution = OperationExecution(
            program,
            variables: variables,
            principal: needsClaims ? claims.assumed(principal) : principal,
            queue: dispatcher.queue
        ) { [self] execution in answer(execution, to: responder) }
        if responder.wantsTrace { execution.traces = [] }
        guard needsClaims else { return execution.start() }
        execution.hold()
        execution.start()
        claims.resolve(principal) { [self] result in
            switch result {
            case .success(let actual) where actual === execution.principal: execution.release()
            // What was read as somebody else is never written.
            case .success(let actual): execution.again(as: actual).start()
            case .failure(let error): refuse(RequestError(status: 503, error), to: responder)
            }
        }
    }

    private func mutate(
        _ program: ExecutionPlan,
        _ variables: [InputValue?],
        as principal: Principal,
        key: String?,
        for responder: Responder
    ) {
        metrics.requests.add()
        claims.resolve(principal) { [self] result in
            switch result {
            case .success(let principal):
                MutationExecution(
                    program,
                    variables: variables,
                    principal: principal,
                    onError: responder.onError,
                    key: key,
                    traces: responder.wantsTrace,
                    context: mutations
                ) { [self] execution in answer(execution, to: responder) }
                .start()
            case .failure(let error): refuse(RequestError(status: 503, error), to: responder)
            }
        }
    }

    private func answer(_ execution: OperationExecution, to responder: Responder) {
        guard responder.isOpen else { return }
        responder.trace?.settled(execution, now: Loop.nanoseconds)
        var writer = ResponseWriter(execution, onError: responder.onError)
        writer.buffer.append(literal: "{\"data\":")
        let errors = writer.writeData()
        if !errors.isEmpty {
            metrics.errors.add()
            metrics.fieldErrors.add(errors)
            responder.trace?.error = errors[0]
            writer.buffer.append(literal: ",\"errors\":")
            ErrorWriter.write(errors, into: &writer.buffer)
        }
        if responder.wantsCost || responder.wantsTrace {
            writer.buffer.append(literal: ",\"extensions\":")
            let limit = responder.wantsCost ? planner.maximumCost(role: execution.principal.role) : nil
            ExtensionsWriter.write(execution, costLimit: limit, into: &writer.buffer)
        }
        writer.buffer.append(UInt8(ascii: "}"))
        metrics.requestTime.observe(nanoseconds: Loop.nanoseconds &- responder.exchange.request.receivedAt)
        responder.respond(status: responder.format.status(hasErrors: !errors.isEmpty), writer.takeBuffer())
    }

    private func refuse(_ refusal: RequestError, to responder: Responder) {
        metrics.refusals.add()
        responder.trace?.error = refusal.errors.first
        responder.respond(
            status: refusal.status,
            headers: refusal.headers,
            ErrorWriter.response(of: refusal.errors)
        )
    }
}
