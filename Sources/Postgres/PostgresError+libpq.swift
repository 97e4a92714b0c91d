import CLibPQ

extension PostgresError {
    /// Reads the fields of an error result.
    init(result: OpaquePointer) {
        // SAFETY: the result is alive for the call; its fields are C strings that it owns, copied at once.
        func field(_ code: Character) -> String? {
            guard let text = unsafe PQresultErrorField(result, Int32(code.asciiValue ?? 0)) else {
                return nil
            }
            return unsafe String(cString: text)
        }
        self.init(sqlState: field("C") ?? "XX000", message: field("M") ?? "PostgreSQL gave no reason")
        severity = field("V") ?? field("S") ?? "ERROR"
        detail = field("D")
        hint = field("H")
        position = field("P").flatMap { Int($0) }
        context = field("W")
        routine = field("R")
        schema = field("s")
        table = field("t")
        column = field("c")
        dataType = field("d")
        constraint = field("n")
        if field("C") == nil {
            // Made by libpq itself, which has no SQLSTATE: the connection is gone.
            self = .connectionLost(
                Self.firstLine(unsafe PQresultErrorMessage(result).map { unsafe String(cString: $0) } ?? "")
            )
        }
    }

    /// Reads what libpq says of a connection that could not be made, without the secrets of `source`.
    init(connection: OpaquePointer?, source: ConnectionString) {
        // SAFETY: `PQerrorMessage` accepts NULL and returns a C string that the connection owns.
        let text = unsafe PQerrorMessage(connection).map { unsafe String(cString: $0) } ?? "out of memory"
        self = .unavailable(ServerOptions.explain(source.redact(Self.firstLine(text))))
    }

    /// libpq joins sentences by line breaks; an error is one line.
    static func firstLine(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline)
            .map { line in String(line.drop(while: \.isWhitespace)) }
            .joined(separator: "; ")
    }
}
