import Bytes
import Execution
import GraphQL
import HTTP
import JSON
import JWT
import Planner

/// Finds out who asks: from the token of `Authorization: Bearer` (RFC 6750), or nobody.
///
/// A token that was proved is remembered until it ends, so that its signature is checked once (an ES256 signature takes as
/// long as several requests).
final class Authenticator {
    private let verifier: Verifier?
    private let roles: [Role]
    private let anonymous: Principal?
    /// The tokens proved, and at their numbers who they stand for and until when.
    private var tokens = ByteTable()
    private var proofs: [(principal: Principal, expiresAt: Int64)] = []
    /// Whoever comes with another token is the same principal: one object for each role and claims.
    private var principals: [Identity: Principal] = [:]
    /// Enough for every person at work; a crowd beyond it is proved again.
    private static let maximumKnown = 20_000

    init(verifier: Verifier?, roles: [Role]) {
        self.verifier = verifier
        self.roles = roles
        anonymous = roles.firstIndex(where: \.isAnonymous).map { index in
            Principal(role: index, claims: roles[index].claims.map { _ in nil })
        }
    }

    /// Who sent `request`.
    ///
    /// - Parameter now: seconds since 1970 UTC.
    /// - Throws: 401 for a token that is none of ours; never another role than the token's.
    func principal(of request: borrowing Request, now: Int64) throws(RequestError) -> Principal {
        guard let header = request.header("authorization") else {
            guard let anonymous else {
                throw Self.refusal("UNAUTHENTICATED", "Send a token: Authorization: Bearer ….", error: nil)
            }
            return anonymous
        }
        guard request.hasOne("authorization"), let token = Self.bearerToken(header) else {
            throw Self.malformed
        }
        let number = unsafe token.withUnsafeBytes { unsafe tokens.index(of: $0) }
        if let number, proofs[number].expiresAt >= now { return proofs[number].principal }
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
        let principal = try principal(for: verified.claims)
        remember(token, (principal, verified.expiresAt))
        return principal
    }

    private func remember(_ token: ArraySlice<UInt8>, _ proof: (principal: Principal, expiresAt: Int64)) {
        if tokens.count >= Self.maximumKnown {
            tokens.removeAll()
            proofs.removeAll(keepingCapacity: true)
            principals.removeAll(keepingCapacity: true)
        }
        let number = unsafe token.withUnsafeBytes { unsafe tokens.insert($0) }
        if number < proofs.count { proofs[number] = proof } else { proofs.append(proof) }
    }

    private func principal(for claims: Claims) throws(RequestError) -> Principal {
        guard let index = roles.firstIndex(where: { $0.name == claims.role }) else {
            throw Self.refusal(
                "TOKEN_ROLE",
                "The token's role is none of this graph.",
                error: "invalid_token"
            )
        }
        let values: [String?]
        do throws(ClaimRefusal) {
            values = try roles[index].values(of: claims.members)
        } catch {
            throw Self.refusal(
                "TOKEN_CLAIM",
                "The token's claim \"\(error.name)\" is missing or not of its type.",
                error: "invalid_token"
            )
        }
        let identity = Identity(role: index, claims: values)
        if let known = principals[identity] { return known }
        let principal = Principal(role: index, claims: values)
        principals[identity] = principal
        return principal
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
