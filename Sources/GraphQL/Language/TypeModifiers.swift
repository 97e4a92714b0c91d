/// The list and non-null marks around a named type, outermost first, packed into one word.
///
/// `[Ticket!]!` is *non-null, list, non-null* around `Ticket`. Implements *Type References*, §2.12.
package struct TypeModifiers: Hashable, Sendable {
    /// One mark around a type.
    package enum Mark: UInt64, Sendable {
        case nonNull = 1
        case list = 2
    }

    /// How many marks fit.
    package static let maximumCount = 31

    private var bits: UInt64 = 0

    /// Creates the marks of a plain named type: none.
    package init() {}

    /// Creates marks, outermost first; at most ``maximumCount`` of them.
    package init(_ marks: [Mark]) {
        for mark in marks.reversed() { wrap(in: mark) }
    }

    /// The outermost mark; `nil` for a plain named type.
    package var outermost: Mark? { Mark(rawValue: bits & 3) }

    /// Whether the outermost mark is non-null.
    package var isNonNull: Bool { bits & 3 == Mark.nonNull.rawValue }

    /// Whether it is a list, once a non-null mark outside of it is ignored.
    package var isList: Bool { nullable.bits & 3 == Mark.list.rawValue }

    /// The same without an outermost non-null mark.
    package var nullable: TypeModifiers { isNonNull ? inner : self }

    /// What stands inside the outermost mark.
    package var inner: TypeModifiers {
        var inner = self
        inner.bits >>= 2
        return inner
    }

    /// The marks of a list's items; only meaningful where ``isList``.
    package var item: TypeModifiers { nullable.inner }

    /// Puts `mark` around what is there; the parser checks ``isFull`` before.
    package mutating func wrap(in mark: Mark) {
        precondition(!isFull, "a type has at most \(Self.maximumCount) marks")
        bits = bits << 2 | mark.rawValue
    }

    /// Whether no further mark fits.
    package var isFull: Bool { bits >> 60 != 0 }

    /// The type's text, as in `[Ticket!]!`.
    package func text(around name: String) -> String {
        var text = name
        var marks: [Mark] = []
        var rest = self
        while let mark = rest.outermost {
            marks.append(mark)
            rest = rest.inner
        }
        for mark in marks.reversed() {
            switch mark {
            case .nonNull: text += "!"
            case .list: text = "[" + text + "]"
            }
        }
        return text
    }
}
