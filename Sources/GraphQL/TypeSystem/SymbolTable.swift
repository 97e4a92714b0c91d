/// The distinct names of a schema, numbered from 0: a document's names are looked up once each, and numbers are compared after.
///
/// Only the schema's author puts names in; a stranger's are merely looked for, so the hash needs no secret.
struct SymbolTable: Sendable {
    private var slots: [Int32]
    private var bytes: [UInt8] = []
    private var ends: [Int32] = []

    /// Creates an empty table with room for `capacity` names.
    init(capacity: Int) {
        var size = 64
        while size < capacity * 2 { size *= 2 }
        slots = Array(repeating: -1, count: size)
    }

    /// How many names there are.
    var count: Int { ends.count }

    /// The number of `name`; −1 if it is not in the table.
    func find(_ name: String) -> Int32 { find(name.utf8.span) }

    /// The number of the name of these bytes; −1 if it is not in the table.
    func find(_ span: borrowing Span<UInt8>) -> Int32 {
        var slot = Int(truncatingIfNeeded: Self.hash(span)) & (slots.count - 1)
        while slots[slot] >= 0 {
            if equals(slots[slot], span) { return slots[slot] }
            slot = (slot + 1) & (slots.count - 1)
        }
        return -1
    }

    /// The number of `name`, which is put in if it is new.
    mutating func intern(_ name: String) -> Int32 {
        let known = find(name)
        if known >= 0 { return known }
        if (ends.count + 1) * 2 > slots.count { grow() }
        let symbol = Int32(ends.count)
        bytes.append(contentsOf: name.utf8)
        ends.append(Int32(bytes.count))
        place(symbol, hash: Self.hash(name.utf8.span))
        return symbol
    }

    private mutating func place(_ symbol: Int32, hash: UInt64) {
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = symbol
    }

    private mutating func grow() {
        slots = Array(repeating: -1, count: slots.count * 2)
        for symbol in ends.indices {
            let start = symbol == 0 ? 0 : Int(ends[symbol - 1])
            let hash = Self.hash(bytes.span.extracting(start..<Int(ends[symbol])))
            place(Int32(symbol), hash: hash)
        }
    }

    private func equals(_ symbol: Int32, _ name: borrowing Span<UInt8>) -> Bool {
        let start = symbol == 0 ? 0 : Int(ends[Int(symbol) - 1])
        guard Int(ends[Int(symbol)]) - start == name.count else { return false }
        for index in 0..<name.count where bytes[start + index] != name[index] { return false }
        return true
    }

    private static func hash(_ name: borrowing Span<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for index in 0..<name.count { hash = (hash ^ UInt64(name[index])) &* 0x0000_0100_0000_01B3 }
        return hash ^ (hash >> 29)
    }
}

/// From an owner (a type, a field, a directive) and the number of a name to the member of that name.
struct MemberTable: Sendable {
    private var keys: [UInt64]
    private var values: [Int32]

    /// Creates a table for at most `capacity` members.
    init(capacity: Int) {
        var size = 64
        while size < capacity * 2 { size *= 2 }
        keys = Array(repeating: .max, count: size)
        values = Array(repeating: -1, count: size)
    }

    /// The index of `owner`'s member called `symbol`; −1 if there is none.
    func find(owner: Int32, symbol: Int32) -> Int32 {
        guard symbol >= 0 else { return -1 }
        let key = Self.key(owner, symbol)
        var slot = Self.slot(key) & (keys.count - 1)
        while keys[slot] != .max {
            if keys[slot] == key { return values[slot] }
            slot = (slot + 1) & (keys.count - 1)
        }
        return -1
    }

    /// Puts a member in; of two with one name the first stays.
    mutating func insert(owner: Int32, symbol: Int32, index: Int32) {
        let key = Self.key(owner, symbol)
        var slot = Self.slot(key) & (keys.count - 1)
        while keys[slot] != .max {
            if keys[slot] == key { return }
            slot = (slot + 1) & (keys.count - 1)
        }
        keys[slot] = key
        values[slot] = index
    }

    private static func key(_ owner: Int32, _ symbol: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: owner)) << 32 | UInt64(UInt32(bitPattern: symbol))
    }

    private static func slot(_ key: UInt64) -> Int {
        Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 32)
    }
}
