import CommandLine
import JSON
import JWT
import Planner

/// `concierge token`: prints a signed token.
struct TokenCommand {
    let settings: TokenSettings

    /// Prints the token.
    func run() throws(CommandFailure) {
        let secret =
            switch settings.key {
            case .secret(let secret): secret.bytes
            case .development(let state): try DevelopmentKey.secret(state: state)
            }
        let token: String
        do throws(KeySetError) {
            token = try DevelopmentToken.text(
                role: settings.role,
                claims: Self.claims(of: settings.caller),
                secret: secret,
                issuer: settings.issuer,
                audience: settings.audience,
                lifetime: settings.lifetime
            )
        } catch {
            throw CommandFailure(error.message)
        }
        try Terminal.print(token + "\n")
    }

    /// The claims of `--sub` and `--claim`.
    static func claims(of caller: CallerSettings) -> [(name: String, value: JSONValue)] {
        var claims: [(name: String, value: JSONValue)] = []
        if let subject = caller.subject { claims.append(("sub", .string(key(of: subject)))) }
        for claim in caller.claims { claims.append((claim.name, value(claim.value))) }
        return claims
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

    /// The value of a claim: JSON if the text is JSON, otherwise the text.
    private static func value(_ text: String) -> JSONValue {
        do throws(JSONError) {
            return try JSONReader.read(Array(text.utf8))
        } catch {
            return .string(text)
        }
    }
}
