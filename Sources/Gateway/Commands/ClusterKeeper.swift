import Cluster
import Glibc
import Synchronization

/// Starts the private PostgreSQL again when it is lost, for as long as somebody serves from it.
///
/// It looks from a thread of its own, as starting a server waits.
final class ClusterKeeper: Sendable {
    private static let interval: UInt32 = 200_000

    private let cluster: PrivateCluster
    private let isEnding = Mutex(false)
    private let thread = Mutex<pthread_t?>(nil)

    /// Begins to look after `cluster`, which is started.
    init(_ cluster: PrivateCluster) throws(CommandFailure) {
        self.cluster = cluster
        var identifier = pthread_t()
        // SAFETY: the keeper is retained for the thread, which releases it when it begins.
        let status = unsafe pthread_create(
            &identifier,
            nil,
            Self.main,
            Unmanaged.passRetained(self).toOpaque()
        )
        guard status == 0 else { throw CommandFailure("A thread cannot be started.") }
        let started = identifier
        thread.withLock { $0 = started }
    }

    /// Lets the cluster be, and waits until nothing is being done to it.
    func end() {
        isEnding.withLock { $0 = true }
        guard let thread = thread.withLock({ $0.take() }) else { return }
        pthread_join(thread, nil)
    }

    private static let main: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = {
        argument in
        guard let argument = unsafe argument else { return nil }
        // SAFETY: retained by whoever started the thread, for this one use.
        unsafe Unmanaged<ClusterKeeper>.fromOpaque(argument).takeRetainedValue().keep()
        return nil
    }

    private func keep() {
        var told = ""
        while !isEnding.withLock({ $0 }) {
            usleep(Self.interval)
            guard case .stopped = cluster.status(), !isEnding.withLock({ $0 }) else { continue }
            do throws(ClusterError) {
                _ = try cluster.start { Terminal.note($0) }
                told = ""
            } catch {
                // It is tried on and on, and told once.
                if error.description != told { Terminal.note("warning: \(error.description)") }
                told = error.description
            }
        }
    }
}
