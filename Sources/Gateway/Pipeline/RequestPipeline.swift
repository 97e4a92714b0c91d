import Bytes
import EventLoop
import Execution
import GraphQL
import Planner

/// The way of a request, on one page.
///
/// 1. A transport reads the request, authenticates its ``Caller``, and calls ``run(_:of:for:)`` with a ``Responder``.
/// 2. ``RequestPreparation`` finds the execution plan: document, validation, limits, operation, variables, cost.
/// 3. A query is started: each fetch step of the plan that can run joins a batch. A mutation runs in transactions of its own.
/// 4. At the end of the loop's turn, ``send()`` sends the batches to the database.
/// 5. Rows come back, and the steps below them join batches in turn; that is 4 again, until all rows are there.
/// 6. The response is written in one walk over plan and rows, and the responder sends it. A large one is written slice by slice,
///    each in a turn of the loop of its own; nothing is sent before it is complete.
final class RequestPipeline {
    struct Options: Sendable {
        /// Of roles without limits of their own.
        var limits = RequestLimits()
        var documents = TrustedDocuments()
        /// Whether clients may store documents (automatic persisted queries).
        var keepsDocuments = true
        /// Whether only trusted documents are executed, for every role.
        var answersOnlyTrusted = false
        var allowsIntrospection = true
        var suggests = true
    }

    /// A request on its way.
    private struct Pending {
        /// The request, while it may run once again; see ``SchemaRecheck``.
        let request: GraphQLRequest?
        let parameters: GraphQLRequest.RequestParameters
        let caller: Caller
        let responder: any Responder
        let wantsTrace: Bool
        let wantsCost: Bool
    }

    private let schema: BoundSchema
    private let preparation: RequestPreparation
    private let claims: ClaimResolver
    private let dispatcher: BatchDispatcher
    /// Of live queries, on connections of their own, so that a page never waits behind them.
    private let liveDispatcher: BatchDispatcher
    /// The live queries; nil before the graph is complete.
    weak var live: (any SubscriptionService)?
    private let scheduler: BatchScheduler
    private let mutations: MutationContext
    private let metrics: Metrics
    private let recheck: SchemaRecheck
    /// Of the schema; see ``SchemaRecheck``.
    private let generation: Int
    private let loop: Loop
    /// The responses that are not complete after their first slice: one is written after the other, so that few are in memory.
    private var largeResponses: [LargeResponse] = []
    /// Bytes that are written without pause: less than a millisecond.
    private static let sliceBytes = 128 * 1024

    init(
        loop: Loop,
        schema: BoundSchema,
        options: Options,
        claims: ClaimResolver,
        dispatcher: BatchDispatcher,
        liveDispatcher: BatchDispatcher,
        scheduler: BatchScheduler,
        mutations: MutationContext,
        metrics: Metrics,
        recheck: SchemaRecheck
    ) {
        self.loop = loop
        self.schema = schema
        preparation = RequestPreparation(schema: schema, options: options, metrics: metrics)
        self.claims = claims
        self.dispatcher = dispatcher
        self.liveDispatcher = liveDispatcher
        self.scheduler = scheduler
        self.mutations = mutations
        self.metrics = metrics
        self.recheck = recheck
        generation = recheck.generation
        scheduler.onFlush(while: self) { [unowned self] in send() }
        loop.onTurnEnd(while: self) { [unowned self] in writeSlice() }
    }

    /// Executes `request`, and gives the response to `responder`, now or later.
    ///
    /// - Parameter isRepeated: whether it failed before on a schema that did not fit the database any more.
    func run(
        _ request: GraphQLRequest,
        of caller: Caller,
        for responder: any Responder,
        isRepeated: Bool = false
    ) {
        let role = schema.roles[caller.principal.role]
        caller.trace?.role = role.name
        do throws(RequestError) {
            let prepared = try preparation.prepare(request, for: caller)
            caller.trace?.planned(prepared.operation, now: Loop.nanoseconds)
            if !prepared.plan.deprecatedUses.isEmpty {
                metrics.deprecatedUses.add(prepared.plan.deprecatedUses)
            }
            if prepared.operation.kind == .subscription {
                guard let live, let stream = responder as? any StreamResponder else { throw .needsStream }
                return try live.subscribe(prepared, request, of: caller, for: stream)
            }
            let pending = Pending(
                request: isRepeated ? nil : request,
                parameters: request.parameters,
                caller: caller,
                responder: responder,
                wantsTrace: request.parameters.wantsTrace && role.allowsTracing,
                wantsCost: request.parameters.wantsCost
            )
            if prepared.plan.calls.isEmpty {
                query(prepared.plan, prepared.variables, pending)
            } else {
                try mutate(prepared.plan, prepared.variables, pending)
            }
        } catch {
            refuse(error, caller.trace, to: responder)
        }
    }

    /// Reads the present answer to a live query for `responder`.
    func read(
        _ prepared: PlannedOperation,
        _ parameters: GraphQLRequest.RequestParameters,
        of caller: Caller,
        for responder: any Responder
    ) {
        let pending = Pending(
            request: nil,
            parameters: parameters,
            caller: caller,
            responder: responder,
            wantsTrace: false,
            wantsCost: false
        )
        query(prepared.plan, prepared.variables, pending, through: liveDispatcher)
    }

    /// Whether what `plan` answers depends on claims that the database derives.
    func needsDerivedClaims(_ plan: ExecutionPlan, role: Int) -> Bool {
        claims.areNeeded(by: plan, role: role)
    }

    // MARK: Executing

    private func query(_ plan: ExecutionPlan, _ variables: [InputValue?], _ pending: Pending) {
        query(plan, variables, pending, through: dispatcher)
    }

    private func query(
        _ plan: ExecutionPlan,
        _ variables: [InputValue?],
        _ pending: Pending,
        through dispatcher: BatchDispatcher
    ) {
        metrics.requests.add()
        let principal = pending.caller.principal
        let needsClaims = claims.areNeeded(by: plan, role: principal.role)
        let execution = OperationExecution(
            plan,
            variables: variables,
            principal: needsClaims ? claims.assumed(principal) : principal,
            queue: dispatcher.queue
        ) { [self] execution in respond(execution, pending) }
        if pending.wantsTrace { execution.traces = [] }
        if !plan.roots.isEmpty { scheduler.requestFlush() }
        pending.responder.onClose { [weak execution] in execution?.cancel() }
        guard needsClaims else { return execution.start() }
        // The claims that the database derives are read at the same time; until they are confirmed, nothing is written.
        execution.hold()
        execution.start()
        claims.resolve(principal) { [self] result in
            switch result {
            case .success(let actual) where actual === execution.principal: execution.release()
            case .success(let actual):
                // What was read as another principal is dropped, and read anew.
                execution.cancel()
                guard pending.responder.isOpen else { return }
                let second = execution.again(as: actual)
                pending.responder.onClose { [weak second] in second?.cancel() }
                second.start()
            case .failure(let error):
                execution.cancel()
                refuse(RequestError(error, headers: [RequestError.retryAfter]), pending)
            }
        }
    }

    private func mutate(
        _ plan: ExecutionPlan,
        _ variables: [InputValue?],
        _ pending: Pending
    ) throws(RequestError) {
        let key = try IdempotencyKey.read(
            headers: pending.caller.idempotencyKeys,
            extensions: pending.parameters.extensions
        )
        metrics.requests.add()
        claims.resolve(pending.caller.principal) { [self] result in
            switch result {
            // A client that has left before anything was changed changes nothing.
            case .success where !pending.responder.isOpen: break
            case .success(let principal):
                MutationExecution(
                    plan,
                    variables: variables,
                    principal: principal,
                    onError: pending.parameters.onError,
                    key: key,
                    traces: pending.wantsTrace,
                    context: mutations
                ) { [self] execution in respond(execution, pending) }
                .start()
            case .failure(let error):
                refuse(RequestError(error, headers: [RequestError.retryAfter]), pending)
            }
        }
    }

    // MARK: Sending

    /// Sends what has gathered to the database: derived claims, and the batches of all requests.
    ///
    /// Their rows come back through ``BatchDispatcher`` to the ``OperationExecution`` of each request that waits for them.
    private func send() {
        claims.dispatch()
        dispatcher.dispatch()
        liveDispatcher.dispatch()
    }

    // MARK: Responding

    private func respond(_ execution: OperationExecution, _ pending: Pending) {
        guard pending.responder.isOpen else { return }
        guard execution.isMisfit, let request = pending.request else { return write(execution, pending) }
        let role = schema.roles[pending.caller.principal.role]
        recheck.check { [self] verdict in
            guard pending.responder.isOpen else { return }
            // A check that began before this one may have replaced the schema already.
            if verdict == .replaced || recheck.generation != generation {
                recheck.onRetry(SchemaRecheck.Retry(request, pending.caller, role: role, pending.responder))
            } else {
                write(execution, pending)
            }
        }
    }

    private func write(_ execution: OperationExecution, _ pending: Pending) {
        pending.caller.trace?.settled(execution, now: Loop.nanoseconds)
        var writer = ResponseWriter(
            execution,
            onError: pending.parameters.onError,
            limit: preparation.limits(role: execution.principal.role).responseBytes
        )
        writer.buffer.append(literal: "{\"data\":")
        if writer.write(atMost: Self.sliceBytes) { return finish(writer, execution, pending) }
        largeResponses.append(LargeResponse(writer, execution, pending, self))
        loop.turnAgain()
    }

    /// A response that is written slice by slice.
    private final class LargeResponse {
        var writer: ResponseWriter?
        let execution: OperationExecution
        let pending: Pending
        /// Stays until the response is written, even if another pipeline takes its place.
        private let pipeline: RequestPipeline

        init(
            _ writer: consuming ResponseWriter,
            _ execution: OperationExecution,
            _ pending: Pending,
            _ pipeline: RequestPipeline
        ) {
            self.writer = consume writer
            self.execution = execution
            self.pending = pending
            self.pipeline = pipeline
        }
    }

    /// Writes a slice of the first large response; called at the end of each turn of the loop.
    private func writeSlice() {
        guard let first = largeResponses.first else { return }
        if !first.pending.responder.isOpen {
            largeResponses.removeFirst()
        } else if first.writer?.write(atMost: Self.sliceBytes) != false {
            largeResponses.removeFirst()
            if let writer = first.writer.take() { finish(writer, first.execution, first.pending) }
        }
        if !largeResponses.isEmpty { loop.turnAgain() }
    }

    /// Writes what follows the data, and sends the response.
    private func finish(
        _ writer: consuming ResponseWriter,
        _ execution: OperationExecution,
        _ pending: Pending
    ) {
        let errors = execution.isMisfit && recheck.isMisfit ? writer.errors.map(\.ofMisfit) : writer.errors
        if !errors.isEmpty {
            metrics.errors.add()
            metrics.fieldErrors.add(errors)
            pending.caller.trace?.error = errors[0]
            writer.buffer.append(literal: ",\"errors\":")
            ErrorWriter.write(errors, into: &writer.buffer)
        }
        if pending.wantsCost || pending.wantsTrace {
            writer.buffer.append(literal: ",\"extensions\":")
            let limits = preparation.limits(role: execution.principal.role)
            let limit = pending.wantsCost ? limits.plan.maximumCost : nil
            ExtensionsWriter.write(execution, costLimit: limit, into: &writer.buffer)
        }
        writer.buffer.append(UInt8(ascii: "}"))
        metrics.requestTime.observe(nanoseconds: Loop.nanoseconds &- pending.caller.receivedAt)
        pending.responder.respond(
            writer.takeBuffer(),
            hasErrors: !errors.isEmpty,
            mayRetry: errors.contains { $0.code == .rateLimited || $0.code == .timeout }
        )
    }

    private func refuse(_ error: RequestError, _ pending: Pending) {
        refuse(error, pending.caller.trace, to: pending.responder)
    }

    /// Answers a request that is not executed.
    func refuse(_ error: RequestError, _ trace: RequestTrace?, to responder: any Responder) {
        metrics.refusals.add()
        trace?.error = error.errors.first
        responder.refuse(error)
    }
}
