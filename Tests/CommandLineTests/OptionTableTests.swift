import Planner
import Testing

@testable import CommandLine

struct OptionTableTests {
    @Test func `every default can be read`() throws {
        var values = OptionValues()
        for option in OptionTable.all {
            if let standard = option.standard { try option.assign(&values, standard) }
        }
        #expect(values.serve.listen == Address(host: "127.0.0.1", port: 8080))
        #expect(values.serve.limits.bodyBytes == 1 << 20 && values.serve.requestLimits == RequestLimits())
        #expect(values.serve.jwtClockSkew == .seconds(30))
    }

    @Test func `every flag and every variable stands once`() {
        let flags = Help.spellings(of: OptionTable.all)
        #expect(Set(flags).count == flags.count)
        let variables = OptionTable.all.flatMap(\.environment)
        #expect(Set(variables).count == variables.count)
    }

    @Test func `every option belongs to a command, and has a description that ends with a full stop`() {
        for option in OptionTable.all {
            #expect(!option.commands.isEmpty)
            #expect(option.summary.hasSuffix("."), "\(option.flag)")
        }
    }

    @Test(arguments: Command.allCases)
    func `the help of a command lists its flags, variables and defaults`(command: Command) throws {
        let help = try printed(command.rawValue + " --help")
        let words = help.split { " \n[];".contains($0) }.map(String.init)
        for option in OptionTable.options(of: command) {
            #expect(help.contains("--\(option.flag)") || help.contains("--[no-]\(option.flag)"))
            for variable in option.environment { #expect(words.contains(variable), "\(variable)") }
            if let standard = option.standard { #expect(words.contains(standard), "\(option.flag)") }
        }
        #expect(help.split(separator: "\n").allSatisfy { $0.count <= 100 })
    }

    @Test func `the overall help lists every command`() throws {
        let help = try printed("--help")
        for command in Command.allCases { #expect(help.contains("\n  " + command.rawValue)) }
        #expect(try printed("") == help && printed("-h") == help && printed("help") == help)
        #expect(try printed("help seed") == printed("seed --help"))
        #expect(help.split(separator: "\n").allSatisfy { $0.count <= 100 })
    }

    @Test func `help is printed among other flags too`() throws {
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
