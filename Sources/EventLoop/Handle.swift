import CLibUV

/// What everything on a loop that must be closed has in common.
///
/// The loop keeps a handle alive until it has closed; its memory, which libuv holds the address of, is freed then.
@safe
package class Handle {
    /// The loop that the handle belongs to.
    package let loop: Loop
    /// Whether `close()` was called.
    package private(set) var isClosed = false
    let memory: UnsafeMutableRawPointer

    init<Kind>(
        loop: Loop,
        attempt: String,
        initialize: (UnsafeMutablePointer<uv_loop_t>, UnsafeMutablePointer<Kind>) -> Int32
    ) throws(LoopError) {
        // SAFETY: freed right here when libuv refuses it, else in the callback of `uv_close`, after which libuv
        // never touches it.
        let pointer = UnsafeMutablePointer<Kind>.allocate(capacity: 1)
        let status = unsafe initialize(loop.pointer, pointer)
        guard status == 0 else {
            unsafe pointer.deallocate()
            throw LoopError(status: status, attempt: attempt)
        }
        self.loop = loop
        unsafe memory = UnsafeMutableRawPointer(pointer)
        unsafe Handle.upcast(pointer).pointee.data = Unmanaged.passRetained(self).toOpaque()
    }

    /// Ends the handle's work; no callback follows, and calling it again does nothing.
    package func close() {
        guard !isClosed else { return }
        isClosed = true
        // SAFETY: the memory is an initialised handle that is not closing; `data` is the retained reference of `init`.
        unsafe uv_close(memory.assumingMemoryBound(to: uv_handle_t.self)) { handle in
            guard let handle = unsafe handle, let data = unsafe handle.pointee.data else { return }
            let closed = unsafe Unmanaged<Handle>.fromOpaque(data).takeRetainedValue()
            unsafe closed.memory.deallocate()
            closed.didClose()
        }
    }

    /// Called when libuv has let go of the handle.
    func didClose() {}

    /// The libuv handle as the `Kind` that `init` made.
    func typed<Kind>(_: Kind.Type = Kind.self) -> UnsafeMutablePointer<Kind> {
        unsafe memory.assumingMemoryBound(to: Kind.self)
    }

    /// The object behind a libuv handle, in a callback.
    @inline(always)
    static func object<Kind>(
        of pointer: UnsafeMutablePointer<Kind>?,
        _ body: (Self) -> Void
    ) {
        guard let pointer = unsafe pointer, let data = unsafe upcast(pointer).pointee.data else { return }
        // SAFETY: each callback is given to a handle of its own class only, and none comes after closing.
        unsafe Unmanaged<Handle>.fromOpaque(data)._withUnsafeGuaranteedRef {
            unsafe body(unsafeDowncast($0, to: Self.self))
        }
    }

    /// C's base type of a handle, which every kind begins with.
    static func upcast<Kind>(_ pointer: UnsafeMutablePointer<Kind>) -> UnsafeMutablePointer<uv_handle_t> {
        unsafe UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: uv_handle_t.self)
    }
}
