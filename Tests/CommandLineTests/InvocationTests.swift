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

/// The values of the options of a line.
func values(
    _ line: String,
    environment: [String: String] = [:],
    files: [String: String] = [:]
) throws(UsageError) -> OptionValues {
    let words = line.split(separator: " ").map(String.init)
    let command = Command.allCases.first { words.starts(with: $0.words) } ?? .serve
    var reader = ArgumentReader(command: command, environment: environment)
    try reader.readFlags(words.dropFirst(command.words.count))
    return try reader.values { path in
        files[path].map { .bytes(Array($0.utf8)) } ?? .failure("no such file")
    }
}

/// How a line's gateway serves.
func serveOptions(_ line: String, environment: [String: String] = [:]) throws -> ServeOptions {
    try values(line, environment: environment).serve
}

/// What a line asks for.
func settings(_ line: String, environment: [String: String] = [:]) throws -> CommandSettings {
    guard case .run(let settings, _) = try read(line, environment: environment) else {
        throw UsageError(message: "printed instead")
    }
    return settings
}

func warnings(_ line: String, environment: [String: String]) throws -> [String] {
    guard case .run(_, let warnings) = try read(line, environment: environment) else { return [] }
    return warnings
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
        _ = try settings(command.rawValue + (needs[command] ?? ""))
    }

    @Test func `a flag overrides the variable, and the variable overrides the default`() throws {
        let environment = ["CONCIERGE_LISTEN": "127.0.0.1:2", "CONCIERGE_LOOPS": "3"]
        let options = try serveOptions("serve --listen 127.0.0.1:1", environment: environment)
        #expect(options.listen.port == 1 && options.loops == 3 && options.pointConnections == 2)
    }

    @Test func `an empty variable counts as not set`() throws {
        #expect(try serveOptions("serve", environment: ["CONCIERGE_LOOPS": ""]).loops == 1)
        #expect(try values("serve", environment: ["DATABASE_URL": ""]).database == nil)
    }

    @Test func `CONCIERGE_DATABASE overrides DATABASE_URL`() throws {
        let both = ["CONCIERGE_DATABASE": "host=ours", "DATABASE_URL": "postgres://common/db"]
        #expect(try values("serve", environment: both).database?.text == "host=ours")
        let common = ["DATABASE_URL": "postgres://common/db"]
        #expect(try values("serve", environment: common).database?.text == "postgres://common/db")
    }

    @Test(arguments: ["--listen=[::1]:9", "--listen [::1]:9"])
    func `a value follows a space or an equals sign`(flag: String) throws {
        #expect(try serveOptions("serve " + flag).listen == Address(host: "::1", port: 9))
    }

    @Test func `switches are turned on and off in each form`() throws {
        #expect(try serveOptions("serve").introspection)
        #expect(try !serveOptions("serve --no-introspection").introspection)
        #expect(try !serveOptions("serve --introspection=off").introspection)
        #expect(
            try serveOptions("serve --introspection", environment: ["CONCIERGE_INTROSPECTION": "off"])
                .introspection
        )
        #expect(try !serveOptions("serve", environment: ["CONCIERGE_INTROSPECTION": "FALSE"]).introspection)
        #expect(try serveOptions("serve").suggestions && !serveOptions("serve --no-suggestions").suggestions)
        #expect(try serveOptions("serve").jobs && !serveOptions("serve --no-jobs").jobs)
    }

    @Test func `lists are read with commas, spaces and repeated flags`() throws {
        let flags = try serveOptions(
            "serve --cors-origins https://a.example,https://b.example --cors-origins *"
        )
        #expect(flags.corsOrigins == ["https://a.example", "https://b.example", "*"])
        let environment = ["CONCIERGE_CORS_ORIGINS": "https://a.example , http://localhost:3000"]
        #expect(
            try serveOptions("serve", environment: environment).corsOrigins == [
                "https://a.example", "http://localhost:3000",
            ]
        )
    }

    @Test func `a token's claims are kept in order`() throws {
        let settings = try values("token --role agent --claim team=a=b --claim=x= --ttl 1h30m --sub abc")
        #expect(
            settings.claims == [ClaimSetting(name: "team", value: "a=b"), ClaimSetting(name: "x", value: "")]
        )
        #expect(settings.lifetime == .seconds(5400) && settings.subject == "abc" && settings.role == "agent")
    }

    @Test func `the playground is searched for, named, or off`() throws {
        #expect(try serveOptions("serve").playground == .search)
        #expect(try serveOptions("serve --playground off").playground == .off)
        #expect(try serveOptions("serve --playground ui").playground == .folder("ui"))
    }

    @Test func `words after two hyphens are operands`() throws {
        #expect(try values("explain --role agent -- --odd.graphql").operands == ["--odd.graphql"])
        #expect(try values("explain - --role agent").operands == ["-"])
    }

    @Test func `unknown variables with our prefix are warned of, with a suggestion`() throws {
        let environment = [
            "CONCIERGE_LISTN": "x", "CONCIERGE_ZZZZZZZZ": "y", "HOME": "/", "CONCIERGE_TTL": "1h",
        ]
        let warnings = try warnings("serve", environment: environment)
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
            "schema needs a second word: concierge schema print, concierge schema draft, concierge schema directives"
        ),
        ("--listen=x serve", "the command comes before the flags, as in: concierge serve --listen …"),
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
            "concierge serve was given both --introspection and --no-introspection: give one of them"
        ),
        ("serve now", #"concierge serve takes no further word "now""#),
        ("serve --loops 0", "concierge serve takes for --loops: a whole number from 1 to 64"),
        ("explain --role agent", "concierge explain needs FILE: concierge explain FILE"),
        ("token", "concierge token needs --role ROLE"),
        ("explain f", "concierge explain needs --role ROLE"),
        (
            "token --role a --claim exp=1",
            #"concierge token sets the claim "exp" by --role and --ttl, not by --claim"#
        ),
        ("explain f --role a --sub x", "concierge explain needs --analyze with --sub and --claim"),
        (
            "serve --only-trusted-documents",
            "concierge serve needs --documents PATH with --only-trusted-documents"
        ),
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
        #expect(try values("serve --jwt-secret \(text)").jwtSecret?.bytes == bytes)
        #expect(try values("serve", environment: ["CONCIERGE_JWT_SECRET": text]).jwtSecret?.bytes == bytes)
        for end in ["", "\n", "\r\n"] {
            let files = ["/run/key": text + end]
            #expect(try values("serve --jwt-secret-file /run/key", files: files).jwtSecret?.bytes == bytes)
            let environment = ["CONCIERGE_JWT_SECRET_FILE": "/run/key"]
            #expect(try values("serve", environment: environment, files: files).jwtSecret?.bytes == bytes)
        }
        #expect(
            try values("serve --database-file /u", files: ["/u": "postgres://u:p@h/d\n"]).database?.text
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
        for command in ["serve", "migrate", "token --role a"] {
            let settings = try settings(command, environment: environment)
            var everything = ""
            dump(settings, to: &everything)
            everything += String(describing: settings) + String(reflecting: settings)
            #expect(!everything.contains("PLANTED"), "\(command)")
        }
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
