import Cluster
import EventLoop
import Glibc
import Synchronization

/// Stops the private PostgreSQL when a signal ends the program while it migrates, seeds or reads the catalog.
///
/// Such calls block for minutes, so a thread of its own receives the signals (`SIGINT` of Ctrl-C, `SIGTERM`); a loop that serves
/// watches for them itself. Afterwards the program ends by the signal, as its parent process expects.
final class InterruptionWatch: Sendable {
    private enum State { case watching, interrupted, over }

    private let cluster: PrivateCluster
    private let state = Mutex(State.watching)
    private let thread = Mutex<Thread?>(nil)

    /// Begins to watch.
    ///
    /// Call it before other threads start: they inherit that these signals are blocked.
    init(_ cluster: PrivateCluster) throws(CommandFailure) {
        self.cluster = cluster
        Self.mask(SIG_BLOCK)
        do throws(LoopError) {
            let started = try Thread { self.watch() }
            thread.withLock { $0 = started }
        } catch {
            throw CommandFailure(error.description)
        }
    }

    /// Stops watching.
    ///
    /// If a signal has arrived, it waits for the end of the program.
    func end() {
        guard let thread = thread.withLock({ $0.take() }) else { return }
        let isInterrupted = state.withLock { state in
            if case .interrupted = state { return true }
            state = .over
            return false
        }
        if !isInterrupted { thread.send(SIGTERM) }
        thread.join()
        Self.mask(SIG_UNBLOCK)
    }

    private func watch() {
        var signals = Self.signals
        var received: Int32 = 0
        guard unsafe sigwait(&signals, &received) == 0 else { return }
        let isInterrupted = state.withLock { state in
            if case .over = state { return false }
            state = .interrupted
            return true
        }
        guard isInterrupted else { return }
        Terminal.note("Stopping.")
        do throws(ClusterError) {
            try cluster.stop()
        } catch {
            Terminal.note("warning: \(error.description)")
        }
        signal(received, SIG_DFL)
        Self.mask(SIG_UNBLOCK)
        raise(received)
    }

    private static var signals: sigset_t {
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe sigaddset(&signals, SIGINT)
        unsafe sigaddset(&signals, SIGTERM)
        return signals
    }

    private static func mask(_ how: Int32) {
        var signals = signals
        unsafe pthread_sigmask(how, &signals, nil)
    }
}
