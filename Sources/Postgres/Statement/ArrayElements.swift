package import Bytes

/// Writes the elements of an array in PostgreSQL's binary format.
///
/// Dimensions (1), whether there are NULLs, the element type's oid, the number of elements, the first one's
/// index (1), then each element's length and bytes (`array_recv` in `arrayfuncs.c`). An empty one has no dimension.
package struct ArrayElements {
    private var bytes: [UInt8]
    private let start: Int
    private let element: UInt32
    private var hasNull = false
    /// The number of elements so far.
    package private(set) var count = 0

    init(behind bytes: consuming [UInt8], element: UInt32) {
        self.bytes = bytes
        self.element = element
        start = self.bytes.count
        self.bytes.append(contentsOf: repeatElement(0, count: 20))
    }

    /// Adds NULL.
    package mutating func appendNull() {
        bytes.append(bigEndian: -1 as Int32)
        hasNull = true
        count += 1
    }

    /// Adds an element already in the binary format.
    package mutating func append(bytes element: [UInt8]) { append(bytes: element[...]) }

    /// Adds an element already in the binary format.
    package mutating func append(bytes element: ArraySlice<UInt8>) {
        bytes.append(bigEndian: UInt32(truncatingIfNeeded: element.count))
        bytes.append(contentsOf: element)
        count += 1
    }

    /// Adds a value that came from the database, NULL or not.
    package mutating func append(_ cell: Cell) {
        guard !cell.isNull else { return appendNull() }
        bytes.append(bigEndian: UInt32(truncatingIfNeeded: cell.count))
        // SAFETY: the cell's bytes are alive as long as the caller's rows; they are copied here.
        unsafe bytes.append(contentsOf: cell.bytes)
        count += 1
    }

    /// Adds a text.
    package mutating func append(text: String) {
        bytes.append(bigEndian: UInt32(truncatingIfNeeded: text.utf8.count))
        bytes.append(contentsOf: text.utf8)
        count += 1
    }

    /// Adds an `int2`.
    package mutating func append(integer: Int16) { append(number: integer) }

    /// Adds an `int4`.
    package mutating func append(integer: Int32) { append(number: integer) }

    /// Adds an `int8`.
    package mutating func append(integer: Int64) { append(number: integer) }

    private mutating func append(number: some FixedWidthInteger) {
        bytes.append(bigEndian: UInt32(number.bitWidth / 8))
        bytes.append(bigEndian: number)
        count += 1
    }

    consuming func finish() -> [UInt8] {
        var bytes = bytes
        bytes.replace(at: start, bigEndian: count == 0 ? 0 : 1)
        bytes.replace(at: start + 4, bigEndian: hasNull ? 1 : 0)
        bytes.replace(at: start + 8, bigEndian: element)
        guard count > 0 else {
            bytes.removeLast(8)
            return bytes
        }
        bytes.replace(at: start + 12, bigEndian: UInt32(truncatingIfNeeded: count))
        bytes.replace(at: start + 16, bigEndian: 1)
        return bytes
    }
}
