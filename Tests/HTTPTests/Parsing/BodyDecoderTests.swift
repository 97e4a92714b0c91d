import Testing

@testable import HTTP

@Suite("RFC 9112 §7.1, chunks")
struct BodyDecoderTests {
    /// The decoded body, what is left behind it, or the status that the body is refused with.
    private enum Outcome: Equatable {
        case body(String, rest: Int)
        case incomplete
        case refused(UInt16)
    }

    private func decode(_ text: String, piece: Int = .max, limits: HTTPLimits = HTTPLimits()) -> Outcome {
        var decoder = BodyDecoder(framing: .chunked, limits: limits)
        var rest = [UInt8](text.utf8)[...]
        while !rest.isEmpty, !decoder.isComplete {
            let part = Array(rest.prefix(piece))
            do throws(ProtocolError) {
                let result = unsafe part.withUnsafeBytes { bytes -> Result<Int, ProtocolError> in
                    Result { () throws(ProtocolError) in try unsafe decoder.decode(bytes) }
                }
                rest = rest.dropFirst(try result.get())
            } catch {
                return .refused(error.status)
            }
        }
        guard decoder.isComplete else { return .incomplete }
        return .body(String(decoding: decoder.body, as: UTF8.self), rest: rest.count)
    }

    @Test(
        arguments: [
            ("0\r\n\r\n", ""), ("3\r\nabc\r\n0\r\n\r\n", "abc"),
            ("00A\r\n0123456789\r\n1\r\nx\r\n0\r\n\r\n", "0123456789x"),
            ("1;a=b;c=\"d e\"\r\nx\r\n0;z\r\n\r\n", "x"), ("1\r\n\r\r\n1\r\n\n\r\n0\r\n\r\n", "\r\n"),
            ("1\r\nx\r\n0\r\nA: b\r\nC:\r\n\r\n", "x"), ("a\r\n0123456789\r\n000\r\n\r\n", "0123456789"),
        ]
    )
    func `chunks are joined, and what is dropped is dropped, at every split`(text: String, body: String) {
        for piece in 1...text.utf8.count + 3 {
            #expect(decode(text + "GET", piece: piece) == .body(body, rest: 3))
        }
    }

    @Test(
        arguments: [
            "x\r\n", "-1\r\n", "+1\r\n", " 1\r\n", "1 \r\nx", "0x1\r\n", "\r\n", ";a\r\n", "1\nx", "1\rx",
            "1\r\nxy", "1\r\nx\ry",
            "1\r\nx\n", "1;a\nx", "1;\u{0}\r\nx", "0\r\n b: c\r\n\r\n", "0\r\nb\r\n\r\n", "0\r\n: c\r\n\r\n",
            "0\r\nb: c\n\r\n",
            "0\r\n\rx", "0\r\nA: b\u{1}\r\n\r\n", "0000000000001\r\nx\r\n",
        ]
    )
    func `malformed chunks are refused, at every split`(text: String) {
        for piece in 1...text.utf8.count { #expect(decode(text, piece: piece) == .refused(400)) }
    }

    @Test(arguments: ["", "3", "3\r\nab", "3\r\nabc", "3\r\nabc\r\n", "0\r\n", "0\r\nA: b\r\n", "0\r\n\r"])
    func `what has not ended is not complete`(text: String) {
        #expect(decode(text) == .incomplete)
    }

    @Test func `size and overhead are bounded`() {
        var limits = HTTPLimits()
        limits.bodyBytes = 4
        limits.chunkOverheadBytes = 8
        #expect(decode("4\r\nabcd\r\n0\r\n\r\n", limits: limits) == .body("abcd", rest: 0))
        #expect(decode("FFFFFFFFFFFFFFFF1\r\n") == .refused(413))
        #expect(decode("5\r\n", limits: limits) == .refused(413))
        #expect(decode("4\r\nabcd\r\n1\r\n", limits: limits) == .refused(413))
        #expect(decode("1;12345678\r\n", limits: limits) == .refused(431))
        #expect(decode("0\r\nA: 12345678\r\n\r\n", limits: limits) == .refused(431))
    }
}
