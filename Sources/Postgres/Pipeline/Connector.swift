import EventLoop

/// One search for a server, on the loop: names are resolved, then each address is tried for its own time.
///
/// libpq has a time limit for each host only in its blocking calls (`connect_timeout` in *Connection Strings*, §34.1.2), so
/// each address is a connection of its own here. The completion is called once, unless the search is closed before, and
/// never from within `init` or ``start()``.
final class Connector {
    /// What a search ends with.
    typealias Completion = (
        _ handle: consuming PipelineHandle?, _ address: ServerAddress?, _ error: PostgresError?
    ) -> Void

    /// What to connect to, and how.
    struct Request {
        var source: ConnectionString
        /// Keywords that replace those of the connection string.
        var overrides: [(keyword: String, value: String)]
        /// The first statement of the session.
        var question: String
        /// Whether the session has to take changes.
        var writes = false
        /// The address that is tried first.
        var preferred: ServerAddress?
        /// The address that alone is tried.
        var only: ServerAddress?
        /// Receives PostgreSQL's notices.
        var onNotice: (PostgresError) -> Void = { _ in }
        /// Whether the server is one to stay with; `nil` is yes.
        var refusal: (ServerFacts, ServerAddress) -> PostgresError? = { _, _ in nil }
    }

    private struct Attempt {
        var address: ServerAddress
        /// `target_session_attrs`; `nil` leaves the connection string's.
        var session: String?
    }

    private let loop: Loop
    private let request: Request
    private let limits: Limits
    private var attempts: ArraySlice<Attempt> = []
    private var current: Attempt?
    private var reasons: [String] = []
    private var handle: PipelineHandle?
    private var poll: Poll?
    private var timeout: Timer?
    private var completion: Completion?

    init(loop: Loop, request: Request, limits: Limits, completion: @escaping Completion) {
        self.loop = loop
        self.request = request
        self.limits = limits
        self.completion = completion
    }

    /// Begins.
    func start() {
        timeout = loop.schedule(after: .milliseconds(limits.connectMilliseconds)) { [weak self] in
            guard let self else { return }
            fail("the names of \(request.source) were not found in \(limits.connectMilliseconds) ms")
        }
        // In the next turn, so that the owner has stored this object before its completion is called.
        loop.schedule(after: .zero) { [weak self] in self?.resolve() }
    }

    /// Gives up; the completion is not called.
    func close() {
        completion = nil
        attempts = []
        drop()
    }

    /// Ends the attempt under way.
    private func drop() {
        timeout?.cancel()
        timeout = nil
        // Before libpq closes the descriptor, whose number the system gives away at once.
        poll?.close()
        poll = nil
        handle = nil
    }

    /// Milliseconds for one address: `connect_timeout`, of which libpq takes a single second for two.
    private var milliseconds: UInt64 {
        guard let text = request.source.value("connect_timeout"), let seconds = UInt64(text), seconds > 0,
            seconds < 86_400
        else { return limits.connectMilliseconds }
        return max(seconds, 2) * 1000
    }

    // MARK: Addresses

    private func resolve() {
        if let only = request.only { return begin([only]) }
        HostResolution(request.source).run(on: loop) { [weak self] outcome in
            guard let self, completion != nil else { return }
            switch outcome {
            case .success(let addresses): begin(addresses)
            case .failure(let error): fail(error.message)
            }
        }
    }

    private func begin(_ found: [ServerAddress]) {
        var addresses = found
        if let preferred = request.preferred, let index = addresses.firstIndex(of: preferred) {
            addresses.insert(addresses.remove(at: index), at: 0)
        }
        attempts =
            sessions(among: addresses.count).flatMap { session in
                addresses.map { Attempt(address: $0, session: session) }
            }[...]
        next()
    }

    /// `target_session_attrs` of each round over the addresses.
    ///
    /// libpq would prefer one of several hosts, but each attempt here has a single one.
    private func sessions(among count: Int) -> [String?] {
        let wanted = request.source.value("target_session_attrs")
        if wanted == "prefer-standby" && !request.writes { return count > 1 ? ["standby", "any"] : ["any"] }
        guard request.writes, count > 1, wanted != "primary" else { return [wanted] }
        return ["read-write"]
    }

    private func next() {
        drop()
        guard let attempt = attempts.popFirst() else { return fail(reasons.joined(separator: "; ")) }
        current = attempt
        let time = milliseconds
        timeout = loop.schedule(after: .milliseconds(time)) { [weak self] in
            self?.failed("\(attempt.address) has not let us in within \(time) ms")
        }
        let session = attempt.session.map { [("target_session_attrs", $0)] } ?? []
        do throws(PostgresError) {
            handle = try PipelineHandle(
                request.source,
                overrides: request.overrides + attempt.address.keywords + session,
                question: request.question,
                onNotice: request.onNotice
            )
            watch(for: .writable)
        } catch {
            failed(error.message)
        }
    }

    private func failed(_ reason: String) {
        if !reasons.contains(reason) { reasons.append(reason) }
        next()
    }

    private func fail(_ reason: String) {
        guard let completion else { return }
        close()
        completion(nil, nil, .unavailable(reason))
    }

    // MARK: One address

    /// The socket may have been closed and opened again under the same number, so each step has a poll of its own.
    private func watch(for readiness: Poll.Readiness) {
        poll?.close()
        do throws(LoopError) {
            let poll = try Poll(loop: loop, descriptor: handle?.descriptor ?? -1) { [weak self] _ in
                self?.proceed()
            }
            self.poll = poll
            poll.watch(readiness)
        } catch {
            failed(error.description)
        }
    }

    private func proceed() {
        poll?.close()
        poll = nil
        switch handle?.proceed() {
        case .reading: watch(for: .readable)
        case .writing: watch(for: .writable)
        case .failed(let error): failed(error.message)
        case .connected(let facts): connected(facts)
        case nil: break
        }
    }

    private func connected(_ facts: ServerFacts) {
        guard let address = current?.address else { return }
        if let refusal = request.refusal(facts, address) { return failed(refusal.message) }
        let connected = handle.take()
        let completion = completion
        close()
        completion?(connected, address, nil)
    }
}
