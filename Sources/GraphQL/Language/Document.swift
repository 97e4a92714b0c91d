/// A parsed executable document: flat arrays that point into each other and into the source's bytes.
///
/// A tree of objects would cost an allocation and a reference count for every node, and recursion when it is
/// freed; here a document is a handful of arrays. What nests is stored in *pre-order*: a node's children
/// follow it directly, up to its ``Selection/end``, so that a walk is a loop over indices:
///
///     var child = first
///     while child < last { …; child = document.selections[child].end }
///
/// Implements *Document*, §2.2. The specification's edition is pinned in `ARCHITECTURE.md`.
package struct Document: Sendable {
    /// The text, as it came.
    package let source: [UInt8]
    package internal(set) var operations: [Operation] = []
    package internal(set) var fragments: [Fragment] = []
    package internal(set) var selections: [Selection] = []
    package internal(set) var arguments: [Argument] = []
    package internal(set) var directives: [Directive] = []
    package internal(set) var variables: [VariableDefinition] = []
    package internal(set) var values: [Value] = []
    /// Where each distinct name stands first; ``Name/id`` is an index into it.
    package internal(set) var namePlaces: [NamePlace] = []

    /// Creates an empty document over `source`, for the parser to fill.
    init(source: [UInt8]) {
        self.source = source
    }
}

/// A run of elements in one of the document's arrays.
package typealias Run = Range<Int32>

/// A name, at its place: equal names of one document have equal ids.
package struct Name: Sendable {
    package let id: Int32
    package let offset: UInt32
}

/// *OperationDefinition*, §2.3.
package struct Operation: Sendable {
    package enum Kind: Sendable { case query, mutation, subscription }

    package var kind: Kind
    /// `nil` for an anonymous operation.
    package var name: Name?
    package var variables: Run
    package var directives: Run
    /// Its selections in pre-order, nested ones included.
    package var selections: Run
    /// Index of the description, a string, in `values`.
    package var description: Int32?
    package var offset: UInt32
}

/// *FragmentDefinition*, §2.8.
package struct Fragment: Sendable {
    package var name: Name
    package var typeCondition: Name
    package var directives: Run
    package var selections: Run
    package var description: Int32?
    package var offset: UInt32
}

/// *Selection*, §2.4: a field, a fragment spread, or an inline fragment.
package struct Selection: Sendable {
    package enum Kind: Sendable { case field, fragmentSpread, inlineFragment }

    package var kind: Kind
    /// The field's name, the spread fragment's, or the inline fragment's type condition (absent: `nil`).
    package var name: Name?
    package var alias: Name?
    package var arguments: Run
    package var directives: Run
    /// Whether braces follow, be they empty.
    package var hasSelectionSet: Bool
    /// The index behind its last descendant; its first child is its own index + 1.
    package var end: Int32
    package var offset: UInt32

    /// The key of a field in the response: its alias, or its name.
    package var responseName: Name? { alias ?? name }
}

/// *Argument*, §2.6: of a field or a directive.
package struct Argument: Sendable {
    package var name: Name
    /// Index into `values`.
    package var value: Int32
}

/// *Directive*, §2.13, where it is applied.
package struct Directive: Sendable {
    package var name: Name
    package var arguments: Run
    package var offset: UInt32
}

/// *VariableDefinition*, §2.10.
package struct VariableDefinition: Sendable {
    package var name: Name
    package var type: Name
    package var modifiers: TypeModifiers
    /// Index into `values`.
    package var defaultValue: Int32?
    package var directives: Run
    package var description: Int32?
    package var offset: UInt32
}

/// *Value*, §2.9; lists and objects hold their children in pre-order behind them.
package struct Value: Sendable {
    package enum Kind: Sendable {
        case variable, int, float, string, blockString, boolean, null, `enum`, list, object
    }

    package var kind: Kind
    /// A variable's or an enum value's name.
    package var name: Name?
    /// The name under which it stands, where its parent is an object.
    package var member: Name?
    /// Where its text begins (with its quotes, brackets or `$`).
    package var offset: UInt32
    /// How many bytes its text has.
    package var length: UInt32
    /// The index behind its last descendant.
    package var end: Int32
}
