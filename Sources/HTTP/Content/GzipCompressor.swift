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

    /// The compressed body; `nil` if it would not be shorter.
    func compress(_ body: borrowing ByteBuffer) -> ByteBuffer? {
        guard begin() else { return nil }
        var compressed = ByteBuffer(capacity: body.count)
        guard compress(body, from: 0, count: body.count, into: &compressed) == .complete else { return nil }
        return consume compressed
    }

    enum Progress {
        /// The block is compressed, and others follow.
        case more
        /// The whole body is compressed.
        case complete
        /// The compressed body would not be shorter, or it cannot be made.
        case useless
    }

    /// Begins a new body, which is given to ``compress(_:from:count:into:)`` block by block.
    func begin() -> Bool { unsafe isReady && deflateReset(stream) == Z_OK }

    /// Appends to `compressed` what becomes of `count` bytes of `body` from `start` on.
    func compress(
        _ body: borrowing ByteBuffer,
        from start: Int,
        count: Int,
        into compressed: inout ByteBuffer
    ) -> Progress {
        let room = body.count - compressed.count
        guard room > 0, room < Int(UInt32.max) / 2, count < Int(UInt32.max) / 2 else { return .useless }
        let isLast = start + count == body.count
        var progress = Progress.useless
        unsafe body.withBytes { bytes in
            unsafe compressed.append(upTo: room) { out in
                // SAFETY: zlib reads `avail_in` and writes at most `avail_out` bytes, both of which are there.
                let source = unsafe UnsafeMutableRawPointer(mutating: bytes.baseAddress)?.advanced(by: start)
                unsafe stream.pointee.next_in = source?.assumingMemoryBound(to: UInt8.self)
                unsafe stream.pointee.avail_in = UInt32(count)
                unsafe stream.pointee.next_out = out
                unsafe stream.pointee.avail_out = UInt32(room)
                let status = unsafe deflate(stream, isLast ? Z_FINISH : Z_NO_FLUSH)
                if isLast {
                    if status == Z_STREAM_END { progress = .complete }
                } else if unsafe status == Z_OK && stream.pointee.avail_in == 0 {
                    progress = .more
                }
                return unsafe room - Int(stream.pointee.avail_out)
            }
        }
        return progress
    }
}
