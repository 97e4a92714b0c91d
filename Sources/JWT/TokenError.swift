/// Why a token is refused.
///
/// Neither code nor message ever quotes the token.
package enum TokenError: Error, Hashable, Sendable {
    /// Longer than is read.
    case tooLarge
    /// Not three parts of canonical base64url with a JSON object in the first two.
    case malformed
    /// The header has a parameter that is not accepted: a key or certificate of its own, an extension, a
    /// type.
    case headerRefused
    /// The header's algorithm is none that a key of ours is for, `none` included.
    case algorithmRefused
    /// The header names a key that is not ours, or none where several could be meant.
    case keyUnknown
    /// The signature is not of these bytes by that key.
    case signatureWrong
    /// `exp` has passed.
    case expired
    /// `nbf` or `iat` lies in the future.
    case notYetValid
    /// `iss` is not the issuer that is trusted.
    case issuerWrong
    /// `aud` does not name this gateway.
    case audienceWrong
    /// A claim is absent or of another type than it must be.
    case claimWrong(Claim)

    /// A claim that the verifier itself reads.
    package enum Claim: String, Sendable {
        case role
        case subject = "sub"
        case expiration = "exp"
        case notBefore = "nbf"
        case issuedAt = "iat"
        case issuer = "iss"
        case audience = "aud"
    }

    /// The stable code for programs, part of the contract.
    package var code: String {
        switch self {
        case .expired: "TOKEN_EXPIRED"
        case .notYetValid: "TOKEN_NOT_YET_VALID"
        case .issuerWrong: "TOKEN_ISSUER"
        case .audienceWrong: "TOKEN_AUDIENCE"
        case .claimWrong: "TOKEN_CLAIM"
        case .tooLarge, .malformed, .headerRefused, .algorithmRefused, .keyUnknown, .signatureWrong:
            "TOKEN_INVALID"
        }
    }

    /// What is wrong and what to do, for a person.
    package var message: String {
        switch self {
        case .tooLarge: "The token is longer than \(Limits.tokenBytes) bytes."
        case .malformed: "The token is not a JSON Web Token in compact form."
        case .headerRefused: "The token's header has a parameter that is not accepted."
        case .algorithmRefused: "The token's algorithm is not accepted here."
        case .keyUnknown: "The token was not signed with a key that is known here."
        case .signatureWrong: "The token's signature is not valid."
        case .expired: "The token has expired; ask for a new one."
        case .notYetValid: "The token is not valid yet; check the clocks of issuer and gateway."
        case .issuerWrong: "The token comes from an issuer that is not trusted here."
        case .audienceWrong: "The token is meant for another audience."
        case .claimWrong(let claim): "The token's claim \"\(claim.rawValue)\" is missing or not of its type."
        }
    }
}

/// Why keys cannot be used, for the operator.
///
/// It never quotes a key.
package struct KeySetError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One sentence that says what is wrong and what to do.
    package let message: String
    /// The sentence.
    package var description: String { message }
}
