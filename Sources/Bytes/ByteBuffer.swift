/// A growing run of bytes with one owner: what a response is written into.
///
/// Appending reserves once for several bytes and then stores without further checks; `reserve(_:)` is the only
/// place that grows. `truncate(to:)` takes back what was written, which is how a null travels to its nullable ancestor.
/// The members are `public` rather than `package` because only public ones are inlined into other modules
/// (benchmark `tickets-page`); nothing outside this package uses them.
@safe
public struct ByteBuffer: ~Copyable {
    @usableFromInline var storage: UnsafeMutablePointer<UInt8>
    @usableFromInline var capacity: Int
    @usableFromInline var used = 0

    /// The number of bytes written.
    @inlinable public var count: Int { used }

    /// Creates an empty buffer with room for `capacity` bytes.
    public init(capacity: Int = 4096) {
        let capacity = max(capacity, 64)
        // SAFETY: allocated here, freed in `deinit`, replaced only in `grow(for:)`.
        unsafe storage = .allocate(capacity: capacity)
        self.capacity = capacity
    }

    deinit {
        unsafe storage.deallocate()
    }

    /// Makes room for `extra` more bytes.
    @inline(always)
    public mutating func reserve(_ extra: Int) {
        if capacity - count < extra { grow(for: extra) }
    }

    @inline(never)
    @usableFromInline
    mutating func grow(for extra: Int) {
        let wanted = max(capacity * 2, count + extra)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: wanted)
        // SAFETY: both regions hold at least `count` bytes and are distinct allocations.
        unsafe larger.update(from: storage, count: count)
        unsafe storage.deallocate()
        unsafe storage = larger
        capacity = wanted
    }

    /// Appends one byte.
    @inline(always)
    public mutating func append(_ byte: UInt8) {
        reserve(1)
        // SAFETY: `reserve` made room for one byte behind `count`.
        unsafe storage[count] = byte
        used += 1
    }

    /// Appends the bytes of `text`, as UTF-8.
    public mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { bytes in unsafe append(UnsafeRawBufferPointer(bytes)) }
    }

    /// Appends a literal without making a `String` of it.
    @inline(always)
    public mutating func append(literal text: StaticString) {
        // SAFETY: a static string's bytes live as long as the process.
        unsafe append(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Appends `bytes`.
    @inline(always)
    public mutating func append(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBytes { unsafe append($0) }
    }

    /// Appends `bytes`.
    @inline(always)
    public mutating func append(_ bytes: ArraySlice<UInt8>) {
        unsafe bytes.withUnsafeBytes { unsafe append($0) }
    }

    /// Appends a copy of `bytes`.
    @inline(always)
    public mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard let source = bytes.baseAddress else { return }
        reserve(bytes.count)
        // SAFETY: `reserve` made room for all of them; a caller's bytes never lie inside this buffer's storage.
        unsafe UnsafeMutableRawPointer(storage + count).copyMemory(from: source, byteCount: bytes.count)
        used += bytes.count
    }

    /// Lets `body` write up to `limit` bytes behind the last one; it returns how many it wrote.
    @inline(always)
    public mutating func append(upTo limit: Int, _ body: (UnsafeMutablePointer<UInt8>) -> Int) {
        reserve(limit)
        // SAFETY: the pointer has room for `limit` bytes, as `reserve` made sure.
        let written = unsafe body(storage + count)
        precondition(written >= 0 && written <= limit, "a writer went past the room it asked for")
        used += written
    }

    /// Drops everything behind the first `length` bytes.
    @inline(always)
    public mutating func truncate(to length: Int) {
        precondition(length <= count, "a buffer is truncated to what it already holds")
        used = length
    }

    /// The byte at `index`, which has been written before.
    public subscript(index: Int) -> UInt8 {
        precondition(index >= 0 && index < used, "only written bytes are read")
        // SAFETY: `index` lies within the written bytes.
        return unsafe storage[index]
    }

    /// Replaces the byte at `index`, which has been written before.
    public mutating func replace(at index: Int, with byte: UInt8) {
        precondition(index < count, "only written bytes are replaced")
        // SAFETY: `index` lies within the written bytes.
        unsafe storage[index] = byte
    }

    /// The last byte written, if there is one.
    public var last: UInt8? { count == 0 ? nil : unsafe storage[count - 1] }

    /// Calls `body` with the bytes written; the pointer must not outlive the call.
    @inline(always)
    public borrowing func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        unsafe body(UnsafeRawBufferPointer(start: storage, count: count))
    }

    /// A copy of the bytes written.
    public var bytes: [UInt8] { unsafe Array(UnsafeBufferPointer(start: storage, count: count)) }
}
