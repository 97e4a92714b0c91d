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
    }
}
