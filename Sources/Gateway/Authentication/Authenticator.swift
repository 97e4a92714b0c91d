import Bytes
import Execution
import GraphQL
import HTTP
import JSON
import JWT
import Planner

/// Authenticates callers by a bearer token (RFC 6750); a caller without a token is anonymous.
///
/// A verified token is kept until it ends, so that its signature is checked once (an ES256 signature takes as long as several
/// requests).
final class Authenticator {
    /// Who a token stands for, and until when.
    struct Proof {
        let principal: Principal
        /// The last second, since 1970 UTC, at which the token is accepted.
        let expiresAt: Int64
    }

    private let verifier: Verifier?
    private let roles: [Role]
    private let anonymous: Proof?
    /// The verified tokens; a token is about 500 bytes, so that there is room for thousands of people.
    private let proofs = ByteCache<Proof>(bytes: 16 << 20)
    /// One object for each role and claims, whatever the token is.
    private let principals = ByteCache<Principal>(bytes: 8 << 20)

    init(verifier: Verifier?, roles: [Role]) {
        self.verifier = verifier
        self.roles = roles
        anonymous = roles.firstIndex(where: \.isAnonymous).map { index in
            Proof(
                principal: Principal(role: index, claims: roles[index].claims.map { _ in nil }),
                expiresAt: .max
            )
        }
    }

    /// Who sent `request`.
    ///
    /// - Parameter now: seconds since 1970 UTC.
    /// - Throws: 401 for a token that is not accepted; never another role than the token's.
    func proof(of request: borrowing Request, now: Int64) throws(RequestError) -> Proof {
        let header = request.header("authorization")
        guard header == nil || request.hasOne("authorization") else { throw Self.malformed }
        return try proof(authorization: header, now: now)
    }

    /// Who stands behind the credentials `authorization`: the value of the field `Authorization`, or nil without one.
    ///
    /// - Throws: as ``proof(of:now:)`` does.
    func proof(authorization: ArraySlice<UInt8>?, now: Int64) throws(RequestError) -> Proof {
        guard let authorization else {
            guard let anonymous else {
                throw Self.refusal("UNAUTHENTICATED", "Send a token: Authorization: Bearer ….", error: nil)
            }
            return anonymous
        }
        guard let token = Self.bearerToken(authorization) else { throw Self.malformed }
        if let known = proofs.value(for: token), known.expiresAt >= now {
            return known
        }
        let proof = try verify(token, now: now)
        proofs.set(proof, for: token)
        return proof
    }

    private func verify(_ token: ArraySlice<UInt8>, now: Int64) throws(RequestError) -> Proof {
        guard !token.contains(UInt8(ascii: " ")) else { throw Self.malformed }
        guard let verifier else {
            throw Self.refusal(
                "TOKEN_INVALID",
                "No tokens are accepted here: no key is configured.",
                error: "invalid_token"
            )
        }
        let verified: Verified
        do throws(TokenError) {
            verified = try verifier.verify(Array(token), now: now)
        } catch {
            throw Self.refusal(error.code, error.message, error: "invalid_token")
        }
        return Proof(principal: try principal(for: verified.claims), expiresAt: verified.expiresAt)
    }

    private func principal(for claims: Claims) throws(RequestError) -> Principal {
        guard let index = roles.firstIndex(where: { $0.name == claims.role }) else {
            throw Self.refusal(
                "TOKEN_ROLE",
                "The token's \"role\" is not declared in this schema.",
                error: "invalid_token"
            )
        }
        let values: [String?]
        do throws(ClaimRefusal) {
            values = try roles[index].values(of: claims.members)
        } catch {
            throw Self.refusal(
                "TOKEN_CLAIM",
                "The token's claim \"\(error.name)\" is missing or has the wrong type.",
                error: "invalid_token"
            )
        }
        let key = Self.key(role: index, values)
        if let known = principals.value(for: key) { return known }
        let principal = Principal(role: index, claims: values)
        principals.set(principal, for: key)
        return principal
    }

    /// Bytes that are equal exactly if role and claims are.
    private static func key(role: Int, _ claims: [String?]) -> [UInt8] {
        claims.reduce(into: role.bigEndianBytes) { key, claim in
            key += (claim?.utf8.count ?? -1).bigEndianBytes
            if let claim { key += claim.utf8 }
        }
    }

    /// What follows the scheme of credentials, `"Bearer" 1*SP token68` (RFC 6750, §2.1); the scheme in any case.
    private static func bearerToken(_ header: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        let scheme = header.prefix(7)
        // Nearly all write it like this.
        guard scheme.isEqual(to: "Bearer ") || scheme.lazy.map({ $0 | 0x20 }).elementsEqual("bearer ".utf8)
        else { return nil }
        let token = header[scheme.endIndex...].drop { $0 == UInt8(ascii: " ") }
        return token.isEmpty ? nil : token
    }

    private static var malformed: RequestError {
        refusal(
            "TOKEN_INVALID",
            "The Authorization header must be \"Bearer\" and one token.",
            error: "invalid_request"
        )
    }

    private static func refusal(_ code: String, _ message: String, error: String?) -> RequestError {
        var challenge = "Bearer realm=\"concierge\""
        if let error { challenge += ", error=\"\(error)\"" }
        var problem = GraphQLError(message, code: .unauthenticated)
        problem.reason = code
        return RequestError(status: 401, problem, headers: [ResponseHeader("WWW-Authenticate", challenge)])
    }
}
