import CLibPQ

/// A request to end what a connection runs, which any thread may send.
@safe
package final class Cancellation: @unchecked Sendable {
    // `@unchecked`: the object never changes after its creation, and libpq documents `PQcancel` as safe to call
    // from any thread.
    private let handle: OpaquePointer

    init?(connection: OpaquePointer) {
        // SAFETY: a copy of what is needed to reach the server, independent of the connection; freed in `deinit`.
        guard let handle = unsafe PQgetCancel(connection) else { return nil }
        unsafe self.handle = handle
    }

    deinit { unsafe PQfreeCancel(handle) }

    /// Sends the request and waits until the server has taken it; milliseconds, so not on the loop's thread.
    ///
    /// - Returns: whether the server took it, which does not say that there was something to end.
    @discardableResult
    package func send() -> Bool {
        var reason = [CChar](repeating: 0, count: 256)
        // SAFETY: the buffer holds as many bytes as are said.
        return unsafe PQcancel(handle, &reason, Int32(reason.count)) == 1
    }
}
