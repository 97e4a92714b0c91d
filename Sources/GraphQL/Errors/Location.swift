/// A place in a text: line and column, both from 1.
///
/// Implements the `locations` of *Errors*, §7.1.2.
package struct Location: Hashable, Sendable {
    package let line: Int
    package let column: Int

    /// Creates a location.
    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// The location of the byte at `offset` in `source`: lines end at LF, CR, or CR LF; a column is a Unicode
    /// scalar value.
    package init(of offset: Int, in source: [UInt8]) {
        var line = 1
        var column = 1
        var index = 0
        while index < min(offset, source.count) {
            let byte = source[index]
            if byte == 0x0A || (byte == 0x0D && !(index + 1 < source.count && source[index + 1] == 0x0A)) {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 && byte != 0x0D {
                column += 1
            }
            index += 1
        }
        self.init(line: line, column: column)
    }
}
