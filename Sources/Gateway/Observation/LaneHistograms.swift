import Planner

/// One histogram for each lane.
final class LaneHistograms: Metric {
    static let type = Histogram.type
    let name: String
    let help: String
    private let point = Histogram()
    private let analytic = Histogram()
    private let write = Histogram()

    init(_ name: String, _ help: String) {
        self.name = name
        self.help = help
    }

    subscript(lane: Lane) -> Histogram {
        switch lane {
        case .point: point
        case .analytic: analytic
        case .write: write
        }
    }

    static func samples(_ name: String, of loops: [LaneHistograms]) -> String {
        [(Lane.point, "point"), (.analytic, "analytic"), (.write, "write")].reduce(into: "") { text, lane in
            text += Histogram.samples(name, labels: "lane=\"\(lane.1)\"", of: loops.map { $0[lane.0] })
        }
    }
}
