extension JSONValue {
    /// An object's members in the order in which their names first stood (RFC 8259, §4 "Objects").
    ///
    /// A name stands once: a later value replaces an earlier one. Few members are searched one by one; from 16 on an
    /// index is kept, so that an object of a stranger's never costs the square of its size.
    package struct Object: Sendable, Hashable {
        private static let indexedFrom = 16

        /// One member.
        package struct Member: Sendable, Hashable {
            /// The name.
            package let key: String
            /// The value.
            package var value: JSONValue

            package static func == (one: Member, other: Member) -> Bool {
                one.key.utf8.elementsEqual(other.key.utf8) && one.value == other.value
            }

            package func hash(into hasher: inout Hasher) {
                hasher.combine(utf8Of: key)
                hasher.combine(value)
            }
        }

        /// The members, in order.
        package private(set) var members: [Member] = []
        private var index: [Name: Int] = [:]

        /// Creates an object without members.
        package init() {}

        /// Whether there are no members.
        package var isEmpty: Bool { members.isEmpty }

        /// The number of members.
        package var count: Int { members.count }

        /// The value of the member named `key`, if there is one.
        package subscript(key: String) -> JSONValue? {
            position(of: key).map { members[$0].value }
        }

        /// Sets the member named `key`, at its old place or at the end.
        package mutating func set(_ key: String, to value: JSONValue) {
            if let position = position(of: key) {
                members[position].value = value
                return
            }
            members.append(Member(key: key, value: value))
            if members.count == Self.indexedFrom {
                for (position, member) in members.enumerated() { index[Name(text: member.key)] = position }
            } else if members.count > Self.indexedFrom {
                index[Name(text: key)] = members.count - 1
            }
        }

        private func position(of key: String) -> Int? {
            if members.count >= Self.indexedFrom { return index[Name(text: key)] }
            return members.firstIndex { $0.key.utf8.elementsEqual(key.utf8) }
        }

        package static func == (one: Object, other: Object) -> Bool { one.members == other.members }

        package func hash(into hasher: inout Hasher) { hasher.combine(members) }
    }

    /// A member's name, compared by its bytes.
    private struct Name: Hashable {
        let text: String

        static func == (one: Name, other: Name) -> Bool { one.text.utf8.elementsEqual(other.text.utf8) }

        func hash(into hasher: inout Hasher) { hasher.combine(utf8Of: text) }
    }
}

extension JSONValue.Object: ExpressibleByDictionaryLiteral {
    /// Creates an object of the members listed.
    package init(dictionaryLiteral members: (String, JSONValue)...) {
        for (key, value) in members { set(key, to: value) }
    }
}
