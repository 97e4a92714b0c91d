/// The distinct names of one document, numbered as they come.
///
/// Open addressing over one array. The hash starts from numbers that are drawn once a process, so that nobody can choose names that
/// collide. The file serves the benchmark `parse`.
struct NameTable {
    private struct Entry {
        /// The first eight bytes.
        var word: UInt64
        var offset: UInt32
        var length: UInt32
    }

    /// The texts, by number.
    private(set) var names: [String] = []
    private var entries: [Entry] = []
    /// 0 where it is free, else 32 bits of the hash above the number + 1; at most half are taken.
    private var slots: [UInt64]

    private static let seed = UInt64.random(in: .min ... .max)
    private static let secret = UInt64.random(in: .min ... .max) | 1

    private let seed = Self.seed
    private let secret = Self.secret

    /// Creates an empty table with room for the names of a source of `bytes`.
    init(bytes: Int) {
        let expected = max(16, min(bytes, 65_536) / 64)
        names.reserveCapacity(expected)
        entries.reserveCapacity(expected)
        slots = Array(repeating: 0, count: 1 << (Int.bitWidth - (expected * 2 - 1).leadingZeroBitCount))
    }

    /// Returns the number of the name at `start`, which has `length` bytes and begins with those of `word`.
    @inline(__always)
    mutating func intern(_ word: UInt64, _ start: Int, length: Int, in text: SourceText) -> Int32 {
        let hash = hash(word, start, length, text)
        let mask = slots.count - 1
        var index = Int(truncatingIfNeeded: hash) & mask
        while true {
            let slot = slots[index]
            guard slot != 0 else { return insert(start, length, word, hash, at: index, text) }
            if UInt32(truncatingIfNeeded: slot >> 32) == hash {
                let number = Int(truncatingIfNeeded: slot & 0xFFFF_FFFF) - 1
                let entry = entries[number]
                if entry.word == word && Int(entry.length) == length
                    && (length <= 8 || text.isEqual(Int(entry.offset) + 8, start + 8, length: length - 8))
                {
                    return Int32(truncatingIfNeeded: number)
                }
            }
            index = (index &+ 1) & mask
        }
    }

    @inline(__always)
    private func hash(_ word: UInt64, _ start: Int, _ length: Int, _ text: SourceText) -> UInt32 {
        var state = fold(word ^ seed, UInt64(truncatingIfNeeded: length) &+ secret)
        var done = 8
        while done < length {
            state = fold(text.word(at: start + done, length: length - done) ^ state, secret)
            done += 8
        }
        return UInt32(truncatingIfNeeded: state ^ state >> 32)
    }

    @inline(__always)
    private func fold(_ first: UInt64, _ second: UInt64) -> UInt64 {
        let product = first.multipliedFullWidth(by: second)
        return product.high ^ product.low
    }

    @inline(never)
    private mutating func insert(
        _ start: Int,
        _ length: Int,
        _ word: UInt64,
        _ hash: UInt32,
        at index: Int,
        _ text: SourceText
    ) -> Int32 {
        let number = names.count
        names.append(text.string(start..<start + length))
        entries.append(Entry(word: word, offset: UInt32(start), length: UInt32(length)))
        slots[index] = UInt64(hash) << 32 | UInt64(number + 1)
        if names.count * 2 > slots.count { grow() }
        return Int32(truncatingIfNeeded: number)
    }

    private mutating func grow() {
        let previous = slots
        slots = Array(repeating: 0, count: previous.count * 2)
        let mask = slots.count - 1
        for slot in previous where slot != 0 {
            var index = Int(truncatingIfNeeded: slot >> 32) & mask
            while slots[index] != 0 { index = (index + 1) & mask }
            slots[index] = slot
        }
    }
}
