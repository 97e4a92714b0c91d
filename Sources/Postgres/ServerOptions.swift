/// What every session of ours relies on, whatever is set for its login, its database, or the whole server.
enum ServerOptions {
    /// Policies apply rather than fail; arrays, comparisons, strings and printed expressions are as they are by default.
    private static let common = [
        ("row_security", "on"), ("array_nulls", "on"), ("transform_null_equals", "off"),
        ("standard_conforming_strings", "on"), ("quote_all_identifiers", "off"),
    ]

    /// libpq's keyword `options` for a session at `source`, whose own options stay; `settings` and the common ones win.
    static func options(
        of source: ConnectionString,
        _ settings: [(name: String, value: String)]
    ) -> (keyword: String, value: String) {
        let theirs = source.value("options").map { [$0] } ?? []
        let ours = (common + settings).map { "-c \($0.0)=\($0.1)" }
        return ("options", (theirs + ours).joined(separator: " "))
    }
}
