import Planner
import Testing

@testable import CommandLine

struct OptionTableTests {
    @Test func `every default can be read`() throws {
        var settings = Settings(command: .serve)
        for option in OptionTable.all {
            if let standard = option.standard { try option.assign(&settings, standard) }
        }
        #expect(settings.listen == Address(host: "127.0.0.1", port: 8080))
        #expect(settings.limits.bodyBytes == 1 << 20 && settings.requestLimits == RequestLimits())
        #expect(settings.jwtClockSkew == .seconds(30))
    }

    @Test func `every flag and every variable stands once`() {
        let flags = Help.spellings(of: OptionTable.all)
        #expect(Set(flags).count == flags.count)
        let variables = OptionTable.all.flatMap(\.environment)
        #expect(Set(variables).count == variables.count)
    }

    @Test func `every option belongs to a command, and says what it is in one sentence`() {
        for option in OptionTable.all {
            #expect(!option.commands.isEmpty)
            #expect(option.summary.hasSuffix("."), "\(option.flag)")
        }
    }

    @Test(arguments: Command.allCases)
    func `a command's help tells every flag, variable and default of it`(command: Command) throws {
        let help = try printed(command.rawValue + " --help")
        let words = help.split { " \n[];".contains($0) }.map(String.init)
        for option in OptionTable.options(of: command) {
            #expect(help.contains("--\(option.flag)") || help.contains("--[no-]\(option.flag)"))
            for variable in option.environment { #expect(words.contains(variable), "\(variable)") }
            if let standard = option.standard { #expect(words.contains(standard), "\(option.flag)") }
        }
        #expect(help.split(separator: "\n").allSatisfy { $0.count <= 100 })
    }

    @Test func `the overall help tells every command`() throws {
        let help = try printed("--help")
        for command in Command.allCases { #expect(help.contains("\n  " + command.rawValue)) }
        #expect(try printed("") == help && printed("-h") == help && printed("help") == help)
        #expect(try printed("help seed") == printed("seed --help"))
        #expect(help.split(separator: "\n").allSatisfy { $0.count <= 100 })
    }

    @Test func `help is given among other flags too`() throws {
        #expect(try printed("serve --listen x -h") == printed("serve --help"))
    }

    @Test(arguments: ["--version", "-V", "version"])
    func `the version is one line`(flag: String) throws {
        #expect(try printed(flag) == "concierge 1.2.3\n")
    }

    @Test(arguments: [("serv", "serve"), ("sevre", "serve"), ("Serve", "serve"), ("xyz", nil), ("", nil)])
    func `near words are suggested`(word: String, expected: String?) {
        #expect(suggestion(for: word, among: ["serve", "seed"]) == expected)
    }
}
