/// Recognises columns that probably hold secrets by their names: a draft shows them as comments.
enum SecretName {
    /// Whether a column called `name` probably holds a secret: `encrypted_password`, `apiKey`, `otp`.
    static func matches(_ name: String) -> Bool {
        let words = DraftName.words(name)
        if words.contains(where: secrets.contains) { return true }
        guard words.count > 1, words[words.count - 1] == "key" else { return false }
        return keys.contains(words[words.count - 2])
    }

    private static let secrets: Set<String> = [
        "password", "passwords", "passwd", "pwd", "passphrase", "passcode", "secret", "secrets", "token",
        "tokens",
        "otp", "totp", "salt", "hash", "digest", "credential", "credentials", "apikey", "crypt", "encrypted",
        "cvv", "cvc", "ssn",
    ]
    /// What kinds of keys are secret; other keys identify something.
    private static let keys: Set<String> = [
        "api", "private", "encryption", "encrypted", "secret", "access", "auth", "signing", "master",
        "shared", "ssh",
        "gpg", "license",
    ]
}
