import CLibUV
import Synchronization

/// The one way into a loop from other threads: closures posted are run on the loop, in order.
@safe
package final class Wake: Sendable {
    private struct Queue {
        var bodies: [@Sendable () -> Void] = []
        var isClosed = false
    }

    private let queue = Mutex(Queue())
    // SAFETY: libuv allows `uv_async_send` from every thread until the handle is closed, and both happen under the
    // mutex; all else happens on the loop's thread.
    private nonisolated(unsafe) let handle: UnsafeMutablePointer<uv_async_t>

    init(loop: UnsafeMutablePointer<uv_loop_t>) throws(LoopError) {
        unsafe handle = .allocate(capacity: 1)
        let status = unsafe uv_async_init(loop, handle) { handle in
            guard let data = unsafe handle?.pointee.data else { return }
            unsafe Unmanaged<Wake>.fromOpaque(data).takeUnretainedValue().drain()
        }
        guard status == 0 else {
            unsafe handle.deallocate()
            throw LoopError(status: status, attempt: "Cannot create an event loop")
        }
        // SAFETY: the loop holds the object until it has closed the handle.
        unsafe handle.pointee.data = Unmanaged.passUnretained(self).toOpaque()
    }

    /// Has `body` run on the loop; returns whether it will be, which it is not once the loop has closed.
    @discardableResult
    package func post(_ body: @escaping @Sendable () -> Void) -> Bool {
        queue.withLock { queue in
            guard !queue.isClosed else { return false }
            queue.bodies.append(body)
            if queue.bodies.count == 1 { unsafe uv_async_send(handle) }
            return true
        }
    }

    private func drain() {
        let bodies = queue.withLock { queue in
            defer { queue.bodies = [] }
            return queue.bodies
        }
        for body in bodies { body() }
    }

    func close() {
        queue.withLock { queue in
            queue.isClosed = true
            queue.bodies = []
            unsafe handle.pointee.data = nil
            unsafe uv_close(Handle.upcast(handle)) { handle in
                unsafe handle?.withMemoryRebound(to: uv_async_t.self, capacity: 1) { unsafe $0.deallocate() }
            }
        }
    }
}
