import JSON

/// Verifies tokens with a set of keys, as RFC 8725 (*JSON Web Token Best Current Practices*) requires.
///
/// It belongs to one thread: each event loop makes its own. It keeps nothing of the tokens it has seen.
package final class Verifier {
    private let keySet: KeySet
    private let keys: [LibraryKey]
    private let issuer: String?
    private let audience: String?
    private let clockSkew: Int64
    private let requiresExpiration: Bool

    /// Creates a verifier.
    ///
    /// - Parameters:
    ///   - keys: the keys, each pinned to its algorithm.
    ///   - issuer: what `iss` must be; `nil` takes any.
    ///   - audience: what `aud` must name; without it, a token that names any audience is refused, because it
    ///     was not made for us (RFC 7519, §4.1.3 "aud").
    ///   - clockSkew: by how many seconds clocks may differ, from 0 to 300.
    ///   - requiresExpiration: whether a token without `exp` is refused.
    /// - Throws: `KeySetError` when the library refuses a key.
    package init(
        keys: KeySet,
        issuer: String? = nil,
        audience: String? = nil,
        clockSkew: Int64 = 30,
        requiresExpiration: Bool = true
    ) throws(KeySetError) {
        var libraryKeys: [LibraryKey] = []
        for key in keys.keys { libraryKeys.append(try LibraryKey(key)) }
        self.keySet = keys
        self.keys = libraryKeys
        self.issuer = issuer
        self.audience = audience
        self.clockSkew = min(max(clockSkew, 0), Limits.clockSkew)
        self.requiresExpiration = requiresExpiration
    }

    /// Verifies a token: its form, its header, its signature, and only then its claims.
    ///
    /// - Parameters:
    ///   - token: the token in compact form, without "Bearer".
    ///   - now: seconds since 1970 UTC.
    /// - Throws: `TokenError` for the first thing that is wrong.
    package func verify(_ token: [UInt8], now: Int64) throws(TokenError) -> Verified {
        let token = try CompactToken(token)
        let header = try Header(token.header)
        let candidates = try keySet.candidates(algorithm: header.algorithm, id: header.keyID)
        guard candidates.contains(where: { keys[$0].signed(token.library) }) else { throw .signatureWrong }
        let claims = try Claims(payload: token.payload)
        try checkParties(of: claims)
        return Verified(claims: claims, expiresAt: try checkTimes(of: claims, now: now))
    }

    /// RFC 8725, §3.8 "Validate Issuer and Subject" and §3.9 "Use and Validate Audience".
    private func checkParties(of claims: Claims) throws(TokenError) {
        if let issuer {
            guard let text = claims.members["iss"]?.text, text.utf8.elementsEqual(issuer.utf8) else {
                throw .issuerWrong
            }
        }
        let audiences = try claims.audiences()
        guard let audience else {
            guard audiences == nil else { throw .audienceWrong }
            return
        }
        guard let audiences, audiences.contains(where: { $0.utf8.elementsEqual(audience.utf8) }) else {
            throw .audienceWrong
        }
    }

    /// The last second at which the claims are accepted.
    ///
    /// Dates are below the year 10000, so that no sum overflows.
    private func checkTimes(of claims: Claims, now: Int64) throws(TokenError) -> Int64 {
        for start in [claims.notBefore, claims.issuedAt] {
            if let start, start - clockSkew > now { throw .notYetValid }
        }
        guard let expiration = claims.expiresAt else {
            guard !requiresExpiration else { throw .claimWrong(.expiration) }
            return .max
        }
        // `now` must be before `exp` (RFC 7519, §4.1.4), give or take the skew.
        let last = expiration + clockSkew - 1
        guard now <= last else { throw .expired }
        return last
    }
}
