/// The bytes of a source while it is parsed: readable at every index, with NUL behind the end.
///
/// The end needs no test of its own in the loops over bytes: NUL is neither part of a name nor of a number.
/// The file serves the benchmark `parse`.
@safe
struct SourceText {
    private let base: UnsafePointer<UInt8>?
    /// The number of bytes.
    let count: Int

    /// Creates a view of `bytes`, valid as long as they are.
    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        unsafe base = bytes.baseAddress
        count = bytes.count
    }

    /// The byte at `index`; NUL outside of the source.
    @inline(__always)
    subscript(index: Int) -> UInt8 {
        guard UInt(bitPattern: index) < UInt(bitPattern: count) else { return 0 }
        // SAFETY: the index was compared with the count, and a source that is not empty has a base.
        return unsafe base.unsafelyUnwrapped[index]
    }

    /// The eight bytes from `index` as one number, the first one lowest; NUL behind the end.
    @inline(__always)
    func word(at index: Int) -> UInt64 {
        guard index >= 0, index <= count &- 8 else { return slowWord(at: index, length: 8) }
        // SAFETY: eight bytes from `index` lie inside of the source, as just compared.
        let pointer = unsafe UnsafeRawPointer(base.unsafelyUnwrapped + index)
        return unsafe UInt64(littleEndian: pointer.loadUnaligned(as: UInt64.self))
    }

    /// Up to eight bytes from `index` as one number; the rest of it is zero.
    @inline(__always)
    func word(at index: Int, length: Int) -> UInt64 {
        guard length < 8 else { return word(at: index) }
        return word(at: index) & ((1 << UInt64(truncatingIfNeeded: max(length, 0) * 8)) - 1)
    }

    @inline(never)
    private func slowWord(at index: Int, length: Int) -> UInt64 {
        var word: UInt64 = 0
        var position = min(length, 8)
        while position > 0 {
            position -= 1
            word = word << 8 | UInt64(self[index + position])
        }
        return word
    }

    /// Whether the `length` bytes at both places are the same.
    func isEqual(_ first: Int, _ second: Int, length: Int) -> Bool {
        var done = 0
        while done < length {
            guard
                word(at: first + done, length: length - done)
                    == word(at: second + done, length: length - done)
            else { return false }
            done += 8
        }
        return true
    }

    /// Whether the bytes of `range` are those of `text`.
    @inline(__always)
    func isEqual(_ range: Range<Int>, to text: StaticString) -> Bool {
        range.count == text.utf8CodeUnitCount && matches(range.lowerBound, text)
    }

    private func matches(_ start: Int, _ text: StaticString) -> Bool {
        for offset in 0..<text.utf8CodeUnitCount {
            // SAFETY: a static string's bytes live as long as the process; the offset is below their count.
            guard unsafe self[start + offset] == text.utf8Start[offset] else { return false }
        }
        return true
    }

    /// The text of `range`, which is cut to the source.
    func string(_ range: Range<Int>) -> String {
        let range = range.clamped(to: 0..<count)
        guard !range.isEmpty else { return "" }
        // SAFETY: the range was clamped to the source, which is not empty.
        let bytes = unsafe UnsafeBufferPointer(
            start: base.unsafelyUnwrapped + range.lowerBound,
            count: range.count
        )
        return unsafe String(decoding: bytes, as: UTF8.self)
    }
}
