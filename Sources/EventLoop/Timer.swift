import CLibUV

/// A closure that waits for its time; `close()` or `cancel()` ends it.
package final class Timer: Handle {
    private let body: () -> Void
    private let repeats: Bool

    fileprivate init(
        loop: Loop,
        after: UInt64,
        repeating: UInt64,
        body: @escaping () -> Void
    ) throws(LoopError) {
        self.body = body
        repeats = repeating > 0
        try unsafe super.init(loop: loop, attempt: "Cannot create a timer") { loop, timer in
            unsafe uv_timer_init(loop, timer)
        }
        let pointer = unsafe typed(uv_timer_t.self)
        // `uv_now` is the turn's beginning; a long turn would make the timer fire early.
        unsafe uv_update_time(loop.pointer)
        unsafe uv_timer_start(pointer, { unsafe Timer.object(of: $0) { $0.fire() } }, after, repeating)
    }

    private func fire() {
        if !repeats { close() }
        body()
    }

    /// Ends the timer, if it has not ended by itself.
    package func cancel() { close() }
}

extension Loop {
    /// Has `body` called after a time, and, where `repeating` is given, again and again.
    ///
    /// Times are rounded up to whole milliseconds; a repetition is at least one millisecond.
    @discardableResult
    package func schedule(
        after delay: Duration,
        repeating: Duration? = nil,
        _ body: @escaping () -> Void
    ) -> Timer {
        do throws(LoopError) {
            return try Timer(
                loop: self,
                after: delay.milliseconds,
                repeating: repeating.map { max($0.milliseconds, 1) } ?? 0,
                body: body
            )
        } catch {
            preconditionFailure("a timer needs nothing from the system: \(error)")
        }
    }
}

extension Duration {
    /// Whole milliseconds, rounded up; 0 for what lies in the past.
    var milliseconds: UInt64 {
        let (seconds, attoseconds) = components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        let (whole, overflow) = UInt64(seconds).multipliedReportingOverflow(by: 1000)
        return overflow
            ? .max / 2 : whole + UInt64((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
