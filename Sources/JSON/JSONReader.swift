/// Reads one JSON text (RFC 8259, §2 "JSON Grammar") strictly: what the grammar does not have is refused.
///
/// Strings are valid UTF-8 without lone surrogates, a byte order mark is no white space, and nesting lives on a stack
/// of its own, so that no document can exhaust the thread's.
package enum JSONReader {
    /// What a text may cost.
    package struct Limits: Sendable {
        /// The bytes of a text; above the largest request body there is nothing to read.
        package var bytes = 1 << 20
        /// How deep arrays and objects nest; variables of real queries stay below 10.
        package var depth = 64
        /// Values and names together; bounds memory, of which a short value takes far more than its text.
        package var tokens = 200_000

        /// Whether an object may name a member twice, of which the last counts.
        ///
        /// Others take the first: so a check is passed by one value, and the other one is used (RFC 7493, §2.3).
        package var allowsRepeatedNames = true

        /// Creates the defaults.
        package init() {}
    }

    /// The value of the text `bytes`.
    ///
    /// - Throws: `JSONError` when the text is not JSON, or passes a limit.
    package static func read(
        _ bytes: UnsafeRawBufferPointer,
        limits: Limits = Limits()
    ) throws(JSONError) -> JSONValue {
        guard bytes.count <= limits.bytes else {
            throw JSONError(
                message: "It is longer than \(limits.bytes) bytes.",
                offset: limits.bytes,
                isLimit: true
            )
        }
        var parser = unsafe JSONParser(bytes: bytes, limits: limits)
        return try parser.parse()
    }

    /// The value of the text `bytes`.
    ///
    /// - Throws: `JSONError` when the text is not JSON, or passes a limit.
    package static func read(_ bytes: [UInt8], limits: Limits = Limits()) throws(JSONError) -> JSONValue {
        try read(bytes[...], limits: limits)
    }

    /// The value of the text `bytes`; offsets in errors count from the slice's first byte.
    ///
    /// - Throws: `JSONError` when the text is not JSON, or passes a limit.
    package static func read(
        _ bytes: ArraySlice<UInt8>,
        limits: Limits = Limits()
    ) throws(JSONError) -> JSONValue {
        // SAFETY: the reader keeps nothing of the bytes: strings and numbers are copies.
        let result = unsafe bytes.withUnsafeBytes { bytes -> Result<JSONValue, JSONError> in
            do throws(JSONError) {
                return .success(try unsafe read(bytes, limits: limits))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }
}
