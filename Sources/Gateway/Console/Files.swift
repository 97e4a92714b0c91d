import Glibc

/// Why a file or folder cannot be used: a short clause.
struct FileError: Error {
    var reason: String

    /// The reason of the call that has just failed.
    static var last: FileError {
        switch errno {
        case ENOENT: FileError(reason: "it does not exist")
        case EACCES: FileError(reason: "permission denied")
        case ENOTDIR: FileError(reason: "it is no folder")
        case EISDIR: FileError(reason: "it is a folder")
        default: FileError(reason: unsafe String(cString: strerror(errno)))
        }
    }
}

/// Whole files, read and written while nothing is served yet.
enum Files {
    /// The bytes of the file at `path`.
    static func read(_ path: String) throws(FileError) -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .last }
        defer { _ = close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            // SAFETY: the buffer is as long as is said.
            let count = unsafe Glibc.read(descriptor, &chunk, chunk.count)
            guard count >= 0 else { throw .last }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
        }
    }

    /// Makes the file at `path`, for its owner alone, unless it is there.
    static func create(_ path: String, _ bytes: [UInt8]) throws(FileError) {
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .last }
        defer { _ = close(descriptor) }
        // SAFETY: the array has as many bytes as is said.
        guard unsafe write(descriptor, bytes, bytes.count) == bytes.count else { throw .last }
    }

    /// The names in the folder at `path`.
    static func list(_ path: String) throws(FileError) -> [String] {
        guard let directory = unsafe opendir(path) else { throw .last }
        defer { _ = unsafe closedir(directory) }
        var names: [String] = []
        while let entry = unsafe readdir(directory) {
            // SAFETY: `d_name` is a string that ends with a zero byte, and lives until the next call.
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
                unsafe name.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }

    /// Whether there is a file or folder at `path`.
    static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    /// `path` without links; `nil` if there is nothing.
    static func resolved(_ path: String) -> String? {
        guard let text = unsafe realpath(path, nil) else { return nil }
        // SAFETY: `realpath` returns a C string that the caller frees.
        defer { unsafe free(text) }
        return unsafe String(cString: text)
    }

    /// Makes the folder at `path` with the ones above it, for their owner alone.
    static func createFolder(_ path: String) {
        var prefix = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            prefix += part
            unsafe mkdir(prefix, 0o700)
            prefix += "/"
        }
    }
}
