import CLibUV
import Glibc

/// One event loop, and everything that happens on its thread.
///
/// This module is the only door to libuv: nothing of C shows in its interface. A loop, its handles (``Timer``,
/// ``SignalWatcher``, ``Poll``, ``Listener``, ``Stream``) and every closure given to them belong to the thread that
/// calls `run()`; only ``Wake`` may be used from elsewhere. Loops share nothing.
///
/// A turn is: timers that are due, then the closures of `onTurnEnd(while:_:)`, then waiting for input and its callbacks.
/// So what the callbacks of one turn have gathered leaves together, before the loop blocks again.
/// A handle lives until it is closed, whether or not anybody holds it.
@safe
package final class Loop {
    /// Bytes read from a stream at once; one buffer a loop, since reading and delivering are one step.
    static let readBufferSize = 64 * 1024

    let pointer: UnsafeMutablePointer<uv_loop_t>
    let readBuffer: UnsafeMutableRawBufferPointer
    private let prepare: UnsafeMutablePointer<uv_prepare_t>
    /// While it is active, a turn does not wait for input.
    private let idle: UnsafeMutablePointer<uv_idle_t>
    private var turnEnds: [TurnEnd] = []
    private var isClosed = false
    /// What other threads reach this loop by.
    package let wake: Wake

    /// Creates a loop; the process ignores SIGPIPE from then on, since writing to a peer that left is no crime.
    ///
    /// - Throws: `LoopError` when the process has no file descriptors left.
    package init() throws(LoopError) {
        signal(SIGPIPE, SIG_IGN)
        // SAFETY: allocated here, initialised by the next call, freed in `close()` and nowhere else.
        unsafe pointer = .allocate(capacity: 1)
        let status = unsafe uv_loop_init(pointer)
        guard status == 0 else {
            unsafe pointer.deallocate()
            throw LoopError(status: status, attempt: "Cannot create an event loop")
        }
        do throws(LoopError) {
            wake = try unsafe Wake(loop: pointer)
        } catch {
            unsafe uv_loop_close(pointer)
            unsafe pointer.deallocate()
            throw error
        }
        unsafe readBuffer = .allocate(byteCount: Self.readBufferSize, alignment: 16)
        unsafe prepare = .allocate(capacity: 1)
        unsafe uv_prepare_init(pointer, prepare)
        unsafe idle = .allocate(capacity: 1)
        unsafe uv_idle_init(pointer, idle)
        // SAFETY: the loop closes the handle before it goes, so the unretained reference stays valid.
        unsafe prepare.pointee.data = Unmanaged.passUnretained(self).toOpaque()
        unsafe uv_prepare_start(prepare) { handle in
            guard let data = unsafe handle?.pointee.data else { return }
            unsafe Unmanaged<Loop>.fromOpaque(data)._withUnsafeGuaranteedRef { $0.turnEnded() }
        }
    }

    deinit { close() }

    /// Milliseconds on a clock that never goes back, read once a turn.
    package var now: Int { unsafe Int(uv_now(pointer)) }

    /// Nanoseconds on the same clock, read at each call.
    package static var nanoseconds: UInt64 { uv_hrtime() }

    /// Runs turns until `stop()`.
    package func run() {
        precondition(!isClosed, "a closed loop does not run")
        unsafe uv_run(pointer, UV_RUN_DEFAULT)
    }

    /// Ends `run()` after this turn.
    package func stop() {
        guard !isClosed else { return }
        unsafe uv_stop(pointer)
    }

    private struct TurnEnd {
        weak var owner: AnyObject?
        let body: () -> Void
    }

    /// Has `body` called once a turn, after all callbacks of the turn and before the loop blocks, for as long as `owner` lives.
    package func onTurnEnd(while owner: AnyObject, _ body: @escaping () -> Void) {
        turnEnds.removeAll { $0.owner == nil }
        turnEnds.append(TurnEnd(owner: owner, body: body))
    }

    /// The number of closures that are called at a turn's end, or were before their owners went.
    var turnEndCount: Int { turnEnds.count }

    /// Has this turn take only what has come already, so that it ends without waiting; to be called when the last one ends.
    package func turnAgain() {
        guard !isClosed else { return }
        unsafe uv_idle_start(idle) { handle in _ = unsafe uv_idle_stop(handle) }
    }

    private func turnEnded() {
        for turnEnd in turnEnds where turnEnd.owner != nil { turnEnd.body() }
    }

    /// Closes every handle and frees the loop, which must not be running; further posts are dropped.
    package func close() {
        guard !isClosed else { return }
        isClosed = true
        wake.close()
        turnEnds = []
        unsafe uv_close(Handle.upcast(prepare), nil)
        unsafe uv_close(Handle.upcast(idle), nil)
        // SAFETY: handles that are not closing are ours: those with data are `Handle`s, retained until they closed.
        unsafe uv_walk(
            pointer,
            { handle, _ in
                guard let handle = unsafe handle, unsafe uv_is_closing(handle) == 0 else { return }
                guard let data = unsafe handle.pointee.data else { return }
                unsafe Unmanaged<Handle>.fromOpaque(data).takeUnretainedValue().close()
            },
            nil
        )
        // What the callbacks of closing do may open and close more; waiting ends, since nothing is active.
        unsafe uv_run(pointer, UV_RUN_DEFAULT)
        let status = unsafe uv_loop_close(pointer)
        precondition(status == 0, "a loop closes after all of its handles")
        unsafe prepare.deallocate()
        unsafe idle.deallocate()
        unsafe readBuffer.deallocate()
        unsafe pointer.deallocate()
    }
}
