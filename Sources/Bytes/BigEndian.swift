extension [UInt8] {
    /// Appends the four bytes of `value`, most significant first, as PostgreSQL's binary formats have lengths and counts.
    ///
    /// Public so that it is inlined: it stands in the loop over a batch's keys.
    @inlinable
    public mutating func append(bigEndian value: UInt32) {
        append(UInt8(truncatingIfNeeded: value >> 24))
        append(UInt8(truncatingIfNeeded: value >> 16))
        append(UInt8(truncatingIfNeeded: value >> 8))
        append(UInt8(truncatingIfNeeded: value))
    }

    /// Appends the four bytes of `value`, most significant first.
    @inlinable
    public mutating func append(bigEndian value: Int32) { append(bigEndian: UInt32(bitPattern: value)) }
}
