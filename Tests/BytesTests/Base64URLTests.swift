import Testing

@testable import Bytes

@Suite("RFC 4648 §5, base64url")
struct Base64URLTests {
    @Test(
        arguments: [
            ([], ""), ([0x14], "FA"), ([0x14, 0xFB], "FPs"), ([0x14, 0xFB, 0x9C], "FPuc"),
            ([0xFF, 0xFE], "__4"),
        ] as [([UInt8], String)]
    )
    func `bytes and text are each other's`(bytes: [UInt8], text: String) {
        #expect(Base64URL.encode(bytes) == text)
        #expect(Base64URL.decode(text.utf8) == bytes)
    }

    @Test(arguments: ["A", "FA==", "FB", "F A", "+/"])
    func `what no encoder writes is refused`(text: String) {
        #expect(Base64URL.decode(text.utf8) == nil)
    }
}
