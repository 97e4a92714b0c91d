import GraphQL

/// Reports casts of claims that fail for callers without the claim.
struct ClaimCastCheck: BindingPass, ContextReader {
    let context: BindingContext
    var findings: [Finding] = []

    init(_ context: BindingContext) { self.context = context }

    mutating func run() {
        // The empty list, which stands for an absent one, is an array's text.
        let scalars = Set(roles.flatMap(\.claims).filter { !$0.isList }.map(\.name))
        for cast in catalog.claimCasts where scalars.contains(cast.claim) {
            let setting = "current_setting('claims.\(cast.claim)', true)"
            findings.append(
                Finding(
                    .error,
                    "The \(cast.place) casts the claim \"\(cast.claim)\", which is the empty text where a token does not have "
                        + "it: the cast fails there.",
                    fix: "Write nullif(\(setting), '') in place of \(setting)."
                )
            )
        }
    }
}
