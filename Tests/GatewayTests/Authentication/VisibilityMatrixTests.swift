import JSON
import TestSupport
import Testing

/// Role × type × field: what the graph tells each role is what SQL lets that role read.
@Suite("The matrix of roles, tables and columns")
struct VisibilityMatrixTests {
    static let roles = [
        "client", "agent", "vip_manager", "lead", "editor", "analyst", "executive", "auditor", "admin",
        "system",
    ]

    let gateway: GatewayProcess
    /// The table of each type, and the columns of each of its fields that stand in one.
    let types: [String: (table: String, fields: [String: [String]])]

    init() throws {
        gateway = try GatewayProcess.shared()
        let text = try ChildProcess.require(
            ["sh", "-c", "cat schema/*.graphql"],
            folder: GatewayProcess.folder
        )
        types = Self.bindings(in: text)
    }

    /// What the SDL binds, read line by line and independently of the gateway's own parser.
    private static func bindings(in text: String) -> [String: (table: String, fields: [String: [String]])] {
        var types: [String: (table: String, fields: [String: [String]])] = [:]
        var type: String?
        for line in text.replacing("\n    @", with: " @").split(separator: "\n") {
            if line.hasPrefix("type "), let table = argument("@table(name: ", of: line) {
                type = line.split(separator: " ").dropFirst().first.map(String.init)
                if let type { types[type] = (table, [:]) }
            } else if line.hasPrefix("}") {
                type = nil
            } else if let type, line.hasPrefix("  "), !line.hasPrefix("   "),
                let colon = line.firstIndex(of: ":"),
                !line.contains("@relation"), !line.contains("@sql"), !line.contains("@embed"),
                !line.contains("\"\"")
            {
                let name = line[..<colon].trimming()
                guard name != "id", !name.isEmpty, name.allSatisfy({ $0.isLetter || $0.isNumber }) else {
                    continue
                }
                let column = line.contains("@column") ? argument("name: ", of: line) : nil
                types[type]?.fields[name] =
                    [column ?? snakeCase(name)] + [argument("masked: ", of: line)].compactMap { $0 }
            }
        }
        return types
    }

    private static func argument(_ name: String, of line: Substring) -> String? {
        guard let range = line.firstRange(of: name + "\"") else { return nil }
        return String(line[range.upperBound...].prefix { $0 != "\"" })
    }

    private static func snakeCase(_ name: String) -> String {
        name.reduce("") { $0 + ($1.isUppercase ? "_" + $1.lowercased() : String($1)) }
    }

    @Test(arguments: roles)
    func `a field is known exactly where its column, or the mask, may be read`(role: String) throws {
        let answer = try gateway.ask("{ __schema { types { name fields { name } } } }", as: role)
        var known: [String: Set<String>] = [:]
        for type in answer["data", "__schema", "types"]?.items ?? [] {
            known[type[["name"]]?.text ?? ""] = Set(
                type[["fields"]]?.items.compactMap { $0[["name"]]?.text } ?? []
            )
        }
        let readable = Set(
            try gateway.sql(
                """
                select c.relname || '.' || a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid
                where c.relnamespace = 'public'::regnamespace and a.attnum > 0
                  and has_column_privilege('concierge_\(role)', c.oid, a.attnum, 'SELECT')
                """
            )
        )
        try #require(types.count > 15)
        for (type, binding) in types where known[type] != nil {
            for (field, columns) in binding.fields {
                let mayBeRead = columns.contains { readable.contains("\(binding.table).\($0)") }
                #expect(known[type]?.contains(field) == mayBeRead, "\(role): \(type).\(field)")
            }
        }
        // A type is unknown only to who cannot read its table's rows, or reaches it by nothing.
        for (type, binding) in types
        where known[type] == nil && !readable.contains(where: { $0.hasPrefix(binding.table + ".") }) {
            #expect(
                try gateway.ask("{ __type(name: \"\(type)\") { name } }", as: role)["data", "__type"] == .null
            )
        }
    }

    @Test(arguments: roles)
    func `a list counts the rows that SQL counts under the role`(role: String) throws {
        let subject = try #require(
            try gateway.sql("select client_id from support_tickets order by client_id limit 1").first
        )
        for (field, table) in [
            ("tickets", "support_tickets"), ("clients", "clients"), ("agents", "support_agents"),
        ] {
            let answer = try gateway.ask("{ \(field) { totalCount } }", as: role, subject: subject)
            let sql =
                "select set_config('role', 'concierge_\(role)', true), set_config('claims.sub', '\(subject)', true); select count(*) from \(table)"
            let counted = try? gateway.sql("begin; \(sql); commit").last
            #expect(answer["data", field, "totalCount"]?.text == counted, "\(role): \(field) \(answer.body)")
        }
    }
}

extension Substring {
    fileprivate func trimming() -> String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
