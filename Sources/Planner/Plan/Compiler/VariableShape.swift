import GraphQL

/// A place of the variables that planning read, what it read there, and what it found.
///
/// Planning reads variables in this way only, and each reading is recorded. So an execution plan serves all requests for which the
/// same readings find the same: that is the *shape* of the variables. What belongs to it need not be declared.
struct VariableShape: Hashable {
    /// What is looked at.
    enum Kind: Hashable {
        /// Whether there is a value, and whether it is null.
        case presence
        /// The value itself.
        case value
        /// The names of an object's members.
        case members
        /// The number of a list's items.
        case items
        /// The type that a global id names.
        case idType
        /// The types that a list of global ids names, in the order of their names.
        case idTypes
        /// The number of a list's items, rounded up to a power of two.
        case magnitude
        /// Which components of a cursor are null.
        case cursor(count: Int)

        func observe(_ path: ValuePath, in variables: [InputValue?]) -> Observation {
            guard let value = path.value(in: variables) else { return .absent }
            if value == .null { return .null }
            switch self {
            case .presence: return .present
            case .value: return .value(value)
            case .members:
                guard case .object(let members) = value else { return .present }
                return .names(members.map(\.name))
            case .items:
                guard case .list(let items) = value else { return .count(1) }
                return .count(items.count)
            case .idType:
                return .names([GlobalID(value.idText ?? "")?.type ?? ""])
            case .idTypes: return .names(VariableShape.idTypes(of: value.items))
            case .magnitude:
                var count = 1
                while count < value.items.count { count *= 2 }
                return .count(count)
            case .cursor(let count):
                guard let cursor = Cursor(value.text ?? "", count: count) else { return .present }
                return .nulls(cursor.components.map { $0 == nil })
            }
        }
    }

    enum Observation: Hashable {
        case absent
        case null
        case present
        case value(InputValue)
        case names([String])
        case count(Int)
        case nulls([Bool])
    }

    var path: ValuePath
    var kind: Kind
    var seen: Observation

    /// The types that `ids` name; the empty name stands for what is no id.
    static func idTypes(of ids: [InputValue]) -> [String] {
        Set(ids.map { GlobalID($0.idText ?? "")?.type ?? "" }).sorted()
    }
}

extension InputValue {
    /// The text of an id: a string, or a whole number.
    var idText: String? {
        switch self {
        case .string(let text), .int(let text): text
        case .null, .boolean, .float, .enum, .list, .object: nil
        }
    }
}
