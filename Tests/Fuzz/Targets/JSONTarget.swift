import JSON

/// A text that is read is written as one that reads as the same value.
enum JSONTarget {
    static func run(_ bytes: [UInt8]) throws(FuzzFailure) {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONReader.read(bytes)
        } catch {
            return try FuzzFailure.unless(
                error.offset >= 0 && error.offset <= bytes.count && !error.message.isEmpty,
                "an error without a place or a sentence"
            )
        }
        let written = JSONWriter.text(of: value)
        try FuzzFailure.unless(
            (try? JSONReader.read(Array(written.utf8))) == value,
            "a value is written as another one: \(written)"
        )
        try findsMember(bytes)
    }

    /// The range of a member's value is that of its text.
    private static func findsMember(_ bytes: [UInt8]) throws(FuzzFailure) {
        var limits = JSONReader.Limits()
        limits.allowsRepeatedNames = false
        guard case .object(let object)? = try? JSONReader.read(bytes, limits: limits),
            let range = JSONReader.range(ofMember: "a", in: bytes)
        else { return }
        try FuzzFailure.unless(
            (try? JSONReader.read(bytes[range])) == object["a"],
            "another range is found: \(range)"
        )
    }
}
