extension ArraySlice<UInt8> {
    /// Whether these are the bytes of `text`: by eights, where `elementsEqual` takes one by one (benchmark `typename`).
    package func isEqual(to text: StaticString) -> Bool {
        // SAFETY: a literal's bytes live for ever.
        let other = unsafe UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        return unsafe withUnsafeBytes { unsafe ByteHash.areEqual($0, other) }
    }

    /// Whether these are the bytes of `other`, by eights.
    package func isEqual(to other: ArraySlice<UInt8>) -> Bool {
        unsafe withUnsafeBytes { bytes in
            unsafe other.withUnsafeBytes { unsafe ByteHash.areEqual(bytes, $0) }
        }
    }
}
