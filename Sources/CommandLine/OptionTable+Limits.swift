import Planner

extension OptionTable {
    /// The limits on what a client can make large.
    ///
    /// The module that enforces a limit documents its default.
    static let limits: [Option] =
        [
            size(
                "body-bytes",
                into: \.serve.limits.bodyBytes,
                1000...1_000_000_000,
                "1MiB",
                "A request's body."
            ),
            size(
                "head-bytes",
                into: \.serve.limits.headBytes,
                1000...1_000_000,
                "16KiB",
                "A request's line and header fields."
            ),
            count(
                "batch",
                into: \.serve.limits.batch,
                0...100,
                "0",
                "Requests of one body, as a JSON array; 0 takes no arrays."
            ),
            count(
                "connections",
                into: \.serve.limits.connections,
                1...1_000_000,
                "10000",
                "Clients' connections of one loop."
            ),
            count(
                "pipelined",
                into: \.serve.limits.pipelined,
                1...10_000,
                "32",
                "Unanswered requests of one connection."
            ),
        ] + RequestLimits.table.map(option)

    /// The flag of a limit on requests; a limit of the role itself overrides it.
    private static func option(_ entry: RequestLimits.Entry) -> Option {
        let place: any WritableKeyPath<OptionValues, Int> & Sendable =
            \OptionValues.serve.requestLimits[entry.name]
        let standard = RequestLimits()[keyPath: entry.place]
        return entry.isSize
            ? size(
                entry.name,
                into: place,
                entry.range,
                standard % (1 << 20) == 0 ? "\(standard >> 20)MiB" : "\(standard / 1024)KiB",
                entry.summary
            )
            : count(entry.name, into: place, entry.range, "\(standard)", entry.summary)
    }

    private static func size(
        _ name: String,
        into place: any WritableKeyPath<OptionValues, Int> & Sendable,
        _ range: ClosedRange<Int>,
        _ standard: String,
        _ summary: String
    ) -> Option {
        let traits = OptionTraits(commands: [.serve], group: .limits, standard: standard)
        return .value("limit-" + name, .size(range), into: place, traits, summary)
    }

    private static func count(
        _ name: String,
        into place: any WritableKeyPath<OptionValues, Int> & Sendable,
        _ range: ClosedRange<Int>,
        _ standard: String,
        _ summary: String
    ) -> Option {
        let traits = OptionTraits(commands: [.serve], group: .limits, standard: standard)
        return .value("limit-" + name, .number(range), into: place, traits, summary)
    }
}
