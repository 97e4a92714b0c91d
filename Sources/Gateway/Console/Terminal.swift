import Glibc

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
