import GraphQL

/// The schema's types with the tables that serve them.
struct BoundTables: TableElements {
    let types: [TypeDefinition]
    let typeIDs: [String: TypeID]
    /// By type index.
    var objects: [ObjectBinding]

    /// The types of `schema`, none of them bound.
    init(of schema: Schema) {
        types = schema.types
        typeIDs = Dictionary(
            schema.types.enumerated().map { ($1.name, TypeID($0)) },
            uniquingKeysWith: { first, _ in first }
        )
        objects = types.map { _ in .none }
    }

    /// The tables of types whose fields are bound, too.
    init(of bound: BoundFields) {
        types = bound.types
        typeIDs = bound.typeIDs
        objects = bound.objects
    }
}

/// Those types with what serves each of their fields.
struct BoundFields: FieldElements {
    let types: [TypeDefinition]
    let typeIDs: [String: TypeID]
    var objects: [ObjectBinding]
    /// By type index and field index.
    var fields: [[FieldBinding]]

    /// The types of `tables`, none of whose fields is bound.
    init(of tables: BoundTables) {
        types = tables.types
        typeIDs = tables.typeIDs
        objects = tables.objects
        fields = types.map { $0.fields.map { _ in .none } }
    }
}

/// All types that are served: those of the schema, and those that Concierge derives.
struct DerivedTypes: FieldElements {
    var types: [TypeDefinition]
    var typeIDs: [String: TypeID]
    var objects: [ObjectBinding]
    var fields: [[FieldBinding]]
    var inputs = DerivedInputs()
    /// The type of subscriptions, which is derived.
    var subscriptionType: TypeID?

    /// The types of the schema, before any is derived.
    init(of bound: BoundFields) {
        types = bound.types
        typeIDs = bound.typeIDs
        objects = bound.objects
        fields = bound.fields
    }
}

/// Types of which it is known what serves the object types.
protocol TableElements {
    var types: [TypeDefinition] { get }
    var typeIDs: [String: TypeID] { get }
    var objects: [ObjectBinding] { get }
}

extension TableElements {
    /// The table behind `type`, if it is bound to one.
    func table(of type: TypeID) -> TableBinding? {
        guard case .table(let table) = objects[type.index] else { return nil }
        return table
    }

    /// The tables that the values of `type`, a union or an interface, are rows of; `nil` where a member is no table.
    func variants(of type: TypeID) -> [TableBinding]? {
        let definition = types[type.index]
        guard definition.kind == .union || definition.kind == .interface else { return nil }
        let tables = definition.possibleTypes.compactMap { table(of: $0) }
        return tables.isEmpty || tables.count < definition.possibleTypes.count ? nil : tables
    }
}

/// Types of which it is known what serves their fields.
protocol FieldElements: TableElements {
    var fields: [[FieldBinding]] { get }
}

/// A pass that reads or changes all types that are served.
protocol DerivedElements: FieldElements {
    var elements: DerivedTypes { get }
}

extension DerivedElements {
    var types: [TypeDefinition] { elements.types }
    var typeIDs: [String: TypeID] { elements.typeIDs }
    var objects: [ObjectBinding] { elements.objects }
    var fields: [[FieldBinding]] { elements.fields }
}
