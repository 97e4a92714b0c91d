import Cluster
import EventLoop
import Glibc
import Synchronization

/// Starts the private PostgreSQL again when it is lost, while a gateway serves from it.
///
/// It has a thread of its own, because starting a server blocks.
final class ClusterKeeper: Sendable {
    private static let interval: UInt32 = 200_000

    private let cluster: PrivateCluster
    private let isEnding = Mutex(false)
    private let thread = Mutex<Thread?>(nil)

    /// Begins to watch `cluster`, which is started.
    init(_ cluster: PrivateCluster) throws(CommandFailure) {
        self.cluster = cluster
        do throws(LoopError) {
            let started = try Thread { self.keep() }
            thread.withLock { $0 = started }
        } catch {
            throw CommandFailure(error.description)
        }
    }

    /// Stops watching, and waits until a start that runs has ended.
    func end() {
        isEnding.withLock { $0 = true }
        thread.withLock { $0.take() }?.join()
    }

    private func keep() {
        var reported = ""
        while !isEnding.withLock({ $0 }) {
            usleep(Self.interval)
            guard case .stopped = cluster.status(), !isEnding.withLock({ $0 }) else { continue }
            do throws(ClusterError) {
                _ = try cluster.start { Terminal.note($0) }
                reported = ""
            } catch {
                // It tries again and again, and reports each reason once.
                if error.description != reported { Terminal.note("warning: \(error.description)") }
                reported = error.description
            }
        }
    }
}
