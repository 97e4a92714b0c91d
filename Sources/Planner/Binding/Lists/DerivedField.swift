/// A field of a derived type.
///
/// The case is set where the field is made. Planning switches over it and compares no names.
package enum DerivedField: Sendable {
    case connection(ConnectionField)
    case edge(EdgeField)
    case pageInfo(PageInfoField)
    /// A field of `XAggregate`: the number of objects, or a field of the objects.
    case aggregate(AggregateMember)
    /// A field of `IntAggregate` and its like: one function of the values.
    case function(AggregateFunction)
    case group(GroupField)
    /// A field of `XGroupKey`.
    case groupKey(AggregateField)
}

/// A field of a connection.
package enum ConnectionField: String, Sendable {
    case edges, nodes, pageInfo, totalCount, estimatedCount, aggregate, groups, groupCount
}

/// A field of an edge.
package enum EdgeField: String, Sendable {
    case cursor, node
}

/// A field of `PageInfo`.
package enum PageInfoField: String, Sendable {
    case hasNextPage, hasPreviousPage, startCursor, endCursor
}

/// A field of a group of objects.
package enum GroupField: String, Sendable {
    case key, aggregate
}

/// What is aggregated of objects.
package enum AggregateMember: Sendable {
    /// How many there are.
    case count
    /// The values of one field.
    case values(AggregateField)
}

/// A field that every object has, or the root: *Introspection*, §4, and *Type Name Introspection*, §4.1.
package enum MetaField: String, Sendable {
    case typename = "__typename"
    case schema = "__schema"
    case type = "__type"
}

/// An argument that binding adds to a field; its raw value is its name.
package enum DerivedArgument: String, Sendable {
    case first, after, last, before, offset
    case filter = "where"
    case order = "orderBy"
    case groupBy = "by"
    case having
    case fractions
    case dryRun
}
