import GraphQL
import Synchronization

/// How often something happened at elements of the schema, by their coordinates: *Schema Coordinates*, §2.14.
///
/// Only what happened has a series, and their number is bounded, as a scrape asks for all of them.
final class CoordinateCounts: Sendable {
    private struct Series: Hashable, Comparable {
        var coordinate: String
        /// What is told besides the coordinate, as further labels; mostly nothing.
        var labels = ""

        static func < (left: Series, right: Series) -> Bool {
            (left.coordinate, left.labels) < (right.coordinate, right.labels)
        }
    }

    /// A schema of some hundred fields has fewer; what is beyond them is counted together.
    static let maximumSeries = 500
    private static let others = Series(coordinate: "others")
    private let counts = Mutex<[Series: Int]>([:])

    /// Counts each of `errors` where it happened.
    func add(_ errors: [GraphQLError]) {
        for error in errors {
            // What is wrong with the root itself has no field.
            guard let coordinate = error.coordinate, !coordinate.isEmpty else { continue }
            add(Series(coordinate: coordinate, labels: ",code=\"\(error.code.rawValue)\""))
        }
    }

    /// Counts each of `coordinates` once.
    func add(_ coordinates: [String]) {
        for coordinate in coordinates { add(Series(coordinate: coordinate)) }
    }

    private func add(_ series: Series) {
        counts.withLock { counts in
            let isRoom = counts.count < Self.maximumSeries || counts[series] != nil
            counts[isRoom ? series : Self.others, default: 0] += 1
        }
    }

    /// The lines of several loops' counts of one thing: Prometheus' exposition format, version 0.0.4.
    static func exposition(_ name: String, of loops: [CoordinateCounts]) -> String {
        var sums: [Series: Int] = [:]
        for loop in loops { sums.merge(loop.counts.withLock { $0 }, uniquingKeysWith: +) }
        return sums.sorted { $0.key < $1.key }.reduce(into: "") { text, sum in
            text += "\(name){coordinate=\"\(sum.key.coordinate)\"\(sum.key.labels)} \(sum.value)\n"
        }
    }
}
