import EventLoop
import Glibc
import JWT
import Synchronization

/// The loops, the first on the calling thread, each other on a thread of its own; and the signals of the process.
final class Workers {
    private let loop: Loop
    private let worker: Worker
    private var others: [WorkerThread] = []
    private let catalog: CatalogWatch
    private var isEnding = false

    init(_ shared: Worker.Shared, sockets: [[ListeningSocket]]) throws(CommandFailure) {
        catalog = shared.catalog
        (loop, worker) = try Self.make(shared, number: 0, sockets[0])
        for number in sockets.indices.dropFirst() {
            others.append(try WorkerThread(shared, number: number, sockets[number]))
        }
        watchCatalog()
        followChanges()
        watchSignals()
    }

    /// Has every loop serve a schema that was bound again.
    private func watchCatalog() {
        let first = WorkerPost(worker: worker, wake: loop.wake)
        let posts = others.map(\.post)
        do throws(LoopError) {
            try catalog.start { schema in
                for post in [first] + posts { post { $0.replace(schema) } }
            }
        } catch {
            Terminal.note("warning: changes of the database need a restart: \(error.description)")
        }
    }

    /// Has every loop told of what the change feed tells the first one.
    private func followChanges() {
        let posts = others.map(\.post)
        worker.followChanges { [unowned worker] event in
            worker.heard(event)
            for post in posts { post { $0.heard(event) } }
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
    ///
    /// SIGHUP reads the schema's folder again.
    func run() {
        loop.run()
        for other in others { other.join() }
    }

    private func watchSignals() {
        do throws(LoopError) {
            for signal in [SIGTERM, SIGINT] {
                try loop.onSignal(signal) { [unowned self] in end() }
            }
            try loop.onSignal(SIGHUP) { [catalog] in
                Terminal.note("SIGHUP: the schema's folder is read again.")
                catalog.reload()
            }
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

/// Reaches a worker from other threads.
private final class WorkerPost: @unchecked Sendable {
    // `@unchecked`: the worker is only touched on its own loop's thread, by what is posted there.
    private weak var worker: Worker?
    private let wake: Wake

    init(worker: Worker, wake: Wake) {
        self.worker = worker
        self.wake = wake
    }

    func callAsFunction(_ body: @escaping @Sendable (Worker) -> Void) {
        wake.post { [self] in if let worker { body(worker) } }
    }
}

/// A worker on a thread of its own.
private final class WorkerThread {
    /// What the thread and its maker tell each other.
    private final class Mailbox: Sendable {
        struct State {
            var post: WorkerPost?
            var failure: CommandFailure?
        }

        let state = Mutex(State())
    }

    private let mailbox = Mailbox()
    private let thread: Thread
    let post: WorkerPost

    init(_ shared: Worker.Shared, number: Int, _ sockets: [ListeningSocket]) throws(CommandFailure) {
        do throws(LoopError) {
            thread = try Thread { [mailbox] in Self.run(shared, number: number, sockets, mailbox) }
        } catch {
            throw CommandFailure("Loop \(number): \(error.description)")
        }
        while true {
            let (post, failure) = mailbox.state.withLock { ($0.post, $0.failure) }
            if let failure { throw failure }
            if let post {
                self.post = post
                return
            }
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
            mailbox.state.withLock { $0.post = WorkerPost(worker: worker, wake: loop.wake) }
            loop.run()
            withExtendedLifetime(worker) {}
        } catch {
            mailbox.state.withLock { $0.failure = error }
        }
    }

    /// Lets the worker's requests end, and then its thread.
    func drain() { post { $0.drain() } }

    /// Waits for the thread's end.
    func join() { thread.join() }
}
