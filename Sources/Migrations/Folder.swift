import Glibc

/// What the migrations need of the file system.
enum Folder {
    /// The names of the files in `path` that end in `.sql`, sorted by their bytes.
    static func scripts(in path: String) throws(MigrationError) -> [String] {
        guard let folder = unsafe opendir(path) else { throw .system("cannot read the folder", path) }
        // SAFETY: closed when this function returns; an entry is valid until the next `readdir`, and copied before.
        defer { unsafe closedir(folder) }
        var names: [String] = []
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasSuffix(".sql"), !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
    }

    /// Whether there is such a folder.
    static func exists(_ path: String) -> Bool {
        guard let folder = unsafe opendir(path) else { return false }
        unsafe closedir(folder)
        return true
    }

    /// The text of the file at `path`.
    static func text(of path: String) throws(MigrationError) -> String {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system("cannot open the file", path) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            // SAFETY: the pointer is valid for the call and for `count` bytes.
            let count = unsafe chunk.withUnsafeMutableBytes {
                unsafe read(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw .system("cannot read the file", path) }
            guard count > 0 else { break }
            bytes += chunk[..<count]
        }
        guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else {
            throw MigrationError(file: path, message: "the file is not a text in UTF-8")
        }
        return text
    }
}

extension MigrationError {
    fileprivate static func system(_ attempt: String, _ path: String) -> MigrationError {
        let reason = unsafe strerror(errno).map { unsafe String(cString: $0) } ?? "unknown reason"
        return MigrationError(file: path, message: "\(attempt): \(reason)")
    }
}
