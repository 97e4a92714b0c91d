import Glibc

/// Where the parts of a cluster lie, and who runs it.
///
/// A user's cluster lies where it was asked for. Root's can neither be run by root nor, in a home that is closed to
/// others, be reached by anybody else: it lies under `/var/lib/concierge`, and a link stands where it was asked for.
struct Placement: Equatable {
    /// Holds all but the sockets.
    ///
    /// Root's is root's own: the server can write in `data` alone.
    let home: String
    /// Where a link to the home stands; nil where the home is in its place.
    let link: String?
    /// The directory of the socket, in a path short enough for one.
    let sockets: String
    /// Whom the server runs as; nil for ourselves.
    let account: Account?

    var data: String { "\(home)/data" }
    /// Where the data is made; only when complete does it take its name.
    var unfinishedData: String { "\(home)/data.unfinished" }
    var configuration: String { "\(home)/postgresql.conf" }
    var authentication: String { "\(home)/pg_hba.conf" }
    var log: String { "\(home)/postgresql.log" }
    /// Held by the process that starts, makes or stops the cluster.
    var changeLock: String { "\(home)/change.lock" }
    /// Shared by all who use the cluster; who gets it alone is the last, and stops the server.
    var useLock: String { "\(home)/use.lock" }

    /// Decides where the cluster of a directory lies, and makes its home.
    static func prepared(for directory: String) throws(ClusterError) -> Placement {
        let path = try absolute(directory)
        let placement = try Account.isRoot ? ofRoot(path) : ofUser(path)
        guard "\(placement.sockets)/.s.PGSQL.5432.lock".utf8.count <= Limits.socketPathBytes else {
            throw .notOurs(path: placement.sockets, reason: "the path is too long for a socket.")
        }
        return placement
    }

    /// A throw-away cluster lies in one piece where everybody may pass, so that root's server reaches it too.
    static func ofThrowAway(_ directory: String) throws(ClusterError) -> Placement {
        try FileSystem.makeDirectory(directory, mode: Account.isRoot ? 0o755 : 0o700)
        let account = try Account.isRoot ? Account.unprivileged() : nil
        return Placement(home: directory, link: nil, sockets: "\(directory)/sockets", account: account)
    }

    private static func ofUser(_ path: String) throws(ClusterError) -> Placement {
        let user = geteuid()
        if let target = FileSystem.resolved(path), let status = FileSystem.status(of: target),
            status.owner != user
        {
            let reason =
                "it belongs to user \(status.owner), and you are \(user). Run as that user, or remove it."
            throw .notOurs(path: path, reason: reason)
        }
        try FileSystem.makeDirectory(path, mode: 0o700)
        // A directory that only its owner enters, whatever was in /tmp under its name before; see ClusterSettings on trust.
        let sockets = "/tmp/concierge-\(user)-\(digest(of: path))"
        return Placement(home: FileSystem.resolved(path) ?? path, link: nil, sockets: sockets, account: nil)
    }

    private static func ofRoot(_ path: String) throws(ClusterError) -> Placement {
        let name = "\(readableName(of: path))-\(digest(of: path))"
        let sockets = "/run/concierge/\(name)"
        try FileSystem.makeDirectory("/run/concierge", mode: 0o755)
        let status = FileSystem.status(of: path)
        if let status, status.isDirectory {
            // Another user's cluster goes on as that user's.
            guard status.owner != 0 else {
                throw .notOurs(path: path, reason: "root's cluster lies elsewhere. Remove this directory.")
            }
            let user = Account(name: "\(status.owner)", user: status.owner, group: status.group)
            return Placement(home: path, link: nil, sockets: sockets, account: user)
        }
        let home = "/var/lib/concierge/\(name)"
        try FileSystem.makeDirectory(home, mode: 0o755)
        let placement = try Placement(home: home, link: path, sockets: sockets, account: .unprivileged())
        if let status, !status.isLink || FileSystem.resolved(path) != home {
            throw .notOurs(path: path, reason: "a link to \(home) should stand there. Remove it.")
        }
        // SAFETY: both paths live through the call.
        if status == nil, unsafe symlink(home, path) != 0 { throw SystemError.last("make the link", path) }
        return placement
    }

    /// Returns the path from the root without links, its last part excepted; makes the directory that it lies in.
    private static func absolute(_ directory: String) throws(ClusterError) -> String {
        let parts = directory.split(separator: "/", omittingEmptySubsequences: true)
        guard let last = parts.last, last != ".", last != ".." else {
            throw .notOurs(path: directory, reason: "name a directory that may be made.")
        }
        let parent = (directory.hasPrefix("/") ? "/" : "") + parts.dropLast().joined(separator: "/")
        if !parent.isEmpty { try FileSystem.makeDirectory(parent, mode: 0o755) }
        guard let resolved = FileSystem.resolved(parent.isEmpty ? "." : parent) else {
            throw SystemError.last("find", parent)
        }
        return resolved == "/" ? "/\(last)" : "\(resolved)/\(last)"
    }

    /// The name of the clone, for people who look into `/var/lib/concierge`; the digest tells clones apart.
    static func readableName(of path: String) -> String {
        let parts = path.split(separator: "/").filter { !$0.hasPrefix(".") && $0 != "postgres" }
        let letters = (parts.last ?? "clone").utf8.prefix(24).map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): byte
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
            default: UInt8(ascii: "-")
            }
        }
        return String(decoding: letters, as: UTF8.self)
    }

    /// The FNV-1a digest of a path, as 16 hexadecimal digits.
    static func digest(of path: String) -> String {
        var value: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in path.utf8 { value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
