/// An operator of a condition on one value.
package enum ValueOperator: Hashable, Sendable {
    case isNull
    case comparison(Comparison)
    case membership(Membership)
    case pattern(TextPattern)
    /// Of an array column.
    case array(ArrayOperator)
    /// Of a `jsonb` column.
    case document(DocumentOperator)
}

/// A comparison with one value.
package enum Comparison: Sendable {
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
}

/// Whether a value is one of several.
package enum Membership: Sendable {
    case oneOf, noneOf
}

/// A comparison of two arrays as sets.
package enum ArrayOperator: Sendable {
    case contains, overlaps, containedIn
}

/// A comparison of two documents, as `jsonb` containment defines it.
package enum DocumentOperator: Sendable {
    case contains, containedIn
}
