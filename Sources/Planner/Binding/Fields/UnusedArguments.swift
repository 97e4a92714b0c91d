import GraphQL

extension FindingReporter {
    /// Reports arguments of a field that nothing reads: callers would rely on an argument that has no effect.
    mutating func checkArguments(of field: FieldDefinition, _ binding: FieldBinding, of owner: String) {
        switch binding {
        case .none, .node, .nodes, .call, .live, .derived, .meta: return
        case .lookup(let lookup):
            if case .claim = lookup.key { break }
            return
        case .id, .foreignID, .column, .expression, .embedded, .one, .many, .collection: break
        }
        for argument in field.arguments {
            let coordinate = "\(owner).\(field.name)(\(argument.name):)"
            report(
                "\(coordinate) is an unused argument.",
                at: argument.location,
                coordinate: coordinate,
                fix:
                    "Remove it: lists get theirs from @connection, @filter and @order, and @function reads its own."
            )
        }
    }
}
