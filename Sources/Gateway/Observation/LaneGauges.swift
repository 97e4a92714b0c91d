import Postgres
import Synchronization

/// A number for each lane; every thread may read it.
final class LaneGauges: Metric {
    static let type = "gauge"
    let name: String
    let help: String
    private let values = Mutex<[String: Int]>([:])

    init(_ name: String, _ help: String) {
        self.name = name
        self.help = help
    }

    /// Sets the number of the lane called `lane`.
    func set(_ lane: String, _ value: Int) { values.withLock { $0[lane] = value } }

    static func samples(_ name: String, of loops: [LaneGauges]) -> String {
        var sums: [String: Int] = [:]
        for loop in loops { sums.merge(loop.values.withLock { $0 }, uniquingKeysWith: +) }
        return sums.sorted { $0.key < $1.key }.reduce(into: "") { text, entry in
            text += "\(name){lane=\"\(entry.key)\"} \(entry.value)\n"
        }
    }
}

extension Metrics {
    /// Takes the numbers of `lane` over; on the lane's thread.
    func publish(_ lane: Postgres.Lane) {
        let name = lane.options.name
        let counters = lane.counters
        var connections = 0
        if case .ready(let count) = lane.state { connections = count }
        databaseConnections.set(name, connections)
        wantedConnections.set(name, lane.options.connections)
        starvedLanes.set(name, connections == 0 ? 1 : 0)
        reconnects.set(name, counters.reconnects)
        retries.set(name, counters.retries)
        movedReads.set(name, counters.moved)
        cancelledStatements.set(name, counters.cancelled)
    }
}
