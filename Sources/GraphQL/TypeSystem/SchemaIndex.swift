/// What validation reads of a schema, as flat arrays of plain words: no reference is counted and no string compared on the way.
///
/// Made once, with its schema. `roles` are the *effective* ones here: an element is known to the roles that may know of it, of what
/// it belongs to and of the type that it has.
final class SchemaIndex: Sendable {
    let symbols: SymbolTable
    let members: MemberTable
    let types: [IndexedType]
    let fields: [IndexedField]
    let inputs: [IndexedInput]
    let enumValues: [IndexedEnumValue]
    let directives: [IndexedDirective]
    /// By symbol: the type of that name, or −1.
    let typeOfSymbol: [Int32]
    /// By symbol: the directive of that name, or −1.
    let directiveOfSymbol: [Int32]
    /// A set of bits for each type: the objects that it can be.
    let possibleTypes: [UInt64]
    let wordsOfPossibleTypes: Int
    /// The meta-fields, which belong to no type's list.
    let typenameField: Int32
    let schemaField: Int32
    let typeField: Int32

    init(_ builder: consuming SchemaIndexBuilder) {
        symbols = builder.symbols
        members = builder.members
        types = builder.types
        fields = builder.fields
        inputs = builder.inputs
        enumValues = builder.enumValues
        directives = builder.directives
        typeOfSymbol = builder.typeOfSymbol
        directiveOfSymbol = builder.directiveOfSymbol
        possibleTypes = builder.possibleTypes
        wordsOfPossibleTypes = builder.wordsOfPossibleTypes
        typenameField = builder.typenameField
        schemaField = builder.schemaField
        typeField = builder.typeField
    }

    /// The owner under which a field's arguments are found in ``members``.
    func owner(ofField field: Int32) -> Int32 { Int32(types.count) + field }

    /// The owner under which a directive's arguments are found in ``members``.
    func owner(ofDirective directive: Int32) -> Int32 { Int32(types.count) + Int32(fields.count) + directive }

    /// Whether an object is among what both `first` and `second` can be, and known to `role`.
    func canOverlap(_ first: Int32, _ second: Int32, role: RoleSet) -> Bool {
        for word in 0..<wordsOfPossibleTypes {
            var both =
                possibleTypes[Int(first) * wordsOfPossibleTypes + word]
                & possibleTypes[Int(second) * wordsOfPossibleTypes + word]
            while both != 0 {
                if !types[word * 64 + both.trailingZeroBitCount].roles.isDisjoint(with: role) { return true }
                both &= both - 1
            }
        }
        return false
    }
}

/// How a scalar's literals and JSON values are checked.
enum ScalarKind: Sendable {
    case int, float, string, boolean, id
    /// `JSON`: any value at all.
    case json
    /// One of the schema's own: a string, a number or a boolean that its ``ScalarRule`` takes.
    case custom

    init(named name: String) {
        switch name {
        case "Int": self = .int
        case "Float": self = .float
        case "String": self = .string
        case "Boolean": self = .boolean
        case "ID": self = .id
        case "JSON": self = .json
        case _: self = .custom
        }
    }
}

struct IndexedType: Sendable {
    var kind: TypeKind
    var scalar: ScalarKind
    var isOneOf: Bool
    var roles: RoleSet
    var fields: Range<Int32>
    var inputs: Range<Int32>
    var enumValues: Range<Int32>

    var isComposite: Bool { kind == .object || kind == .interface || kind == .union }
    var isInput: Bool { kind == .scalar || kind == .enum || kind == .inputObject }
}

struct IndexedField: Sendable {
    var type: TypeReference
    var isComposite: Bool
    var hasRequiredArguments: Bool
    var roles: RoleSet
    var arguments: Range<Int32>
    /// Its place among its type's fields.
    var position: Int32
    var owner: Int32
}

struct IndexedInput: Sendable {
    var symbol: Int32
    var type: TypeReference
    var hasDefault: Bool
    var roles: RoleSet
    /// Its place among its owner's arguments or input fields.
    var position: Int32

    var isRequired: Bool { type.modifiers.isNonNull && !hasDefault }
}

struct IndexedEnumValue: Sendable {
    var symbol: Int32
    var roles: RoleSet
}

struct IndexedDirective: Sendable {
    var isRepeatable: Bool
    var hasRequiredArguments: Bool
    /// The bit of each location's place among `DirectiveLocation.allCases`.
    var locations: UInt32
    var arguments: Range<Int32>
    var roles: RoleSet
}

extension DirectiveLocation {
    /// A bit of its own for each location.
    var bit: UInt32 {
        switch self {
        case .query: 1 << 0
        case .mutation: 1 << 1
        case .subscription: 1 << 2
        case .field: 1 << 3
        case .fragmentDefinition: 1 << 4
        case .fragmentSpread: 1 << 5
        case .inlineFragment: 1 << 6
        case .variableDefinition: 1 << 7
        case .schema: 1 << 8
        case .scalar: 1 << 9
        case .object: 1 << 10
        case .fieldDefinition: 1 << 11
        case .argumentDefinition: 1 << 12
        case .interface: 1 << 13
        case .union: 1 << 14
        case .enum: 1 << 15
        case .enumValue: 1 << 16
        case .inputObject: 1 << 17
        case .inputFieldDefinition: 1 << 18
        case .directiveDefinition: 1 << 19
        }
    }
}
