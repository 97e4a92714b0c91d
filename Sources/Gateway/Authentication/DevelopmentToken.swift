import Glibc
import JSON
import JWT

/// Tokens signed with the private development key, which only a gateway over its private database accepts.
enum DevelopmentToken {
    /// A token for `role`.
    ///
    /// - Parameters:
    ///   - claims: further claims, `sub` among them.
    ///   - lifetime: how long it is valid.
    static func text(
        role: String,
        claims: [(name: String, value: JSONValue)] = [],
        secret: [UInt8],
        issuer: String? = nil,
        audience: String? = nil,
        lifetime: Duration
    ) throws(KeySetError) -> String {
        let now = Int64(Glibc.time(nil))
        var members = JSONValue.Object()
        members.set("role", to: .string(role))
        for (name, value) in claims { members.set(name, to: value) }
        if let issuer { members.set("iss", to: .string(issuer)) }
        if let audience { members.set("aud", to: .string(audience)) }
        members.set("iat", to: .number(String(now)))
        members.set("exp", to: .number(String(now + lifetime.components.seconds)))
        return try Signer(secret: secret).sign(members)
    }
}
