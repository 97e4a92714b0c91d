/// Writes messages as the server does.
enum LogBytes {
    static func number(_ value: UInt64, _ count: Int) -> [UInt8] {
        (0..<count).reversed().map { UInt8(truncatingIfNeeded: value >> (UInt64($0) * 8)) }
    }
    static func text(_ text: String) -> [UInt8] { Array(text.utf8) + [0] }
    static func begin(_ commit: UInt64, _ transaction: UInt32) -> [UInt8] {
        [UInt8(ascii: "B")] + number(commit, 8) + number(0, 8) + number(UInt64(transaction), 4)
    }
    static func commit(_ commit: UInt64, end: UInt64) -> [UInt8] {
        [UInt8(ascii: "C"), 0] + number(commit, 8) + number(end, 8) + number(0, 8)
    }
    /// A table with the key `id` and a column `status`.
    static func relation(_ oid: UInt32, identity: Character = "d") -> [UInt8] {
        let columns =
            [1] + text("id") + number(23, 4) + number(0, 4) + [identity == "f" ? 1 : 0] + text("status")
            + number(25, 4) + number(0, 4)
        return [UInt8(ascii: "R")] + number(UInt64(oid), 4) + text("public") + text("t\(oid)") + [
            identity.asciiValue!, 0, 2,
        ] + columns
    }
    /// A row of columns; nil is null, an empty text stands for an unchanged one.
    static func row(_ values: String?...) -> [UInt8] {
        number(UInt64(values.count), 2)
            + values.flatMap { value -> [UInt8] in
                guard let value else { return [UInt8(ascii: "n")] }
                guard !value.isEmpty else { return [UInt8(ascii: "u")] }
                return [UInt8(ascii: "b")] + number(UInt64(value.utf8.count), 4) + Array(value.utf8)
            }
    }
    static func insert(_ oid: UInt32, _ new: [UInt8]) -> [UInt8] {
        [UInt8(ascii: "I")] + number(UInt64(oid), 4) + [UInt8(ascii: "N")] + new
    }
    static func update(_ oid: UInt32, _ new: [UInt8], old: [UInt8] = []) -> [UInt8] {
        [UInt8(ascii: "U")] + number(UInt64(oid), 4) + old + [UInt8(ascii: "N")] + new
    }
    static func delete(_ oid: UInt32, _ old: [UInt8]) -> [UInt8] {
        [UInt8(ascii: "D")] + number(UInt64(oid), 4) + [UInt8(ascii: "K")] + old
    }
    static func truncate(_ oids: UInt32...) -> [UInt8] {
        [UInt8(ascii: "T")] + number(UInt64(oids.count), 4) + [0] + oids.flatMap { number(UInt64($0), 4) }
    }
    static func message(_ prefix: String, isTransactional: Bool) -> [UInt8] {
        [UInt8(ascii: "M"), isTransactional ? 1 : 0] + number(7, 8) + text(prefix) + number(0, 4)
    }
}
