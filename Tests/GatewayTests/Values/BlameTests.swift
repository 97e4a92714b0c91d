import Bytes
import JSON
import TestSupport
import Testing

/// Whether a value that PostgreSQL refuses is the caller's mistake, or ours.
@Suite("Who is to blame for a value")
struct BlameTests {
    private let gateway: GatewayProcess

    init() throws { gateway = try Values.gateway() }

    @Test(arguments: [
        "{ faults { nodes { number share } } }",
        "{ faults(where: {number: {gt: 0}}) { nodes { number share } } }",
        "query ($n: Int = 0) { faults(where: {number: {gt: $n}}) { nodes { claimed } } }",
        "{ divideAlone }",
    ])
    func `what no value of the request caused is our fault`(query: String) throws {
        let lines = gateway.log.ranges(of: "A statement failed").count
        let answer = try gateway.ask(query, as: nil)
        #expect(answer.code == "INTERNAL_SERVER_ERROR", "\(answer.body)")
        #expect(gateway.log.ranges(of: "A statement failed").count >= lines)
    }

    @Test(arguments: [
        "{ divide(value: 0) }", "{ phrases(where: {plain: {like: \"a\\\\\"}}) { nodes { number } } }",
        "{ samples(where: {numbers: {eq: \"[1,99999999999999]\"}}) { nodes { number } } }",
        "{ samples(where: {address: {eq: \"nowhere\"}}) { nodes { number } } }",
        "{ echoDocument(value: \"a\\u0000b\") }", "{ echoPositive(value: \"-1\") }",
    ])
    func `what a value of the request caused is the caller's mistake, and no line of the log`(
        query: String
    ) throws {
        let answer = try gateway.ask(query, as: nil)
        #expect(answer.code == "BAD_USER_INPUT", "\(answer.body)")
        let table = query.contains("phrases") ? "\"phrases\" AS t" : "\"samples\" AS t"
        let call = query.contains("echo") ? "\"echo_" : "\"divide\""
        for line in gateway.log.split(separator: "\n") where line.contains("A statement failed") {
            #expect(!line.contains(table.replacing("\"", with: "\\\"")) && !line.contains(call), "\(line)")
        }
    }

    @Test(arguments: ["exact", "mood", "instant", "words", "span", "raw", "precise", "flag"])
    func `a forged cursor is the caller's mistake`(column: String) throws {
        let order = "orderBy: [{\(column): ASC}]"
        let page = try gateway.ask("{ samples(first: 1, \(order)) { pageInfo { endCursor } } }", as: nil)
        let cursor = page["data", "samples", "pageInfo", "endCursor"]?.text ?? ""
        let bytes = try #require(Base64URL.decode(cursor.utf8))
        var generator = Generator(seed: 7)
        for _ in 0..<60 {
            var forged = Array(bytes[..<8])
            let count = Int.random(in: 0...24, using: &generator)
            forged.append(UInt8(count + 1))
            for _ in 0..<count { forged.append(UInt8.random(in: 0...255, using: &generator)) }
            forged += [5, 0, 0, 0, 1]
            let answer = try gateway.ask(
                "{ samples(first: 1, \(order), after: \"\(Base64URL.encode(forged))\") { nodes { number } } }",
                as: nil
            )
            #expect(answer.code == nil || answer.code == "BAD_USER_INPUT", "\(answer.body)")
        }
    }
}
