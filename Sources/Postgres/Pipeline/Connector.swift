import EventLoop

/// One attempt to connect, on the loop: names resolved, libpq's steps taken, pipeline mode entered.
///
/// Its completion is called once, unless it is closed before, and never from within `init` or ``start()``.
final class Connector {
    private let loop: Loop
    private let source: ConnectionString
    private let overrides: [(keyword: String, value: String)]
    private let question: String
    private let limits: Limits
    private var handle: PipelineHandle?
    private var poll: Poll?
    private var timeout: Timer?
    private var completion: ((_ handle: consuming PipelineHandle?, _ error: PostgresError?) -> Void)?

    /// Prepares an attempt.
    ///
    /// - Parameters:
    ///   - overrides: keywords that replace those of the connection string.
    ///   - question: what the session is asked first.
    ///   - completion: called with the connection, or the reason why there is none.
    init(
        loop: Loop,
        source: ConnectionString,
        overrides: [(keyword: String, value: String)],
        question: String,
        limits: Limits,
        completion: @escaping (_ handle: consuming PipelineHandle?, _ error: PostgresError?) -> Void
    ) {
        self.loop = loop
        self.source = source
        self.overrides = overrides
        self.question = question
        self.limits = limits
        self.completion = completion
    }

    /// Begins.
    func start() {
        timeout = loop.schedule(after: .milliseconds(limits.connectMilliseconds)) { [weak self] in
            guard let self else { return }
            fail(.unavailable("connecting to \(source) took longer than \(limits.connectMilliseconds) ms"))
        }
        // In the next turn, so that the owner has stored this object before it hears of it.
        loop.schedule(after: .zero) { [weak self] in self?.resolve() }
    }

    /// Gives up, without a word.
    func close() {
        completion = nil
        timeout?.cancel()
        // Before libpq closes the descriptor, whose number the system gives away at once.
        poll?.close()
        poll = nil
        handle = nil
    }

    private func fail(_ error: PostgresError) {
        guard let completion else { return }
        close()
        completion(nil, error)
    }

    private func resolve() {
        HostResolution(source).run(on: loop) { [weak self] outcome in
            guard let self, completion != nil else { return }
            switch outcome {
            case .success(let hosts): connect(overrides + hosts)
            case .failure(let error): fail(error)
            }
        }
    }

    private func connect(_ overrides: [(keyword: String, value: String)]) {
        do throws(PostgresError) {
            handle = try PipelineHandle(source, overrides: overrides, question: question)
            watch(for: .writable)
        } catch {
            fail(error)
        }
    }

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
            fail(.unavailable(error.description))
        }
    }

    private func proceed() {
        poll?.close()
        poll = nil
        switch handle?.proceed() {
        case .reading: watch(for: .readable)
        case .writing: watch(for: .writable)
        case .failed(let error): fail(error)
        case .connected:
            let connected = handle.take()
            let completion = completion
            close()
            completion?(connected, nil)
        case nil: break
        }
    }
}
