/// One connection's side of HTTP/1.1 (RFC 9112, §9 "Connection Management"), without I/O: bytes and time in, actions out.
///
/// Requests are numbered as they are delivered, and answered in that order. Safe ones may be in work together; any
/// other waits for all before it (§9.3.2 "Pipelining").
struct ConnectionStateMachine {
    enum Action {
        /// A request is complete, and waits for its answer.
        case deliver(id: Int, head: RequestHead, body: [UInt8])
        /// The client waits for `100 Continue` before it sends the body.
        case sendContinue
        /// The request is refused, and the connection ends with the answer; `head` is what is known of the request's head.
        case refuse(id: Int, ProtocolError, head: RequestHead?)
    }

    enum Timeout {
        /// No request waits for an answer: close without one.
        case close
        case refuse(id: Int, ProtocolError, head: RequestHead?)
    }

    private enum Reading {
        /// Between requests. Leads to `head`, `discarding`.
        case idle(since: Int)
        /// Leads to `body`, `discarding`.
        case head(HeadScanner, since: Int)
        /// Its body is being decoded. Leads to `parsed`, `discarding`.
        case body(RequestHead, since: Int, received: Int, owesContinue: Bool)
        /// Waits for its turn to be delivered, with the body decoded. Leads to `idle`, `discarding`.
        case parsed(RequestHead)
        /// No request follows; received bytes are dropped.
        case discarding
    }

    private struct Answer {
        let isKeptAlive: Bool
        let isSafe: Bool
    }

    private let limits: HTTPLimits
    private var reading: Reading
    /// Of the request that is read.
    private var decoder: BodyDecoder
    /// The answers that are missing, in order.
    private var answers: [Answer] = []
    private var oldest = 0
    private var inputEndedAt: Int?
    private var isDraining = false
    private var closingSince: Int?

    init(limits: HTTPLimits, now: Int) {
        self.limits = limits
        reading = .idle(since: now)
        decoder = BodyDecoder(framing: .length(0), limits: limits)
    }

    /// Whether the machine can take more bytes now.
    var wantsInput: Bool {
        if case .parsed = reading { false } else { true }
    }

    /// Whether the machine waits for the first byte of a request.
    var waitsForRequest: Bool {
        if case .idle = reading { !hasInputEnded } else { false }
    }

    /// The number of the answer whose turn it is.
    var oldestAnswer: Int { oldest }

    /// Whether the last answer has been given.
    var isClosing: Bool { closingSince != nil }

    /// Takes bytes up to the first action; call it until there is no action.
    ///
    /// Give it the bytes that it did not take again, with those that follow, or after an answer.
    mutating func next(_ bytes: UnsafeRawBufferPointer, now: Int) -> (taken: Int, action: Action?) {
        var taken = 0
        do throws(ProtocolError) {
            while true {
                let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[taken...])
                switch reading {
                case .idle:
                    taken += unsafe skipEmptyLines(rest)
                    // A lone carriage return may be the first half of another empty line.
                    guard taken < bytes.count, unsafe bytes.count - taken > 1 || bytes[taken] != 0x0D else {
                        return (taken, wait(in: reading))
                    }
                    reading = .head(HeadScanner(), since: now)
                case .head(var scanner, let since):
                    guard let end = try unsafe scanner.end(of: rest, limits: limits) else {
                        return (taken, wait(in: .head(scanner, since: since)))
                    }
                    let bytes = unsafe [UInt8](UnsafeRawBufferPointer(rebasing: rest[..<end]))
                    let head = try RequestHeadParser.parse(bytes, limits: limits)
                    taken += end
                    begin(head, now: now)
                case .body(let head, let since, let received, let owesContinue):
                    let count = try unsafe decoder.decode(rest)
                    taken += count
                    if decoder.isComplete {
                        reading = .parsed(head)
                        continue
                    }
                    let sendsContinue = owesContinue && answers.isEmpty && received + count == 0
                    let state = Reading.body(
                        head,
                        since: since,
                        received: received + count,
                        owesContinue: owesContinue && !sendsContinue
                    )
                    return (taken, wait(in: state, sendsContinue ? .sendContinue : nil))
                case .parsed(let head):
                    return (taken, deliver(head, now: now))
                case .discarding:
                    return (bytes.count, nil)
                }
            }
        } catch {
            let head = unsafe knownHead(UnsafeRawBufferPointer(rebasing: bytes[taken...]))
            return (bytes.count, .refuse(id: refuse(), error, head: head))
        }
    }

    /// What is known of the head of the request that is read, given the bytes that have not been taken.
    private func knownHead(_ rest: UnsafeRawBufferPointer) -> RequestHead? {
        switch reading {
        case .idle, .discarding: nil
        case .head: unsafe RequestHead(refused: [UInt8](rest.prefix(limits.headBytes)), limits: limits)
        case .body(let head, _, _, _), .parsed(let head): head
        }
    }

    /// Waits for more bytes in `state`, unless none will come.
    private mutating func wait(in state: Reading, _ action: Action? = nil) -> Action? {
        reading = hasInputEnded ? .discarding : state
        return action
    }

    private func skipEmptyLines(_ bytes: UnsafeRawBufferPointer) -> Int {
        var count = 0
        // SAFETY: both indices are below the number of bytes.
        while bytes.count - count >= 2, unsafe bytes[count] == 0x0D, unsafe bytes[count + 1] == 0x0A {
            count += 2
        }
        return count
    }

    private mutating func begin(_ head: RequestHead, now: Int) {
        decoder = BodyDecoder(framing: head.framing, limits: limits)
        if decoder.isComplete {
            reading = .parsed(head)
        } else {
            reading = .body(head, since: now, received: 0, owesContinue: head.expectsContinue)
        }
    }

    private mutating func deliver(_ head: RequestHead, now: Int) -> Action? {
        let isSafe = head.method.isSafe
        guard
            answers.isEmpty
                || isSafe && answers.count < limits.pipelinedRequests && answers.allSatisfy(\.isSafe)
        else { return nil }
        answers.append(Answer(isKeptAlive: head.isKeptAlive, isSafe: isSafe))
        reading = head.isKeptAlive && !isDraining ? .idle(since: now) : .discarding
        return .deliver(id: oldest + answers.count - 1, head: head, body: decoder.takeBody())
    }

    /// Refuses every request; returns the number of the answer to give at once.
    mutating func refuseAll() -> Int { refuse() }

    private mutating func refuse() -> Int {
        reading = .discarding
        answers.append(Answer(isKeptAlive: false, isSafe: true))
        return oldest + answers.count - 1
    }
}

// Answers, the peer's end, time and draining.
extension ConnectionStateMachine {
    /// Whether it is the turn of the answer `id`, and whether it is the connection's last.
    func turn(of id: Int) -> (isNow: Bool, isLast: Bool) {
        let position = id - oldest
        guard answers.indices.contains(position) else { return (false, true) }
        let isNewest = position == answers.count - 1
        let readsOn = if case .discarding = reading { false } else { true }
        let isLast = !answers[position].isKeptAlive || isNewest && !readsOn
        return (position == 0, isLast)
    }

    private var isInRequest: Bool {
        switch reading {
        case .idle, .discarding: false
        case .head, .body, .parsed: true
        }
    }

    /// The oldest answer has been written whole; `isLast` is what `turn(of:)` said of it.
    mutating func answered(isLast: Bool, now: Int) {
        precondition(!answers.isEmpty, "an answer is given once, and only when it is owed")
        answers.removeFirst()
        oldest += 1
        if isLast {
            reading = .discarding
            closingSince = now
        } else if case .idle = reading {
            reading = .idle(since: now)
        }
    }

    private var hasInputEnded: Bool { inputEndedAt != nil }

    /// The peer sends nothing more; what came is still to be offered.
    mutating func inputEnded(now: Int) { inputEndedAt = now }

    /// Whether the peer sends nothing more and waits for no answer.
    var isFinished: Bool {
        guard hasInputEnded, answers.isEmpty, case .discarding = reading else { return false }
        return true
    }

    /// No request is begun from now on; returns whether to close at once.
    mutating func drain() -> Bool {
        isDraining = true
        guard !isInRequest else { return false }
        reading = .discarding
        return answers.isEmpty && !isClosing
    }

    /// What to do because a time limit has passed at `now`; call it about once a second.
    mutating func timeout(now: Int) -> Timeout? {
        if let closingSince { return now - closingSince >= limits.lingerMilliseconds ? .close : nil }
        // A client that has left looks like one that has only sent its last byte.
        if let inputEndedAt, !answers.isEmpty, now - inputEndedAt >= limits.halfClosedMilliseconds {
            return .close
        }
        switch reading {
        case .idle(let since):
            guard answers.isEmpty else { return nil }
            let allowed = oldest == 0 ? limits.headMilliseconds : limits.idleMilliseconds
            return now - since >= allowed ? .close : nil
        case .head(_, let since):
            return now - since >= limits.headMilliseconds ? .refuse(id: refuse(), .timeout, head: nil) : nil
        case .body(let head, let since, let received, _):
            let granted = received / max(limits.bodyBytesPerSecond / 1000, 1)
            return now - since >= limits.bodyMilliseconds + granted
                ? .refuse(id: refuse(), .timeout, head: head) : nil
        case .parsed, .discarding:
            return nil
        }
    }
}
