/// Numbers byte strings in the order in which they came, and finds them where they stand: nothing is copied to look one up.
///
/// A table has one owner, as a copy would count all its arrays. Whoever owns it keeps values beside it, by number, and bounds it. Serves benchmarks `typename` and `ticket-by-id`.
package struct ByteTable: ~Copyable {
    /// How many byte strings there are.
    package private(set) var count = 0
    private var storage: [UInt8] = []
    /// Where each one's bytes end in `storage`.
    private var ends: [Int] = []
    private var hashes: [UInt64] = []
    /// Numbers by hash, -1 where free; a power of two of them, at most half full.
    private var slots: [Int32] = Array(repeating: -1, count: 16)

    /// Creates an empty table.
    package init() {}

    /// The number of `bytes`; `nil` where they are not there.
    package func index(of bytes: UnsafeRawBufferPointer) -> Int? {
        let slot = slots[unsafe find(bytes, hash: ByteHash.combine(0, bytes))]
        return slot < 0 ? nil : Int(slot)
    }

    /// The number of `bytes`, which are added where they are new: then it is ``count`` as it was before.
    package mutating func insert(_ bytes: UnsafeRawBufferPointer) -> Int {
        let hash = unsafe ByteHash.combine(0, bytes)
        let slot = unsafe find(bytes, hash: hash)
        if slots[slot] >= 0 { return Int(slots[slot]) }
        slots[slot] = Int32(count)
        unsafe storage.append(contentsOf: bytes)
        ends.append(storage.count)
        hashes.append(hash)
        count += 1
        if count * 2 > slots.count { grow() }
        return count - 1
    }

    /// Forgets all of them.
    package mutating func removeAll() { self = ByteTable() }

    /// The slot of `bytes`, or the free one where they belong.
    private func find(_ bytes: UnsafeRawBufferPointer, hash: UInt64) -> Int {
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] >= 0 {
            let number = Int(slots[slot])
            if hashes[number] == hash, unsafe holds(bytes, at: number) { return slot }
            slot = (slot + 1) & (slots.count - 1)
        }
        return slot
    }

    private func holds(_ bytes: UnsafeRawBufferPointer, at number: Int) -> Bool {
        let start = number == 0 ? 0 : ends[number - 1]
        return unsafe storage.withUnsafeBytes { stored in
            // SAFETY: both ends were in `storage` when they were noted, which only grows.
            unsafe ByteHash.areEqual(UnsafeRawBufferPointer(rebasing: stored[start..<ends[number]]), bytes)
        }
    }

    private mutating func grow() {
        var larger = [Int32](repeating: -1, count: slots.count * 2)
        for number in 0..<count {
            var slot = Int(truncatingIfNeeded: hashes[number]) & (larger.count - 1)
            while larger[slot] >= 0 { slot = (slot + 1) & (larger.count - 1) }
            larger[slot] = Int32(number)
        }
        slots = larger
    }
}
