/// What every session of ours relies on, whatever is set for its login, its database, or the whole server.
enum ServerOptions {
    /// Policies apply rather than fail; arrays, comparisons, strings and printed expressions are as they are by default.
    private static let common = [
        ("row_security", "on"), ("array_nulls", "on"), ("transform_null_equals", "off"),
        ("standard_conforming_strings", "on"), ("quote_all_identifiers", "off"),
    ]

    /// A setting that only sessions which were opened with our options have, and its value in this process.
    private static let mark = (name: "concierge.session", value: "\(UInt64.random(in: .min ... .max))")

    /// libpq's keyword `options` for a session at `source`, whose own options stay; `settings` and the common ones win.
    static func options(
        of source: ConnectionString,
        _ settings: [(name: String, value: String)]
    ) -> (keyword: String, value: String) {
        let theirs = source.value("options").map { [$0] } ?? []
        let ours = (common + settings + [mark]).map { "-c \($0.0)=\($0.1)" }
        return ("options", (theirs + ours).joined(separator: " "))
    }

    /// Asks a session for its mark, and makes its transactions read only where that is wanted: as an option it would keep
    /// libpq from every host of a list that is asked for one that can be written (`target_session_attrs`).
    static func question(isReadOnly: Bool) -> String {
        let setting = isReadOnly ? ", set_config('default_transaction_read_only', 'on', false)" : ""
        return "SELECT current_setting('\(mark.name)', true)\(setting)"
    }

    /// Why a session that answers the question with `answer` is not one to work in; `nil` where it is.
    ///
    /// A pooler gives each transaction to a session that it has opened itself, or had open. There our options do not hold,
    /// which decide what may be written and how values read; what was prepared in one transaction is missing in the next, or
    /// is another gateway's statement; and a lock of a session is nobody's.
    static func refusal(of answer: String?) -> PostgresError? {
        answer == mark.value ? nil : .unavailable(pooler)
    }

    /// What to do about a pooler that has not even let us in.
    static func explain(_ message: String) -> String {
        message.contains("unsupported startup parameter") ? "\(message); \(pooler)" : message
    }

    private static let pooler =
        "behind this address is a connection pooler, which does not preserve session settings: connect to PostgreSQL directly"
}
