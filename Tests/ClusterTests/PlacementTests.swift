import Glibc
import Testing

@testable import Cluster

@Suite("Where a cluster lies")
struct PlacementTests {
    @Test(arguments: [
        ("/home/me/Concierge 2/.concierge/postgres", "concierge-2"), ("/.concierge/postgres", "clone"),
        ("/root/żółw/.concierge/postgres", "------w"),
        ("/a/" + String(repeating: "b", count: 90), String(repeating: "b", count: 24)),
    ])
    func `a clone's name is made plain and short`(path: String, name: String) {
        #expect(Placement.readableName(of: path) == name)
    }

    @Test func `the digest is FNV-1a's, with its leading zeros`() {
        #expect(Placement.digest(of: "") == "cbf29ce484222325")
        #expect(Placement.digest(of: "a") == "af63dc4c8601ec8c")
        #expect(Placement.digest(of: "/work/clone").utf8.count == 16)
    }

    @Test(arguments: ["", ".", "..", "/", "a/.."])
    func `what names no directory is refused`(path: String) {
        #expect(throws: ClusterError.self) { try Placement.prepared(for: path) }
    }

    @Test func `a directory that somebody has put in the socket's place is refused`() throws {
        let path = "/tmp/concierge-tests-\(UInt64.random(in: 0 ... .max))"
        defer { try? FileSystem.removeTree(path) }
        // A link could lead the socket elsewhere, even to a directory of ours.
        #expect(unsafe symlink("/tmp", path) == 0)
        #expect(throws: ClusterError.self) { try FileSystem.makePrivateDirectory(path, of: nil) }
        try FileSystem.removeTree(path)
        #expect(unsafe mkdir(path, 0o777) == 0)
        try FileSystem.makePrivateDirectory(path, of: nil)
        #expect(FileSystem.status(of: path)?.permissions == 0o700)
    }
}
