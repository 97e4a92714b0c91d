import CLibUV

/// Watches a file descriptor that other code owns, such as libpq's socket.
///
/// Close the poll before the descriptor is closed: the system reuses numbers at once.
package final class Poll: Handle {
    /// What a descriptor is ready for.
    package struct Readiness: OptionSet, Sendable {
        /// The bits.
        package let rawValue: Int32
        /// Creates a set of its bits.
        package init(rawValue: Int32) { self.rawValue = rawValue }
        /// Reading would not block; a peer that left counts as well.
        package static let readable = Readiness(rawValue: Int32(UV_READABLE.rawValue))
        /// Writing would not block.
        package static let writable = Readiness(rawValue: Int32(UV_WRITABLE.rawValue))
    }

    private var handler: ((Readiness) -> Void)?
    private var interest: Readiness = []

    /// Creates a poll of `descriptor`, which becomes non-blocking; it sleeps until `watch(_:)`.
    ///
    /// - Parameter handler: called with what the descriptor is ready for; an error of the descriptor counts as both,
    ///   so that the next read or write reports it.
    /// - Throws: `LoopError` when the descriptor is not one to wait for.
    package init(
        loop: Loop,
        descriptor: Int32,
        handler: @escaping (Readiness) -> Void
    ) throws(LoopError) {
        self.handler = handler
        try unsafe super.init(loop: loop, attempt: "Cannot watch descriptor \(descriptor)") { loop, poll in
            unsafe uv_poll_init(loop, poll, descriptor)
        }
    }

    /// Waits for these kinds of readiness from now on; none is `stop()`.
    package func watch(_ wanted: Readiness) {
        guard wanted != interest, !isClosed else { return }
        interest = wanted
        let pointer = unsafe typed(uv_poll_t.self)
        guard !wanted.isEmpty else {
            unsafe uv_poll_stop(pointer)
            return
        }
        unsafe uv_poll_start(pointer, wanted.rawValue) { handle, status, events in
            unsafe Poll.object(of: handle) { $0.ready(status: status, events: events) }
        }
    }

    /// Waits for nothing until the next `watch(_:)`.
    package func stop() { watch([]) }

    private func ready(status: Int32, events: Int32) {
        let readiness: Readiness = status < 0 ? [.readable, .writable] : Readiness(rawValue: events)
        // After an error libuv has stopped watching.
        if status < 0 { interest = [] }
        handler?(readiness)
    }

    override func didClose() { handler = nil }
}
