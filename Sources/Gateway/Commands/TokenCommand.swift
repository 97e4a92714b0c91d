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
        let claims = Self.claims(in: settings)
        let secret: [UInt8]
        if let given = settings.jwtSecret {
            secret = given.bytes
        } else {
            secret = try DevelopmentKey.secret(state: settings.state)
        }
        do throws(KeySetError) {
            let token = try DevelopmentToken.text(
                role: role,
                claims: claims,
                secret: secret,
                issuer: settings.jwtIssuer,
                audience: settings.jwtAudience,
                lifetime: settings.ttl
            )
            Terminal.print(token + "\n")
        } catch {
            throw CommandFailure(error.message)
        }
    }

    /// The claims that `--sub` and `--claim` say.
    static func claims(in settings: Settings) -> [(name: String, value: JSONValue)] {
        var claims: [(name: String, value: JSONValue)] = []
        if let subject = settings.subject { claims.append(("sub", .string(key(of: subject)))) }
        for claim in settings.claims { claims.append((claim.name, value(claim.value))) }
        return claims
    }

    /// The raw key of an id as the graph shows it; what is no such id is a raw key already.
    private static func key(of subject: String) -> String {
        guard let id = GlobalID(subject), id.components.count == 1 else { return subject }
        let bytes = id.components[0]
        guard bytes.count == 16 else { return String(decoding: bytes, as: UTF8.self) }
        return UUIDText.text(bytes)
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
