import Glibc
import JSON
import JWT
import Synchronization
import TestSupport

/// The built `concierge`, serving the flagship graph from a throw-away database: one for all tests of the process.
final class GatewayProcess: Sendable {
    /// A migrated database with the demo data of scale 1, and its gateway.
    static func shared() throws -> GatewayProcess { try common.get() }

    private static let common = Result {
        try GatewayProcess(cluster: TestCluster.shared(), database: "gateway_tests", seed: true)
    }
    /// The name of a migrated database of the common cluster with the demo data of scale 1: nobody serves it, it is copied.
    private static let demo = Result { () throws -> String in
        let owner = try TestCluster.shared().database(named: "gateway_demo")
        let databases = ["--database", owner, "--owner-database", owner, "--migrations", "migrations"]
        try migrate(databases)
        let seed = [program, "seed", "--scale", "1", "--until", "2026-11-20"]
        try ChildProcess.require(seed + databases, folder: folder)
        return "gateway_demo"
    }
    private static func migrate(_ databases: [String]) throws {
        try ChildProcess.require([program, "migrate"] + databases, folder: folder)
    }
    static let secret = "a secret of the tests, long enough for HS256"
    static let program = ".build/debug/concierge"

    let port: UInt16
    let cluster: TestCluster
    let database: String
    /// Open for as long as the gateway shall run: its keeper reads from it.
    private let leash: Int32

    /// Migrates a new database, or copies the one with the demo data, and serves it.
    ///
    /// - Parameters:
    ///   - folder: where `schema` and `migrations` are.
    ///   - login: the login that serves.
    ///   - seed: whether it is a copy, for which `cluster` is the common one.
    ///   - jobs: whether it does the schema's jobs, which change what others count.
    init(
        cluster: TestCluster,
        database: String,
        folder: String = ".",
        login: String = "concierge_gateway",
        seed: Bool,
        jobs: Bool = false,
        flags: [String] = []
    ) throws {
        self.cluster = cluster
        self.database = database
        if seed {
            let demo = try Self.demo.get()
            try cluster.run("create database \"\(database)\" template \"\(demo)\"")
        } else {
            let owner = try cluster.database(named: database)
            try Self.migrate([
                "--database", owner, "--owner-database", owner, "--migrations", folder + "/migrations",
            ])
        }
        (port, leash) = try Self.serve(
            [
                "--database", cluster.connectionString(database: database, user: login),
                "--jwt-secret", Self.secret, "--listen", "127.0.0.1:0", "--schema", folder + "/schema",
                jobs ? "--jobs" : "--no-jobs",
            ] + flags
        )
    }

    /// Migrates a database of `Tests/Fixtures`, and serves it by the login that its migrations make for that.
    ///
    /// - Parameter database: its name in the cluster; `nil` is the fixture's.
    convenience init(
        fixture: String,
        database: String? = nil,
        in cluster: TestCluster,
        flags: [String] = []
    ) throws {
        try self.init(
            cluster: cluster,
            database: database ?? fixture,
            folder: "Tests/Fixtures/\(fixture)",
            login: "\(fixture)_gateway",
            seed: false,
            flags: flags
        )
    }

    deinit { close(leash) }

    /// Serves the same database once more, with other flags.
    ///
    /// - Parameters:
    ///   - schema: the folder of its schema.
    ///   - login: the login that serves.
    ///   - jobs: whether it does the schema's jobs, where no other gateway does.
    func beside(
        _ flags: [String] = [],
        schema: String = "schema",
        login: String = "concierge_gateway",
        jobs: Bool = false
    ) throws -> GatewayProcess {
        let login = cluster.connectionString(database: database, user: login)
        let (port, leash) = try Self.serve(
            [
                "--database", login, "--jwt-secret", Self.secret, "--listen", "127.0.0.1:0", "--schema",
                schema,
                jobs ? "--jobs" : "--no-jobs",
            ] + flags
        )
        return GatewayProcess(cluster: cluster, database: database, port: port, leash: leash)
    }

    private init(cluster: TestCluster, database: String, port: UInt16, leash: Int32) {
        self.cluster = cluster
        self.database = database
        self.port = port
        self.leash = leash
    }

    /// What the gateway has said so far.
    var log: String {
        let path = Self.logs.withLock { $0[leash] } ?? ""
        return (try? ChildProcess.run(["cat", path]).output) ?? ""
    }

    /// Sends a signal to the gateway.
    func signal(_ name: String) throws {
        let path = Self.logs.withLock { $0[leash] } ?? ""
        try ChildProcess.require(["sh", "-c", "kill -\(name) $(cat \(path).pid)"])
    }

    /// By leash, the file in which the gateway writes.
    private static let logs = Mutex<[Int32: String]>([:])

    static let folder: String = unsafe String(cString: getcwd(nil, 0))

    /// Starts `concierge serve`; it ends when the descriptor that is returned is closed, also by the end of this process.
    ///
    /// - Parameters:
    ///   - openFiles: how many descriptors it may have; `nil`: as many as we.
    ///   - starting: called with its log again and again until it serves.
    static func serve(
        _ arguments: [String],
        openFiles: Int? = nil,
        starting: (_ log: String) throws -> Void = { _ in }
    ) throws -> (port: UInt16, leash: Int32) {
        // No other child may keep an end, which would keep the gateway running.
        let ends = try ChildProcess.pipe()
        // A number that no other gateway has, also when one ends while the next one begins.
        let log = "/tmp/concierge-tests-\(getpid())-\(UInt64.random(in: .min ... .max)).log"
        logs.withLock { $0[ends.writer] = log }
        let quoted = ([folder + "/" + program, "serve"] + arguments).map { "'\($0)'" }.joined(separator: " ")
        let limit = openFiles.map { "ulimit -n \($0); " } ?? ""
        let script =
            "\(limit)cd \(folder); \(quoted) 2>\(log) </dev/null & pid=$!; echo $pid >\(log).pid; read line; kill $pid; "
            + "rm -f \(log) \(log).pid"
        try ChildProcess.detach(["sh", "-c", script], input: ends.reader)
        close(ends.reader)
        for _ in 0..<1200 {
            let text = contents(of: log)
            if let range = text.firstRange(of: "http://localhost:") {
                let digits = text[range.upperBound...].prefix { $0.isNumber }
                if let port = UInt16(digits) { return (port, ends.writer) }
            }
            if text.contains("concierge: ") { throw ChildProcessError(description: text) }
            try starting(text)
            usleep(50_000)
        }
        throw ChildProcessError(description: "the gateway did not start; see \(log)")
    }

    /// What is in a file by now; nothing where there is none.
    private static func contents(of path: String) -> String {
        let file = unsafe open(path, O_RDONLY)
        guard file >= 0 else { return "" }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        // SAFETY: the array has as many bytes as is said.
        let count = unsafe max(read(file, &bytes, bytes.count), 0)
        return String(decoding: bytes[..<count], as: UTF8.self)
    }

    // MARK: Asking

    /// A token for `role`.
    ///
    /// - Parameter lifetime: seconds until it expires.
    static func token(
        _ role: String,
        subject: String? = nil,
        claims: JSONValue.Object = [:],
        lifetime: Int = 3600
    ) throws -> String {
        var claims = claims
        claims.set("role", to: .string(role))
        if let subject { claims.set("sub", to: .string(subject)) }
        claims.set("exp", to: .number(String(Int(time(nil)) + lifetime)))
        return try Signer(secret: Array(secret.utf8)).sign(claims)
    }

    /// Asks one question on a connection of its own.
    func ask(
        _ query: String,
        as role: String? = "agent",
        subject: String? = nil,
        claims: JSONValue.Object = [:],
        variables: JSONValue.Object = [:]
    ) throws -> Answer {
        let token = try role.map { try Self.token($0, subject: subject, claims: claims) }
        let client = Client(port: port)
        client.send(Self.request(query, token: token, variables: variables))
        return client.receiveAnswer()
    }

    /// Sends a body, as `role`.
    func post(
        _ body: String,
        as role: String = "agent",
        claims: JSONValue.Object = [:],
        headers: String = ""
    ) throws -> Answer {
        let client = Client(port: port)
        client.send(
            Self.post(body, token: try Self.token(role, claims: claims), headers: Self.json + headers)
        )
        return client.receiveAnswer()
    }

    /// The fields of a client that knows the media type of GraphQL responses, and so the status 294.
    static let json = "content-type: application/json\r\naccept: application/graphql-response+json\r\n"

    /// Asks by GET, as an agent.
    func get(_ query: String, headers: String = "") throws -> Answer {
        let client = Client(port: port)
        let token = try Self.token("agent")
        client.send(
            Array(
                "GET /graphql?\(query) HTTP/1.1\r\nhost: test\r\naccept: application/graphql-response+json\r\nauthorization: Bearer \(token)\r\n\(headers)\r\n"
                    .utf8
            )
        )
        return client.receiveAnswer()
    }

    /// The bytes of a request.
    static func request(_ query: String, token: String?, variables: JSONValue.Object = [:]) -> [UInt8] {
        let body = JSONWriter.text(of: .object(["query": .string(query), "variables": .object(variables)]))
        return post(body, token: token)
    }

    /// The bytes of a request with any body.
    static func post(
        _ body: String,
        token: String?,
        headers: String = GatewayProcess.json
    ) -> [UInt8] {
        let authorization = token.map { "authorization: Bearer \($0)\r\n" } ?? ""
        return Array(
            "POST /graphql HTTP/1.1\r\nhost: test\r\n\(headers)\(authorization)content-length: \(body.utf8.count)\r\n\r\n\(body)"
                .utf8
        )
    }

    /// A counter of `/metrics`.
    func metric(_ name: String) -> Int {
        let client = Client(port: port)
        client.send(Array("GET /metrics HTTP/1.1\r\nhost: test\r\n\r\n".utf8))
        let line = client.receiveAnswer().body.split(separator: "\n").first {
            $0.hasPrefix("concierge_\(name) ")
        }
        return line.flatMap { Int($0.split(separator: " ")[1]) } ?? -1
    }

    /// What SQL says, as the superuser.
    @discardableResult
    func sql(_ text: String) throws -> [String] {
        try cluster.run(text, database: database).split(separator: "\n").map(String.init)
    }
}

/// What came back.
struct Answer {
    var status: Int
    var head: String
    var body: String

    /// The value of the first field named `name`, which is written in lower case.
    func header(_ name: String) -> String? {
        let line = head.split(separator: "\r\n").first { $0.lowercased().hasPrefix(name + ":") }
        return line.map { String($0.dropFirst(name.utf8.count + 1).drop { $0 == " " }) }
    }

    /// The body as JSON; null where it is none.
    var json: JSONValue { (try? JSONReader.read(Array(body.utf8))) ?? .null }

    /// The value at a path of member names and indices.
    subscript(path: String...) -> JSONValue? { json[path[...]] }

    /// The code of the first error.
    var code: String? { self["errors", "0", "extensions", "code"]?.text }
}

extension JSONValue {
    subscript(path: ArraySlice<String>) -> JSONValue? {
        guard let first = path.first else { return self }
        switch self {
        case .object(let object): return object[first]?[path.dropFirst()]
        case .array(let items):
            guard let index = Int(first), index < items.count else { return nil }
            return items[index][path.dropFirst()]
        case .null, .boolean, .number, .string: return nil
        }
    }

    var text: String? {
        switch self {
        case .string(let text), .number(let text): text
        case .boolean(let flag): flag ? "true" : "false"
        case .null, .array, .object: nil
        }
    }

    var items: [JSONValue] {
        if case .array(let items) = self { return items }
        return []
    }
}
