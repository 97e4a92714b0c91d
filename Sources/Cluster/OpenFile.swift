import Glibc

/// An open file, closed when it goes; no program that we start inherits it unless it is handed over.
struct OpenFile: ~Copyable {
    let descriptor: Int32

    private init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Opens a path; a link as its last part is refused, so that no other user can lead us elsewhere.
    static func open(_ path: String, _ flags: Int32, mode: mode_t = 0o600) throws(ClusterError) -> OpenFile {
        // SAFETY: the path's bytes live through the call.
        let descriptor = unsafe Glibc.open(path, flags | O_CLOEXEC | O_NOFOLLOW, mode)
        guard descriptor >= 0 else { throw SystemError.last("open", path) }
        return OpenFile(descriptor: descriptor)
    }

    /// Makes a file that has no name and goes with its last user, and fills it.
    static func unnamed(holding text: String) throws(ClusterError) -> OpenFile {
        let path = "/tmp/concierge-\(getpid())-\(String(UInt64.random(in: 0 ... .max), radix: 16))"
        let file = try open(path, O_RDWR | O_CREAT | O_EXCL)
        // SAFETY: the path's bytes live through the call.
        _ = unsafe unlink(path)
        try file.write(text, path: path)
        lseek(file.descriptor, 0, SEEK_SET)
        return file
    }

    /// How many bytes the file has.
    var size: Int { lseek(descriptor, 0, SEEK_END) }

    /// Writes all of the text; the path is for the error alone.
    func write(_ text: String, path: String) throws(ClusterError) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            // SAFETY: the bytes live through the call, and their count is given.
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw SystemError.last("write", path) }
            rest = rest.dropFirst(count)
        }
    }

    /// Returns the last bytes of the file as text, without surrounding white space.
    func tail(atMost limit: Int) -> String {
        let end = lseek(descriptor, 0, SEEK_END)
        let start = max(0, end - limit)
        var bytes = [UInt8](repeating: 0, count: max(0, min(limit, end - start)))
        // SAFETY: the bytes live through the call, and their count is given.
        let count = unsafe bytes.withUnsafeMutableBytes { bytes in
            unsafe pread(descriptor, bytes.baseAddress, bytes.count, start)
        }
        let text = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
        return String(text.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }

    /// Takes the file's lock and waits for it, unless `waiting` is false; returns whether it was taken.
    func lock(exclusively: Bool, waiting: Bool = true) -> Bool {
        while true {
            if flock(descriptor, (exclusively ? LOCK_EX : LOCK_SH) | (waiting ? 0 : LOCK_NB)) == 0 {
                return true
            }
            if errno != EINTR { return false }
        }
    }
}
