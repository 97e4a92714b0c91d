import CommandLine
import Planner

/// The program: one command, from its arguments to its exit code.
package enum CommandLineProgram {
    /// The version that `--version` prints.
    package static let version = "0.1.0"

    /// Runs the command of `arguments`, the words after the program's name.
    ///
    /// - Returns: the exit code of the process: 0 for success, 1 for a failure, 2 for a usage error.
    package static func run(arguments: [String], environment: [String: String]) -> Int32 {
        do throws(UsageError) {
            let invocation = try Invocation.read(
                arguments: arguments,
                environment: environment,
                version: version,
                readFile: { path in
                    do throws(FileError) {
                        return .bytes(try Files.read(path))
                    } catch {
                        return .failure(error.reason)
                    }
                }
            )
            switch invocation {
            case .print(let text):
                return exitCode { () throws(CommandFailure) in
                    try Terminal.print(text)
                    return 0
                }
            case .run(let settings, let warnings):
                for warning in warnings { Terminal.note("warning: \(warning)") }
                return exitCode { () throws(CommandFailure) in try run(settings) }
            }
        } catch {
            Terminal.complain(error.message)
            return UsageError.exitCode
        }
    }

    private static func exitCode(_ body: () throws(CommandFailure) -> Int32) -> Int32 {
        do throws(CommandFailure) {
            return try body()
        } catch {
            Terminal.complain(error.description)
            return 1
        }
    }

    private static func run(_ settings: CommandSettings) throws(CommandFailure) -> Int32 {
        switch settings {
        case .serve(let settings): try ServeCommand(settings: settings).run()
        case .migrate(let settings): try MigrateCommand(settings: settings).run()
        case .seed(let settings): try SeedCommand(settings: settings).run()
        case .check(let settings): return try CheckCommand(settings: settings).run()
        case .schemaPrint(let settings): try SchemaPrintCommand(settings: settings).run()
        case .schemaDraft(let settings): try SchemaDraftCommand(settings: settings).run()
        case .schemaDirectives: try Terminal.print(BindingDirectives.text + "\n")
        case .migrationsIdempotency: try Terminal.print(IdempotencyMigration.text)
        case .feedSetup(let settings): try FeedSetupCommand(settings: settings).run()
        case .token(let settings): try TokenCommand(settings: settings).run()
        case .explain(let settings): try ExplainCommand(settings: settings).run()
        }
        return 0
    }
}
