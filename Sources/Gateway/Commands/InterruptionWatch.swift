import Cluster
import EventLoop
import Glibc
import Synchronization

/// Stops the private PostgreSQL when the program is told to end while it migrates, seeds or looks at the catalog.
///
/// Those wait for the database for minutes, so the signals (`SIGINT` of Ctrl-C, `SIGTERM`) are taken by a thread of its own;
/// a loop that serves watches for them itself. Afterwards the program ends by the signal, as its caller expects.
final class InterruptionWatch: Sendable {
    private enum State { case watching, interrupted, over }

    private let cluster: PrivateCluster
    private let state = Mutex(State.watching)
    private let thread = Mutex<Thread?>(nil)

    /// Begins to watch; call it before other threads are started, which inherit that the signals are not theirs.
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

    /// Leaves the signals to others; where one has come, it waits for the program's end.
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
