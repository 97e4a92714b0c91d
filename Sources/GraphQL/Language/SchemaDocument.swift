/// A parsed document of the type system: definitions and extensions, in flat arrays as in ``Document``.
///
/// Every name, directive and argument keeps its offset, so that whatever is wrong with it can be said at its
/// place. Implements the grammar of *Type System*, §3.
package struct SchemaDocument: Sendable {
    /// The text, as it came.
    package let source: [UInt8]
    /// Definitions and extensions, as they stand.
    package internal(set) var definitions: [Definition] = []
    package internal(set) var fields: [FieldDefinition] = []
    /// Arguments of fields and directives, and fields of input objects.
    package internal(set) var inputValues: [InputValueDefinition] = []
    package internal(set) var enumValues: [EnumValueDefinition] = []
    package internal(set) var rootOperationTypes: [RootOperationTypeDefinition] = []
    /// The names of implemented interfaces and of unions' members.
    package internal(set) var namedTypes: [Name] = []
    package internal(set) var locations: [LocatedDirectiveLocation] = []
    package internal(set) var directives: [Directive] = []
    package internal(set) var arguments: [Argument] = []
    package internal(set) var values: [Value] = []
    package internal(set) var namePlaces: [NamePlace] = []

    /// Creates an empty document over `source`, for the parser to fill.
    init(source: [UInt8]) {
        self.source = source
    }

    /// *TypeSystemDefinitionOrExtension*: one definition, or what is added to one.
    package struct Definition: Sendable {
        package enum Kind: Sendable {
            case schema, scalar, object, interface, union, `enum`, inputObject, directive
        }

        package var kind: Kind
        /// Whether `extend` stands before it.
        package var isExtension: Bool
        /// `nil` for the schema.
        package var name: Name?
        /// Index of the description, a string, in `values`; an extension has none.
        package var description: Int32?
        package var directives: Run = 0..<0
        /// Of an object or an interface: a run of `namedTypes`.
        package var interfaces: Run = 0..<0
        /// Of an object or an interface: a run of `fields`.
        package var fields: Run = 0..<0
        /// Of a union: a run of `namedTypes`.
        package var members: Run = 0..<0
        /// Of an enum: a run of `enumValues`.
        package var enumValues: Run = 0..<0
        /// The fields of an input object or the arguments of a directive: a run of `inputValues`.
        package var inputValues: Run = 0..<0
        /// Of the schema: a run of `rootOperationTypes`.
        package var rootOperationTypes: Run = 0..<0
        /// Of a directive: a run of `locations`.
        package var locations: Run = 0..<0
        /// Of a directive.
        package var isRepeatable = false
        /// Where its keyword, or `extend`, stands.
        package var offset: UInt32
    }

    /// *FieldDefinition*, §3.6.
    package struct FieldDefinition: Sendable {
        package var name: Name
        package var description: Int32?
        /// A run of `inputValues`.
        package var arguments: Run
        package var type: Name
        package var modifiers: TypeModifiers
        package var directives: Run
    }

    /// *InputValueDefinition*, §3.6.1: an argument, or a field of an input object.
    package struct InputValueDefinition: Sendable {
        package var name: Name
        package var description: Int32?
        package var type: Name
        package var modifiers: TypeModifiers
        /// Index into `values`.
        package var defaultValue: Int32?
        package var directives: Run
    }

    /// *EnumValueDefinition*, §3.9.
    package struct EnumValueDefinition: Sendable {
        package var name: Name
        package var description: Int32?
        package var directives: Run
    }

    /// *RootOperationTypeDefinition*, §3.3.1.
    package struct RootOperationTypeDefinition: Sendable {
        package var operation: Operation.Kind
        package var type: Name
        package var offset: UInt32
    }

    /// *DirectiveLocation*, §3.13, where it is written.
    package struct LocatedDirectiveLocation: Sendable {
        package var location: DirectiveLocation
        package var offset: UInt32
    }
}
