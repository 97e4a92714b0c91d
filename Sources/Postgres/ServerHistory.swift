import Synchronization

/// Which cluster, and which of its timelines, the connections of a gateway agree on.
///
/// After a promotion the old primary may be alive: what is written there is lost. So a connection to a server that writes a
/// lower timeline than another one is refused, or ended. All lanes of a process share one history; every thread may use it.
package final class ServerHistory: Sendable {
    private struct State {
        var system = ""
        var connections = 0
    }

    /// What is new with a server.
    enum Verdict: Equatable {
        case known
        /// The first server, or the first of another cluster.
        case newCluster
        /// A server with a higher timeline than those before.
        case newTimeline
        case refused(String)
    }

    private let state = Mutex(State())
    private let highest = Atomic<UInt32>(0)

    /// Knows no server yet.
    package init() {}

    /// The highest timeline that a server of the cluster writes.
    var timeline: UInt32 { highest.load(ordering: .relaxed) }

    /// Takes notice of a server before a connection to it is used.
    func admit(_ facts: ServerFacts) -> Verdict {
        state.withLock { state in
            if facts.system != state.system {
                if state.connections > 0 {
                    return .refused(
                        "it belongs to another cluster (system identifier \(facts.system)) than the connections that are "
                            + "up (\(state.system))"
                    )
                }
                state.system = facts.system
                highest.store(facts.timeline, ordering: .relaxed)
                return .newCluster
            }
            // A standby does not say which timeline it follows before its next restart point.
            if facts.isStandby || facts.timeline == timeline { return .known }
            if facts.timeline < timeline {
                return .refused(
                    "it writes timeline \(facts.timeline), but another server was promoted to timeline \(timeline): what "
                        + "is written here would be lost"
                )
            }
            let isFirst = timeline == 0
            highest.store(facts.timeline, ordering: .relaxed)
            return isFirst ? .known : .newTimeline
        }
    }

    func connected() { state.withLock { $0.connections += 1 } }

    func disconnected() { state.withLock { $0.connections -= 1 } }
}
