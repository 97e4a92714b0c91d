/// The distinct names of one document, numbered as they come.
///
/// Open addressing. The hash starts from numbers that are drawn once a process, so that nobody can choose
/// names that collide. The first names lie within the table itself, so that a small document costs no
/// allocation here. The file serves the benchmark `parse`.
struct NameTable: ~Copyable {
    private struct Entry {
        /// The first eight bytes.
        var word: UInt64
        var offset: UInt32
        var length: UInt32
    }

    private var count = 0
    // A slot is 0 where it is free, else 32 bits of the hash above the number + 1. At most half of them are
    // taken.
    private var firstSlots = InlineArray<64, UInt64>(repeating: 0)
    private var firstEntries = InlineArray<32, Entry>(repeating: Entry(word: 0, offset: 0, length: 0))
    // What holds everything as soon as there are more; empty until then.
    private var slots: [UInt64] = []
    private var entries: [Entry] = []

    private static let seed = UInt64.random(in: .min ... .max)
    private static let secret = UInt64.random(in: .min ... .max) | 1

    private let seed = Self.seed
    private let secret = Self.secret

    /// Creates an empty table.
    init() {}

    /// Where each name stands first, by its number.
    borrowing func places() -> [NamePlace] {
        var places: [NamePlace] = []
        places.reserveCapacity(count)
        for number in 0..<count {
            let entry = slots.isEmpty ? firstEntries[number] : entries[number]
            places.append(NamePlace(offset: entry.offset, length: entry.length))
        }
        return places
    }

    /// Returns the number of the name at `start`, which has `length` bytes and begins with those of `word`.
    @inline(__always)
    mutating func intern(_ word: UInt64, _ start: Int, length: Int, in text: SourceText) -> Int32 {
        let hash = hash(word, start, length, text)
        let isSmall = slots.isEmpty
        let mask = isSmall ? firstSlots.count &- 1 : slots.count &- 1
        var index = Int(truncatingIfNeeded: hash) & mask
        while true {
            let slot = isSmall ? firstSlots[index] : slots[index]
            guard slot != 0 else { return insert(start, length, word, hash, at: index) }
            if UInt32(truncatingIfNeeded: slot >> 32) == hash {
                let number = Int(truncatingIfNeeded: slot & 0xFFFF_FFFF) &- 1
                let entry = isSmall ? firstEntries[number] : entries[number]
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
        at index: Int
    ) -> Int32 {
        let number = count
        count += 1
        let entry = Entry(word: word, offset: UInt32(start), length: UInt32(length))
        let slot = UInt64(hash) << 32 | UInt64(number + 1)
        if slots.isEmpty {
            firstEntries[number] = entry
            firstSlots[index] = slot
            if count == firstEntries.count { leaveFirst() }
        } else {
            entries.append(entry)
            slots[index] = slot
            if count * 2 > slots.count { grow() }
        }
        return Int32(truncatingIfNeeded: number)
    }

    private mutating func leaveFirst() {
        entries.reserveCapacity(256)
        for index in firstEntries.indices { entries.append(firstEntries[index]) }
        slots = Array(repeating: 0, count: 512)
        for index in firstSlots.indices where firstSlots[index] != 0 { place(firstSlots[index]) }
    }

    private mutating func grow() {
        let previous = slots
        slots = Array(repeating: 0, count: previous.count * 4)
        for slot in previous where slot != 0 { place(slot) }
    }

    private mutating func place(_ slot: UInt64) {
        let mask = slots.count - 1
        var index = Int(truncatingIfNeeded: slot >> 32) & mask
        while slots[index] != 0 { index = (index + 1) & mask }
        slots[index] = slot
    }
}
