import Bytes
import JSON
import Planner

/// Writes one value of PostgreSQL's binary format as JSON.
///
/// The formats are those of the types' `…_send` functions. Serves benchmark `tickets-page`.
enum LeafWriter {
    /// Appends `cell`, which is not NULL; `false` where it is no value of the format, or one that JSON cannot hold.
    static func write(_ cell: Cell, _ format: LeafFormat, into buffer: inout ByteBuffer) -> Bool {
        switch format {
        case .string:
            unsafe JSONWriter.write(string: cell.bytes, into: &buffer)
            return true
        case .uuid: return uuid(cell, into: &buffer)
        case .label(let labels): return label(cell, labels, into: &buffer)
        case .timestamp(let hasTimeZone): return DateTimeWriter.timestamp(cell, hasTimeZone, into: &buffer)
        case .integer(let width, let isQuoted):
            guard cell.count == width else { return false }
            if isQuoted { buffer.append(UInt8(ascii: "\"")) }
            buffer.append(decimal: cell.bigEndianInteger)
            if isQuoted { buffer.append(UInt8(ascii: "\"")) }
            return true
        case .boolean:
            guard cell.count == 1 else { return false }
            buffer.append(literal: unsafe cell.bytes[0] == 0 ? "false" : "true")
            return true
        case .float(let width): return float(cell, width, into: &buffer)
        case .numeric: return NumericWriter.write(cell, into: &buffer)
        case .date: return DateTimeWriter.date(cell, into: &buffer)
        case .time: return DateTimeWriter.time(cell, into: &buffer)
        case .interval: return DateTimeWriter.interval(cell, into: &buffer)
        case .bytes:
            buffer.append(UInt8(ascii: "\""))
            unsafe Base64.encode(cell.bytes, into: &buffer)
            buffer.append(UInt8(ascii: "\""))
            return true
        case .json(let hasVersion):
            let start = hasVersion ? 1 : 0
            guard cell.count > start else { return false }
            unsafe buffer.append(UnsafeRawBufferPointer(rebasing: cell.bytes[start...]))
            return true
        case .planRows: return planRows(cell, into: &buffer)
        case .list: return false
        }
    }

    /// The message for a value that ``write(_:_:into:)`` cannot write.
    static func failureMessage(_ format: LeafFormat) -> String {
        switch format {
        case .float: "The number is not finite, which JSON cannot hold."
        case .numeric: "The number is NaN or infinite, which Decimal cannot hold."
        case .timestamp, .date: "The point in time is outside of the years 0001 to 9999."
        case .interval: "The length of time is infinite, which Duration cannot hold."
        case .list: "The array has more than one dimension."
        case .label: "The database has a value that the enum does not have."
        case .boolean, .integer, .string, .uuid, .time, .bytes, .json, .planRows:
            "The database sent a value of another type than it declares."
        }
    }

    /// The topmost node's own members come before its children's.
    private static func planRows(_ cell: Cell, into buffer: inout ByteBuffer) -> Bool {
        let plan = unsafe Array(cell.bytes)
        guard let name = plan.firstRange(of: Array("\"Plan Rows\": ".utf8)) else { return false }
        let digits = plan[name.upperBound...].prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard let count = Int(String(decoding: digits, as: UTF8.self)) else { return false }
        buffer.append(decimal: min(count, Int(Int32.max)))
        return true
    }

    private static func uuid(_ cell: Cell, into buffer: inout ByteBuffer) -> Bool {
        guard cell.count == 16 else { return false }
        unsafe buffer.append(upTo: 38) { out in
            let digits: StaticString = "0123456789abcdef"
            let table = unsafe digits.utf8Start
            let bytes = unsafe cell.bytes
            var place = 1
            // SAFETY: 16 bytes become 32 digits, 4 hyphens and 2 quotes: 38 bytes, which are there.
            unsafe out[0] = UInt8(ascii: "\"")
            for index in 0..<16 {
                if index == 4 || index == 6 || index == 8 || index == 10 {
                    unsafe out[place] = UInt8(ascii: "-")
                    place += 1
                }
                let byte = unsafe Int(bytes[index])
                unsafe out[place] = table[byte >> 4]
                unsafe out[place + 1] = table[byte & 15]
                place += 2
            }
            unsafe out[place] = UInt8(ascii: "\"")
            return 38
        }
        return true
    }

    /// A name of GraphQL has nothing that JSON would escape.
    private static func label(_ cell: Cell, _ labels: EnumLabels, into buffer: inout ByteBuffer) -> Bool {
        unsafe labels.withName(of: cell.bytes) { name in
            buffer.append(UInt8(ascii: "\""))
            unsafe buffer.append(name)
            buffer.append(UInt8(ascii: "\""))
        }
    }

    private static func float(_ cell: Cell, _ width: Int, into buffer: inout ByteBuffer) -> Bool {
        guard cell.count == width else { return false }
        let bits = cell.bigEndianInteger
        let text: String
        if width == 4 {
            let value = Float(bitPattern: UInt32(truncatingIfNeeded: bits))
            guard value.isFinite else { return false }
            text = value.description
        } else {
            let value = Double(bitPattern: UInt64(bitPattern: Int64(bits)))
            guard value.isFinite else { return false }
            text = value.description
        }
        buffer.append(text.hasSuffix(".0") ? String(text.dropLast(2)) : text)
        return true
    }
}

extension ByteBuffer {
    /// Appends a whole number in decimal digits, with at least `width` of them.
    mutating func append(decimal value: Int, width: Int = 1) {
        if value < 0 { append(UInt8(ascii: "-")) }
        var rest = value.magnitude
        unsafe append(upTo: 32) { out in
            // SAFETY: 64 bits have at most 20 digits, and `width` is below 32; they are made at the end and moved to the front.
            var start = 32
            repeat {
                start -= 1
                unsafe out[start] = UInt8(truncatingIfNeeded: rest % 10) + UInt8(ascii: "0")
                rest /= 10
            } while rest > 0 || 32 - start < min(width, 31)
            unsafe out.update(from: out + start, count: 32 - start)
            return 32 - start
        }
    }
}

/// Base64 with padding: RFC 4648, §4.
enum Base64 {
    static func encode(_ bytes: UnsafeRawBufferPointer, into buffer: inout ByteBuffer) {
        let start = buffer.count
        unsafe Base64URL.encode(bytes, into: &buffer)
        for index in start..<buffer.count {
            switch buffer[index] {
            case UInt8(ascii: "-"): buffer.replace(at: index, with: UInt8(ascii: "+"))
            case UInt8(ascii: "_"): buffer.replace(at: index, with: UInt8(ascii: "/"))
            default: break
            }
        }
        while (buffer.count - start) % 4 != 0 { buffer.append(UInt8(ascii: "=")) }
    }
}

/// The items of a one-dimensional array in PostgreSQL's binary format (`array_send`).
struct ArrayItems {
    let cells: [Cell]

    /// How many items `cell` has; 0 where it is no array.
    static func count(in cell: Cell) -> Int {
        cell.count >= 20 && cell.integer(at: 0) == 1 ? cell.integer(at: 12) : 0
    }

    /// Reads the items of `cell`; `nil` where it has more than one dimension, or is no array.
    init?(_ cell: Cell) {
        guard cell.count >= 12 else { return nil }
        let dimensions = cell.integer(at: 0)
        if dimensions == 0 {
            cells = []
            return
        }
        guard dimensions == 1, cell.count >= 20 else { return nil }
        let count = cell.integer(at: 12)
        guard count >= 0, count <= cell.count / 4 else { return nil }
        var cells: [Cell] = []
        cells.reserveCapacity(count)
        var offset = 20
        for _ in 0..<count {
            guard offset + 4 <= cell.count else { return nil }
            let length = cell.integer(at: offset)
            offset += 4
            if length < 0 {
                cells.append(.null)
                continue
            }
            guard offset + length <= cell.count else { return nil }
            cells.append(cell.part(offset, length))
            offset += length
        }
        self.cells = cells
    }
}

extension Cell {
    /// The whole number of 4 bytes at `offset`, which the caller has checked to be inside.
    func integer(at offset: Int) -> Int { part(offset, 4).bigEndianInteger }

    /// The `count` bytes from `offset` on, which the caller has checked to be inside.
    func part(_ offset: Int, _ count: Int) -> Cell {
        precondition(
            offset >= 0 && count >= 0 && offset + count <= self.count,
            "a part lies inside its value"
        )
        // SAFETY: the line above.
        return unsafe Cell(start: start.map { unsafe $0 + offset }, count: count)
    }
}
