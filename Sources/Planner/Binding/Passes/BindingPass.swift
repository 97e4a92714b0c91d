import GraphQL

/// One pass of binding: its stored properties are its inputs, the result of ``run()`` is its output.
///
/// A pass whose input is another's output cannot run before it. What does not fit becomes a finding; nothing stops at the first.
protocol BindingPass: FindingReporter {
    associatedtype Output
    mutating func run() -> Output
}

/// A pass, or a part of one, that collects findings.
protocol FindingReporter {
    var findings: [Finding] { get set }
}

extension FindingReporter {
    mutating func report(
        _ message: String,
        kind: Finding.Kind = .doesNotFit,
        at location: SourceLocation?,
        coordinate: String? = nil,
        fix: String? = nil
    ) {
        findings.append(Finding(.error, message, kind: kind, at: location, coordinate: coordinate, fix: fix))
    }

    mutating func warn(
        _ message: String,
        kind: Finding.Kind = .doesNotFit,
        at location: SourceLocation?,
        coordinate: String? = nil,
        fix: String? = nil
    ) {
        findings.append(
            Finding(.warning, message, kind: kind, at: location, coordinate: coordinate, fix: fix)
        )
    }

    /// The result of `work` with `part`, whose findings become this one's.
    mutating func with<Part: FindingReporter, Result>(
        _ part: Part,
        _ work: (inout Part) -> Result
    ) -> Result {
        var part = part
        defer { findings += part.findings }
        return work(&part)
    }

    /// The columns called `names`, or `nil` with a finding for each that does not exist.
    mutating func columns(
        _ names: [String],
        of relation: Relation,
        at location: SourceLocation?,
        coordinate: String
    ) -> [Column]? {
        var found: [Column] = []
        for name in names {
            if let column = relation.column(name) {
                found.append(column)
            } else {
                report(
                    "\"\(relation.displayName)\" has no column \"\(name)\"."
                        + Suggestions.didYouMean(name, among: relation.columns.map(\.name)),
                    at: location,
                    coordinate: coordinate,
                    fix: "Name an existing column, or add it in a migration."
                )
            }
        }
        return found.count == names.count ? found : nil
    }
}
