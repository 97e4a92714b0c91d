/// What a database has, as a value: everything that binding needs to know of the live catalog.
///
/// Read once at start (and at every reload); planning and its tests never ask a database.
package struct Catalog: Sendable {
    package var relations: [Relation] = [] {
        didSet { places = RelationPlaces(relations) }
    }
    private var places = RelationPlaces([])
    package var types: [UInt32: DatabaseType] = [:]
    package var roles: [DatabaseRole] = []
    package var functions: [Function] = []
    /// For each schema, the roles that may use what is in it.
    package var schemas: [String: Set<String>] = [:]
    /// The names of all functions that are not PostgreSQL's own.
    package var userFunctions: Set<String> = []
    /// The names of PostgreSQL's own functions that may answer anew with each call.
    package var volatileFunctions: Set<String> = []
    /// The names of the text search configurations.
    package var searchConfigurations: Set<String> = []
    /// The names of the time zones.
    package var timeZones: Set<String> = []
    /// Where policies, views and functions cast claims as they are.
    package var claimCasts: [ClaimCast] = []
    /// Of the login that serves.
    package var login = Login(name: "")

    /// Creates an empty catalog, to be filled.
    package init() {}

    /// The relation called `name` in `schema`.
    package func relation(schema: String, name: String) -> Relation? {
        places.byName[schema]?[name].map { relations[$0] }
    }

    /// Whether reading `relation` involves a table with row-level security.
    package func readsRowSecurity(_ relation: Relation) -> Bool {
        var open = [relation]
        var seen: Set<UInt32> = []
        while let next = open.popLast() {
            guard seen.insert(next.oid).inserted else { continue }
            if next.hasRowSecurity { return true }
            guard let relations = next.definition.relations else { return true }
            open += relations.compactMap(self.relation)
        }
        return false
    }

    /// The relation of this oid.
    package func relation(_ oid: UInt32) -> Relation? {
        places.byOID[oid].map { relations[$0] }
    }
}

/// Where relations stand in the catalog: a database can have thousands of them.
private struct RelationPlaces {
    var byName: [String: [String: Int]] = [:]
    var byOID: [UInt32: Int] = [:]

    init(_ relations: [Relation]) {
        for (place, relation) in relations.enumerated().reversed() {
            byName[relation.schema, default: [:]][relation.name] = place
            byOID[relation.oid] = place
        }
    }
}

/// A table, a view, or what else rows are selected from.
package struct Relation: Sendable {
    package enum Kind: Sendable {
        case table, view, materializedView, foreignTable
        /// The rows that a function returns: of a composite type, with no table behind.
        case composite
    }

    package var oid: UInt32
    package var schema: String
    package var name: String
    package var kind: Kind
    package var owner: String
    /// The declared roles that own it.
    package var ownedBy: Set<String> = []
    /// The roles that may SELECT all of it.
    package var selectableBy: Set<String> = []
    package var columns: [Column] = []
    /// Column names of the primary key; empty where there is none.
    package var primaryKey: [String] = []
    /// Column names of each unique key that holds for all rows (not partial, not by expression).
    package var uniqueKeys: [[String]] = []
    package var foreignKeys: [ForeignKey] = []
    /// The columns of each constraint that concerns some, by its name.
    package var constraints: [String: [String]] = [:]
    /// Leading columns of each usable index, in order.
    package var indexes: [[String]] = []
    /// Whether other tables inherit from it, so that its rows are theirs too; partitions do not count.
    package var hasChildren = false
    /// Whether it is read without the rows of tables that inherit from it.
    package var isOnly = false
    package var hasRowSecurity = false
    package var forcesRowSecurity = false
    /// Whether it is a partition of a table.
    package var isPartition = false
    /// Whether the change feed tells of every change of its rows.
    package var isPublished = false
    /// Of a view: whether it runs with its caller's rights.
    package var isSecurityInvoker = false
    package var policies: [Policy] = []
    /// What the definition of a view reads.
    package var definition = Reads()
    /// The planner's estimate; below zero where never analyzed.
    package var estimatedRowCount: Double = -1

    /// Creates a relation without columns.
    package init(oid: UInt32, schema: String, name: String, kind: Kind, owner: String) {
        self.oid = oid
        self.schema = schema
        self.name = name
        self.kind = kind
        self.owner = owner
    }

    /// The column called `name`.
    package func column(_ name: String) -> Column? { columns.first { $0.name == name } }

    /// Whether at most one row has given values in `columns`.
    package func isUnique(_ columns: [String]) -> Bool {
        // PostgreSQL enforces a key in one table, not over those that inherit from it.
        if hasChildren && !isOnly { return false }
        let columns = Set(columns)
        return ([primaryKey] + uniqueKeys).contains { !$0.isEmpty && columns.isSuperset(of: $0) }
    }

    /// Whether an index begins with exactly the set `columns`, in any order.
    package func hasIndex(leadingWith columns: [String]) -> Bool {
        let wanted = Set(columns)
        return ([primaryKey] + uniqueKeys + indexes).contains {
            $0.count >= wanted.count && Set($0.prefix(wanted.count)) == wanted
        }
    }

    /// Whether it is a view that reads with the rights of its owner.
    package var readsAsOwner: Bool { kind == .view && !isSecurityInvoker }

    /// The relation as it stands in FROM.
    package var identifier: SQL {
        "\(isOnly ? "ONLY " : "")\(SQL.identifier(schema)).\(SQL.identifier(name))"
    }

    /// The name as a person writes it.
    package var displayName: String { schema == "public" ? name : schema + "." + name }
}

/// A column of a relation.
package struct Column: Sendable {
    package var name: String
    package var type: UInt32
    package var isNotNull: Bool
    /// Whether its collation takes different texts for equal.
    package var ignoresDifferences = false
    /// The patterns that an index finds.
    package var indexedPatterns: Set<TextPattern> = []
    /// The database roles that may SELECT it.
    package var selectableBy: Set<String> = []

    /// Creates a column that no role may read.
    package init(name: String, type: UInt32, isNotNull: Bool) {
        self.name = name
        self.type = type
        self.isNotNull = isNotNull
    }
}

/// A foreign key of a relation.
package struct ForeignKey: Sendable {
    package var columns: [String]
    /// The oid of the relation it points to.
    package var target: UInt32
    package var targetColumns: [String]

    /// Creates a foreign key.
    package init(columns: [String], target: UInt32, targetColumns: [String]) {
        self.columns = columns
        self.target = target
        self.targetColumns = targetColumns
    }
}

/// A row-level security policy that lets rows be read.
package struct Policy: Sendable {
    package var name: String
    /// The database roles that it is for; empty: everybody.
    package var roles: [String]
    /// Its USING expression as PostgreSQL prints it; `nil`: every row.
    package var expression: String?
    /// Whether it takes rows away instead of adding some.
    package var isRestrictive = false
    /// What its expression reads.
    package var reads = Reads()
    /// The columns that its expression reads, by the oid of their relation, its own among them.
    package var columns: [UInt32: Set<String>] = [:]

    /// Creates a policy.
    package init(name: String, roles: [String], expression: String?) {
        self.name = name
        self.roles = roles
        self.expression = expression
    }

    /// Whether it lets every row through.
    package var admitsEveryRow: Bool { expression == nil || expression == "true" }
}

/// A role of the cluster that the schema declares.
package struct DatabaseRole: Sendable {
    package var name: String
    /// Whether the serving login may switch to it.
    package var isGrantedToLogin: Bool
    package var isSuperuser: Bool
    package var bypassesRowSecurity: Bool

    /// Creates a role.
    package init(name: String, isGrantedToLogin: Bool, isSuperuser: Bool, bypassesRowSecurity: Bool) {
        self.name = name
        self.isGrantedToLogin = isGrantedToLogin
        self.isSuperuser = isSuperuser
        self.bypassesRowSecurity = bypassesRowSecurity
    }
}

/// The role that the gateway connects as.
package struct Login: Sendable {
    package var name: String
    /// The roles beyond the declared ones that it can switch to.
    package var canBecome: [String] = []
    /// What it is or can become that would let it step over row-level security: each a sentence.
    package var dangers: [String] = []

    /// Creates a login.
    package init(name: String) { self.name = name }
}
