package import GraphQL

/// A schema whose every field knows where its data lives, as far as `findings` has no errors.
package struct BoundSchema: Sendable {
    /// What is served: with the derived types, every element with the roles that may know of it.
    package var schema: Schema
    /// The roles; a role's index is its bit in every `RoleSet`.
    package var roles: [Role]
    package var jobs: [Job] = []
    /// By type index.
    package var objects: [ObjectBinding]
    /// By type index and field index.
    package var fields: [[FieldBinding]]
    package var inputs: DerivedInputs
    /// What reading a relation depends on, by its oid and the role's index.
    package var dependencies: [UInt32: [Dependencies]]
    /// The names of the relations, by oid.
    package var relationNames: [UInt32: String]
    /// The relations of whose changes the change feed tells, by oid.
    package var published: Set<UInt32>
    package var findings: [Finding]
    /// The roles from which no policy hides a row of a relation, by its oid.
    package var seesEveryRow: [UInt32: RoleSet]
    /// The database role that each role's statements run as, by the role's index: the login itself where it declares none.
    package var databaseRoles: [String]
    /// The database's types, by oid.
    package var databaseTypes: [UInt32: DatabaseType]
    /// The names of the time zones that the database knows.
    package var timeZones: Set<String>

    /// Whether nothing forbids to serve it.
    package var isSound: Bool { !findings.contains { $0.severity == .error } }

    /// The table behind `type`, if it is bound to one.
    package func table(of type: TypeID) -> TableBinding? {
        guard case .table(let table) = objects[type.index] else { return nil }
        return table
    }

    /// What a statement of `role` that reads `relation` depends on.
    package func dependencies(reading relation: UInt32, as role: Int) -> Dependencies {
        dependencies[relation]?[role] ?? .unknown
    }
}

/// What an object type stands for.
package enum ObjectBinding: Sendable {
    case none
    case root
    case table(TableBinding)
    /// An object over columns of the row that its parent stands for.
    case embedded
    /// Derived: a page of `node`s.
    case connection(node: TypeID)
    /// Any other derived object type: its fields say what they are.
    case derived
}

/// A type bound to a relation of the database.
package struct TableBinding: Sendable {
    package var type: TypeID
    package var relation: Relation
    /// The columns that identify a row.
    package var key: [Column]
    /// What a global id of the type begins with: the type's name and a zero byte.
    package var idPrefix: [UInt8]
}

/// Where a field's value comes from.
package indirect enum FieldBinding: Sendable {
    case none
    /// The row's global id.
    case id
    /// The global id of a row of another type, whose key the columns hold.
    case foreignID([Column], target: TypeID)
    case column(ColumnBinding)
    case expression(ExpressionBinding)
    /// An object over the same row; the bindings of its type's fields, in their order.
    case embedded([FieldBinding])
    /// At most one row of another type.
    case one(RelationBinding)
    /// Any number of rows of another type.
    case many(RelationBinding, ListBinding)
    /// A root field: one row, by a unique key from its arguments.
    case lookup(LookupBinding)
    /// A root field: any number of rows.
    case collection(ListBinding)
    /// The root field `node`, with its argument.
    case node(InputValueDefinition)
    /// The root field `nodes`, with its argument.
    case nodes(InputValueDefinition)
    /// What a function returns.
    case call(FunctionBinding)
    /// The root field `live` of subscriptions: an object of the query type, read anew whenever what it depends on has changed.
    case live
    /// A field of a derived type.
    case derived(DerivedField)
    /// A field of every type, or of the root, which no schema writes.
    case meta(MetaField)
}

/// A value that SQL of the schema's author computes of a row.
package struct ExpressionBinding: Sendable {
    package var sql: SQL
    package var format: ScalarFormat
    /// What it depends on, by the role's index; `nil` of a role that may not evaluate it.
    package var dependencies: [Dependencies?]
    /// Whether it has the same value for a row at any time and for any caller: then rows are filtered and ordered by it.
    package var isImmutable: Bool
}

/// A column, and the one that stands in for it.
package struct ColumnBinding: Sendable {
    package var column: Column
    /// What roles see which may not read `column`.
    package var mask: Column?
    package var format: ScalarFormat
}

/// How rows of one relation find rows of another.
package struct RelationBinding: Sendable {
    /// The type of the rows found.
    package var target: TypeID
    /// Columns of the row that has the field.
    package var from: [Column]
    /// Columns of the rows found, or of the relation between.
    package var to: [Column]
    package var through: ThroughBinding?
}

/// A relation between two others.
package struct ThroughBinding: Sendable {
    package var relation: Relation
    /// Its columns that point to the rows found.
    package var columns: [Column]
    /// The columns of the rows found to which they point.
    package var targetColumns: [Column]
}

/// How many rows are listed.
package struct ListBinding: Sendable {
    /// The type of the rows.
    package var target: TypeID
    package var isConnection: Bool
    /// The order where none is asked for: columns of the target, and their directions.
    package var defaultOrder: [(column: Column, direction: OrderDirection)]
    /// The tables whose rows they are, where there are several: the target is a union or an interface then.
    package var variants: [Variant] = []
}

/// One of the tables whose rows stand in one list.
package struct Variant: Sendable {
    package var table: TableBinding
    /// How its rows are found; `nil` at the root.
    package var relation: RelationBinding?
    /// The list's default order, in columns of this table.
    package var defaultOrder: [(column: Column, direction: OrderDirection)]
}

/// A root field that finds one row by a unique key.
package struct LookupBinding: Sendable {
    package enum KeySource: Sendable {
        /// The global id in that argument.
        case id(argument: InputValueDefinition)
        /// One argument a column.
        case arguments([(argument: InputValueDefinition, column: ColumnBinding)])
        /// A claim of the caller's token.
        case claim(SQL, column: Column)
    }

    package var target: TypeID
    package var key: KeySource
}

/// The direction of an order key.
package enum OrderDirection: String, CaseIterable, Sendable {
    case ascending = "ASC"
    case descending = "DESC"
    case ascendingNullsFirst = "ASC_NULLS_FIRST"
    case ascendingNullsLast = "ASC_NULLS_LAST"
    case descendingNullsFirst = "DESC_NULLS_FIRST"
    case descendingNullsLast = "DESC_NULLS_LAST"

    /// Whether larger values come later.
    package var isAscending: Bool {
        switch self {
        case .ascending, .ascendingNullsFirst, .ascendingNullsLast: true
        case .descending, .descendingNullsFirst, .descendingNullsLast: false
        }
    }

    /// Whether NULL comes before every value; PostgreSQL's own order has it as the largest.
    package var putsNullsFirst: Bool {
        switch self {
        case .ascendingNullsFirst, .descendingNullsFirst, .descending: true
        case .ascending, .ascendingNullsLast, .descendingNullsLast: false
        }
    }

    /// The opposite order, nulls included.
    package var reversed: OrderDirection {
        switch self {
        case .ascending: .descending
        case .descending: .ascending
        case .ascendingNullsFirst: .descendingNullsLast
        case .ascendingNullsLast: .descendingNullsFirst
        case .descendingNullsFirst: .ascendingNullsLast
        case .descendingNullsLast: .ascendingNullsFirst
        }
    }
}
