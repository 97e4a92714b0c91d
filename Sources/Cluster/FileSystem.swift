import Glibc

/// The few questions and changes of the file system that a cluster needs.
enum FileSystem {
    /// What a path is; links are not followed.
    struct Status {
        let owner: uid_t
        let group: gid_t
        let mode: mode_t
        var isDirectory: Bool { mode & S_IFMT == S_IFDIR }
        var isLink: Bool { mode & S_IFMT == S_IFLNK }
        var permissions: mode_t { mode & 0o7777 }
    }

    /// Returns what is at the path, or nil where nothing is.
    static func status(of path: String) -> Status? {
        var entry = stat()
        // SAFETY: path and entry live through the call.
        guard unsafe lstat(path, &entry) == 0 else { return nil }
        return Status(owner: entry.st_uid, group: entry.st_gid, mode: entry.st_mode)
    }

    /// Returns whether this process may run the program at the path.
    static func isProgram(_ path: String) -> Bool {
        // SAFETY: the path lives through the call.
        unsafe access(path, X_OK) == 0
    }

    /// Returns the text of a small file, or nil where it cannot be read.
    static func text(of path: String) -> String? {
        guard let file = try? OpenFile.open(path, O_RDONLY) else { return nil }
        var bytes = [UInt8](repeating: 0, count: Limits.smallFileBytes)
        // Files of /proc have no size, and give all their bytes to one reading of this length.
        // SAFETY: the bytes live through the call, and their count is given.
        let count = unsafe bytes.withUnsafeMutableBytes { bytes in
            unsafe read(file.descriptor, bytes.baseAddress, bytes.count)
        }
        return count < 0 ? nil : String(decoding: bytes.prefix(count), as: UTF8.self)
    }

    /// Puts a text in place of the file at the path, whole or not at all.
    static func replace(_ path: String, with text: String, mode: mode_t) throws(ClusterError) {
        let new = path + ".new"
        _ = unsafe unlink(new)
        let file = try OpenFile.open(new, O_WRONLY | O_CREAT | O_EXCL, mode: mode)
        fchmod(file.descriptor, mode)
        try file.write(text, path: new)
        try rename(new, to: path)
    }

    /// Gives a path another name.
    static func rename(_ path: String, to name: String) throws(ClusterError) {
        // SAFETY: both paths live through the call.
        guard unsafe Glibc.rename(path, name) == 0 else { throw SystemError.last("rename", path) }
    }

    /// Makes a directory, and its parents, where it is missing; what is there already keeps its mode.
    static func makeDirectory(_ path: String, mode: mode_t) throws(ClusterError) {
        var made = path.hasPrefix("/") ? "" : "."
        let parts = path.split(separator: "/")
        for (index, part) in parts.enumerated() {
            made += "/" + part
            // SAFETY: the path lives through the call.
            let status = unsafe mkdir(made, index == parts.count - 1 ? mode : 0o755)
            guard status == 0 || errno == EEXIST else { throw SystemError.last("make the directory", made) }
        }
    }

    /// Makes a directory that only the account (nil: ourselves) can enter, or checks that an existing one is so.
    static func makePrivateDirectory(_ path: String, of account: Account?) throws(ClusterError) {
        // SAFETY: the path lives through the calls.
        if unsafe mkdir(path, 0o700) == 0 {
            guard let account else { return }
            guard unsafe lchown(path, account.user, account.group) == 0 else {
                throw SystemError.last("give away", path)
            }
            return
        }
        guard errno == EEXIST else { throw SystemError.last("make the directory", path) }
        let owner = account?.user ?? geteuid()
        guard let status = status(of: path), status.isDirectory, status.owner == owner else {
            throw .notOurs(
                path: path,
                reason: "it is there already and not the server's directory. Remove it."
            )
        }
        guard status.permissions & 0o077 != 0 else { return }
        guard unsafe chmod(path, 0o700) == 0 else { throw SystemError.last("close to others", path) }
    }

    /// Removes a directory with all in it; what is not there is no error.
    static func removeTree(_ path: String) throws(ClusterError) {
        try ChildProcess.run("/bin/rm", ["-rf", "--one-file-system", "--", path])
    }

    /// Returns the names in a directory, sorted; empty where it cannot be read.
    static func names(in path: String) -> [String] {
        // SAFETY: the stream is closed on leaving; each entry is copied before the next is read.
        guard let directory = unsafe opendir(path) else { return [] }
        defer { unsafe closedir(directory) }
        var names: [String] = []
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
                unsafe String(cString: UnsafeRawPointer(name).assumingMemoryBound(to: CChar.self))
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Returns the path without links and dots, or nil where it does not exist.
    static func resolved(_ path: String) -> String? {
        // SAFETY: realpath allocates its answer, which is copied and freed here.
        guard let text = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(text) }
        return unsafe String(cString: text)
    }
}
