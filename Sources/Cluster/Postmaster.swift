import Glibc

/// A server's first process, as its `postmaster.pid` shows it.
struct Postmaster: Equatable {
    let identifier: pid_t
    let port: Int
    let sockets: String
    /// Whether it takes connections; recovery may come first.
    let isReady: Bool

    /// Reads the lines of `postmaster.pid`: process, data, start, port, sockets, address, shared memory, state.
    init?(fileText: String) {
        let lines = fileText.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 5, let identifier = pid_t(lines[0]), identifier > 1, let port = Int(lines[3])
        else {
            return nil
        }
        self.identifier = identifier
        self.port = port
        sockets = String(lines[4])
        isReady = lines.count >= 8 && lines[7].hasPrefix("ready")
    }

    /// Returns the server that runs on the data now, or nil.
    ///
    /// A file that a killed server has left behind names a process that is gone, or by now another one.
    static func running(on data: String) -> Postmaster? {
        guard let text = FileSystem.text(of: "\(data)/postmaster.pid") else { return nil }
        guard let postmaster = Postmaster(fileText: text), postmaster.isServer(of: data) else { return nil }
        return postmaster
    }

    /// Whether the process is a `postgres` that was started for the data; a zombie has no arguments, and is none.
    ///
    /// The arguments are what everybody may read of a process: root without ptrace (in a container) sees no more.
    private func isServer(of data: String) -> Bool {
        let arguments = arguments
        guard let program = arguments.first, program.hasSuffix("postgres") else { return false }
        return arguments.contains { $0 == data }
    }

    private var arguments: [Substring] {
        FileSystem.text(of: "/proc/\(identifier)/cmdline")?.split(separator: "\0") ?? []
    }

    /// Removes the file of a killed server whose process number another program has by now.
    ///
    /// PostgreSQL itself recognizes every other stale file, and also makes sure by the shared memory that no process of
    /// the old server is left. That proof needs the file, so it is left alone wherever PostgreSQL can decide.
    static func removeStaleFile(on data: String) {
        let path = "\(data)/postmaster.pid"
        guard let text = FileSystem.text(of: path), let postmaster = Postmaster(fileText: text) else {
            return
        }
        let start = ContinuousClock.now
        while kill(postmaster.identifier, 0) == 0 {
            guard !postmaster.isServer(of: data) else { return }
            // One that has ended, and that its parent has not waited for, is no other program; it will be gone soon.
            if !postmaster.arguments.isEmpty
                || start.duration(to: .now) > .seconds(Limits.immediateShutdownSeconds)
            {
                // SAFETY: the path lives through the call.
                _ = unsafe unlink(path)
                return
            }
            usleep(10_000)
        }
    }

    /// Asks the server to end: `SIGINT` is a fast shutdown, `SIGQUIT` an immediate one.
    func end(with signal: Int32) { kill(identifier, signal) }
}
