/// What an execution error does to the fields around it: the request's `onError` (graphql-spec, pull request 1163, not yet in an
/// edition).
package enum ErrorBehavior: String, Sendable {
    /// A null where none may be goes up to the nearest nullable ancestor.
    case propagate = "PROPAGATE"
    /// The field is null, whatever its type says; its neighbours stay.
    case null = "NULL"
    /// The first error is the only one, and there is no data.
    case halt = "HALT"

    /// Whether an error of a field leaves the object around it without a value, given whether the field may be null.
    package func endsObject(isNonNull: Bool) -> Bool {
        switch self {
        case .propagate: isNonNull
        case .null: false
        case .halt: true
        }
    }
}
