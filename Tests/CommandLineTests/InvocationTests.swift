import Testing

@testable import CommandLine

/// Reads a line of words, with variables and files as given.
func read(
    _ line: String,
    environment: [String: String] = [:],
    files: [String: String] = [:]
) throws(UsageError) -> Invocation {
    let words = line.split(separator: " ").map(String.init)
    return try Invocation.read(arguments: words, environment: environment, version: "1.2.3") { path in
        files[path].map { .bytes(Array($0.utf8)) } ?? .failure("no such file")
    }
}

func settings(
    _ line: String,
    environment: [String: String] = [:],
    files: [String: String] = [:]
) throws -> Settings {
    let invocation = try read(line, environment: environment, files: files)
    guard case .run(let settings) = invocation else { throw UsageError(message: "printed instead") }
    return settings
}

func complaint(
    _ line: String,
    environment: [String: String] = [:],
    files: [String: String] = [:]
) -> String? {
    do throws(UsageError) {
        _ = try read(line, environment: environment, files: files)
        return nil
    } catch {
        return error.message
    }
}

func printed(_ line: String) throws -> String {
    guard case .print(let text) = try read(line) else { return "" }
    return text
}

struct InvocationTests {
    @Test(arguments: Command.allCases)
    func `every command is understood with what it needs`(command: Command) throws {
        let needs: [Command: String] = [.token: " --role agent", .explain: " q.graphql --role agent"]
        #expect(try settings(command.rawValue + (needs[command] ?? "")).command == command)
    }

    @Test func `a flag goes before the variable, and the variable before the default`() throws {
        let environment = ["CONCIERGE_LISTEN": "127.0.0.1:2", "CONCIERGE_LOOPS": "3"]
        let settings = try settings("serve --listen 127.0.0.1:1", environment: environment)
        #expect(settings.listen.port == 1 && settings.loops == 3 && settings.pointConnections == 2)
        let sources = Dictionary(uniqueKeysWithValues: settings.entries.map { ($0.option, $0.source) })
        #expect(sources["listen"] == .flag("--listen"))
        #expect(sources["loops"] == .environment("CONCIERGE_LOOPS"))
        #expect(sources["point-connections"] == .standard)
        #expect(sources["database"] == nil)
    }

    @Test func `a variable set to nothing is not set`() throws {
        #expect(try settings("serve", environment: ["CONCIERGE_LOOPS": ""]).loops == 1)
        #expect(try settings("serve", environment: ["DATABASE_URL": ""]).database == nil)
    }

    @Test func `our variable for the database goes before the common one`() throws {
        let both = ["CONCIERGE_DATABASE": "host=ours", "DATABASE_URL": "postgres://common/db"]
        #expect(try settings("serve", environment: both).database?.text == "host=ours")
        let common = ["DATABASE_URL": "postgres://common/db"]
        #expect(try settings("serve", environment: common).database?.text == "postgres://common/db")
    }

    @Test(arguments: ["--listen=[::1]:9", "--listen [::1]:9"])
    func `a value stands behind a space or an equals sign`(flag: String) throws {
        #expect(try settings("serve " + flag).listen == Address(host: "::1", port: 9))
    }

    @Test func `switches are turned on and off in each form`() throws {
        #expect(try settings("serve").introspection)
        #expect(try !settings("serve --no-introspection").introspection)
        #expect(try !settings("serve --introspection=off").introspection)
        #expect(
            try settings("serve --introspection", environment: ["CONCIERGE_INTROSPECTION": "off"])
                .introspection
        )
        #expect(try !settings("serve", environment: ["CONCIERGE_INTROSPECTION": "FALSE"]).introspection)
        #expect(try settings("serve").suggestions && !settings("serve --no-suggestions").suggestions)
        #expect(try settings("serve").jobs && !settings("serve --no-jobs").jobs)
    }

    @Test func `lists are read with commas, spaces and repeated flags`() throws {
        let flags = try settings("serve --cors-origins https://a.example,https://b.example --cors-origins *")
        #expect(flags.corsOrigins == ["https://a.example", "https://b.example", "*"])
        let environment = ["CONCIERGE_CORS_ORIGINS": "https://a.example , http://localhost:3000"]
        #expect(
            try settings("serve", environment: environment).corsOrigins == [
                "https://a.example", "http://localhost:3000",
            ]
        )
    }

    @Test func `a token's claims are kept in order`() throws {
        let settings = try settings("token --role agent --claim team=a=b --claim=x= --ttl 1h30m --sub abc")
        #expect(
            settings.claims == [ClaimSetting(name: "team", value: "a=b"), ClaimSetting(name: "x", value: "")]
        )
        #expect(settings.ttl == .seconds(5400) && settings.subject == "abc" && settings.role == "agent")
    }

    @Test func `the playground can be turned off`() throws {
        #expect(try settings("serve").playground == "./playground")
        #expect(try settings("serve --playground off").playground == nil)
        #expect(try settings("serve --playground ui").playground == "ui")
    }

    @Test func `words behind two hyphens are operands`() throws {
        #expect(try settings("explain --role agent -- --odd.graphql").operands == ["--odd.graphql"])
        #expect(try settings("explain - --role agent").operands == ["-"])
    }

    @Test func `strange variables with our prefix are told of`() throws {
        let environment = [
            "CONCIERGE_LISTN": "x", "CONCIERGE_ZZZZZZZZ": "y", "HOME": "/", "CONCIERGE_TTL": "1h",
        ]
        let warnings = try settings("serve", environment: environment).warnings
        #expect(warnings.count == 2)
        #expect(warnings[0].contains("did you mean CONCIERGE_LISTEN?"))
    }
}

struct UsageErrorTests {
    @Test(arguments: [
        ("srve", #"there is no command "srve"; did you mean serve?"#),
        ("frobnicate", #"there is no command "frobnicate"; concierge --help lists them"#),
        (
            "schema",
            "schema is not a command alone; say concierge schema print, concierge schema draft, concierge schema directives"
        ),
        ("--listen=x serve", "say the command before the flags, as in: concierge serve --listen …"),
        ("serve --listne a:1", #"concierge serve has no flag "--listne"; did you mean --listen?"#),
        ("serve -x", #"concierge serve has no flag "-x"; concierge serve --help lists them"#),
        (
            "serve --no-introspecton",
            #"concierge serve has no flag "--no-introspecton"; did you mean --no-introspection?"#
        ),
        ("serve --scale 1", "concierge serve does not take --scale; it belongs to: seed"),
        ("serve --listen", "concierge serve needs a value for --listen: --listen HOST:PORT"),
        ("serve --listen --loops 2", "concierge serve needs a value for --listen: --listen HOST:PORT"),
        ("serve --listen=", "concierge serve needs a value for --listen: --listen HOST:PORT"),
        ("serve --loops 2 --loops 3", "concierge serve was given --loops twice"),
        ("serve --no-introspection=x", "concierge serve takes no value for --no-introspection"),
        (
            "serve --introspection --no-introspection",
            "concierge serve was given both --introspection and --no-introspection: which is meant?"
        ),
        ("serve now", #"concierge serve does not know what to do with "now""#),
        ("serve --loops 0", "concierge serve takes for --loops: a whole number from 1 to 64"),
        ("explain --role agent", "concierge explain needs FILE: concierge explain FILE"),
        ("token", "concierge token needs --role ROLE"),
        ("explain f", "concierge explain needs --role ROLE"),
        ("serve --limit-page 10", "concierge serve needs --limit-default-page to be at most --limit-page"),
    ])
    func `a wrong line is answered with one that helps`(line: String, message: String) {
        #expect(complaint(line) == message)
    }

    @Test func `a wrong variable is named`() {
        let message = complaint("serve", environment: ["CONCIERGE_LOOPS": "many"])
        #expect(message == "concierge serve takes for CONCIERGE_LOOPS: a whole number from 1 to 64")
    }

    @Test func `a stranger's word cannot break the line`() {
        let message = complaint("\u{1B}[31m\nx" + String(repeating: "y", count: 500)) ?? ""
        #expect(!message.contains("\u{1B}") && !message.contains("\n") && message.count < 120)
    }

    @Test func `the exit code of a wrong use is 2`() {
        #expect(UsageError.exitCode == 2)
    }
}

struct SecretTests {
    private let secret = "a secret that has more than 32 bytes"

    @Test func `a secret comes from a flag, a variable, or a file of either`() throws {
        let bytes = Array("0123456789abcdef0123456789abcdef".utf8)
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(try settings("serve --jwt-secret \(text)").jwtSecret?.bytes == bytes)
        #expect(try settings("serve", environment: ["CONCIERGE_JWT_SECRET": text]).jwtSecret?.bytes == bytes)
        for end in ["", "\n", "\r\n"] {
            let files = ["/run/key": text + end]
            #expect(try settings("serve --jwt-secret-file /run/key", files: files).jwtSecret?.bytes == bytes)
            let environment = ["CONCIERGE_JWT_SECRET_FILE": "/run/key"]
            #expect(try settings("serve", environment: environment, files: files).jwtSecret?.bytes == bytes)
        }
        #expect(
            try settings("serve --database-file /u", files: ["/u": "postgres://u:p@h/d\n"]).database?.text
                == "postgres://u:p@h/d"
        )
    }

    @Test func `a secret given twice, short, or in no file is refused`() {
        let files = ["/key": secret, "/empty": "\n"]
        #expect(complaint("serve --jwt-secret short") != nil)
        #expect(complaint("serve --jwt-secret-file /none")?.hasSuffix("no such file") == true)
        #expect(complaint("serve --jwt-secret-file /empty", files: files)?.contains("found nothing") == true)
        let long = "0123456789abcdef0123456789abcdef"
        #expect(
            complaint("serve --jwt-secret \(long) --jwt-secret-file /key", files: files)?.contains("both")
                == true
        )
        let both = ["CONCIERGE_JWT_SECRET": long, "CONCIERGE_JWT_SECRET_FILE": "/key"]
        #expect(complaint("serve", environment: both, files: files)?.contains("both") == true)
    }

    @Test func `a secret and public keys are not taken together`() {
        let message = complaint("serve --jwks k.json", environment: ["CONCIERGE_JWT_SECRET": secret])
        #expect(message?.contains("not both") == true)
    }

    @Test func `no secret is ever shown`() throws {
        let environment = [
            "CONCIERGE_JWT_SECRET": "PLANTED-0123456789abcdef0123456789abcdef",
            "DATABASE_URL": "postgres://me:PLANTED@host/db?sslpassword=PLANTED",
            "CONCIERGE_OWNER_DATABASE": "host=h password='PLANTED \\' PLANTED' user=u",
        ]
        let settings = try settings("serve", environment: environment)
        var everything = ""
        dump(settings, to: &everything)
        everything += String(describing: settings) + String(reflecting: settings)
        #expect(!everything.contains("PLANTED"))
        #expect(settings.entries.contains { $0.shown == "(secret)" })
    }

    @Test(arguments: [
        "serve --jwt-secret=PLANTED", "serve --jwt-secre=PLANTED", "serve --jwt-secret PLANTED",
        "serve --database=PLANTED", "--jwt-secret=PLANTED serve", "seed --jwt-secret=PLANTED",
        "serve --no-introspection=PLANTED",
    ])
    func `no complaint quotes a value`(line: String) {
        #expect(complaint(line)?.contains("PLANTED") == false)
    }
}

struct RedactionTests {
    @Test(arguments: [
        ("postgres://u:secret@h:5/d", "postgres://u:***@h:5/d"),
        ("postgresql://u@h/d", "postgresql://u@h/d"),
        ("postgres:///d?host=/run/x", "postgres:///d?host=/run/x"),
        ("postgres://u:p@ss/w@h/d", "postgres://u:***@h/d"),
        (
            "postgres://h/d?user=u&password=p&sslmode=require",
            "postgres://h/d?user=u&password=***&sslmode=require"
        ),
        ("postgres://h/d?p%61ssword=p", "postgres://h/d?p%61ssword=***"),
        ("host=h password=p dbname=d", "host=h password=*** dbname=d"),
        ("password = 'a b' host=h", "password=*** host=h"),
        ("sslpassword='a\\'b' host=h", "sslpassword=*** host=h"),
        ("passfile=/x host=h", "passfile=*** host=h"),
        ("host=h password='open", "(given)"),
        ("host=h nonsense", "(given)"),
        ("host=h password=a\\ b user=u", "host=h password=*** user=u"),
        ("host=", "host="),
        ("host=x\\", "host=x\\"),
    ])
    func `passwords are hidden and the rest is shown`(connection: String, shown: String) {
        #expect(ConnectionString(connection).description == shown)
    }

    @Test(arguments: [
        "postgres://u:pa?ss@h/d", "postgres://u:p@a?ss@h/d", "postgres://h:5/d?password=a@b",
        "postgres://h/d?password=a@b", "postgres://u:pa?a=b&ss@h/d",
    ])
    func `a password that is not escaped is hidden too`(connection: String) {
        let shown = ConnectionString(connection).description
        for part in ["pa?", "ss@", "p@a", "a@b", "@b"] { #expect(!shown.contains(part), "\(shown)") }
    }
}
