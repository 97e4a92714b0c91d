import Bytes

/// The distinct names of one document, numbered as they come.
///
/// Open addressing. The hash starts from numbers that are secret to the process, so that a client cannot choose
/// names that collide. The first names lie within the table itself, so that a small document costs no
/// allocation here; they take few bytes, for the table is moved. The file serves the benchmark `language`.
struct NameTable: ~Copyable {
    /// The bits of a slot of the first names that hold the number + 1; those above hold bits of the hash.
    private static let numberMask: UInt16 = 0x3F

    private var count = 0
    // A slot is 0 where it is free, else bits of the hash above the number + 1. At most half of them are taken.
    private var firstSlots = InlineArray<64, UInt16>(repeating: 0)
    private var firstPlaces = InlineArray<32, NamePlace>(repeating: NamePlace(offset: 0, length: 0))
    // What holds everything as soon as there are more; empty until then. A slot has 32 bits of the hash.
    private var slots: [UInt64] = []
    private var morePlaces: [NamePlace] = []

    private static let seed = HashSecret.number("NameTable, seed")
    private static let secret = HashSecret.number("NameTable, secret")

    private let seed = Self.seed
    private let secret = Self.secret

    /// Creates an empty table.
    init() {}

    /// Where each name stands first, by its number.
    borrowing func places() -> [NamePlace] {
        if !slots.isEmpty { return morePlaces }
        let first = firstPlaces.span
        var places: [NamePlace] = []
        places.reserveCapacity(count)
        for number in 0..<count { places.append(first[number]) }
        return places
    }

    /// Returns the number of the name at `start`, which has `length` bytes and begins with those of `word`.
    @inline(__always)
    mutating func intern(_ word: UInt64, _ start: Int, length: Int, in text: SourceText) -> Int32 {
        let hash = hash(word, start, length, text)
        let place = NamePlace(
            offset: UInt32(truncatingIfNeeded: start),
            length: UInt32(truncatingIfNeeded: length)
        )
        guard slots.isEmpty else { return internInMore(word, place, hash, text) }
        let mask = firstSlots.count &- 1
        let tag = UInt16(truncatingIfNeeded: hash >> 16) & ~Self.numberMask
        var index = Int(truncatingIfNeeded: hash) & mask
        while true {
            let slot = firstSlots[index]
            if slot == 0 {
                firstSlots[index] = tag | UInt16(truncatingIfNeeded: count &+ 1)
                return insertInFirst(place, text)
            }
            if slot & ~Self.numberMask == tag {
                let number = Int(slot & Self.numberMask) &- 1
                if isSame(firstPlaces[number], word, place, text) { return Int32(truncatingIfNeeded: number) }
            }
            index = (index &+ 1) & mask
        }
    }

    @inline(never)
    private mutating func internInMore(
        _ word: UInt64,
        _ place: NamePlace,
        _ hash: UInt32,
        _ text: SourceText
    ) -> Int32 {
        let mask = slots.count &- 1
        var index = Int(truncatingIfNeeded: hash) & mask
        while true {
            let slot = slots[index]
            if slot == 0 {
                slots[index] = UInt64(hash) << 32 | UInt64(count + 1)
                return insertInMore(place)
            }
            if UInt32(truncatingIfNeeded: slot >> 32) == hash {
                let number = Int(truncatingIfNeeded: slot & 0xFFFF_FFFF) &- 1
                if isSame(morePlaces[number], word, place, text) { return Int32(truncatingIfNeeded: number) }
            }
            index = (index &+ 1) & mask
        }
    }

    /// Whether the name at `known` is the one at `place`, which begins with `word`.
    @inline(__always)
    private func isSame(_ known: NamePlace, _ word: UInt64, _ place: NamePlace, _ text: SourceText) -> Bool {
        let length = Int(place.length)
        guard known.length == place.length, text.word(at: Int(known.offset), length: length) == word else {
            return false
        }
        return length <= 8
            || text.isEqual(Int(known.offset) + 8, Int(place.offset) + 8, length: length - 8)
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

    @inline(__always)
    private mutating func insertInFirst(_ place: NamePlace, _ text: SourceText) -> Int32 {
        let number = count
        count &+= 1
        firstPlaces[number] = place
        if count == firstPlaces.count { leaveFirst(text) }
        return Int32(truncatingIfNeeded: number)
    }

    private mutating func insertInMore(_ place: NamePlace) -> Int32 {
        let number = count
        count += 1
        morePlaces.append(place)
        if count * 2 > slots.count { grow() }
        return Int32(truncatingIfNeeded: number)
    }

    @inline(never)
    private mutating func leaveFirst(_ text: SourceText) {
        morePlaces.reserveCapacity(256)
        slots = Array(repeating: 0, count: 512)
        for number in firstPlaces.indices {
            let place = firstPlaces[number]
            morePlaces.append(place)
            let start = Int(place.offset)
            let length = Int(place.length)
            let hash = hash(text.word(at: start, length: length), start, length, text)
            self.place(UInt64(hash) << 32 | UInt64(number + 1))
        }
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
