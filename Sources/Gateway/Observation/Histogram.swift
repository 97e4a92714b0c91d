import Synchronization

/// How long something took, counted by powers of two; every thread may read it.
///
/// The durations of requests, of waiting for a connection and of statements show whether a statement is slow or the gateway
/// is full.
final class Histogram: Metric {
    static let type = "histogram"
    let name: String
    let help: String

    /// The buckets' upper bounds: 64 µs, doubled up to 33 s.
    static let bounds: [UInt64] = (0..<20).map { 64_000 << UInt64($0) }

    private let counts: InlineArray<21, Atomic<Int>> = InlineArray { _ in Atomic(0) }
    private let sum = Atomic<UInt64>(0)

    init(_ name: String = "", _ help: String = "") {
        self.name = name
        self.help = help
    }

    /// Counts one that took `nanoseconds`; only the loop's own thread does, so that no order is needed.
    func observe(nanoseconds: UInt64) {
        // The bucket whose bound is the first that is not below it.
        let bucket = nanoseconds <= 64_000 ? 0 : 64 - ((nanoseconds - 1) / 64_000).leadingZeroBitCount
        counts[min(bucket, 20)].wrappingAdd(1, ordering: .relaxed)
        sum.wrappingAdd(nanoseconds, ordering: .relaxed)
    }

    static func samples(_ name: String, of loops: [Histogram]) -> String {
        samples(name, labels: "", of: loops)
    }

    /// The lines of one series of buckets, which has `labels` besides the bucket's bound.
    static func samples(_ name: String, labels: String, of loops: [Histogram]) -> String {
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
