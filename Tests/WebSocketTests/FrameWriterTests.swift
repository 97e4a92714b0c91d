import Bytes
import Testing
import WebSocket

@Suite("Writing a server's WebSocket frames")
struct FrameWriterTests {
    private func written(_ write: (inout ByteBuffer) -> Void) -> [UInt8] {
        var buffer = ByteBuffer()
        write(&buffer)
        return (0..<buffer.count).map { buffer[$0] }
    }

    @Test func `A head has its length in the shortest form`() {
        #expect(written { FrameWriter.writeTextHead(count: 125, into: &$0) } == [0x81, 125])
        #expect(written { FrameWriter.writeTextHead(count: 126, into: &$0) } == [0x81, 126, 0, 126])
        #expect(written { FrameWriter.writeTextHead(count: 65_535, into: &$0) } == [0x81, 126, 255, 255])
        #expect(
            written { FrameWriter.writeTextHead(count: 65_536, into: &$0) } == [
                0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0,
            ]
        )
    }

    @Test func `A Pong frame repeats the payload`() {
        #expect(written { FrameWriter.writePong([1, 2], into: &$0) } == [0x8A, 2, 1, 2])
    }

    @Test func `The reason of a Close frame is cut between characters`() {
        #expect(written { FrameWriter.writeClose(.normal, reason: "", into: &$0) } == [0x88, 2, 0x03, 0xE8])
        let long = written {
            FrameWriter.writeClose(.goingAway, reason: String(repeating: "ż", count: 100), into: &$0)
        }
        #expect(long.count == 2 + 2 + 122)
        #expect(long[1] == 124)
    }
}

@Suite("The WebSocket handshake")
struct HandshakeTests {
    @Test func `The answer to the RFC's key is the RFC's value`() {
        #expect(Handshake.accept(key: "dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
    }

    @Test(arguments: [
        "", "dGhlIHNhbXBsZSBub25jZQ", "dGhlIHNhbXBsZSBub25jZR==", "dGhlIHNhbXBsZSBub25jZ!==", "AAAA",
    ])
    func `What is not 16 bytes in base64 is no key`(key: String) {
        #expect(Handshake.accept(key: key) == nil)
    }
}
