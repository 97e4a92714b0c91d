import Glibc

/// A file that holds what the program makes: a test compares the two, and `./dev goldens` writes the file.
package enum Golden {
    private static let isUpdating = unsafe getenv("UPDATE_GOLDENS") != nil

    /// Whether `file` holds `text`; it does if goldens are being written.
    package static func matches(_ text: String, file: String) throws -> Bool {
        if isUpdating { try write(text, to: file) }
        return contents(of: file) == text
    }

    private static func contents(of path: String) -> String {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return "" }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            // SAFETY: the array has as many bytes as is said.
            let count = unsafe read(file, &chunk, chunk.count)
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += chunk[..<count]
        }
    }

    private static func write(_ text: String, to path: String) throws {
        let file = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        defer { close(file) }
        let bytes = Array(text.utf8)
        // SAFETY: the bytes live for the call.
        let count = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(file, $0.baseAddress, $0.count) }
        guard count == bytes.count else { throw ChildProcessError(description: "\(path) cannot be written") }
    }
}
