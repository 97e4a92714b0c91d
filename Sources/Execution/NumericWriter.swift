import Bytes

/// Writes `numeric`, whose digits come in groups of four (`numeric_send`).
enum NumericWriter {
    private static let negative = 0x4000
    private static let special = 0xC000

    /// Appends the number as a string with all its digits; `false` for NaN and infinities.
    static func write(_ cell: Cell, into buffer: inout ByteBuffer) -> Bool {
        guard cell.count >= 8 else { return false }
        let groupCount = cell.short(at: 0)
        let weight = cell.short(at: 2)
        let sign = cell.short(at: 4) & 0xFFFF
        let scale = cell.short(at: 6)
        guard sign & special != special, groupCount >= 0, scale >= 0, cell.count >= 8 + groupCount * 2 else {
            return false
        }
        func group(_ index: Int) -> Int {
            index >= 0 && index < groupCount ? cell.short(at: 8 + index * 2) : 0
        }

        buffer.append(UInt8(ascii: "\""))
        if sign == negative { buffer.append(UInt8(ascii: "-")) }
        if weight < 0 {
            buffer.append(UInt8(ascii: "0"))
        } else {
            for index in 0...weight { buffer.append(decimal: group(index), width: index == 0 ? 1 : 4) }
        }
        if scale > 0 {
            buffer.append(UInt8(ascii: "."))
            let start = buffer.count
            var index = weight + 1
            while buffer.count - start < scale {
                buffer.append(decimal: group(index), width: 4)
                index += 1
            }
            buffer.truncate(to: start + scale)
        }
        buffer.append(UInt8(ascii: "\""))
        return true
    }
}

extension Cell {
    /// The whole number of 2 bytes at `offset`, which the caller has checked to be inside.
    func short(at offset: Int) -> Int { part(offset, 2).bigEndianInteger }
}
