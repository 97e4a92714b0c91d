package import Bytes
import Planner

/// The distinct keys of a batch, each component already in the form of a binary array's items.
///
/// Keys are numbered in the order in which they came. Serves benchmark `ticket-by-id`: a key costs one hash, and no
/// allocation of its own.
package struct KeyTable {
    /// How many distinct keys there are.
    package private(set) var count = 0
    /// For each component, its items: a length of 4 bytes and the bytes, one after the other.
    private var items: [[UInt8]]
    /// For each component, where each key's item begins.
    private var offsets: [[Int]]
    /// Whether components may be NULL; if not, a key with a NULL is no key.
    private let takesNull: Bool
    /// Whether a component of a key is NULL.
    private var hasNull = false
    /// The numbers of keys by hash, -1 where free; a power of two of them, at most half full.
    private var slots: [Int32] = Array(repeating: -1, count: 16)

    /// Creates a table of keys with `componentCount` components.
    package init(componentCount: Int, takesNull: Bool = false) {
        self.takesNull = takesNull
        items = Array(repeating: [], count: componentCount)
        offsets = Array(repeating: [], count: componentCount)
    }

    /// The number of the key with these components, which is added where it is new; `nil` where one of them is NULL and must not be.
    package mutating func insert(_ component: (Int) -> Cell) -> Int? {
        guard let (slot, found) = find(component) else { return nil }
        if let found { return found }
        for index in items.indices {
            offsets[index].append(items[index].count)
            let cell = component(index)
            hasNull = hasNull || cell.isNull
            items[index].append(bigEndian: cell.isNull ? -1 : Int32(cell.count))
            unsafe items[index].append(contentsOf: cell.bytes)
        }
        slots[slot] = Int32(count)
        count += 1
        if count * 2 > slots.count { grow() }
        return count - 1
    }

    /// The number of the key with these components, if it is there.
    package func index(of component: (Int) -> Cell) -> Int? {
        find(component)?.found
    }

    private func find(_ component: (Int) -> Cell) -> (slot: Int, found: Int?)? {
        var hash: UInt64 = 0
        for index in items.indices {
            let cell = component(index)
            if cell.isNull && !takesNull { return nil }
            hash = unsafe ByteHash.combine(hash, cell.bytes)
        }
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] >= 0 {
            let key = Int(slots[slot])
            if items.indices.allSatisfy({ equals(key, component: $0, component($0)) }) { return (slot, key) }
            slot = (slot + 1) & (slots.count - 1)
        }
        return (slot, nil)
    }

    private func equals(_ key: Int, component: Int, _ cell: Cell) -> Bool {
        let start = offsets[component][key]
        let end = key + 1 < count ? offsets[component][key + 1] : items[component].count
        guard end - start - 4 == cell.count, isNull(component, at: start) == cell.isNull else { return false }
        return unsafe items[component].withUnsafeBytes { bytes in
            // SAFETY: `start + 4` and `end` are where the key's bytes lie in the component's items.
            unsafe ByteHash.areEqual(UnsafeRawBufferPointer(rebasing: bytes[(start + 4)..<end]), cell.bytes)
        }
    }

    /// Whether the item of `component` that begins at `start` is NULL: its length is -1.
    private func isNull(_ component: Int, at start: Int) -> Bool { items[component][start] == 0xFF }

    private mutating func grow() {
        var larger = [Int32](repeating: -1, count: slots.count * 2)
        for key in 0..<count {
            var hash: UInt64 = 0
            for component in items.indices {
                let start = offsets[component][key]
                let end = key + 1 < count ? offsets[component][key + 1] : items[component].count
                unsafe items[component][(start + 4)..<end].withUnsafeBytes { bytes in
                    unsafe hash = ByteHash.combine(hash, bytes)
                }
            }
            var slot = Int(truncatingIfNeeded: hash) & (larger.count - 1)
            while larger[slot] >= 0 { slot = (slot + 1) & (larger.count - 1) }
            larger[slot] = Int32(key)
        }
        slots = larger
    }

    /// Calls `body` with access to the keys' components by number; a number below zero is NULL.
    func withCells(_ body: ((_ key: Int, _ component: Int) -> Cell) -> Void) {
        let flat = items.flatMap { $0 }
        let bases = items.indices.map { component in items[..<component].reduce(0) { $0 + $1.count } }
        unsafe flat.withUnsafeBufferPointer { bytes in
            body { key, component in
                guard key >= 0 else { return .null }
                let start = offsets[component][key]
                let end = key + 1 < count ? offsets[component][key + 1] : items[component].count
                if isNull(component, at: start) { return .null }
                // SAFETY: `flat` holds the items of all components, each from its base on, and lives until `body` returns.
                let base = unsafe bytes.baseAddress.map { unsafe $0 + bases[component] + start + 4 }
                return unsafe Cell(start: base, count: end - start - 4)
            }
        }
    }

    /// The array of one component's values, for a parameter of the type `element`.
    package func array(ofComponent component: Int, element: UInt32) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(20 + items[component].count)
        bytes.append(bigEndian: Int32(count == 0 ? 0 : 1))
        bytes.append(bigEndian: Int32(hasNull ? 1 : 0))
        bytes.append(bigEndian: element)
        if count == 0 { return bytes }
        bytes.append(bigEndian: Int32(count))
        bytes.append(bigEndian: Int32(1))
        bytes += items[component]
        return bytes
    }
}
