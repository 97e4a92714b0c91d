extension OptionTable {
    /// The limits on what a stranger can grow; the module that enforces one says why it is as it is.
    static let limits: [Option] = [
        size("body-bytes", into: \.limits.bodyBytes, 1000...1_000_000_000, "1MB", "A request's body."),
        size(
            "head-bytes",
            into: \.limits.headBytes,
            1000...1_000_000,
            "16kB",
            "A request's line and header fields."
        ),
        count(
            "batch",
            into: \.limits.batch,
            0...100,
            "0",
            "Requests of one body, as a JSON array; 0 takes no arrays."
        ),
        size("document-bytes", into: \.limits.documentBytes, 100...100_000_000, "256kB", "A document."),
        count("tokens", into: \.limits.tokens, 100...1_000_000, "15000", "Tokens of a document."),
        count("depth", into: \.limits.depth, 2...1000, "64", "Levels of nested braces in a document."),
        count("aliases", into: \.limits.aliases, 0...100_000, "500", "Aliases in a document."),
        count(
            "default-page",
            into: \.limits.defaultPage,
            1...100_000,
            "50",
            "The page of a list that is asked for without a size."
        ),
        count("page", into: \.limits.page, 1...100_000, "500", "The largest page of a list."),
        count(
            "connections",
            into: \.limits.connections,
            1...1_000_000,
            "10000",
            "Clients' connections of one loop."
        ),
        count(
            "pipelined",
            into: \.limits.pipelined,
            1...10_000,
            "64",
            "Unanswered requests of one connection."
        ),
    ]

    private static func size(
        _ name: String,
        into place: any WritableKeyPath<Settings, Int> & Sendable,
        _ range: ClosedRange<Int>,
        _ standard: String,
        _ summary: String
    ) -> Option {
        let traits = OptionTraits(commands: [.serve], group: .limits, standard: standard)
        return .value("limit-" + name, .size(range), into: place, traits, summary)
    }

    private static func count(
        _ name: String,
        into place: any WritableKeyPath<Settings, Int> & Sendable,
        _ range: ClosedRange<Int>,
        _ standard: String,
        _ summary: String
    ) -> Option {
        let traits = OptionTraits(commands: [.serve], group: .limits, standard: standard)
        return .value("limit-" + name, .number(range), into: place, traits, summary)
    }
}
