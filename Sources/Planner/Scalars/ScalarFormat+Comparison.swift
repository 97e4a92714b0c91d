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

    /// Whether values can be compared for equality.
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
