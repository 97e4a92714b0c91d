import EventLoop
import Glibc
import JWT
import Synchronization

/// The loops, the first on the calling thread, each other on a thread of its own; and the signals of the process.
final class Workers {
    private let loop: Loop
    private let worker: Worker
    private var others: [WorkerThread] = []
    private var isEnding = false

    init(_ shared: Worker.Shared, sockets: [[ListeningSocket]]) throws(CommandFailure) {
        (loop, worker) = try Self.make(shared, number: 0, sockets[0])
        for number in sockets.indices.dropFirst() {
            others.append(try WorkerThread(shared, number: number, sockets[number]))
        }
        watchSignals()
    }

    /// A loop with its worker, for the thread that calls.
    fileprivate static func make(
        _ shared: Worker.Shared,
        number: Int,
        _ sockets: [ListeningSocket]
    ) throws(CommandFailure) -> (Loop, Worker) {
        do {
            let loop = try Loop()
            let worker = try Worker(shared, number: number, loop: loop)
            try worker.listen(on: sockets)
            if number == 0 { worker.startJobs() }
            return (loop, worker)
        } catch let error as LoopError {
            throw CommandFailure(error.description)
        } catch let error as KeySetError {
            throw CommandFailure(error.message)
        } catch {
            throw CommandFailure("\(error)")
        }
    }

    /// Runs until SIGTERM or SIGINT, and until running requests have ended; a second signal ends them at once.
    func run() {
        loop.run()
        for other in others { other.join() }
    }

    private func watchSignals() {
        do throws(LoopError) {
            for signal in [SIGTERM, SIGINT] {
                try loop.onSignal(signal) { [unowned self] in end() }
            }
            try loop.onSignal(SIGHUP) { Terminal.note("SIGHUP is ignored: nothing can be reloaded yet.") }
        } catch {
            Terminal.note("warning: \(error.description)")
        }
    }

    private func end() {
        guard !isEnding else { return loop.stop() }
        isEnding = true
        Terminal.note("Stopping: no new requests are accepted, running requests end.")
        worker.drain()
        for other in others { other.drain() }
    }
}

/// A worker on a thread of its own.
private final class WorkerThread {
    /// What the thread and its maker tell each other.
    private final class Mailbox: Sendable {
        struct State {
            var wake: Wake?
            var failure: CommandFailure?
        }

        let state = Mutex(State())
        // Only read and written on the worker's own thread.
        nonisolated(unsafe) var worker: Worker?
    }

    private let mailbox = Mailbox()
    private let thread: Thread

    init(_ shared: Worker.Shared, number: Int, _ sockets: [ListeningSocket]) throws(CommandFailure) {
        do throws(LoopError) {
            thread = try Thread { [mailbox] in Self.run(shared, number: number, sockets, mailbox) }
        } catch {
            throw CommandFailure("Loop \(number): \(error.description)")
        }
        while true {
            let (isReady, failure) = mailbox.state.withLock { ($0.wake != nil, $0.failure) }
            if let failure { throw failure }
            if isReady { return }
            usleep(1000)
        }
    }

    private static func run(
        _ shared: Worker.Shared,
        number: Int,
        _ sockets: [ListeningSocket],
        _ mailbox: Mailbox
    ) {
        do throws(CommandFailure) {
            let (loop, worker) = try Workers.make(shared, number: number, sockets)
            unsafe mailbox.worker = worker
            mailbox.state.withLock { $0.wake = loop.wake }
            loop.run()
            unsafe mailbox.worker = nil
        } catch {
            mailbox.state.withLock { $0.failure = error }
        }
    }

    /// Lets the worker's requests end, and then its thread.
    func drain() {
        let mailbox = mailbox
        let wake = mailbox.state.withLock { $0.wake }
        wake?.post { unsafe mailbox.worker?.drain() }
    }

    /// Waits for the thread's end.
    func join() { thread.join() }
}
