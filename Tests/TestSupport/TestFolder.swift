import Glibc

/// A folder that a test fills with files and that goes with it.
package final class TestFolder: Sendable {
    /// Where it is.
    package let path: String

    /// Makes a folder with the files given by name and text.
    package init(_ files: [String: String] = [:]) throws {
        path = try String(ChildProcess.require(["mktemp", "-d", "/tmp/t-XXXXXX"]).dropLast())
        for (name, text) in files { try write(name, text) }
    }

    deinit { _ = try? ChildProcess.run(["rm", "-rf", path]) }

    /// Writes a file, whose folder must exist.
    package func write(_ name: String, _ text: String) throws {
        let descriptor = unsafe open("\(path)/\(name)", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw ChildProcessError(description: "no file \(name): \(errno)") }
        defer { close(descriptor) }
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            // SAFETY: the pointer is valid for the call and for `count` bytes.
            let count = unsafe bytes.withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            guard count > 0 else { throw ChildProcessError(description: "no room for \(name): \(errno)") }
            bytes = bytes.dropFirst(count)
        }
    }
}
