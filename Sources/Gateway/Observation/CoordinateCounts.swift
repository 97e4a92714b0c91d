import GraphQL
import Synchronization

/// How often something happened at elements of the schema, by their coordinates: *Schema Coordinates*, §2.14.
///
/// Only coordinates with a count have a series. Their number is bounded, because each scrape reads all of them.
final class CoordinateCounts: Metric {
    static let type = "counter"
    let name: String
    let help: String

    private struct Series: Hashable, Comparable {
        var coordinate: String
        /// Further labels, each with a comma before it; mostly none.
        var labels = ""

        static func < (left: Series, right: Series) -> Bool {
            (left.coordinate, left.labels) < (right.coordinate, right.labels)
        }
    }

    /// A schema of some hundred fields has fewer; further coordinates are counted together.
    static let maximumSeries = 500
    private static let others = Series(coordinate: "others")
    private let counts = Mutex<[Series: Int]>([:])

    init(_ name: String, _ help: String) {
        self.name = name
        self.help = help
    }

    /// Counts each of `errors` at its coordinate.
    func add(_ errors: [GraphQLError]) {
        for error in errors {
            // An error of the root itself has no field.
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

    static func samples(_ name: String, of loops: [CoordinateCounts]) -> String {
        var sums: [Series: Int] = [:]
        for loop in loops { sums.merge(loop.counts.withLock { $0 }, uniquingKeysWith: +) }
        return sums.sorted { $0.key < $1.key }.reduce(into: "") { text, sum in
            text += "\(name){coordinate=\"\(sum.key.coordinate)\"\(sum.key.labels)} \(sum.value)\n"
        }
    }
}
