/// Bytes on their way out, at an address that stays while libuv reads them.
@safe
struct OutputChunk: ~Copyable {
    private(set) var start: UnsafeMutableRawPointer?
    private(set) var count = 0
    private var capacity = 0

    init() {}

    deinit { unsafe start?.deallocate() }

    /// Appends `bytes` without the first `skipped`, which is lowered by what was skipped.
    mutating func append(_ bytes: UnsafeRawBufferPointer, from skipped: inout Int) {
        let skip = min(skipped, bytes.count)
        skipped -= skip
        let added = bytes.count - skip
        guard added > 0, let source = bytes.baseAddress else { return }
        if capacity - count < added {
            let wanted = max(capacity * 2, count + added)
            // SAFETY: the larger region holds what is there and what is added; the old one is freed once.
            let larger = UnsafeMutableRawPointer.allocate(byteCount: wanted, alignment: 16)
            if let start = unsafe start { unsafe larger.copyMemory(from: start, byteCount: count) }
            unsafe start?.deallocate()
            unsafe start = larger
            capacity = wanted
        }
        // SAFETY: room for `added` bytes behind `count` was made above.
        unsafe start?.advanced(by: count).copyMemory(from: source + skip, byteCount: added)
        count += added
    }
}
