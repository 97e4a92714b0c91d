import JSON
import TestSupport
import Testing

/// A copy of the demo data that nothing changes, its gateway, and what SQL says of its tables.
final class ReadingDesk: Sendable {
    static func shared() throws -> ReadingDesk { try common.get() }

    private static let common = Result { try ReadingDesk() }

    /// Who asks, and how SQL becomes the same.
    struct Caller: Sendable, CustomTestStringConvertible {
        var name: String
        var role: String
        var subject: String?
        /// The settings that policies read.
        var claims: [String: String] = [:]
        /// `table.column` of what SQL lets the role read.
        var readable: Set<String> = []

        var testDescription: String { name }

        /// The statements by which a session becomes the caller until its transaction ends.
        var becoming: String {
            let settings = claims.map { "set local \"claims.\($0.key)\" = '\($0.value)';" }
            return "set local role concierge_\(role); " + settings.sorted().joined(separator: " ")
        }
    }

    struct Column: Sendable {
        var type: String
        var isKey: Bool
    }

    static let names = [
        "client", "agent", "agent with care", "vip_manager", "lead", "editor", "analyst", "executive",
        "auditor",
        "admin",
    ]

    let gateway: GatewayProcess
    let model: GraphModel
    /// By `table.column`.
    let columns: [String: Column]
    /// Some values of each column, as JSON writes them, by `table.column`.
    let samples: [String: [String]]
    /// Some global ids, by type.
    let ids: [String: [String]]
    private let callers: [String: Caller]

    private init() throws {
        let text = try ChildProcess.require(
            ["sh", "-c", "cat schema/*.graphql"],
            folder: GatewayProcess.folder
        )
        model = GraphModel(sdl: text)
        // No job runs that would change what is compared.
        let folder = try TestFolder()
        let copy = "cp -r schema \(folder.path) && sed -i '/@job(/d' \(folder.path)/schema/*.graphql"
        try ChildProcess.require(["sh", "-c", copy], folder: GatewayProcess.folder)
        gateway = try GatewayProcess(
            cluster: TestCluster.shared(),
            database: "gateway_reading",
            folder: folder.path,
            seed: true
        )
        columns = try Self.columns(gateway)
        samples = try Self.samples(gateway, model, columns)
        callers = try Self.callers(gateway)
        ids = try Self.ids(gateway, model, columns)
    }

    func caller(_ name: String) throws -> Caller {
        guard let caller = callers[name] else { throw ChildProcessError(description: "nobody is \(name)") }
        return caller
    }

    // MARK: The catalog

    private static func columns(_ gateway: GatewayProcess) throws -> [String: Column] {
        let lines = try gateway.sql(
            """
            select c.relname || '.' || a.attname, format_type(a.atttypid, null),
              exists (select from pg_index i where i.indrelid = c.oid and i.indisprimary and a.attnum = any(i.indkey))
                or (c.relkind = 'v' and a.attname = 'ticket_id')
            from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v')
            """
        )
        var columns: [String: Column] = [:]
        for line in lines {
            let parts = line.split(separator: "|").map(String.init)
            columns[parts[0]] = Column(type: parts[1], isKey: parts[2] == "t")
        }
        return columns
    }

    /// The column that identifies the rows of a type.
    func key(of type: GraphModel.ObjectType) -> String { Self.key(of: type, columns) }

    private static func key(of type: GraphModel.ObjectType, _ columns: [String: Column]) -> String {
        let prefix = type.table + "."
        let found = columns.filter { $0.key.hasPrefix(prefix) && $0.value.isKey }.keys.sorted().first
        return found.map { String($0.dropFirst(prefix.count)) } ?? "id"
    }

    /// The SQL of the global id of the row called `alias`.
    static func id(of type: GraphModel.ObjectType, _ alias: String, _ columns: [String: Column]) -> String {
        let key = key(of: type, columns)
        let (length, send) =
            switch columns["\(type.table).\(key)"]?.type {
            case "uuid": ("10", "uuid_send")
            case "bigint": ("08", "int8send")
            case _: ("04", "int4send")
            }
        let bytes =
            "convert_to('\(type.name)', 'UTF8') || '\\x00'::bytea || '\\x\(length)'::bytea || \(send)(\(alias).\(key))"
        return "rtrim(translate(encode(\(bytes), 'base64'), E'+/\\n', '-_'), '=')"
    }

    private static func ids(
        _ gateway: GatewayProcess,
        _ model: GraphModel,
        _ columns: [String: Column]
    ) throws -> [String: [String]] {
        let types = model.types.values.filter { $0.fields.contains { $0.name == "id" } }
        let statements = types.map { type in
            let key = key(of: type, columns)
            return """
                select coalesce(json_agg(\(id(of: type, "t", columns))), '[]') from
                (select \(key) from \(type.table) order by md5(\(key)::text) limit 12) t
                """
        }
        let answers = try SQLScript(statements).run(gateway)
        return Dictionary(
            uniqueKeysWithValues: zip(types.map(\.name), answers.map { $0.items.compactMap(\.text) })
        )
    }

    private static func samples(
        _ gateway: GatewayProcess,
        _ model: GraphModel,
        _ columns: [String: Column]
    ) throws -> [String: [String]] {
        var statements: [String] = []
        var names: [String] = []
        for type in model.types.values.sorted(by: { $0.name < $1.name }) {
            for field in type.fields {
                guard case .column(let column, _) = field.binding else { continue }
                let value = field.isList ? "unnest(\(column))" : column
                names.append("\(type.table).\(column)")
                statements.append(
                    """
                    select coalesce(json_agg(v), '[]') from (select v from (select to_json(\(value)) #>> '{}' as v
                    from (select \(column) from \(type.table) limit 5000) s) s where v is not null group by v
                    order by md5(v) limit 12) s
                    """
                )
            }
        }
        var samples: [String: [String]] = [:]
        for (name, answer) in zip(names, try SQLScript(statements).run(gateway)) {
            samples[name] = answer.items.compactMap(\.text)
        }
        return samples
    }

    // MARK: Callers

    private static func callers(_ gateway: GatewayProcess) throws -> [String: Caller] {
        let subjects = [
            "client": "select client_id from support_tickets group by 1 order by count(*) desc, 1 limit 1",
            "agent with care": """
            select subject from confidential_clients_in_care
            order by cardinality(value) desc, subject limit 1
            """,
        ]
        var callers: [String: Caller] = [:]
        for name in names {
            let role = name.split(separator: " ")[0]
            var caller = Caller(name: name, role: String(role))
            caller.readable = Set(
                try gateway.sql(
                    """
                    select c.relname || '.' || a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid
                    where c.relnamespace = 'public'::regnamespace and a.attnum > 0 and not a.attisdropped
                      and c.relkind in ('r', 'v') and has_column_privilege('concierge_\(role)', c.oid, a.attnum, 'SELECT')
                    """
                )
            )
            if let sql = subjects[name], let subject = try gateway.sql(sql).first {
                caller.subject = subject
                caller.claims["sub"] = subject
                let care = "select value from confidential_clients_in_care where subject = '\(subject)'"
                if name != "client" { caller.claims["confidential_clients"] = try gateway.sql(care).first }
            }
            callers[name] = caller
        }
        return callers
    }
}

/// Many statements, each with one row of one column of JSON, in one run of psql.
struct SQLScript {
    private var text = "set timezone to 'UTC'; set intervalstyle to 'iso_8601';\n"

    init(_ statements: [String] = []) {
        for statement in statements { add(statement) }
    }

    /// Adds a statement, as a caller where one is given.
    mutating func add(_ statement: String, as caller: ReadingDesk.Caller? = nil) {
        let line = statement.replacing("\n", with: " ")
        text += caller.map { "begin; \($0.becoming) \(line); rollback;\n" } ?? "\(line);\n"
    }

    /// What each statement says.
    func run(_ gateway: GatewayProcess) throws -> [JSONValue] {
        let folder = try TestFolder(["script.sql": text])
        let database = gateway.cluster.connectionString(database: gateway.database)
        let output = try ChildProcess.require([
            try TestCluster.programFolder() + "/psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", database, "-f",
            folder.path + "/script.sql",
        ])
        return try output.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map {
            try JSONReader.read(Array($0.utf8))
        }
    }
}
