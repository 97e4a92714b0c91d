import Bytes

@testable import Execution
@testable import Planner

/// Calls `body` with a cell that holds `bytes`; `nil` is NULL.
func withCell<Result>(_ bytes: [UInt8]?, _ body: (Cell) -> Result) -> Result {
    let rows = RowSet(columnCount: 1, rows: [[bytes]])
    return withExtendedLifetime(rows) { body(rows[0, 0]) }
}

/// What `LeafWriter` makes of a value; `nil` where it is refused.
func written(_ bytes: [UInt8], as format: LeafFormat) -> String? {
    withCell(bytes) { cell in
        var buffer = ByteBuffer()
        guard LeafWriter.write(cell, format, into: &buffer) else { return nil }
        return String(decoding: buffer.bytes, as: UTF8.self)
    }
}

/// PostgreSQL's binary format of a whole number: most significant byte first.
func bigEndian(_ value: some FixedWidthInteger) -> [UInt8] {
    // SAFETY: the bytes are copied before the value goes.
    unsafe withUnsafeBytes(of: value.bigEndian) { unsafe Array($0) }
}
