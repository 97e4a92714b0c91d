import Bytes
import Testing

@testable import JSON

@Suite("RFC 8259 §7, writing strings")
struct JSONWriterTests {
    private func written(_ text: String) -> String {
        var buffer = ByteBuffer()
        JSONWriter.write(text, into: &buffer)
        return String(decoding: buffer.bytes, as: UTF8.self)
    }

    @Test(
        arguments: [
            ("", #""""#), ("a", #""a""#), ("12345678", #""12345678""#), ("a\"b", #""a\"b""#),
            ("\\", #""\\""#),
            ("\u{8}\u{9}\u{A}\u{C}\u{D}", #""\b\t\n\f\r""#), ("\0\u{1F}\u{1B}", #""\u0000\u001f\u001b""#),
            ("é😀\u{7F}\u{2028}", "\"é😀\u{7F}\u{2028}\""),
            ("12345678\"12345678\n", #""12345678\"12345678\n""#),
        ]
    )
    func `what must be escaped is, and nothing else`(text: String, expected: String) {
        #expect(written(text) == expected)
    }

    @Test func `every byte at every place of a word is escaped or not by itself`() throws {
        for byte in UInt8(0)..<0x80 {
            for place in 0..<20 {
                var bytes = [UInt8](repeating: 0x61, count: 20)
                bytes[place] = byte
                let text = String(decoding: bytes, as: UTF8.self)
                let result = written(text)
                #expect(try JSONReader.read([UInt8](result.utf8)) == .string(text))
                let escaped = byte < 0x20 || byte == 0x22 || byte == 0x5C
                #expect((result.utf8.count == 22) == !escaped)
            }
        }
    }

    @Test func `any text comes back`() throws {
        var random = SplitMix(state: 7)
        for length in 0..<300 {
            var text = ""
            for _ in 0..<length {
                let scalar = Unicode.Scalar(UInt32(truncatingIfNeeded: random.next() % 0x120)) ?? "?"
                text.unicodeScalars.append(scalar)
            }
            #expect(try JSONReader.read([UInt8](written(text).utf8)) == .string(text))
        }
    }

    @Test(arguments: ["null", "[true,false,1.50,\"a\",[],{}]", #"{"a":[{"b":{"c":null}},2],"d":{}}"#])
    func `a value is written as short as it can be`(text: String) throws {
        #expect(JSONWriter.text(of: try JSONReader.read([UInt8](text.utf8))) == text)
    }
}
