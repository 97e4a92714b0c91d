import Glibc

/// A user of the operating system that a process can run as.
struct Account: Equatable, Sendable {
    let name: String
    let user: uid_t
    let group: gid_t

    /// Whether this process runs as root, whom PostgreSQL refuses.
    static var isRoot: Bool { geteuid() == 0 }

    /// Returns the account of that name, or nil where there is none.
    static func named(_ name: String) -> Account? {
        var entry = unsafe passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: Limits.accountEntryBytes)
        // SAFETY: entry, buffer and found live through the call, the buffer's size is given, and only the two numbers
        // are read of the entry, never the pointers into the buffer.
        let status = unsafe getpwnam_r(name, &entry, &buffer, buffer.count, &found)
        guard status == 0, unsafe found != nil else { return nil }
        return unsafe Account(name: name, user: entry.pw_uid, group: entry.pw_gid)
    }

    /// Returns an unprivileged account for root's clusters: `postgres`, else `concierge`, created where it is missing.
    static func unprivileged() throws(ClusterError) -> Account {
        if let account = named("postgres") ?? named("concierge") { return account }
        try ChildProcess.run(
            "/usr/sbin/useradd",
            ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
                + ["--shell", "/usr/sbin/nologin", "concierge"]
        )
        guard let account = named("concierge") else {
            throw .programFailed(program: "useradd", status: 0, output: "the user concierge is still missing")
        }
        return account
    }
}
