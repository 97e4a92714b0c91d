import EventLoop
import Glibc
import JWT
import Synchronization

/// The loops, the first on the thread that calls, each other on one of its own; and the signals that end them.
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

    /// Runs until SIGTERM or SIGINT has been followed by the end of all requests; a second signal waits for none.
    func run() {
        for signal in [SIGTERM, SIGINT] {
            do throws(LoopError) {
                try loop.onSignal(signal) { [unowned self] in end() }
            } catch {
                Terminal.note("warning: \(error.description)")
            }
        }
        loop.run()
        for other in others { other.join() }
    }

    private func end() {
        guard !isEnding else { return loop.stop() }
        isEnding = true
        Terminal.note("Stopping: no new requests are taken, those under way end.")
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

    private struct Start {
        var shared: Worker.Shared
        var number: Int
        var sockets: [ListeningSocket]
        var mailbox: Mailbox
    }

    private let mailbox = Mailbox()
    private var thread = pthread_t()

    init(_ shared: Worker.Shared, number: Int, _ sockets: [ListeningSocket]) throws(CommandFailure) {
        let start = Box(Start(shared: shared, number: number, sockets: sockets, mailbox: mailbox))
        // SAFETY: the box is retained for the thread, which releases it when it begins.
        let status = unsafe pthread_create(&thread, nil, Self.main, Unmanaged.passRetained(start).toOpaque())
        guard status == 0 else { throw CommandFailure("A thread cannot be started for loop \(number).") }
        while true {
            let (isReady, failure) = mailbox.state.withLock { ($0.wake != nil, $0.failure) }
            if let failure { throw failure }
            if isReady { return }
            usleep(1000)
        }
    }

    private final class Box<Value> {
        let value: Value
        init(_ value: Value) { self.value = value }
    }

    private static let main: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = {
        argument in
        guard let argument = unsafe argument else { return nil }
        // SAFETY: retained by whoever started the thread, for this one use.
        let start = unsafe Unmanaged<Box<Start>>.fromOpaque(argument).takeRetainedValue().value
        do throws(CommandFailure) {
            let (loop, worker) = try Workers.make(start.shared, number: start.number, start.sockets)
            unsafe start.mailbox.worker = worker
            start.mailbox.state.withLock { $0.wake = loop.wake }
            loop.run()
            unsafe start.mailbox.worker = nil
        } catch {
            start.mailbox.state.withLock { $0.failure = error }
        }
        return nil
    }

    /// Lets the worker's requests end, and then its thread.
    func drain() {
        let mailbox = mailbox
        let wake = mailbox.state.withLock { $0.wake }
        wake?.post { unsafe mailbox.worker?.drain() }
    }

    /// Waits for the thread's end.
    func join() { pthread_join(thread, nil) }
}
