/// What every session of ours relies on, whatever is set for its login, its database, or the whole server.
enum ServerOptions {
    /// Policies apply rather than fail; arrays, comparisons, strings and printed expressions are as they are by default.
    private static let common = [
        ("row_security", "on"), ("array_nulls", "on"), ("transform_null_equals", "off"),
        ("standard_conforming_strings", "on"), ("quote_all_identifiers", "off"),
    ]

    /// A setting that only sessions which were opened with our options have, and its value in this process.
    private static let marker = (
        name: "concierge.session", value: "\(UInt64.random(in: .min ... .max))"
    )

    /// libpq's keyword `options` for a session at `source`, whose own options stay; `settings` and the common ones win.
    static func options(
        of source: ConnectionString,
        _ settings: [(name: String, value: String)]
    ) -> (keyword: String, value: String) {
        let theirs = source.value("options").map { [$0] } ?? []
        let ours = (common + settings + [marker]).map { "-c \($0.0)=\($0.1)" }
        return ("options", (theirs + ours).joined(separator: " "))
    }

    /// The first statement of a session: reads the session's marker and which server it is, and sets what a startup option
    /// cannot.
    ///
    /// As an option, read only transactions would keep libpq from every host of a list where one that takes changes is wanted
    /// (`target_session_attrs`). A setting that had a value once reads as the empty text ever after, never as NULL again, so
    /// `settings` get their first value here.
    static func question(isReadOnly: Bool, settings: [(name: String, value: String)] = []) -> String {
        let all = (isReadOnly ? [("default_transaction_read_only", "on")] : []) + settings
        let calls = all.map { ", set_config(\(literal($0.0)), \(literal($0.1)), false)" }
        return """
            SELECT current_setting('\(marker.name)', true), pg_catalog.pg_is_in_recovery(), \(ServerFacts.columns)\
            \(calls.joined())
            """
    }

    private static func literal(_ text: String) -> String {
        "'" + text.replacing("'", with: "''") + "'"
    }

    /// Why a session that answers the question with `marker` is not one to work in; `nil` where it is.
    ///
    /// A pooler gives each transaction to a session that it has opened itself, or had open. There our options do not hold,
    /// which decide what may be written and how values read; what was prepared in one transaction is missing in the next, or
    /// is another gateway's statement; and a lock of the session does not last.
    static func refusal(of marker: String?) -> PostgresError? {
        marker == self.marker.value ? nil : .unavailable(pooler)
    }

    /// What to do where a pooler has refused even the connection.
    static func explain(_ message: String) -> String {
        message.contains("unsupported startup parameter") ? "\(message); \(pooler)" : message
    }

    private static let pooler =
        "the address is a connection pooler's, which does not keep the settings of a session: name the address of "
        + "PostgreSQL itself; the gateway needs few connections, as requests share them"
}
