/// A data type of the database.
package struct DatabaseType: Sendable {
    package enum Kind: Sendable {
        case base
        /// Its labels, in their order.
        case enumeration([String])
        /// The oid of the type under the domain.
        case domain(UInt32)
        /// The oid of the items' type.
        case array(UInt32)
        /// Its attributes, in their order.
        case composite([Column])
        case other
    }

    /// Whether PostgreSQL tells equal values: by the operator of the order of its indexes.
    package enum Equality: Sendable {
        case none
        /// The operator is in this schema, where the login does not look for it: `=` would be that of a type to which it converts.
        case hidden(schema: String)
        case found
    }

    package var oid: UInt32
    package var schema: String
    package var name: String
    package var kind: Kind
    /// The oid of the type of arrays of it; 0 where there is none.
    package var arrayType: UInt32
    /// Whether a domain refuses NULL.
    package var isNotNull = false
    package var equality = Equality.none
    /// Whether it is a text with an operator `LIKE` of its own.
    package var hasPatterns = false

    /// Creates a type.
    package init(oid: UInt32, schema: String, name: String, kind: Kind, arrayType: UInt32) {
        self.oid = oid
        self.schema = schema
        self.name = name
        self.kind = kind
        self.arrayType = arrayType
    }

    /// Whether values can be compared for equality.
    var hasEquality: Bool {
        switch equality {
        case .none: false
        case .hidden, .found: true
        }
    }

    /// The name as it stands in SQL.
    package var identifier: SQL { "\(SQL.identifier(schema)).\(SQL.identifier(name))" }
}
