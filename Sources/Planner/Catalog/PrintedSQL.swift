/// SQL that PostgreSQL printed, read for what it calls: `pg_get_expr`, `pg_get_viewdef`, `pg_get_function_sqlbody`, EXPLAIN.
///
/// Text of the schema's author is never read this way: only PostgreSQL knows what it means.
package struct PrintedSQL {
    /// The names of the claims that it reads as `current_setting('claims.…')`, in lower case; `nil`: it names a setting in
    /// another way than by a constant.
    package private(set) var claims: Set<String>? = []
    /// Whether it reads the clock.
    package private(set) var readsClock = false
    /// The names before parentheses, which may be functions, with the schema where it is said.
    package private(set) var calls: Set<Call> = []

    package struct Call: Hashable, Sendable {
        package var schema: String?
        package var name: String

        /// Creates a call of the function `name`; without a schema, wherever it is.
        package init(schema: String?, name: String) {
            self.schema = schema
            self.name = name
        }
    }

    /// Reads `text`.
    package init(_ text: String) {
        // Parentheses nest as deep as the author likes, so the groups wait in a list.
        var open = [PrintedNode.read(text)]
        while let nodes = open.popLast() {
            for index in nodes.indices {
                switch nodes[index] {
                case .group(let inner): open.append(inner)
                case .name(let name): read(name, at: index, of: nodes)
                case .word(let word): if Self.clockWords.contains(word) { readsClock = true }
                case .symbol, .literal, .cast: break
                }
            }
        }
    }

    private mutating func read(_ name: String, at index: Int, of nodes: [PrintedNode]) {
        guard index + 1 < nodes.count, case .group(let arguments) = nodes[index + 1] else { return }
        if Self.clockFunctions.contains(name) { readsClock = true }
        if name == "current_setting" { readSetting(arguments) }
        var call = Call(schema: nil, name: name)
        if index >= 2, nodes[index - 1] == .symbol("."), case .name(let schema) = nodes[index - 2] {
            call.schema = schema
        }
        calls.insert(call)
    }

    private mutating func readSetting(_ arguments: [PrintedNode]) {
        let name = arguments.prefix { $0 != .symbol(",") }
        guard case .literal(let text?)? = name.first, name.dropFirst().allSatisfy({ $0 == .cast }) else {
            claims = nil
            return
        }
        let setting = text.lowercased()
        if setting.hasPrefix(Self.prefix) { claims?.insert(String(setting.dropFirst(Self.prefix.count))) }
    }

    private static let prefix = "claims."
    private static let clockWords: Set<String> = [
        "CURRENT_DATE", "CURRENT_TIME", "CURRENT_TIMESTAMP", "LOCALTIME", "LOCALTIMESTAMP",
    ]
    private static let clockFunctions: Set<String> = [
        "now", "transaction_timestamp", "statement_timestamp", "clock_timestamp", "timeofday",
    ]
}
