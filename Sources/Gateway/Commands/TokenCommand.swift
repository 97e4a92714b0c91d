import CommandLine
import JSON
import JWT
import Planner

/// `concierge token`: signs a token for trying things.
struct TokenCommand {
    let settings: Settings

    init(_ settings: Settings) {
        self.settings = settings
    }

    /// Prints the token.
    func run() throws(CommandFailure) {
        guard let role = settings.role else {
            throw CommandFailure("Say whose token it is: --role agent, for example.")
        }
        if let claim = settings.claims.first(where: { ["role", "iat", "exp"].contains($0.name) }) {
            throw CommandFailure("--claim does not set \"\(claim.name)\": --role and --ttl do.")
        }
        let claims = Self.claims(in: settings)
        let secret: [UInt8]
        if let given = settings.jwtSecret {
            secret = given.bytes
        } else {
            secret = try DevelopmentKey.secret(state: settings.state)
        }
        let token: String
        do throws(KeySetError) {
            token = try DevelopmentToken.text(
                role: role,
                claims: claims,
                secret: secret,
                issuer: settings.jwtIssuer,
                audience: settings.jwtAudience,
                lifetime: settings.ttl
            )
        } catch {
            throw CommandFailure(error.message)
        }
        try Terminal.print(token + "\n")
    }

    /// The claims that `--sub` and `--claim` say.
    static func claims(in settings: Settings) -> [(name: String, value: JSONValue)] {
        var claims: [(name: String, value: JSONValue)] = []
        if let subject = settings.subject { claims.append(("sub", .string(key(of: subject)))) }
        for claim in settings.claims { claims.append((claim.name, value(claim.value))) }
        return claims
    }

    /// The raw key of an id as the graph shows it; what is no such id is a raw key already.
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

    /// A claim's value: JSON where it is some, else a text.
    private static func value(_ text: String) -> JSONValue {
        do throws(JSONError) {
            return try JSONReader.read(Array(text.utf8))
        } catch {
            return .string(text)
        }
    }
}
