import CLibPQ

/// Where a database is, and the login: a URL or a list of `keyword=value`, checked.
package struct ConnectionString: Hashable, Sendable {
    /// The text as given; it may hold a password.
    let text: String
    /// What it says, by libpq's keyword.
    let values: [String: String]

    /// Reads `text`.
    ///
    /// - Throws: an error without any part of `text` that may be a secret, when libpq cannot read it.
    package init(_ text: String) throws(PostgresError) {
        var message: UnsafeMutablePointer<CChar>?
        // SAFETY: both pointers outlive the call; what it returns is freed below and nowhere else.
        guard let options = unsafe PQconninfoParse(text, &message) else {
            let reason = unsafe message.map { unsafe String(cString: $0) } ?? "out of memory"
            unsafe PQfreemem(message)
            throw .unavailable(
                "the connection string cannot be read: "
                    + Self.withoutQuotations(PostgresError.firstLine(reason))
            )
        }
        unsafe values = Self.read(options)
        self.text = text
        unsafe PQconninfoFree(options)
    }

    /// The value of a keyword: what the text says, else what the environment does.
    func value(_ keyword: String) -> String? {
        if let value = values[keyword] { return value }
        // SAFETY: freed right after its values have been copied.
        guard let options = unsafe PQconndefaults() else { return nil }
        defer { unsafe PQconninfoFree(options) }
        return unsafe Self.read(options)[keyword]
    }

    private static func read(_ options: UnsafeMutablePointer<PQconninfoOption>) -> [String: String] {
        var values: [String: String] = [:]
        var option = unsafe options
        // SAFETY: libpq ends its array by an entry without keyword.
        while let keyword = unsafe option.pointee.keyword {
            if let value = unsafe option.pointee.val, unsafe value[0] != 0 {
                unsafe values[String(cString: keyword)] = unsafe String(cString: value)
            }
            unsafe option += 1
        }
        return values
    }

    /// The database's name, when it is said.
    package var database: String? { value("dbname") }
    /// The login's name, when it is said.
    package var user: String? { value("user") }

    /// Takes what may be a secret out of a sentence of libpq's.
    ///
    /// A password with an unescaped `@` or `:` ends up in the host or the port, and so in the message.
    func redact(_ message: String) -> String {
        var message = message
        if message.hasPrefix("invalid") || message.contains("@") { message = Self.withoutQuotations(message) }
        guard let password = values["password"], !password.isEmpty else { return message }
        return message.replacing(password, with: "…")
    }

    /// `message` with everything between double quotes hidden.
    static func withoutQuotations(_ message: String) -> String {
        let parts = message.split(separator: "\"", omittingEmptySubsequences: false)
        return parts.enumerated()
            .map { index, part in index % 2 == 0 ? String(part) : "\"…\"" }
            .joined()
    }
}

extension ConnectionString: CustomStringConvertible {
    /// Host, port, database and user; never the password.
    package var description: String {
        let shown = ["host", "hostaddr", "port", "dbname", "user"].compactMap { keyword in
            values[keyword].map { "\(keyword)=\($0)" }
        }
        return Self.hidePasswords(shown.joined(separator: " "))
    }

    private static func hidePasswords(_ text: String) -> String {
        text.contains("@") ? "(not shown: it seems to hold a password)" : text
    }
}
