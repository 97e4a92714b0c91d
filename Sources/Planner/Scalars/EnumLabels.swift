import Bytes

/// The labels that PostgreSQL has for the values of an enum, in its binary format, and the values' names.
///
/// Both stand in one array of bytes: a value is found by comparing the few labels, without a `String` or a hash.
package struct EnumLabels: Hashable, Sendable {
    private var bytes: [UInt8] = []
    /// For each value where its label ends, and where behind it its name.
    private var ends: [Int] = []

    /// Creates the table of these values.
    package init(_ values: [(name: String, label: [UInt8])]) {
        for value in values {
            bytes += value.label
            ends.append(bytes.count)
            bytes += value.name.utf8
            ends.append(bytes.count)
        }
    }

    /// Calls `body` with the name of the value whose label is `label`; `false` where there is none.
    package func withName(
        of label: UnsafeRawBufferPointer,
        _ body: (UnsafeRawBufferPointer) -> Void
    ) -> Bool {
        unsafe bytes.withUnsafeBytes { bytes in
            var start = 0
            for index in stride(from: 0, to: ends.count, by: 2) {
                let (end, next) = (ends[index], ends[index + 1])
                // SAFETY: the ends lie in order inside of the bytes.
                let own = unsafe UnsafeRawBufferPointer(rebasing: bytes[start..<end])
                if unsafe ByteHash.areEqual(own, label) {
                    unsafe body(UnsafeRawBufferPointer(rebasing: bytes[end..<next]))
                    return true
                }
                start = next
            }
            return false
        }
    }
}
