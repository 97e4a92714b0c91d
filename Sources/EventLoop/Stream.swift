import CLibUV
import Glibc

/// Who reads a stream; all of it is called on the loop.
package protocol StreamDelegate: AnyObject {
    /// Bytes have come; they are gone when the call returns.
    func streamReceived(_ bytes: UnsafeRawBufferPointer)
    /// The peer will send nothing more; it may still read.
    func streamEnded()
    /// All that was written has been handed to the system, after some of it had to wait.
    func streamDrained()
    /// The stream is closed: by `close()`, or by an error of the connection. Nothing is called after it.
    func streamClosed()
}

/// A TCP connection.
///
/// What is written goes to the system at once; only what it does not take is copied and waits. While more than
/// `highWaterMark` bytes wait, nothing is read: a peer that does not read its answers is not asked for questions.
@safe
package final class Stream: Handle {
    /// Bytes that may wait before reading pauses; a page of a large answer.
    package static let highWaterMark = 256 * 1024
    private static let lowWaterMark = highWaterMark / 4

    /// The peer's address as a number.
    package let remoteAddress: String
    private var delegate: (any StreamDelegate)?
    private var writing = OutputChunk()
    private var waiting = OutputChunk()
    private var writeRequest: UnsafeMutablePointer<uv_write_t>?
    private var shutdownRequest: UnsafeMutablePointer<uv_shutdown_t>?
    private var isShuttingDown = false
    private var isPausedByOwner = false
    private var isPausedByOutput = false
    private var isReading = false
    private var hasEnded = false

    /// Creates a stream that owns `descriptor`, a connected socket.
    init(loop: Loop, descriptor: Int32, remoteAddress: String) throws(LoopError) {
        self.remoteAddress = remoteAddress
        do throws(LoopError) {
            try unsafe super.init(loop: loop, attempt: "Cannot take a connection") { loop, stream in
                unsafe uv_tcp_init(loop, stream)
            }
        } catch {
            _ = Glibc.close(descriptor)
            throw error
        }
        let status = unsafe uv_tcp_open(typed(), descriptor)
        guard status == 0 else {
            _ = Glibc.close(descriptor)
            close()
            throw LoopError(status: status, attempt: "Cannot take a connection")
        }
    }

    /// The socket's number; -1 once it is closed.
    var descriptor: Int32 {
        var descriptor: Int32 = -1
        return unsafe !isClosed && uv_fileno(Handle.upcast(typed(uv_tcp_t.self)), &descriptor) == 0
            ? descriptor : -1
    }

    /// Starts to read for `delegate`, which the stream holds until it has closed; a later call replaces it.
    package func start(_ delegate: any StreamDelegate) {
        self.delegate = delegate
        updateReading()
    }

    /// Reads nothing until `resumeReading()`.
    package func pauseReading() {
        isPausedByOwner = true
        updateReading()
    }

    /// Reads again.
    package func resumeReading() {
        isPausedByOwner = false
        updateReading()
    }

    private func updateReading() {
        let wanted = !isPausedByOwner && !isPausedByOutput && !isClosed && !hasEnded && delegate != nil
        guard wanted != isReading else { return }
        isReading = wanted
        let pointer = unsafe typed(uv_stream_t.self)
        guard wanted else {
            if !isClosed { unsafe uv_read_stop(pointer) }
            return
        }
        unsafe uv_read_start(
            pointer,
            { handle, _, buffer in
                guard let handle = unsafe handle, let buffer = unsafe buffer else { return }
                // SAFETY: libuv fills the buffer and delivers it before it requests another one, so one a loop is enough.
                unsafe Stream.object(of: handle) {
                    unsafe buffer.pointee.base = $0.loop.readBuffer.baseAddress?.assumingMemoryBound(
                        to: CChar.self
                    )
                    unsafe buffer.pointee.len = $0.loop.readBuffer.count
                }
            },
            { handle, count, _ in unsafe Stream.object(of: handle) { $0.didRead(count) } }
        )
    }

    private func didRead(_ count: Int) {
        if count > 0 {
            // SAFETY: libuv has just written `count` bytes to the loop's buffer, at most its size.
            unsafe delegate?.streamReceived(
                UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(loop.readBuffer)[..<count])
            )
        } else if count == Int(UV_EOF.rawValue) {
            hasEnded = true
            updateReading()
            delegate?.streamEnded()
        } else if count < 0 {
            close()
        }
    }

    override func didClose() {
        let delegate = delegate
        self.delegate = nil
        writing = OutputChunk()
        waiting = OutputChunk()
        unsafe writeRequest?.deallocate()
        unsafe writeRequest = nil
        unsafe shutdownRequest?.deallocate()
        unsafe shutdownRequest = nil
        delegate?.streamClosed()
    }
}

// Writing. At most one request is with libuv; what comes meanwhile gathers in `waiting` and follows as one.
extension Stream {
    /// Bytes written that the system has not taken yet.
    package var queuedBytes: Int {
        guard !isClosed, unsafe writeRequest != nil else { return 0 }
        return unsafe Int(uv_stream_get_write_queue_size(typed())) + waiting.count
    }

    /// Writes up to three runs of bytes, one behind the other, as one; they need not outlive the call.
    ///
    /// On a stream that is closed, or half-closed by `shutdown()`, it does nothing.
    package func write(
        _ first: UnsafeRawBufferPointer,
        _ second: UnsafeRawBufferPointer = unsafe UnsafeRawBufferPointer(start: nil, count: 0),
        _ third: UnsafeRawBufferPointer = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
    ) {
        guard !isClosed, !isShuttingDown else { return }
        var taken = 0
        if unsafe writeRequest == nil {
            taken = unsafe tryWrite(first, second, third)
            guard taken >= 0 else { return close() }
            guard taken < first.count + second.count + third.count else { return }
        }
        unsafe waiting.append(first, from: &taken)
        unsafe waiting.append(second, from: &taken)
        unsafe waiting.append(third, from: &taken)
        writeWaiting()
        if queuedBytes > Self.highWaterMark {
            isPausedByOutput = true
            updateReading()
        }
    }

    /// How many bytes the system took at once; negative when the connection is broken.
    private func tryWrite(
        _ first: UnsafeRawBufferPointer,
        _ second: UnsafeRawBufferPointer,
        _ third: UnsafeRawBufferPointer
    ) -> Int {
        // SAFETY: libuv only reads what the buffers point at, and only during the call.
        let status = unsafe withUnsafeTemporaryAllocation(of: uv_buf_t.self, capacity: 3) {
            buffers -> Int32 in
            unsafe buffers[0] = Self.buffer(first)
            unsafe buffers[1] = Self.buffer(second)
            unsafe buffers[2] = Self.buffer(third)
            let count: UInt32 = unsafe third.isEmpty ? second.isEmpty ? 1 : 2 : 3
            return unsafe uv_try_write(typed(), buffers.baseAddress, count)
        }
        return status == UV_EAGAIN.rawValue ? 0 : Int(status)
    }

    private static func buffer(_ bytes: UnsafeRawBufferPointer) -> uv_buf_t {
        let start = unsafe UnsafeMutableRawPointer(mutating: bytes.baseAddress)
        return unsafe uv_buf_t(base: start?.assumingMemoryBound(to: CChar.self), len: bytes.count)
    }

    private func writeWaiting() {
        guard unsafe writeRequest == nil, waiting.count > 0 else { return }
        swap(&writing, &waiting)
        let request = UnsafeMutablePointer<uv_write_t>.allocate(capacity: 1)
        unsafe writeRequest = request
        var buffer = unsafe uv_buf_t(
            base: writing.start?.assumingMemoryBound(to: CChar.self),
            len: writing.count
        )
        // SAFETY: request and bytes stay until libuv calls back, which it does once, before the handle has closed.
        let status = unsafe uv_write(request, typed(), &buffer, 1) { request, status in
            unsafe Stream.object(of: request?.pointee.handle) { $0.didWrite(status) }
        }
        if status != 0 { close() }
    }

    private func didWrite(_ status: Int32) {
        unsafe writeRequest?.deallocate()
        unsafe writeRequest = nil
        writing = OutputChunk()
        guard !isClosed else { return }
        guard status == 0 else { return close() }
        writeWaiting()
        if isPausedByOutput, queuedBytes <= Self.lowWaterMark {
            isPausedByOutput = false
            updateReading()
        }
        if isShuttingDown, unsafe shutdownRequest == nil { startShutdown() }
        if unsafe writeRequest == nil { delegate?.streamDrained() }
    }

    /// Sends what waits, then tells the peer that nothing follows; reading goes on.
    package func shutdown() {
        guard !isClosed, !isShuttingDown else { return }
        isShuttingDown = true
        // What waits behind a request must be with libuv before it is closed.
        if waiting.count == 0 { startShutdown() }
    }

    private func startShutdown() {
        let request = UnsafeMutablePointer<uv_shutdown_t>.allocate(capacity: 1)
        unsafe shutdownRequest = request
        // SAFETY: the request stays until the handle has closed.
        let status = unsafe uv_shutdown(request, typed()) { request, status in
            guard status < 0 else { return }
            unsafe Stream.object(of: request?.pointee.handle) { $0.close() }
        }
        if status != 0 { close() }
    }
}
