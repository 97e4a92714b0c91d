import Bytes
import CZlib

/// Compresses whole bodies (RFC 1952), with one state that is used again for each.
@safe
final class GzipCompressor {
    /// Fast: an answer is sent once, and the loop waits meanwhile.
    static let fast: Int32 = 1
    static let best: Int32 = 9

    private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    private let isReady: Bool

    init(level: Int32 = fast) {
        unsafe stream.initialize(to: unsafe z_stream())
        // 15 bits of window, and 16 for gzip's head and tail rather than zlib's.
        let size = unsafe Int32(MemoryLayout<z_stream>.size)
        isReady =
            unsafe deflateInit2_(
                stream,
                level,
                Z_DEFLATED,
                15 + 16,
                8,
                Z_DEFAULT_STRATEGY,
                ZLIB_VERSION,
                size
            ) == Z_OK
    }

    deinit {
        if isReady { unsafe deflateEnd(stream) }
        unsafe stream.deallocate()
    }

    /// The compressed body; `nil` when it would not be shorter.
    func compress(_ body: borrowing ByteBuffer) -> ByteBuffer? {
        guard isReady, body.count < Int(UInt32.max) / 2, unsafe deflateReset(stream) == Z_OK else {
            return nil
        }
        let room = body.count
        var compressed = ByteBuffer(capacity: room)
        var isComplete = false
        unsafe body.withBytes { bytes in
            unsafe compressed.append(upTo: room) { out in
                // SAFETY: zlib reads `avail_in` and writes at most `avail_out` bytes, both of which are there.
                let start = unsafe UnsafeMutableRawPointer(mutating: bytes.baseAddress)
                unsafe stream.pointee.next_in = start?.assumingMemoryBound(to: UInt8.self)
                unsafe stream.pointee.avail_in = UInt32(bytes.count)
                unsafe stream.pointee.next_out = out
                unsafe stream.pointee.avail_out = UInt32(room)
                isComplete = unsafe deflate(stream, Z_FINISH) == Z_STREAM_END
                return unsafe room - Int(stream.pointee.avail_out)
            }
        }
        guard isComplete else { return nil }
        return consume compressed
    }
}
