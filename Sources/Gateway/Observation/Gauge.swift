import Synchronization

/// A number that goes up and down; every thread may read it.
final class Gauge: Metric {
    static let type = "gauge"
    let name: String
    let help: String
    private let value = Atomic(0)

    init(_ name: String, _ help: String) {
        self.name = name
        self.help = help
    }

    /// The number now.
    var number: Int { value.load(ordering: .relaxed) }

    /// Sets the number.
    func set(_ number: Int) { value.store(number, ordering: .relaxed) }

    static func samples(_ name: String, of loops: [Gauge]) -> String {
        "\(name) \(loops.reduce(0) { $0 + $1.number })\n"
    }
}
