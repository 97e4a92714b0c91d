/// A function of the database, as fields are bound to it.
package struct Function: Sendable {
    /// One of its arguments that a call gives a value.
    package struct Parameter: Sendable {
        package var name: String
        package var type: UInt32
        package var hasDefault: Bool
        /// Whether it is `VARIADIC`: its type is the array of all arguments from here on.
        package var isVariadic: Bool

        /// Creates a parameter.
        package init(name: String, type: UInt32, hasDefault: Bool, isVariadic: Bool = false) {
            self.name = name
            self.type = type
            self.hasDefault = hasDefault
            self.isVariadic = isVariadic
        }
    }

    package enum Volatility: Sendable { case immutable, stable, volatile }

    /// How many results one call returns.
    package enum Cardinality: Sendable {
        case one
        /// `SETOF`.
        case set
        /// One array of rows. An array of scalars is one value.
        case array
    }

    /// What one call returns; of a set or an array of rows, each item.
    package enum Answer: Sendable {
        case nothing
        case value(UInt32)
        /// A row with these columns: of a composite type, or of the function's own making.
        case row([Column])
        /// A row of the relation with this oid.
        case rowOfRelation(UInt32)
    }

    package var oid: UInt32
    package var schema: String
    package var name: String
    package var parameters: [Parameter] = []
    package var answer = Answer.nothing
    package var cardinality = Cardinality.one
    package var volatility = Volatility.volatile
    /// Whether it runs with its owner's rights.
    package var isSecurityDefiner = false
    package var owner = ""
    package var isOwnedBySuperuser = false
    /// Whether an extension made it.
    package var isPartOfExtension = false
    /// Whether `PUBLIC` may call it: by a grant, or by PostgreSQL's default.
    package var isExecutableByPublic = false
    /// Whether its `search_path` is its own, not its caller's.
    package var hasOwnSearchPath = false
    /// How many rows PostgreSQL expects of one call: `ROWS`.
    package var expectedRows = 1000
    /// Of a function that takes a set of calls, the array's type; ``parameters`` are those of one call.
    package var callsType: UInt32?
    /// Of such a function that returns values, the name of their column.
    package var valueName: String?
    /// The roles that may call it.
    package var executableBy: Set<String> = []
    /// What its body reads, with whose rights it may be.
    package var body = Reads.unknown

    /// Creates a function without parameters that answers nothing.
    package init(oid: UInt32, schema: String, name: String) {
        self.oid = oid
        self.schema = schema
        self.name = name
    }

    /// The name as it stands in SQL.
    package var identifier: SQL { "\(SQL.identifier(schema)).\(SQL.identifier(name))" }

    /// The name as a person writes it.
    package var displayName: String { schema == "public" ? name : schema + "." + name }
}
