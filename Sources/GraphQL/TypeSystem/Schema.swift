/// The index of a type in its schema.
package struct TypeID: Hashable, Sendable {
    package let index: Int

    /// Creates the id of the type at `index`.
    package init(_ index: Int) { self.index = index }
}

/// A type and the marks around it, as in `[Ticket!]!`.
package struct TypeReference: Hashable, Sendable {
    package var type: TypeID
    package var modifiers: TypeModifiers

    /// Creates a reference to `type` inside `modifiers`.
    package init(_ type: TypeID, _ modifiers: TypeModifiers = TypeModifiers()) {
        self.type = type
        self.modifiers = modifiers
    }
}

/// A set of the roles that a gateway serves: who may know of an element of the schema.
///
/// At most 64 roles; each has the bit of its index.
package struct RoleSet: OptionSet, Hashable, Sendable {
    package let rawValue: UInt64

    /// Creates a set from its bits.
    package init(rawValue: UInt64) { self.rawValue = rawValue }

    /// The set of the one role at `index`, below 64.
    package init(role index: Int) { rawValue = 1 << UInt64(index) }

    /// Every role.
    package static let all = RoleSet(rawValue: .max)
}

/// A place in one of the files that a schema was read from.
package struct SourceLocation: Hashable, Sendable {
    package var file: String
    package var line: Int
    package var column: Int

    /// Creates a place; `line` and `column` count from 1.
    package init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }
}

/// A schema: types in one array, referred to by index; immutable once made.
///
/// Every element carries the set of roles that may know of it; look-ups take the waiter's role and do not find what is
/// hidden from it. Implements *Type System*, §3.
package final class Schema: Sendable {
    package let description: String?
    package let types: [TypeDefinition]
    package let directives: [DirectiveDefinition]
    package let queryType: TypeID?
    package let mutationType: TypeID?
    package let subscriptionType: TypeID?
    /// The directives applied to `schema` itself and to its extensions.
    package let appliedDirectives: [AppliedDirective]
    private let typeIDs: [String: TypeID]
    /// The same as flat arrays, for validation.
    let index: SchemaIndex

    /// Creates a schema over `types`, whose references are indices into that very array.
    ///
    /// The possible types of objects and interfaces are found here; those of unions are their members, as given.
    package init(
        description: String? = nil,
        types: [TypeDefinition],
        directives: [DirectiveDefinition],
        queryType: TypeID?,
        mutationType: TypeID?,
        subscriptionType: TypeID?,
        appliedDirectives: [AppliedDirective] = []
    ) {
        self.description = description
        let types = Self.withPossibleTypes(types)
        self.types = types
        self.directives = directives
        self.queryType = queryType
        self.mutationType = mutationType
        self.subscriptionType = subscriptionType
        self.appliedDirectives = appliedDirectives
        typeIDs = Dictionary(
            types.enumerated().map { ($1.name, TypeID($0)) },
            uniquingKeysWith: { first, _ in first }
        )
        index = SchemaIndex(SchemaIndexBuilder(types: types, directives: directives))
    }

    /// The definition of `type`.
    package subscript(type: TypeID) -> TypeDefinition { types[type.index] }

    /// The type called `name`, for any role.
    package func type(named name: String) -> TypeID? { typeIDs[name] }

    /// The type called `name`, if `role` may know of it.
    package func type(named name: String, role: RoleSet) -> TypeID? {
        guard let type = typeIDs[name], !types[type.index].roles.isDisjoint(with: role) else { return nil }
        return type
    }

    /// The place among its fields of `type`'s field called `name`, if `role` may know of it and of the field's type.
    package func field(named name: String, of type: TypeID, role: RoleSet) -> Int? {
        let found = index.members.find(owner: Int32(type.index), symbol: index.symbols.find(name))
        guard found >= 0, types[type.index].isComposite else { return nil }
        let field = index.fields[Int(found)]
        return field.roles.isDisjoint(with: role) ? nil : Int(field.position)
    }

    /// The directive called `name`, for any role.
    package func directive(named name: String) -> DirectiveDefinition? {
        let symbol = index.symbols.find(name)
        guard symbol >= 0, index.directiveOfSymbol[Int(symbol)] >= 0 else { return nil }
        return directives[Int(index.directiveOfSymbol[Int(symbol)])]
    }

    /// The type of an operation's root.
    package func rootType(of kind: Operation.Kind) -> TypeID? {
        switch kind {
        case .query: queryType
        case .mutation: mutationType
        case .subscription: subscriptionType
        }
    }

    private static func withPossibleTypes(_ types: [TypeDefinition]) -> [TypeDefinition] {
        var types = types
        for index in types.indices where types[index].kind == .interface { types[index].possibleTypes = [] }
        for index in types.indices where types[index].kind == .object {
            types[index].possibleTypes = [TypeID(index)]
            var seen: Set<TypeID> = []
            for interface in types[index].interfaces where types.indices.contains(interface.index) {
                if types[interface.index].kind == .interface && seen.insert(interface).inserted {
                    types[interface.index].possibleTypes.append(TypeID(index))
                }
            }
        }
        return types
    }
}

/// What kind of type it is: *Types*, §3.4.
package enum TypeKind: Sendable {
    case scalar, object, interface, union, `enum`, inputObject
}

/// One named type.
package struct TypeDefinition: Sendable {
    package var kind: TypeKind
    package var name: String
    package var description: String?
    /// Of an object or an interface.
    package var fields: [FieldDefinition] = []
    /// The interfaces that an object or an interface implements.
    package var interfaces: [TypeID] = []
    /// The objects that a union or an interface can be; of an object, itself.
    package var possibleTypes: [TypeID] = []
    package var enumValues: [EnumValueDefinition] = []
    package var inputFields: [InputValueDefinition] = []
    package var isOneOf = false
    package var specifiedByURL: String?
    /// Of a scalar, which values it takes.
    package var scalarRule: ScalarRule?
    package var appliedDirectives: [AppliedDirective] = []
    package var location: SourceLocation?
    package var roles: RoleSet = .all

    /// Creates an empty type, to be filled.
    package init(kind: TypeKind, name: String, description: String? = nil) {
        self.kind = kind
        self.name = name
        self.description = description
    }

    /// Whether it stands for values that are sent as they are: a scalar or an enum.
    package var isLeaf: Bool { kind == .scalar || kind == .enum }
    /// Whether fields are selected of it.
    package var isComposite: Bool { kind == .object || kind == .interface || kind == .union }
    /// Whether a variable or an argument may have it.
    package var isInput: Bool { isLeaf || kind == .inputObject }
}

/// A field of an object or an interface.
package struct FieldDefinition: Sendable {
    package var name: String
    package var description: String?
    package var arguments: [InputValueDefinition] = []
    package var type: TypeReference
    package var deprecationReason: String?
    package var appliedDirectives: [AppliedDirective] = []
    package var location: SourceLocation?
    package var roles: RoleSet = .all

    /// Creates a field without arguments.
    package init(name: String, type: TypeReference, description: String? = nil) {
        self.name = name
        self.type = type
        self.description = description
    }
}

/// An argument, or a field of an input object.
package struct InputValueDefinition: Sendable {
    package var name: String
    package var description: String?
    package var type: TypeReference
    /// As it was written; coerced when the schema is checked.
    package var defaultValue: InputValue?
    package var deprecationReason: String?
    package var appliedDirectives: [AppliedDirective] = []
    package var location: SourceLocation?
    package var roles: RoleSet = .all

    /// Creates an input value without a default.
    package init(name: String, type: TypeReference, description: String? = nil) {
        self.name = name
        self.type = type
        self.description = description
    }

    /// Whether it must be given: non-null and without a default.
    package var isRequired: Bool { type.modifiers.isNonNull && defaultValue == nil }
}

/// One value of an enum.
package struct EnumValueDefinition: Sendable {
    package var name: String
    package var description: String?
    package var deprecationReason: String?
    package var appliedDirectives: [AppliedDirective] = []
    package var location: SourceLocation?
    package var roles: RoleSet = .all

    /// Creates a value.
    package init(name: String, description: String? = nil) {
        self.name = name
        self.description = description
    }
}

/// A directive's definition: *Directives*, §3.13.
package struct DirectiveDefinition: Sendable {
    package var name: String
    package var description: String?
    package var arguments: [InputValueDefinition] = []
    package var isRepeatable = false
    package var locations: [DirectiveLocation]
    package var deprecationReason: String?
    package var appliedDirectives: [AppliedDirective] = []
    package var location: SourceLocation?
    package var roles: RoleSet = .all

    /// Creates a directive without arguments.
    package init(name: String, locations: [DirectiveLocation], description: String? = nil) {
        self.name = name
        self.locations = locations
        self.description = description
    }
}

/// A directive as it is applied to an element of the schema.
package struct AppliedDirective: Sendable {
    package var name: String
    package var arguments: [InputValue.Member]
    package var location: SourceLocation?

    /// Creates an application of the directive called `name`.
    package init(name: String, arguments: [InputValue.Member] = [], location: SourceLocation? = nil) {
        self.name = name
        self.arguments = arguments
        self.location = location
    }

    /// The argument called `name`, if it was given.
    package func argument(_ name: String) -> InputValue? { arguments.first { $0.name == name }?.value }
}
