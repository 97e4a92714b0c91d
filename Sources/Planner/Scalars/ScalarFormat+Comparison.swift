extension FieldBinding {
    /// Whether rows can be ordered by it.
    var isComparable: Bool {
        switch self {
        case .column(let column): column.format.isComparable
        case .expression(let expression): expression.isImmutable && expression.format.isComparable
        case .none, .id, .foreignID, .embedded, .one, .many, .lookup, .collection, .node, .nodes, .call,
            .derived, .meta:
            false
        }
    }
}

extension ScalarFormat {
    /// Whether rows can be ordered by it, and compared with `<`.
    var isComparable: Bool {
        switch leaf {
        case .boolean, .integer, .float, .numeric, .string, .label, .uuid, .timestamp, .date, .time,
            .interval, .bytes:
            !isSelectedAsText
        case .json, .planRows, .list: false
        }
    }

    /// Whether equal values can be told from different ones.
    var hasEquality: Bool { isSelectedAsText ? hasOwnEquality : leaf.hasEquality }
}

extension LeafFormat {
    fileprivate var hasEquality: Bool {
        switch self {
        case .boolean, .integer, .float, .numeric, .string, .label, .uuid, .timestamp, .date, .time,
            .interval,
            .bytes:
            true
        // The texts of `json` may differ where the documents do not.
        case .json(let hasVersion): hasVersion
        case .list(let item): item.hasEquality
        case .planRows: false
        }
    }
}
