import Testing

@testable import Cluster

@Suite("postmaster.pid")
struct PostmasterTests {
    private let lines = ["4711", "/data", "1700000000", "5432", "/run/x", "", "  123 456", "ready   ", ""]

    @Test func `a server that takes connections is read with its socket`() throws {
        let postmaster = try #require(Postmaster(fileText: lines.joined(separator: "\n")))
        #expect(postmaster.identifier == 4711)
        #expect(postmaster.port == 5432)
        #expect(postmaster.sockets == "/run/x")
        #expect(postmaster.isReady)
    }

    @Test(arguments: [5, 7])
    func `a server that is still starting is not ready`(count: Int) throws {
        let postmaster = try #require(Postmaster(fileText: lines.prefix(count).joined(separator: "\n")))
        #expect(!postmaster.isReady)
    }

    @Test(arguments: [
        "", "4711", "x\n/data\n1\n5432\n/run/x\n", "-1\n/data\n1\n5432\n/run/x\n", "1\n/d\n1\n5432\n/r\n",
    ])
    func `a file half written or strange is no server`(text: String) {
        #expect(Postmaster(fileText: text) == nil)
    }

    @Test(arguments: [
        ("postgres (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)", 15), ("postgres (PostgreSQL) 18beta1", 18),
    ])
    func `the major version is read from the server's answer`(answer: String, version: Int) {
        #expect(Installation.majorVersion(in: answer) == version)
    }
}
