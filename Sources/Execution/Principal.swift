package import Planner

/// The caller of a request for the database: a role, and the values of its claims.
package final class Principal {
    package let role: Int
    /// By the index of the claim in its role's declaration; `nil`: the token has none.
    package let claims: [String?]
    private var identities: [ClaimSet: Identity] = [:]

    /// Creates a principal of the role at index `role`.
    package init(role: Int, claims: [String?]) {
        self.role = role
        self.claims = claims
    }

    /// What the database can see of it in a statement that reads `set` of the claims.
    package func identity(seeing set: ClaimSet) -> Identity {
        if let known = identities[set] { return known }
        let seen = claims.enumerated().map { set.contains(ClaimSet(claim: $0)) ? $1 : nil }
        let identity = Identity(role: role, claims: seen)
        identities[set] = identity
        return identity
    }
}

/// What a database session can see of a caller: requests share a statement exactly if this is equal.
///
/// An object with its hash, as every step of every request is looked up by one (benchmark `ticket-by-id`).
package final class Identity: Hashable, Sendable {
    package let role: Int
    /// The claims that are set; the others are not, and read as NULL.
    package let claims: [String?]
    /// Role and claims as bytes, for caches: equal exactly for equal identities.
    package let key: [UInt8]
    private let hash: Int

    /// Creates an identity.
    package init(role: Int, claims: [String?]) {
        self.role = role
        self.claims = claims
        var hasher = Hasher()
        hasher.combine(role)
        hasher.combine(claims)
        hash = hasher.finalize()
        key = Self.key(role, claims)
    }

    /// Each claim has its length before it, one more than its bytes; zero: it is not set.
    private static func key(_ role: Int, _ claims: [String?]) -> [UInt8] {
        var key: [UInt8] = [UInt8(truncatingIfNeeded: role)]
        for claim in claims {
            let length = claim.map { UInt32(truncatingIfNeeded: $0.utf8.count &+ 1) } ?? 0
            for shift in stride(from: UInt32(0), to: 32, by: 8) {
                key.append(UInt8(truncatingIfNeeded: length >> shift))
            }
            if let claim { key.append(contentsOf: claim.utf8) }
        }
        return key
    }

    /// Hashes by what was computed at the beginning.
    package func hash(into hasher: inout Hasher) { hasher.combine(hash) }

    /// Compares role and claims.
    package static func == (left: Identity, right: Identity) -> Bool {
        left === right || left.hash == right.hash && left.role == right.role && left.claims == right.claims
    }
}
