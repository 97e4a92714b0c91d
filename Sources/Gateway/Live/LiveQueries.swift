import Bytes
import ChangeFeed
import EventLoop
import Execution
import Glibc
import GraphQL
import JSON
import Live
import Planner

/// The live queries of one loop: who subscribes to what, and when it is read again.
///
/// 1. A subscription joins the group of those that get the same bytes, or begins one. The group's dependencies are in the index
///    before its first reading.
/// 2. A reading is an execution of the query for the group, over connections of their own (``RequestPipeline``).
/// 3. The change feed tells which transactions have become visible; the index finds the groups that they concern, and those are
///    read again. An answer that is equal to the last one is not sent.
/// 4. Without a feed, all groups are read again and again, and what no change tells of is read at its own pace.
final class LiveQueries: SubscriptionService {
    struct Limits: Sendable {
        /// The most groups of a loop: each holds its last answer.
        var groups = 100_000
        /// How often a group is read without a feed, in milliseconds.
        var pollMilliseconds = 1_000
        /// How often a group is read whose answer changes without a change of a table, in milliseconds.
        var paceMilliseconds = 60_000
    }

    private let loop: Loop
    private let pipeline: RequestPipeline
    private let feed: FeedState
    private let metrics: Metrics
    private let limits: Limits
    private let tables: [UInt32: TableBinding]
    private let published: Set<UInt32>
    private var groups: [LiveGroup.Key: LiveGroup] = [:]
    private var byNumber: [Int: LiveGroup] = [:]
    private var lastNumber = 0
    private var index = DependencyIndex()
    private var timer: Timer?
    /// Groups whose next reading has to wait for its time.
    private static let tickMilliseconds = 100

    init(
        _ schema: BoundSchema,
        loop: Loop,
        pipeline: RequestPipeline,
        feed: FeedState,
        metrics: Metrics,
        limits: Limits = Limits()
    ) {
        self.loop = loop
        self.pipeline = pipeline
        self.feed = feed
        self.metrics = metrics
        self.limits = limits
        var tables: [UInt32: TableBinding] = [:]
        for case .table(let table) in schema.objects { tables[table.relation.oid] = table }
        self.tables = tables
        published = schema.published
    }

    deinit { timer?.cancel() }

    // MARK: Subscribing

    func subscribe(
        _ prepared: PlannedOperation,
        _ request: GraphQLRequest,
        of caller: Caller,
        for responder: any StreamResponder
    ) throws(RequestError) {
        let live = try LiveRequest(request, operation: prepared.operation)
        let group = try group(of: prepared, request, caller, live)
        metrics.requests.add()
        let subscriber = LiveGroup.Subscriber(responder, caller: caller, digest: live.digest)
        responder.onClose { [weak self, weak group] in
            guard let self, let group else { return }
            leave(subscriber, group)
        }
        group.add(subscriber)
        metrics.liveSubscriptions.set(metrics.liveSubscriptions.number + 1)
        readIfDue(group)
        if timer == nil { tick() }
    }

    private func group(
        of prepared: PlannedOperation,
        _ request: GraphQLRequest,
        _ caller: Caller,
        _ live: LiveRequest
    ) throws(RequestError) -> LiveGroup {
        var given = JSONValue.Object()
        for member in request.variables.members where member.key != live.cursorVariable {
            given.set(member.key, to: member.value)
        }
        var variables = ByteBuffer()
        JSONWriter.write(.object(given), into: &variables)
        // Derived claims are read for each reading; they follow from the claims of the token.
        let role = caller.principal.role
        let isWhole = pipeline.needsDerivedClaims(prepared.plan, role: role)
        let key = LiveGroup.Key(
            operation: ObjectIdentifier(prepared.operation),
            variables: variables.bytes,
            onError: request.parameters.onError,
            identity: caller.principal.identity(seeing: isWhole ? .all : prepared.plan.claims)
        )
        if let known = groups[key] { return known }
        guard groups.count < limits.groups else {
            throw RequestError(
                status: 503,
                GraphQLError("There are too many live queries; try again later.", code: .overloaded)
            )
        }
        lastNumber += 1
        let group = LiveGroup(
            key: key,
            number: lastNumber,
            prepared: prepared,
            parameters: request.parameters,
            dependencies: LiveDependencies(
                prepared.plan,
                variables: prepared.variables,
                tables: tables,
                published: published
            )
        )
        groups[key] = group
        byNumber[group.number] = group
        for dependency in group.dependencies.tables { index.insert(dependency, of: group.number) }
        metrics.liveGroups.set(groups.count)
        return group
    }

    private func leave(_ subscriber: LiveGroup.Subscriber, _ group: LiveGroup) {
        guard group.subscribers[ObjectIdentifier(subscriber)] != nil else { return }
        group.remove(subscriber)
        metrics.liveSubscriptions.set(metrics.liveSubscriptions.number - 1)
        guard group.subscribers.isEmpty, groups[group.key] === group else { return }
        groups[group.key] = nil
        byNumber[group.number] = nil
        for dependency in group.dependencies.tables { index.remove(dependency, of: group.number) }
        metrics.liveGroups.set(groups.count)
        if groups.isEmpty {
            timer?.cancel()
            timer = nil
        }
    }

    /// Ends all subscriptions.
    func end() {
        for group in Array(groups.values) {
            for subscriber in Array(group.subscribers.values) {
                leave(subscriber, group)
                subscriber.responder.complete()
            }
        }
    }

    // MARK: Changes

    /// The feed tells something; ``FeedState`` knows it already.
    func heard(_ event: GatedFeed.Event) {
        switch event {
        case .started(_, _, let isContinuous): if !isContinuous { readAll() }
        case .visible(let transactions, _): changed(transactions)
        case .interrupted: break
        }
    }

    private func changed(_ transactions: [CommittedTransaction]) {
        guard !groups.isEmpty else { return }
        metrics.feedTransactions.add(transactions.count)
        var touched: Set<Int> = []
        for transaction in transactions { touched.formUnion(index.groups(touchedBy: transaction)) }
        metrics.touchedGroups.add(touched.count)
        for number in touched {
            guard let group = byNumber[number] else { continue }
            group.isStale = true
            readIfDue(group)
        }
    }

    /// Reads every group again: what has changed is not known.
    func readAll() {
        for group in groups.values {
            group.isStale = true
            readIfDue(group)
        }
    }

    private func tick() {
        timer = loop.schedule(after: .milliseconds(Self.tickMilliseconds)) { [weak self] in
            guard let self else { return }
            let now = Loop.nanoseconds
            let second = Int64(Glibc.time(nil))
            for group in Array(groups.values) {
                for subscriber in Array(group.subscribers.values) where subscriber.caller.expiresAt < second {
                    expire(subscriber, group)
                }
                if isDue(group, now) { group.isStale = true }
                readIfDue(group)
            }
            if !groups.isEmpty { tick() }
        }
    }

    /// Whether `group` is to be read again although no change was told.
    private func isDue(_ group: LiveGroup, _ now: UInt64) -> Bool {
        let milliseconds = Int((now &- group.readAt) / 1_000_000)
        if !feed.isRunning || group.dependencies.isUntold || group.hasErrors {
            return milliseconds >= limits.pollMilliseconds
        }
        return group.dependencies.needsPolling && milliseconds >= limits.paceMilliseconds
    }

    private func expire(_ subscriber: LiveGroup.Subscriber, _ group: LiveGroup) {
        leave(subscriber, group)
        subscriber.responder.refuse(
            RequestError(status: 401, GraphQLError("The token has expired.", code: .unauthenticated))
        )
    }

    // MARK: Reading

    private func readIfDue(_ group: LiveGroup) {
        guard group.isStale, !group.isReading, group.nextAt <= Loop.nanoseconds, let caller = group.begin()
        else {
            return
        }
        metrics.liveReadings.add()
        let reader = LiveReader(group, cursor: feed.cursor, live: self)
        pipeline.read(group.prepared, group.parameters, of: caller, for: reader)
    }

    /// A reading of `group` has ended.
    fileprivate func ended(_ group: LiveGroup, _ body: [UInt8]?, hasErrors: Bool, cursor: String?) {
        if let body {
            let count = group.ended(body, hasErrors: hasErrors, cursor: cursor)
            if count == 0 { metrics.equalAnswers.add() }
            metrics.liveAnswers.add(count)
        } else {
            group.failed()
        }
        readIfDue(group)
    }
}

/// Takes the response to one reading of a group.
private final class LiveReader: Responder {
    private let group: LiveGroup
    /// Everything up to here was visible before the reading began.
    private let cursor: String?
    private weak var live: LiveQueries?

    init(_ group: LiveGroup, cursor: String?, live: LiveQueries) {
        self.group = group
        self.cursor = cursor
        self.live = live
    }

    var isOpen: Bool { live != nil && !group.subscribers.isEmpty }

    func onClose(_ body: @escaping () -> Void) {}

    func respond(_ body: consuming ByteBuffer, hasErrors: Bool, mayRetry: Bool) {
        live?.ended(group, body.bytes, hasErrors: hasErrors, cursor: cursor)
    }

    func refuse(_ error: RequestError) { live?.ended(group, nil, hasErrors: true, cursor: cursor) }
}
