/// One metric of one loop: a stored property of ``Metrics``.
protocol Metric: AnyObject, Sendable {
    /// The type in Prometheus' exposition format: `counter` or `histogram`.
    static var type: String { get }
    /// The name without the prefix `concierge_`.
    var name: String { get }
    /// What it measures, in one sentence.
    var help: String { get }

    /// The lines with the values of one metric of several loops together.
    static func samples(_ name: String, of loops: [Self]) -> String
}

extension Metric {
    /// The metric's part of `/metrics`: Prometheus' exposition format, version 0.0.4.
    ///
    /// - Parameter loops: the same metric of every loop.
    func exposition(of loops: [any Metric]) -> String {
        let name = "concierge_" + name
        return "# HELP \(name) \(help)\n# TYPE \(name) \(Self.type)\n"
            + Self.samples(name, of: loops.compactMap { $0 as? Self })
    }
}
