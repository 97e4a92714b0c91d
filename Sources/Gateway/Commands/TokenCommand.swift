import CommandLine
import JSON
import JWT

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
        if let subject = caller.subject { claims.append(("sub", .string(DevelopmentToken.key(of: subject)))) }
        for claim in caller.claims { claims.append((claim.name, value(claim.value))) }
        return claims
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
