import Glibc
import Testing

@testable import Cluster

@Suite("Child processes")
struct ChildProcessTests {
    @Test func `what it reads, writes and is told arrives as it is`() throws {
        #expect(try ChildProcess.run("/bin/cat", [], input: "one\ntwo") == "one\ntwo")
        #expect(try ChildProcess.run("/bin/echo", ["$HOME; 'a b'", "\"*\""]) == "$HOME; 'a b' \"*\"")
    }

    @Test func `a failure is told with its status and words`() {
        #expect(throws: ClusterError.programFailed(program: "/bin/sh", status: 3, output: "no luck")) {
            try ChildProcess.run("/bin/sh", ["-c", "echo no luck >&2; exit 3"])
        }
        #expect(throws: ClusterError.programFailed(program: "/bin/sh", status: 128 + SIGKILL, output: "")) {
            try ChildProcess.run("/bin/sh", ["-c", "kill -KILL $$"])
        }
        #expect(throws: ClusterError.self) { try ChildProcess.run("/nowhere/program", []) }
    }

    @Test func `no variable, file or ignored signal of ours reaches it`() throws {
        let environment = try ChildProcess.run("/usr/bin/env", []).split(separator: "\n")
        let names = Set(environment.map { $0.prefix { $0 != "=" } })
        #expect(names.isSubset(of: ["PATH", "LC_ALL", "TZ", "LD_LIBRARY_PATH"]))
        #expect(names.contains("PATH"))
        let open = try OpenFile.unnamed(holding: "secret")
        let files = try ChildProcess.run("/bin/ls", ["/proc/self/fd"])
        #expect(!files.split(separator: "\n").contains("\(open.descriptor)"))
        let ignored = try ChildProcess.run("/bin/grep", ["SigIgn", "/proc/self/status"])
        let signals = try #require(UInt64(ignored.suffix(16), radix: 16))
        // Above the first 31 are glibc's own.
        #expect(signals & 0x7fff_ffff == 0)
        #expect(try ChildProcess.run("/bin/pwd", []) == "/")
    }

    @Test(.enabled(if: Account.isRoot)) func `root's programs run as somebody else, without root's groups`()
        throws
    {
        let account = try Account.unprivileged()
        let groups = try ChildProcess.run("/usr/bin/id", ["-un"], as: account)
        #expect(groups == account.name)
        #expect(try ChildProcess.run("/usr/bin/id", ["-G"], as: account) == "\(account.group)")
    }

    @Test func `a long output is kept by its end`() throws {
        let text = try ChildProcess.run("/usr/bin/seq", ["1", "100000"])
        #expect(text.hasSuffix("99999\n100000"))
        #expect(text.utf8.count <= Limits.programOutputBytes)
    }
}
