import Glibc
import Synchronization

/// A thread of the system that runs one closure; it ends by itself if no other thread joins it.
package final class Thread: Sendable {
    private final class Body {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// `nil` after a thread has joined it.
    private let handle: Mutex<pthread_t?>

    /// Starts a thread that runs `body`.
    ///
    /// - Throws: `LoopError` when the system has no thread to give.
    package init(_ body: @escaping @Sendable () -> Void) throws(LoopError) {
        var started = pthread_t()
        // SAFETY: the closure is retained for the thread, which releases it when it begins, and here where there is none.
        let retained = unsafe Unmanaged.passRetained(Body(body))
        let status = unsafe pthread_create(
            &started,
            nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                unsafe Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            },
            retained.toOpaque()
        )
        guard status == 0 else {
            unsafe retained.release()
            throw LoopError(status: -status, attempt: "Cannot start a thread")
        }
        handle = Mutex(started)
    }

    deinit {
        if let handle = handle.withLock({ $0 }) { pthread_detach(handle) }
    }

    /// Waits for its end.
    package func join() {
        guard let handle = handle.withLock({ $0.take() }) else { return }
        pthread_join(handle, nil)
    }

    /// Sends it alone a signal; only before ``join()``.
    package func send(_ signal: Int32) {
        handle.withLock { if let handle = $0 { pthread_kill(handle, signal) } }
    }
}
