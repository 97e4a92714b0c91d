package import Postgres

/// Why migrations or demo data were not applied; the database is as it was before the file named.
package struct MigrationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file that it is about, when it is about one.
    package var file: String?
    /// Where in the file, from 1.
    package var line: Int?
    /// Where in the line, in characters from 1.
    package var column: Int?
    /// What is wrong.
    package var message: String
    /// What may be done about it.
    package var hint: String?
    /// What PostgreSQL said, when it said something.
    package var cause: PostgresError?

    init(file: String? = nil, message: String, hint: String? = nil) {
        self.file = file
        self.message = message
        self.hint = hint
    }

    /// What PostgreSQL has against something that is in no file.
    init(_ cause: PostgresError) {
        message = cause.description
        self.cause = cause
    }

    /// `file:line:column: message`, and the hint.
    package var description: String {
        var place = file ?? ""
        if let line { place += ":\(line)" }
        if let column { place += ":\(column)" }
        let text = place.isEmpty ? message : "\(place): \(message)"
        return hint.map { "\(text)\n  hint: \($0)" } ?? text
    }
}
