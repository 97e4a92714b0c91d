import Planner
import TestSupport
import Testing

@testable import Gateway

/// What `concierge token` signs.
@Suite("concierge token")
struct TokenTests {
    @Test(
        arguments: [
            ([0, 0, 0, 0, 0, 0, 1, 2], "258"), ([0xFF, 0xFF, 0xFF, 0xFE], "-2"), ([0, 7], "7"),
            (Array("customer".utf8), "customer"),
            (Array(0..<16), "00010203-0405-0607-0809-0a0b0c0d0e0f"),
        ] as [([UInt8], String)]
    )
    func `a subject is the key of an id`(key: [UInt8], subject: String) {
        #expect(DevelopmentToken.key(of: GlobalID(type: "Customer", components: [key]).text) == subject)
    }

    @Test(arguments: ["T-000123", "5f0c", ""])
    func `a subject that is no id is a key already`(subject: String) {
        #expect(DevelopmentToken.key(of: subject) == subject)
    }

    @Test(arguments: ["role=admin", "exp=9999999999"])
    func `--claim sets no claim that another flag sets`(claim: String) throws {
        let words = [
            GatewayProcess.program, "token", "--role", "client", "--jwt-secret", GatewayProcess.secret,
        ]
        let result = try ChildProcess.run(words + ["--claim", claim], folder: GatewayProcess.folder)
        #expect(result.status != 0 && result.output.contains("not by --claim"))
    }
}
