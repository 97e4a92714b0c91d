import Bytes
import EventLoop

/// One connection in pipeline mode on a loop: blocks in, their outcomes out, in order.
///
/// It is up when it is made, serves, breaks, and is not used again: ``ConnectionSlot`` makes the next one.
final class Connection {
    /// What a connection reports to its owner.
    struct Events {
        /// It broke; the blocks under way are the owner's again, in order.
        var ended: (_ error: PostgresError, _ unanswered: [Block]) -> Void = { _, _ in }
        /// Some blocks are over, so there may be room.
        var progressed: () -> Void = {}
        /// The block at its head runs for long: the blocks after it are better sent elsewhere.
        var stuck: (Connection) -> Void = { _ in }
        /// A block is over; returns whether the owner sends it again, and so takes over its completion.
        var finished: (Block, PostgresError?) -> Bool = { _, _ in false }
    }

    /// A block under way.
    private struct Flight {
        var block: Block
        var settings: StatementCache.Use?
        var statement: StatementCache.Use?
        var outcome: Result<RowSet, PostgresError>?
    }

    private let loop: Loop
    private let limits: Limits
    /// Milliseconds without a byte from the server, while it owes an answer, until it is given up; `nil` is never.
    private let responseTimeout: UInt64?
    /// When the last byte came from the server, or the first block was sent to it.
    private var lastHeard = 0
    private var silence: Timer?
    /// Since when the server may work on the block at the head.
    private var headSince = 0
    private var headTimer: Timer?
    /// Whether the block at the head is so old that no other block should wait after it.
    private(set) var isStuck = false
    private var events = Events()
    /// `nil` when the connection has ended.
    private var handle: PipelineHandle?
    private var poll: Poll?
    private var machine = PipelineStateMachine()
    private var cache: StatementCache
    private var flights = Queue<Flight>()
    private var housekeeping = 0
    /// Statements whose blocks have moved to another connection: what is sent now would wait for them.
    private var leftBehind = 0
    /// Whether it belongs to one transaction, or to a cancellation under way, and takes no other blocks.
    var isHeld = false
    /// What has been sent and received.
    private(set) var counters = TrafficCounters()

    init(loop: Loop, handle: consuming PipelineHandle, limits: Limits, responseTimeout: UInt64?) {
        self.loop = loop
        self.limits = limits
        self.responseTimeout = responseTimeout
        self.handle = consume handle
        cache = StatementCache(limit: limits.preparedStatements)
    }

    /// Begins to listen.
    func open(_ events: Events) throws(PostgresError) {
        do throws(LoopError) {
            let poll = try Poll(loop: loop, descriptor: handle?.descriptor ?? -1) { [weak self] readiness in
                self?.ready(readiness)
            }
            self.poll = poll
            self.events = events
            poll.watch(.readable)
        } catch {
            throw .unavailable(error.description)
        }
    }

    private var isUp: Bool {
        switch handle {
        case .some: true
        case .none: false
        }
    }

    /// The number of blocks under way.
    var blocksInFlight: Int { flights.count - housekeeping }
    /// Whether another block may be sent.
    var hasRoom: Bool {
        isUp && !isHeld && !isStuck && leftBehind == 0 && blocksInFlight < limits.blocksInFlight
    }
    /// Whether it serves and nothing is under way.
    var isIdle: Bool { isUp && flights.isEmpty }
    /// The block that the server works on, as far as is known here.
    var currentBlock: Block? { flights.first?.block }
    /// The blocks under way, in order.
    var blocks: [Block] { flights.elements.map(\.block) }
    /// The server's process.
    var serverProcess: Int32 { handle?.serverProcess ?? 0 }
    /// What is needed to end the statement that runs.
    var cancellation: Cancellation? { handle?.cancellation }

    /// Closes it; the owner gets no call, and the blocks under way are given back.
    @discardableResult
    func close() -> [Block] {
        events = Events()
        silence?.cancel()
        silence = nil
        headTimer?.cancel()
        headTimer = nil
        // Before libpq closes the descriptor, whose number the system gives away at once.
        poll?.close()
        poll = nil
        handle = nil
        return flights.removeAll().map(\.block).filter { !$0.isHousekeeping }
    }

    private func end(_ error: PostgresError) {
        guard isUp else { return }
        let ended = events.ended
        ended(error, close())
    }
}

// MARK: - Sending

extension Connection {
    /// Sends a block; the owner has made sure of ``hasRoom``, or holds the connection.
    func send(_ block: Block) {
        guard isUp else { return block.complete(.failure(.connectionLost("the connection is gone"))) }
        if flights.isEmpty {
            listen()
            headChanged()
        }
        var steps: PipelineStateMachine.Steps = []
        var flight = Flight(block: block)
        let isSent =
            sendCommand(of: block, &steps)
            && sendSettings(of: block, &flight, &steps)
            && sendStatement(of: block, &flight, &steps)
            && handle?.sendSync() ?? false
        machine.sent(steps)
        flights.append(flight)
        guard isSent else { return end(.connectionLost(handle?.reason ?? "")) }
        if block.statement != nil { counters.statementsSent += 1 }
        deallocateExpired()
        flush()
    }

    private func sendCommand(of block: Block, _ steps: inout PipelineStateMachine.Steps) -> Bool {
        guard let command = block.command else { return true }
        steps.insert(.command)
        return handle?.send(command: command) ?? false
    }

    private func sendSettings(
        of block: Block,
        _ flight: inout Flight,
        _ steps: inout PipelineStateMachine.Steps
    ) -> Bool {
        guard let settings = block.settings else { return true }
        let use = cache.use(settings.statement, after: block.failedNames?.settings)
        flight.settings = use
        if use.prepares {
            steps.insert(.prepareSettings)
            guard handle?.sendPreparation(of: settings.statement, as: use.name) ?? false else { return false }
        }
        steps.insert(.settings)
        return handle?.sendExecution(of: use.name, settings.parameters) ?? false
    }

    private func sendStatement(
        of block: Block,
        _ flight: inout Flight,
        _ steps: inout PipelineStateMachine.Steps
    ) -> Bool {
        guard let statement = block.statement else { return true }
        let use = cache.use(statement, after: block.failedNames?.statement)
        flight.statement = use
        if use.prepares {
            steps.insert(.prepare)
            guard handle?.sendPreparation(of: statement, as: use.name) ?? false else { return false }
        }
        steps.insert(.execute)
        return handle?.sendExecution(of: use.name, block.parameters) ?? false
    }

    /// Each in a segment of its own, whose failure fails nothing else.
    private func deallocateExpired() {
        guard !cache.expired.isEmpty else { return }
        for name in cache.takeExpired() {
            // The names are ours: letters, digits and underscores of a declared role.
            let quoted = name.replacing("\"", with: "\"\"")
            let block = Block(command: "DEALLOCATE \"\(quoted)\"") { _ in }
            block.isHousekeeping = true
            housekeeping += 1
            guard handle?.send(command: block.command ?? "") ?? false, handle?.sendSync() ?? false else {
                return end(.connectionLost(handle?.reason ?? ""))
            }
            machine.sent(.command)
            flights.append(Flight(block: block))
        }
    }

    /// Waits for an answer from now on, with one timer for all that follow.
    private func listen() {
        lastHeard = loop.now
        if let responseTimeout, silence == nil { listen(for: responseTimeout) }
    }

    private func listen(for milliseconds: UInt64) {
        silence = loop.schedule(after: .milliseconds(milliseconds)) { [weak self] in
            guard let self, isUp, let responseTimeout else { return }
            silence = nil
            guard !flights.isEmpty else { return }
            let heard = UInt64(max(loop.now - lastHeard, 0))
            if heard < responseTimeout { return listen(for: responseTimeout - heard) }
            end(.connectionLost("PostgreSQL has said nothing for \(heard) ms"))
        }
    }

    /// Another block is at the head from now on.
    private func headChanged() {
        headSince = loop.now
        isStuck = false
        if headTimer == nil { watchHead(for: limits.oldHeadMilliseconds) }
    }

    /// One timer for all heads that follow each other.
    private func watchHead(for milliseconds: Int) {
        headTimer = loop.schedule(after: .milliseconds(milliseconds)) { [weak self] in
            guard let self, isUp else { return }
            headTimer = nil
            guard !flights.isEmpty else { return }
            let age = max(loop.now - headSince, 0)
            if age < limits.oldHeadMilliseconds { return watchHead(for: limits.oldHeadMilliseconds - age) }
            isStuck = true
            events.stuck(self)
        }
    }

    /// Whether no byte has come from the server since `moment`.
    func isSilent(since moment: Int) -> Bool { lastHeard < moment }

    /// Gives the blocks after the head back, as far as they may run elsewhere; their statements stay, without a waiter.
    func withdraw() -> [Block] {
        guard !isHeld else { return [] }
        var moved: [Block] = []
        flights.updateRest { flight in
            guard flight.block.isMovable else { return }
            moved.append(flight.block)
            flight.block = flight.block.leaveBehind()
        }
        housekeeping += moved.count
        leftBehind += moved.count
        return moved
    }

    /// libpq 15 writes at each Sync; what the socket did not take is written when it can.
    private func flush() {
        switch handle?.flush() {
        case 0: poll?.watch(.readable)
        case 1: poll?.watch([.readable, .writable])
        default: end(.connectionLost(handle?.reason ?? ""))
        }
    }
}

// MARK: - Receiving

extension Connection {
    private func ready(_ readiness: Poll.Readiness) {
        guard isUp else { return }
        if readiness.contains(.readable) {
            lastHeard = loop.now
            guard handle?.consumeInput() ?? false else { return end(.connectionLost(handle?.reason ?? "")) }
            drain()
        }
        if isUp { flush() }
        if isUp { events.progressed() }
    }

    private func drain() {
        // With nothing asked there is nothing to answer, but a closed connection shows itself here.
        if machine.segmentsInFlight == 0 { _ = handle?.isBusy }
        while isUp, machine.segmentsInFlight > 0, !(handle?.isBusy ?? true) {
            guard let answer = handle?.next() else { return }
            take(answer)
        }
    }

    private func take(_ answer: consuming PipelineHandle.Answer) {
        switch consume answer {
        case .endOfCommand: act(on: machine.received(.endOfCommand))
        case .rows(let result): act(on: machine.received(.rows), result: result)
        case .completed(let result): act(on: machine.received(.completed), result: result)
        case .aborted: act(on: machine.received(.aborted))
        case .synchronized: act(on: machine.received(.synchronized))
        case .failed(let error):
            guard error.severity == "ERROR", error.sqlState != "08006" else { return end(error) }
            act(on: machine.received(.failed), error: error)
        case .unexpected(let kind): end(.connectionLost("unexpected answer: \(kind)"))
        }
    }

    private func act(on action: PipelineStateMachine.Action, result: consuming ResultOwner) {
        switch action {
        case .done(.execute), .done(.command):
            counters.bytesReceived += result.byteCount
            let isRefusedCommit = action == .done(.command) && result.tag == "ROLLBACK"
            if action == .done(.execute), let types = flights.first?.block.statement?.columnTypes,
                let column = result.mismatch(types)
            {
                flights.updateFirst { $0.outcome = .failure(.otherType(column: column)) }
                return
            }
            let rows = result.rows()
            counters.rowsReceived += rows.rowCount
            flights.updateFirst { flight in
                let isCommit = flight.block.command == "COMMIT"
                flight.outcome =
                    isRefusedCommit && isCommit
                    ? .failure(PostgresError(sqlState: "40000", message: "the transaction was rolled back"))
                    : .success(rows)
            }
        default: act(on: action)
        }
    }

    private func act(on action: PipelineStateMachine.Action, error: PostgresError? = nil) {
        switch action {
        case .none, .done(.execute), .done(.command), .done(.settings): break
        case .done(.prepareSettings): confirm(\.settings, flights.first?.block.settings?.statement)
        case .done(.prepare): confirm(\.statement, flights.first?.block.statement)
        case .failed(let step):
            flights.updateFirst { flight in
                flight.outcome = .failure(error ?? .connectionLost("an error without words"))
            }
            notPrepared(step)
        case .skipped(let step): notPrepared(step)
        case .finished: finish()
        case .broken: end(.connectionLost("PostgreSQL answered what was not asked"))
        }
    }

    private func confirm(_ use: KeyPath<Flight, StatementCache.Use?>, _ statement: PreparedStatement?) {
        guard let statement, let name = flights.first?[keyPath: use]?.name else { return }
        cache.confirm(statement, as: name)
    }

    private func notPrepared(_ step: PipelineStateMachine.Step?) {
        guard let flight = flights.first else { return }
        if step == .prepareSettings, let statement = flight.block.settings?.statement,
            let use = flight.settings
        {
            cache.discard(statement, as: use.name)
        }
        if step == .prepare, let statement = flight.block.statement, let use = flight.statement {
            cache.discard(statement, as: use.name)
        }
    }

    private func finish() {
        guard let flight = flights.removeFirst() else { return }
        if flights.isEmpty { isStuck = false } else { headChanged() }
        guard !flight.block.isHousekeeping else {
            housekeeping -= 1
            if flight.block.isLeftBehind { leftBehind -= 1 }
            return
        }
        counters.blocksFinished += 1
        switch flight.outcome {
        case .failure(let error) where error.requiresNewPreparation && canPrepareAgain(flight.block):
            flight.block.failedNames = (flight.settings?.name, flight.statement?.name)
            send(flight.block)
        case .failure(let error):
            if error.requiresNewPreparation { forget(flight) }
            if events.finished(flight.block, error) { return }
            counters.errors += 1
            flight.block.complete(.failure(error))
        case .success(let rows): complete(flight.block, with: rows)
        case nil: complete(flight.block, with: RowSet(columnCount: 0, rows: []))
        }
    }

    private func complete(_ block: Block, with rows: RowSet) {
        _ = events.finished(block, nil)
        block.complete(.success(rows))
    }

    private func forget(_ flight: Flight) {
        if let settings = flight.block.settings?.statement, let use = flight.settings {
            cache.forget(settings, as: use.name)
        }
        if let statement = flight.block.statement, let use = flight.statement {
            cache.forget(statement, as: use.name)
        }
    }

    /// Once, and not inside a transaction that the failure has ended.
    private func canPrepareAgain(_ block: Block) -> Bool { block.failedNames == nil && !isHeld }
}
