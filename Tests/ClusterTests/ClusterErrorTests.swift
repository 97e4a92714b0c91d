import Glibc
import Testing

@testable import Cluster

@Suite("What to do about an error")
struct ClusterErrorTests {
    @Test(arguments: [
        (ClusterError.serverProgramsMissing(searched: ["/usr/bin"]), "apt-get install postgresql-15"),
        (
            .versionMismatch(dataVersion: 15, directory: "/d", installed: [17, 16]),
            "installed are 17, 16. Install postgresql-15"
        ),
        (.system(operation: "open", path: "/x", code: EACCES), "Cannot open /x: Permission denied."),
        (.serverNotReady(reason: "ended.", log: "/l", tail: "FATAL: no"), "it ends with:\nFATAL: no"),
    ])
    func `the sentence names the place and the next step`(error: ClusterError, words: String) {
        #expect("\(error)".contains(words))
    }
}
