import Synchronization

/// How long something took, counted by powers of two; every thread may read it.
///
/// Serves the question "where did the time go": a request's own time, the wait of a batch for its connection, and the
/// statement's run, so that a slow answer can be told from a full gateway.
final class Histogram: Sendable {
    /// The buckets' upper bounds: 64 µs, doubled up to 33 s.
    ///
    /// A request faster than the first needs no finer look.
    static let bounds: [UInt64] = (0..<20).map { 64_000 << UInt64($0) }

    private let counts: InlineArray<21, Atomic<Int>> = InlineArray { _ in Atomic(0) }
    private let sum = Atomic<UInt64>(0)

    /// Counts one that took `nanoseconds`; only the loop's own thread does, so that no order is needed.
    func observe(nanoseconds: UInt64) {
        // The bucket whose bound is the first that is not below it.
        let bucket = nanoseconds <= 64_000 ? 0 : 64 - ((nanoseconds - 1) / 64_000).leadingZeroBitCount
        counts[min(bucket, 20)].wrappingAdd(1, ordering: .relaxed)
        sum.wrappingAdd(nanoseconds, ordering: .relaxed)
    }

    /// How many were counted.
    var count: Int { counts.indices.reduce(0) { $0 + counts[$1].load(ordering: .relaxed) } }

    /// The lines of several loops' histograms of one thing: Prometheus' exposition format, version 0.0.4.
    static func exposition(_ name: String, _ labels: String, of loops: [Histogram]) -> String {
        var text = ""
        var total = 0
        let separator = labels.isEmpty ? "" : ","
        for (index, bound) in bounds.enumerated() {
            total += loops.reduce(0) { $0 + $1.counts[index].load(ordering: .relaxed) }
            text += "\(name)_bucket{\(labels)\(separator)le=\"\(seconds(bound))\"} \(total)\n"
        }
        total += loops.reduce(0) { $0 + $1.counts[20].load(ordering: .relaxed) }
        text += "\(name)_bucket{\(labels)\(separator)le=\"+Inf\"} \(total)\n"
        let set = labels.isEmpty ? "" : "{\(labels)}"
        text += "\(name)_sum\(set) \(seconds(loops.reduce(0) { $0 &+ $1.sum.load(ordering: .relaxed) }))\n"
        return text + "\(name)_count\(set) \(total)\n"
    }

    private static func seconds(_ nanoseconds: UInt64) -> Double { Double(nanoseconds) / 1e9 }
}
