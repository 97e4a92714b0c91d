import Glibc
import Synchronization

/// Why a program of the test run's did not do its work.
package struct ChildProcessError: Error, CustomStringConvertible {
    package let description: String

    /// Creates an error that says `description`.
    package init(description: String) { self.description = description }
}

/// What a program said and how it ended.
package struct ChildProcessResult: Sendable {
    /// The exit code; 128 and the signal's number for one that was killed.
    package let status: Int32
    /// What was written to standard output and standard error, in the order of arrival.
    package let output: String
}

/// Programs that a test starts.
package enum ChildProcess {
    /// Runs a program to its end.
    ///
    /// - Parameters:
    ///   - arguments: the program, looked up in the usual folders unless it is a path, and its arguments.
    ///   - folder: where it runs.
    package static func run(_ arguments: [String], folder: String = "/tmp") throws -> ChildProcessResult {
        let (reader, writer) = try pipe()
        let process = try start(arguments, folder: folder, input: nil, output: writer)
        close(writer)
        var output: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            // SAFETY: the pointer is valid for the call and for `count` bytes.
            let count = unsafe chunk.withUnsafeMutableBytes { unsafe read(reader, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            if count <= 0 { break }
            output += chunk[..<count]
        }
        close(reader)
        return ChildProcessResult(
            status: wait(for: process),
            output: String(decoding: output, as: UTF8.self)
        )
    }

    /// Runs a program to its end and throws, with what it said, unless it succeeded.
    @discardableResult
    package static func require(_ arguments: [String], folder: String = "/tmp") throws -> String {
        let result = try run(arguments, folder: folder)
        guard result.status == 0 else {
            throw ChildProcessError(
                description:
                    "\(arguments.joined(separator: " ")) ended with \(result.status): \(result.output)"
            )
        }
        return result.output
    }

    /// Starts a program that outlives the test's process and gets `input` as its standard input.
    package static func detach(_ arguments: [String], input: Int32) throws {
        let null = unsafe open("/dev/null", O_WRONLY | O_CLOEXEC)
        defer { close(null) }
        // The program becomes nobody's child of ours: once it has ended, one that nobody waits for would stop every
        // later exit test, whose monitor looks at the first ended child there is.
        let launcher = try start(
            ["setsid", "--fork"] + arguments,
            folder: "/tmp",
            input: input,
            output: null
        )
        guard wait(for: launcher) == 0 else {
            throw ChildProcessError(description: "setsid --fork failed")
        }
    }

    /// Held while a descriptor exists that a child started meanwhile would inherit.
    private static let spawning = Mutex(())

    /// A pipe whose ends no other child inherits.
    package static func pipe() throws -> (reader: Int32, writer: Int32) {
        try spawning.withLock { _ throws(ChildProcessError) in
            var ends: [Int32] = [-1, -1]
            guard unsafe Glibc.pipe(&ends) == 0 else {
                throw ChildProcessError(description: "no pipe: \(errno)")
            }
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            return (ends[0], ends[1])
        }
    }

    /// A variable of the environment.
    package static func environment(_ name: String) -> String? {
        // SAFETY: the tests never change the environment, so the text that `getenv` points at stays.
        unsafe getenv(name).map { unsafe String(cString: $0) }
    }

    private static func start(
        _ arguments: [String],
        folder: String,
        input: Int32?,
        output: Int32
    ) throws -> pid_t {
        let path = "/usr/sbin:/usr/bin:/sbin:/bin:" + (environment("PATH") ?? "")
        let variables = ["PATH=\(path)", "LC_ALL=C.UTF-8", "HOME=/tmp", "PGAPPNAME=tests"]
        var process: pid_t = 0
        var actions = unsafe posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        // SAFETY: both are initialised before use and destroyed after; the C strings live until `posix_spawn`
        // has returned, which copies them.
        unsafe posix_spawn_file_actions_init(&actions)
        unsafe posix_spawnattr_init(&attributes)
        defer {
            unsafe posix_spawn_file_actions_destroy(&actions)
            unsafe posix_spawnattr_destroy(&attributes)
        }
        // A group of its own: Ctrl-C must reach the tests, not the watchdog that tidies up after them.
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        if let input {
            unsafe posix_spawn_file_actions_adddup2(&actions, input, 0)
        } else {
            unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        }
        unsafe posix_spawn_file_actions_adddup2(&actions, output, 1)
        unsafe posix_spawn_file_actions_adddup2(&actions, output, 2)
        var argv = unsafe (["env", "-C", folder] + arguments).map { unsafe strdup($0) } + [nil]
        var envp = unsafe variables.map { unsafe strdup($0) } + [nil]
        defer {
            unsafe argv.forEach { unsafe free($0) }
            unsafe envp.forEach { unsafe free($0) }
        }
        let code = spawning.withLock { _ in
            unsafe posix_spawn(&process, "/usr/bin/env", &actions, &attributes, &argv, &envp)
        }
        guard code == 0 else {
            throw ChildProcessError(description: "\(arguments[0]) cannot be started: error \(code)")
        }
        return process
    }

    private static func wait(for process: pid_t) -> Int32 {
        var status: Int32 = 0
        // SAFETY: `status` outlives the call.
        while unsafe waitpid(process, &status, 0) < 0 {
            if errno != EINTR { return 127 }
        }
        let signal = status & 0x7f
        return signal == 0 ? status >> 8 & 0xff : 128 + signal
    }
}
