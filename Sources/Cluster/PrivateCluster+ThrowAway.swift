import Glibc

extension PrivateCluster {
    private static let throwAwayPrefix = "concierge-throw-away-"

    /// Returns a cluster under a name of its own in `/tmp`, without safety against power loss; end it with `remove`.
    ///
    /// What killed runs have left of such clusters is stopped and removed first.
    package static func throwAway() -> PrivateCluster {
        removeAbandoned()
        let name = String(UInt64.random(in: 0 ... .max), radix: 36)
        return PrivateCluster(
            directory: "/tmp/\(throwAwayPrefix)\(name)",
            settings: .throwAway,
            isThrowAway: true
        )
    }

    /// Removes the throw-away clusters of this user that no process uses.
    private static func removeAbandoned() {
        for name in FileSystem.names(in: "/tmp") where name.hasPrefix(throwAwayPrefix) {
            let home = "/tmp/\(name)"
            guard let status = FileSystem.status(of: home), status.isDirectory, status.owner == geteuid()
            else {
                continue
            }
            // In the order in which `start` takes them, and made by it: a cluster in the making is not abandoned.
            guard let change = try? OpenFile.open("\(home)/change.lock", O_RDWR) else { continue }
            guard change.lock(exclusively: true, waiting: false) else { continue }
            guard let use = try? OpenFile.open("\(home)/use.lock", O_RDWR) else { continue }
            guard use.lock(exclusively: true, waiting: false) else { continue }
            guard let placement = try? Placement.ofThrowAway(home) else { continue }
            let cluster = PrivateCluster(directory: home, settings: .throwAway, isThrowAway: true)
            guard (try? cluster.end(placement, child: nil)) != nil else { continue }
            try? FileSystem.removeTree(home)
        }
    }
}
