package import EventLoop
import Synchronization

/// A connection in replication mode on a loop: commands in, their answers and the frames of the stream out.
///
/// Connecting waits on another thread, so that libpq itself tries all hosts and keeps their time limits. Everything else is
/// called and calls back on the loop's thread. Of a connection that has ended nothing more is heard.
package final class ReplicationConnection {
    private enum State {
        /// Nothing is expected. Leads to `answering`, `ended`.
        case idle
        /// A command was sent. Leads to `finishing`, `streaming`, `ended`.
        case answering((Result<TextRows?, PostgresError>) -> Void)
        /// The answer is there, its end is not. Leads to `idle`, `ended`.
        case finishing((Result<TextRows?, PostgresError>) -> Void, Result<TextRows?, PostgresError>)
        /// The server streams. Leads to `ended`.
        case streaming
        case ended
    }

    private let loop: Loop
    private var handle: ReplicationHandle?
    private var poll: Poll?
    private var state = State.idle
    /// Called for each frame of the stream; the array holds a CopyData message.
    package var onFrame: ([UInt8]) -> Void = { _ in }
    /// Called after all frames that arrived at a time.
    package var onFramesEnd: () -> Void = {}
    /// Called once when the connection ends by itself.
    package var onEnd: (PostgresError) -> Void = { _ in }

    private init(loop: Loop, handle: consuming ReplicationHandle) throws(PostgresError) {
        self.loop = loop
        let descriptor = handle.descriptor
        self.handle = consume handle
        do throws(LoopError) {
            poll = try Poll(loop: loop, descriptor: descriptor) { [weak self] in self?.ready($0) }
        } catch {
            throw .unavailable(error.description)
        }
    }

    deinit { poll?.close() }

    /// Connects to `source` as a client of logical replication.
    ///
    /// - Parameters:
    ///   - timeout: seconds until a host is given up.
    ///   - completion: called on the loop with the connection, or with the reason why there is none.
    package static func open(
        _ source: ConnectionString,
        timeout: Int,
        on loop: Loop,
        then completion: @escaping (Result<ReplicationConnection, PostgresError>) -> Void
    ) {
        loop.work({ Opened(source, timeout: timeout) }) { opened in
            completion(
                Result { () throws(PostgresError) in
                    try ReplicationConnection(loop: loop, handle: opened.take())
                }
            )
        }
    }

    /// The server's version, as in `150020`.
    package var serverVersion: Int { handle?.serverVersion ?? 0 }

    /// Sends one command; there may be no other under way.
    ///
    /// `completion` gets its rows, or nil once the server streams.
    package func query(
        _ command: String,
        then completion: @escaping (Result<TextRows?, PostgresError>) -> Void
    ) {
        guard case .idle = state, let sent = handle?.send(command), sent else {
            return completion(.failure(.connectionLost("the connection takes no command now")))
        }
        state = .answering(completion)
        flush()
    }

    /// Sends a frame to the server, once it streams.
    package func send(_ frame: [UInt8]) {
        guard case .streaming = state else { return }
        guard handle?.send(frame: frame) == true else {
            return end(.connectionLost("a status could not be sent"))
        }
        flush()
    }

    /// Ends the connection without a call of ``onEnd``.
    package func close() {
        state = .ended
        // Before libpq closes the descriptor, whose number the system gives away at once.
        poll?.close()
        poll = nil
        handle = nil
    }

    private func flush() {
        switch handle?.flush() {
        case 0: poll?.watch(.readable)
        case 1: poll?.watch([.readable, .writable])
        default: end(.connectionLost("the connection broke while it was written to"))
        }
    }

    private func ready(_ readiness: Poll.Readiness) {
        if readiness.contains(.writable) { flush() }
        guard readiness.contains(.readable) else { return }
        switch state {
        case .answering(let completion): readAnswer(completion)
        case .finishing(let completion, let answer): readEnd(completion, answer)
        case .streaming: readFrames()
        case .idle:
            if handle?.consumeInput() != true { end(.connectionLost("the server closed the connection")) }
        case .ended: break
        }
    }

    private func readAnswer(_ completion: @escaping (Result<TextRows?, PostgresError>) -> Void) {
        switch handle?.answer() {
        case .incomplete, nil: return
        case .streaming:
            state = .streaming
            completion(.success(nil))
            readFrames()
        case .rows(let rows): readEnd(completion, .success(rows))
        case .failed(let error): readEnd(completion, .failure(error))
        }
    }

    private func readEnd(
        _ completion: @escaping (Result<TextRows?, PostgresError>) -> Void,
        _ answer: Result<TextRows?, PostgresError>
    ) {
        switch handle?.endOfAnswer() {
        case true?:
            state = .idle
            completion(answer)
        case false?:
            state = .ended
            completion(answer)
            end(.connectionLost("the connection broke during a command"))
        case nil:
            state = .finishing(completion, answer)
        }
    }

    private func readFrames() {
        guard handle?.consumeInput() == true else { return end(.connectionLost("the stream broke")) }
        while case .streaming = state, let arrival = handle?.nextFrame() {
            switch arrival {
            case .frame(let frame): onFrame(frame)
            case .nothing: return onFramesEnd()
            case .ended(let error): return end(error)
            }
        }
    }

    private func end(_ error: PostgresError) {
        let onEnd = onEnd
        close()
        onEnd(error)
    }
}

/// Carries a connection from the thread that opened it to the loop's.
private final class Opened: Sendable {
    private let outcome: Mutex<Outcome>

    private struct Outcome: ~Copyable {
        var handle: ReplicationHandle?
        var error: PostgresError?
    }

    init(_ source: ConnectionString, timeout: Int) {
        do throws(PostgresError) {
            outcome = Mutex(
                Outcome(handle: try ReplicationHandle.connect(source, timeout: timeout), error: nil)
            )
        } catch {
            outcome = Mutex(Outcome(handle: nil, error: error))
        }
    }

    func take() throws(PostgresError) -> ReplicationHandle {
        let error = outcome.withLock { $0.error }
        if let error { throw error }
        guard let handle = outcome.withLock({ $0.handle.take() }) else {
            throw .unavailable("the connection was taken")
        }
        return handle
    }
}
