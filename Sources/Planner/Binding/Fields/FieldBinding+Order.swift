extension FieldBinding {
    /// Whether rows can be ordered by it.
    var isComparable: Bool {
        switch self {
        case .column(let column): column.format.isComparable
        case .expression(let expression): expression.isImmutable && expression.format.isComparable
        case .none, .id, .foreignID, .embedded, .one, .many, .lookup, .collection, .node, .nodes, .call,
            .live, .derived, .meta:
            false
        }
    }
}
