/// What is wrong with the arguments or the environment, in one line for the person who wrote them.
///
/// The line never quotes a secret or a connection's password.
package struct UsageError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The line, without the program's name and without a newline.
    package let message: String
    /// The process's exit code for a usage error.
    package static let exitCode: Int32 = 2

    init(message: String) {
        self.message = message
    }

    /// - Parameter clause: what is wrong, as it continues "concierge serve …".
    init(_ command: Command, _ clause: String) {
        self.init(message: "concierge \(command.rawValue) \(clause)")
    }

    /// The line.
    package var description: String { message }
}

/// Why one value is not what its option takes; the caller adds which option it was.
struct ValueError: Error, Equatable, Sendable {
    let expectation: String

    /// - Parameter expectation: what is taken, as it continues "… takes".
    init(_ expectation: String) {
        self.expectation = expectation
    }
}
