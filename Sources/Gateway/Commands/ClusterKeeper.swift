import Cluster
import EventLoop
import Glibc
import Synchronization

/// Starts the private PostgreSQL again when it is lost, for as long as somebody serves from it.
///
/// It looks from a thread of its own, as starting a server waits.
final class ClusterKeeper: Sendable {
    private static let interval: UInt32 = 200_000

    private let cluster: PrivateCluster
    private let isEnding = Mutex(false)
    private let thread = Mutex<Thread?>(nil)

    /// Begins to look after `cluster`, which is started.
    init(_ cluster: PrivateCluster) throws(CommandFailure) {
        self.cluster = cluster
        do throws(LoopError) {
            let started = try Thread { self.keep() }
            thread.withLock { $0 = started }
        } catch {
            throw CommandFailure(error.description)
        }
    }

    /// Lets the cluster be, and waits until nothing is being done to it.
    func end() {
        isEnding.withLock { $0 = true }
        thread.withLock { $0.take() }?.join()
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
