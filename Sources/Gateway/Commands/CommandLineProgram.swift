import CommandLine
import Glibc
import Planner

/// Why a command failed: one sentence that says what to do.
struct CommandFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

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
        case .token(let settings): try TokenCommand(settings: settings).run()
        case .explain(let settings): try ExplainCommand(settings: settings).run()
        }
        return 0
    }
}

/// Standard output and standard error, for the person who started the program.
enum Terminal {
    /// Writes `text` to standard output.
    ///
    /// - Throws: when not all of it can be written. A reader that closed its end (`concierge … | head`) is no failure.
    static func print(_ text: String) throws(CommandFailure) {
        guard let code = write(1, text), code != EPIPE else { return }
        throw CommandFailure("The output cannot be written: \(unsafe String(cString: strerror(code))).")
    }

    /// Waits.
    static func pause(milliseconds: UInt32) { usleep(milliseconds * 1000) }

    /// Writes a line about progress to standard error.
    static func note(_ text: String) { write(2, text + "\n") }

    /// Writes the reason of a failure to standard error.
    static func complain(_ text: String) { write(2, "concierge: \(text)\n") }

    /// The `errno` of a write that failed; `nil` if all of `text` was written.
    @discardableResult
    private static func write(_ descriptor: Int32, _ text: String) -> Int32? {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { bytes in
                // SAFETY: the bytes live for the call.
                unsafe Glibc.write(descriptor, bytes.baseAddress, bytes.count)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return errno }
            rest = rest.dropFirst(count)
        }
        return nil
    }
}
