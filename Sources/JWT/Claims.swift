package import JSON

/// The claims of a verified token (RFC 7519, §4 "JWT Claims").
package struct Claims: Sendable, Hashable {
    /// The role, by the name that the schema declares; never yet a role of the database.
    package let role: String
    /// `sub`: who.
    package let subject: String?
    /// `exp`: when the token ends, in seconds since 1970 UTC, without any clock skew.
    package let expiresAt: Int64?
    /// `nbf`: when it begins.
    package let notBefore: Int64?
    /// `iat`: when it was made.
    package let issuedAt: Int64?
    /// Every claim as it was sent, those above included.
    package let members: JSONValue.Object

    /// The text of the claim `name`, as a setting of the database takes it: a string's characters, and the
    /// JSON text of any other value; `nil` when the claim is absent or null.
    package func text(of name: String) -> String? {
        switch members[name] {
        case nil, .null: nil
        case .string(let text): text
        case .some(let value): JSONWriter.text(of: value)
        }
    }
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
