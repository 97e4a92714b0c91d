package import JSON

/// The claims of a verified token (RFC 7519, §4 "JWT Claims").
package struct Claims: Sendable, Hashable {
    /// The role, by the name that the schema declares; never yet a role of the database.
    package let role: String
    /// `sub`: the caller.
    package let subject: String?
    /// `exp`: when the token ends, in seconds since 1970 UTC, without any clock skew.
    package let expiresAt: Int64?
    /// `nbf`: when it begins.
    package let notBefore: Int64?
    /// `iat`: when it was made.
    package let issuedAt: Int64?
    /// Every claim as it was sent, those above included.
    package let members: JSONValue.Object
}

/// A verified token: its claims, and how long it is accepted.
package struct Verified: Sendable, Hashable {
    /// What the token says.
    package let claims: Claims
    /// The last second, since 1970 UTC, at which the token is still accepted.
    ///
    /// It is `exp` with the clock skew, or `Int64.max` for a token that never ends. A cache drops the token
    /// after it, and a long-lived socket is closed.
    package let expiresAt: Int64
}
