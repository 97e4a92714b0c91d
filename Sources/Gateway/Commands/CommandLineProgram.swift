import CommandLine
import Glibc
import Planner

/// Why a command could not do its work: one sentence that says what to do.
struct CommandFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// The program: one command, from its arguments to its exit code.
package enum CommandLineProgram {
    /// The version that `--version` prints.
    package static let version = "0.1.0"

    /// Runs what `arguments`, those behind the program's name, ask for.
    ///
    /// - Returns: the process's exit code: 0 for done, 1 for a failure, 2 for wrong arguments.
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
            case .run(let settings):
                for warning in settings.warnings { Terminal.note("warning: \(warning)") }
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

    private static func run(_ settings: Settings) throws(CommandFailure) -> Int32 {
        switch settings.command {
        case .serve: try ServeCommand(settings).run()
        case .migrate: try DatabaseCommands(settings).migrate()
        case .seed: try DatabaseCommands(settings).seed()
        case .check: return try SchemaCommands(settings).check()
        case .schemaPrint: try SchemaCommands(settings).print()
        case .schemaDraft: try SchemaCommands(settings).draft()
        case .schemaDirectives: try Terminal.print(BindingDirectives.text + "\n")
        case .token: try TokenCommand(settings).run()
        case .explain: try ExplainCommand(settings).run()
        }
        return 0
    }
}

/// What a person at a terminal reads.
enum Terminal {
    /// Writes `text` to standard output.
    ///
    /// - Throws: when it does not all get there, unless its reader has had enough.
    static func print(_ text: String) throws(CommandFailure) {
        guard let code = write(1, text), code != EPIPE else { return }
        throw CommandFailure("The output cannot be written: \(unsafe String(cString: strerror(code))).")
    }

    /// Writes a line about progress to standard error.
    static func note(_ text: String) { write(2, text + "\n") }

    /// Writes why nothing came of it to standard error.
    static func complain(_ text: String) { write(2, "concierge: \(text)\n") }

    /// Why not all of it was written, as `errno`; `nil` where it was.
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
