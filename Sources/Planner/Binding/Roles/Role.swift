/// A role of callers, as the schema declares it.
package struct Role: Sendable {
    /// What the token calls it.
    package var name: String
    /// The PostgreSQL role of its statements; `nil`: the login itself.
    package var database: String?
    package var claims: [ClaimDeclaration]
    package var isAnonymous: Bool
    /// Whether its callers may introspect the schema, and errors suggest names.
    package var allowsIntrospection: Bool
    /// Whether its callers may get a trace of their requests.
    package var allowsTracing = false
    /// Limits of its own, by ``RequestLimits/Entry/fieldName``.
    package var limits: [String: Int] = [:]
    /// Whether only documents that the operator trusts are answered.
    package var requiresTrustedDocuments = false

    /// Creates a role.
    package init(
        name: String,
        database: String?,
        claims: [ClaimDeclaration] = [],
        isAnonymous: Bool = false,
        allowsIntrospection: Bool = true
    ) {
        self.name = name
        self.database = database
        self.claims = claims
        self.isAnonymous = isAnonymous
        self.allowsIntrospection = allowsIntrospection
    }
}

/// A claim of a role's tokens that policies may read.
package struct ClaimDeclaration: Hashable, Sendable {
    package enum Kind: String, Sendable {
        case text = "TEXT"
        case uuid = "UUID"
        case integer = "INTEGER"
        case boolean = "BOOLEAN"

        /// The types of a column that holds subjects of this kind; `nil` where subjects are not of it.
        var typesOfSubjects: Set<UInt32>? {
            switch self {
            case .text: [TypeOID.text, TypeOID.varchar]
            case .uuid: [TypeOID.uuid]
            case .integer: [TypeOID.int8, TypeOID.int4, TypeOID.int2]
            case .boolean: nil
            }
        }
    }

    package var name: String
    package var kind: Kind
    package var isList: Bool
    package var isRequired: Bool
    /// The table or view that derives it from the subject, where the token does not carry it, as `[schema.]name`.
    package var relation: String?

    /// Creates a claim.
    package init(
        name: String,
        kind: Kind,
        isList: Bool = false,
        isRequired: Bool = false,
        relation: String? = nil
    ) {
        self.name = name
        self.kind = kind
        self.isList = isList
        self.isRequired = isRequired
        self.relation = relation
    }

    /// Where ``relation`` is; without a schema it is in `public`.
    package var qualifiedRelation: (schema: String, name: String) {
        let parts = (relation ?? "").split(separator: ".", maxSplits: 1).map(String.init)
        return parts.count == 2 ? (parts[0], parts[1]) : ("public", relation ?? "")
    }

    /// The setting that policies read.
    package var setting: String { "claims." + name }

    /// What the setting is where the token has no such claim; never NULL, to which PostgreSQL cannot return after a value.
    package var absentValue: String { isList ? "{}" : "" }
}

/// A set of a role's claims: the bit of each is its index in ``Role/claims``.
package struct ClaimSet: OptionSet, Hashable, Sendable {
    package let rawValue: UInt64

    /// Creates a set from its bits.
    package init(rawValue: UInt64) { self.rawValue = rawValue }

    /// The set of the one claim at `index`, below 64.
    package init(claim index: Int) { rawValue = 1 << UInt64(index) }

    /// Every claim.
    package static let all = ClaimSet(rawValue: .max)
}
