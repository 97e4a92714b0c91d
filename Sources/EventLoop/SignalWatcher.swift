import CLibUV
import Glibc

/// Watches for one of the process's signals (`SIGTERM`, say) until it is closed.
package final class SignalWatcher: Handle {
    private let body: () -> Void

    fileprivate init(loop: Loop, signal: Int32, body: @escaping () -> Void) throws(LoopError) {
        self.body = body
        let attempt = "Cannot watch for signal \(signal)"
        try unsafe super.init(loop: loop, attempt: attempt) { loop, watcher in
            unsafe uv_signal_init(loop, watcher)
        }
        let pointer = unsafe typed(uv_signal_t.self)
        let status = unsafe uv_signal_start(
            pointer,
            { handle, _ in unsafe SignalWatcher.object(of: handle) { $0.body() } },
            signal
        )
        guard status == 0 else {
            close()
            throw LoopError(status: status, attempt: attempt)
        }
        // The program that started this one may have blocked the signal, which its children inherit.
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe sigaddset(&signals, signal)
        unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    }
}

extension Loop {
    /// Has `body` called on the loop each time the process receives `signal`.
    ///
    /// - Throws: `LoopError` when the signal cannot be caught.
    @discardableResult
    package func onSignal(_ signal: Int32, _ body: @escaping () -> Void) throws(LoopError) -> SignalWatcher {
        try SignalWatcher(loop: self, signal: signal, body: body)
    }
}
