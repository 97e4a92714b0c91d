import Glibc

/// The operating system's own words for its error numbers.
enum SystemError {
    /// Returns the text of an `errno`, such as `Permission denied`.
    static func text(of code: Int32) -> String {
        var buffer = [CChar](repeating: 0, count: 128)
        // SAFETY: the buffer lives through the call, its size is given, and the text in it ends with a zero.
        guard unsafe strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
        let letters = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return String(decoding: letters, as: UTF8.self)
    }

    /// Returns the error of the system call that has just failed.
    static func last(_ operation: String, _ path: String) -> ClusterError {
        .system(operation: operation, path: path, code: errno)
    }
}
