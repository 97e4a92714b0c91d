import Glibc

/// A program started without a shell, with its arguments as they are.
///
/// It starts in `/`, in a small environment of its own (no `PG…` variable of ours reaches it) and with the signals as
/// a new program expects them.
struct ChildProcess {
    let identifier: pid_t

    /// Starts a program as an account (nil: as ourselves); files are for its standard input, output and error.
    ///
    /// - Parameter newSession: apart from our terminal, whose Ctrl-C is then ours alone.
    static func start(
        _ program: String,
        _ arguments: [String],
        as account: Account? = nil,
        input: borrowing OpenFile,
        output: borrowing OpenFile,
        newSession: Bool = false
    ) throws(ClusterError) -> ChildProcess {
        var command = [program] + arguments
        if let account {
            let identity = ["--reuid=\(account.user)", "--regid=\(account.group)", "--clear-groups"]
            command = ["/usr/bin/setpriv"] + identity + ["--"] + command
        }
        // The account may not enter our working directory, and PostgreSQL's programs want to know where they are.
        command = ["/usr/bin/env", "--chdir=/"] + command
        var actions = unsafe posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        // SAFETY: both are initialised here, destroyed on leaving, and used by this function alone.
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        unsafe posix_spawn_file_actions_adddup2(&actions, input.descriptor, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, output.descriptor, 1)
        unsafe posix_spawn_file_actions_adddup2(&actions, output.descriptor, 2)
        setSignals(of: &attributes, newSession: newSession)

        var identifier: pid_t = 0
        // SAFETY: the strings are copied to the heap, end with a zero, and are freed after the call; the child has its
        // own copy of them from the moment posix_spawn returns.
        let argv = unsafe terminatedCopies(of: command)
        let environment = unsafe terminatedCopies(of: self.environment)
        let status = unsafe posix_spawn(&identifier, command[0], &actions, &attributes, argv, environment)
        unsafe (argv + environment).forEach { unsafe free($0) }
        guard status == 0 else { throw .system(operation: "run", path: command[0], code: status) }
        return ChildProcess(identifier: identifier)
    }

    /// Runs a program to its end and returns what it wrote; a status other than zero is an error.
    @discardableResult
    static func run(
        _ program: String,
        _ arguments: [String],
        as account: Account? = nil,
        input: String = ""
    ) throws(ClusterError) -> String {
        // Files rather than pipes: neither side can wait for the other.
        let given = try OpenFile.unnamed(holding: input)
        let written = try OpenFile.unnamed(holding: "")
        let child = try start(program, arguments, as: account, input: given, output: written)
        let status = child.wait()
        let output = written.tail(atMost: Limits.programOutputBytes)
        guard status == 0 else { throw .programFailed(program: program, status: status, output: output) }
        return output
    }

    /// Waits for the end and returns the exit status, or 128 and the number of the signal that ended it.
    func wait() -> Int32 {
        while true {
            var status: Int32 = 0
            // SAFETY: status lives through the call.
            if unsafe waitpid(identifier, &status, 0) == identifier { return Self.exitStatus(status) }
            if errno != EINTR { return 255 }
        }
    }

    /// Returns the exit status once the child has ended, and nil before.
    func endedStatus() -> Int32? {
        var status: Int32 = 0
        // SAFETY: status lives through the call.
        let answer = unsafe waitpid(identifier, &status, WNOHANG)
        if answer == identifier { return Self.exitStatus(status) }
        return answer < 0 && errno == ECHILD ? 255 : nil
    }

    /// Waits for the end, at most so long, and returns the exit status, or nil when it has not come.
    func endedStatus(within seconds: Int) -> Int32? {
        let start = ContinuousClock.now
        while start.duration(to: .now) < .seconds(seconds) {
            if let status = endedStatus() { return status }
            usleep(10_000)
        }
        return nil
    }

    /// `WIFEXITED` and its like, which are macros that Swift cannot see.
    private static func exitStatus(_ status: Int32) -> Int32 {
        status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f)
    }

    /// What programs find in their environment: the language of their messages, and where libraries lie.
    private static var environment: [String] {
        var variables = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8", "TZ=UTC"]
        if let path = EnvironmentVariable.value(of: "LD_LIBRARY_PATH") {
            variables.append("LD_LIBRARY_PATH=\(path)")
        }
        return variables
    }

    /// Undoes what we ignore or block: PostgreSQL's programs would inherit it.
    private static func setSignals(of attributes: inout posix_spawnattr_t, newSession: Bool) {
        var none = sigset_t()
        var all = sigset_t()
        // SAFETY: the sets live through the calls, which copy them.
        unsafe sigemptyset(&none)
        unsafe sigfillset(&all)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setsigdefault(&attributes, &all)
        var flags = Int32(POSIX_SPAWN_SETSIGMASK) | Int32(POSIX_SPAWN_SETSIGDEF)
        if newSession { flags |= setSession }
        unsafe posix_spawnattr_setflags(&attributes, Int16(truncatingIfNeeded: flags))
    }

    /// `POSIX_SPAWN_SETSID` of glibc 2.26, which its header shows to GNU sources alone.
    private static let setSession: Int32 = 0x80

    private static func terminatedCopies(of texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
        unsafe texts.map { unsafe strdup($0) } + [nil]
    }
}
