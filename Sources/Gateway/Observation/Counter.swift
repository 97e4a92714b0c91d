import Synchronization

/// A number that only grows; every thread may read it.
final class Counter: Metric {
    static let type = "counter"
    let name: String
    let help: String
    private let value = Atomic(0)

    init(_ name: String, _ help: String) {
        self.name = name
        self.help = help
    }

    /// Adds `amount`; only the loop's own thread does, so that no order is needed.
    func add(_ amount: Int = 1) { value.wrappingAdd(amount, ordering: .relaxed) }

    /// The count so far.
    var count: Int { value.load(ordering: .relaxed) }

    static func samples(_ name: String, of loops: [Counter]) -> String {
        "\(name) \(loops.reduce(0) { $0 + $1.count })\n"
    }
}
