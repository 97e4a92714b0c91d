package import Bytes

/// The values of a statement's parameters, in one run of bytes.
///
/// Values are in PostgreSQL's binary format, except those appended as literals. Two lists are equal when they send
/// the same bytes.
package struct ParameterList: Hashable, Sendable {
    /// Where one value stands in ``bytes``.
    struct Value: Hashable, Sendable {
        var offset: Int
        /// -1 is NULL.
        var length: Int
        var isText: Bool
    }

    private(set) var bytes: [UInt8] = []
    private(set) var values: [Value] = []

    /// Creates a list without values.
    package init() {}

    /// The number of values.
    package var count: Int { values.count }

    /// The bytes of the value at `index`; `nil` for NULL.
    package subscript(index: Int) -> ArraySlice<UInt8>? {
        let value = values[index]
        return value.length < 0 ? nil : bytes[value.offset..<value.offset + value.length]
    }

    /// Makes room for `count` more values of `byteCount` bytes together.
    package mutating func reserve(count: Int, byteCount: Int) {
        values.reserveCapacity(values.count + count)
        bytes.reserveCapacity(bytes.count + byteCount)
    }

    private mutating func close(from offset: Int, isText: Bool = false) {
        precondition(bytes.count <= Int32.max, "parameters are bounded by the size of a request")
        values.append(Value(offset: offset, length: bytes.count - offset, isText: isText))
    }

    /// Appends NULL.
    package mutating func appendNull() {
        values.append(Value(offset: bytes.count, length: -1, isText: false))
    }

    // Concrete types: a generic function is not specialised for callers in other modules, and keys are many.

    /// Appends a value already in the binary format: a uuid's sixteen bytes, a text's UTF-8.
    package mutating func append(bytes value: [UInt8]) { append(bytes: value[...]) }

    /// Appends a value already in the binary format.
    package mutating func append(bytes value: ArraySlice<UInt8>) {
        let offset = bytes.count
        bytes.append(contentsOf: value)
        close(from: offset)
    }

    /// Appends a value that came from the database, NULL or not.
    package mutating func append(_ cell: Cell) {
        guard !cell.isNull else { return appendNull() }
        let offset = bytes.count
        // SAFETY: the cell's bytes are alive as long as the caller's rows; they are copied here.
        unsafe bytes.append(contentsOf: cell.bytes)
        close(from: offset)
    }

    /// Appends a text, or a value of an enum.
    package mutating func append(text: String) {
        let offset = bytes.count
        bytes.append(contentsOf: text.utf8)
        close(from: offset)
    }

    /// Appends a value as SQL writes it, for the server to read: numeric, timestamps, types that are unknown here.
    package mutating func append(literal: String) {
        let offset = bytes.count
        // libpq looks for the end of a text by itself, so a NUL stands behind it and nowhere before.
        for byte in literal.utf8 {
            if byte == 0 { bytes.append(contentsOf: "\u{FFFD}".utf8) } else { bytes.append(byte) }
        }
        close(from: offset, isText: true)
        bytes.append(0)
    }

    /// Appends an `int2`.
    package mutating func append(integer: Int16) { append(number: integer) }

    /// Appends an `int4`.
    package mutating func append(integer: Int32) { append(number: integer) }

    /// Appends an `int8`.
    package mutating func append(integer: Int64) { append(number: integer) }

    /// Appends a `float4`.
    package mutating func append(float: Float) { append(number: float.bitPattern) }

    /// Appends a `float8`.
    package mutating func append(double: Double) { append(number: double.bitPattern) }

    /// Appends a `boolean`.
    package mutating func append(boolean: Bool) { append(number: boolean ? 1 as UInt8 : 0) }

    private mutating func append(number: some FixedWidthInteger) {
        let offset = bytes.count
        bytes.append(bigEndian: number)
        close(from: offset)
    }

    /// Appends an array of one dimension, whose elements `build` adds.
    ///
    /// - Parameter element: the element type's oid.
    package mutating func appendArray(of element: UInt32, _ build: (inout ArrayElements) -> Void) {
        let offset = bytes.count
        var elements = ArrayElements(behind: bytes, element: element)
        // The bytes move into the builder and back: two owners would mean a copy.
        bytes = []
        build(&elements)
        bytes = elements.finish()
        close(from: offset)
    }

    /// Appends an array of `elements`, each in the binary format; `nil` is NULL.
    package mutating func appendArray(of element: UInt32, _ elements: some Sequence<[UInt8]?>) {
        appendArray(of: element) { array in
            for element in elements {
                if let element { array.append(bytes: element) } else { array.appendNull() }
            }
        }
    }
}

extension [UInt8] {
    /// Appends an integer with its most significant byte first, as PostgreSQL sends all numbers.
    mutating func append(bigEndian integer: some FixedWidthInteger) {
        var shift = integer.bitWidth
        while shift > 0 {
            shift -= 8
            append(UInt8(truncatingIfNeeded: integer >> shift))
        }
    }

    /// Replaces four bytes.
    mutating func replace(at offset: Int, bigEndian integer: UInt32) {
        for index in 0..<4 {
            self[offset + index] = UInt8(truncatingIfNeeded: integer >> (24 - 8 * index))
        }
    }
}
