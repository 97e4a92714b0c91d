import GraphQL

/// What the functions of fields read: their bodies say it, or `@function(reads:)`.
extension FunctionBinder {
    /// What a call of `function` reads: the function itself, and what the schema says of it.
    mutating func bindReads(
        of function: Function,
        _ directive: AppliedDirective,
        at place: FunctionPlace
    ) -> [Dependencies] {
        var reads = Reads()
        let declared = directive.argument("reads")?.texts
        if let declared {
            // The body is not looked into, so that it may read any claim, and only what is declared.
            reads = function.body
            if function.isSecurityDefiner { reads.claims = nil }
            reads.relations = (reads.relations ?? []).union(relations(declared, at: place))
        } else {
            reads.functions = [function.oid]
        }
        let dependencies = context.closure.dependencies(
            of: reads,
            withOwnersRights: declared != nil && function.isSecurityDefiner
        )
        if !place.isMutation, dependencies.contains(where: { !$0.isComplete }) {
            warn(of: function, at: place)
        }
        return dependencies
    }

    /// The relations called `names`, with a finding for each that does not exist.
    private mutating func relations(_ names: [String], at place: FunctionPlace) -> [UInt32] {
        names.compactMap { name in
            let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
            let (schema, own) = parts.count == 2 ? (parts[0], parts[1]) : ("public", name)
            if let relation = catalog.relation(schema: schema, name: own) { return relation.oid }
            let known = catalog.relations.filter { $0.schema == schema }.map(\.name)
            report(
                "\(place.coordinate) reads \"\(schema).\(own)\", which is no table or view.\(Suggestions.didYouMean(own, among: known))",
                at: place.location,
                coordinate: place.coordinate,
                fix: "Name the tables and views that the function reads."
            )
            return nil
        }
    }

    /// Warns of a field whose answer depends on tables that are not known.
    private mutating func warn(of function: Function, at place: FunctionPlace) {
        warn(
            "The tables that \(place.coordinate) depends on are not known: PostgreSQL does not show what the function "
                + "\"\(function.displayName)\", or one that it calls, reads.",
            kind: .unknownReads,
            at: place.location,
            coordinate: place.coordinate,
            fix: "Write the function with a BEGIN ATOMIC body, or name the tables: @function(reads: [\"…\"])."
        )
    }
}
