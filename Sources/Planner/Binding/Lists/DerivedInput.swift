package import GraphQL

/// What the members of the derived input types are: a table for each kind of input type, each by the type and the member's position.
package struct DerivedInputs: Sendable {
    package var filters: [TypeID: [FilterField]] = [:]
    package var operators: [TypeID: [ValueOperator]] = [:]
    package var quantifiers: [TypeID: [Quantifier]] = [:]
    package var orders: [TypeID: [OrderField]] = [:]
    /// Of lists over several tables: the columns that each of them has.
    package var sharedOrders: [TypeID: [[TypeID: ColumnBinding]]] = [:]
    package var groupings: [TypeID: [AggregateField]] = [:]
    package var buckets: [TypeID: [BucketMember]] = [:]
    package var groupOrders: [TypeID: [GroupField]] = [:]
    package var groupKeyOrders: [TypeID: [AggregateField]] = [:]
    package var aggregateOrders: [TypeID: [AggregateMember]] = [:]
    package var functions: [TypeID: [AggregateFunction]] = [:]
    package var percentiles: [TypeID: [PercentileMember]] = [:]
}

/// How the conditions of one filter are combined; the raw value is the member's name.
package enum Combination: String, CaseIterable, Sendable {
    case and, or, not
}

/// What one member of a filter is about.
package enum FilterField: Sendable {
    case combination(Combination)
    case column(ColumnBinding)
    /// A value that SQL computes of the row.
    case expression(ExpressionBinding)
    /// A column that each table of a list over several has.
    case shared([TypeID: ColumnBinding])
    /// Words that a column of type `tsvector` has, as a configuration reads them.
    case search(Column, configuration: String)
    /// Columns of an object over the same row, whose fields' bindings these are.
    case embedded([FieldBinding])
    /// A global id: of the row itself, or of one that its columns point to.
    case id([Column], target: TypeID)
    case one(RelationBinding)
    case many(RelationBinding, ListBinding)
    /// Of a group: the number of its rows, or a function of their values.
    case aggregate(AggregateMember)
}

/// What one member of an order is about.
package enum OrderField: Sendable {
    case column(ColumnBinding)
    /// A value that SQL computes of the row.
    case expression(ExpressionBinding)
    /// A column of an object over the same row, whose fields' bindings these are.
    case embedded([FieldBinding])
    /// An order key of the one row that is related.
    case one(RelationBinding)
}

/// How many of the related rows a condition is about; the raw value is the member's name.
package enum Quantifier: String, CaseIterable, Sendable {
    case some, none, every
}

/// A member of the input that groups points in time.
package enum BucketMember: String, Sendable {
    case bucket, timeZone
}

/// A member of a condition on a percentile, or of an order by one.
package enum PercentileMember: Sendable {
    case fraction
    /// The operators of the condition, or the direction of the order.
    case subject
}
