import Glibc
import JSON
import JWT
import Planner

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

    /// The raw key of an id of the graph; any other text is a raw key already.
    ///
    /// Ids do not say what type a key is of: 16 bytes are a UUID, and no text has a zero byte, as nearly all numbers do.
    static func key(of subject: String) -> String {
        guard let id = GlobalID(subject), id.components.count == 1 else { return subject }
        let bytes = id.components[0]
        if bytes.count == 16 { return UUIDText.text(bytes) }
        if let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) { return text }
        guard [2, 4, 8].contains(bytes.count) else { return subject }
        let isNegative = bytes[0] >= 0x80
        let number = bytes.reduce(isNegative ? -1 : 0 as Int64) { $0 << 8 | Int64($1) }
        return String(number)
    }
}
