/// What a statement has of the request: it says whether a value that PostgreSQL refuses can be the caller's.
package enum RequestValues: Int, Comparable, Sendable {
    /// Nothing.
    case none
    /// Values that the gateway checked, in PostgreSQL's binary format.
    case checked
    /// Texts that PostgreSQL reads as a type that the gateway does not know, too.
    case interpreted
    /// Arguments of a function, which may refuse any value.
    case arguments

    /// Compares how much of an error can be the caller's.
    package static func < (left: RequestValues, right: RequestValues) -> Bool {
        left.rawValue < right.rawValue
    }

    /// Whether a value of the request can be why PostgreSQL reports `state`, an SQLSTATE of the class 22.
    package func canCause(_ state: String) -> Bool {
        switch self {
        case .none: false
        case .checked: Self.ofPatterns.contains(state)
        case .interpreted: Self.ofPatterns.contains(state) || Self.ofTexts.contains(state)
        case .arguments: true
        }
    }

    /// Patterns and characters: 22019 and 22025 are escapes of LIKE, 22P05 a character that the database's encoding lacks, and 22P03 is
    /// a binary value of a forged id or cursor.
    private static let ofPatterns: Set<String> = ["22019", "22025", "22P03", "22P05"]
    /// What a text can be for the type that it is read as: of the wrong form or encoding, too long, or out of range.
    private static let ofTexts: Set<String> = [
        "22000", "22001", "22003", "22007", "22008", "22009", "22021", "22023", "22P02",
    ]
}

extension Parameter {
    /// What the parameter has of the request.
    var values: RequestValues {
        switch source {
        case .keys: return .none
        case .literal, .variable, .idComponent, .cursorComponent: break
        }
        if case .binary(let type) = format { return ScalarType[type] == nil ? .interpreted : .checked }
        return isInterpreted ? .interpreted : .checked
    }
}

extension FetchStep.Keys {
    /// What the keys have of the request.
    var values: RequestValues {
        switch self {
        case .none, .parent: .none
        case .parameters(let parameters), .calls(_, let parameters): parameters.map(\.values).max() ?? .none
        case .ids(let list): list.keyTypes.allSatisfy { ScalarType[$0] != nil } ? .checked : .interpreted
        }
    }
}
