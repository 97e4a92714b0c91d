/// A request's head: its bytes, and where in them its parts stand.
struct RequestHead: Sendable {
    /// How the body's end is told (RFC 9112, §6 "Message Body").
    enum Framing: Hashable, Sendable {
        case length(Int)
        case chunked
    }

    /// A part of the head.
    struct Part: Sendable {
        var start: UInt32 = 0
        var end: UInt32 = 0
    }

    struct Field: Sendable {
        var name: Part
        var value: Part
    }

    let bytes: [UInt8]
    var method = Method.get
    var target = Part()
    var path = Part()
    /// Without the question mark.
    var query = Part()
    var fields: [Field] = []
    var framing = Framing.length(0)
    var isKeptAlive = true
    var expectsContinue = false
    var isVersion10 = false

    init(bytes: [UInt8]) { self.bytes = bytes }

    subscript(part: Part) -> ArraySlice<UInt8> { bytes[Int(part.start)..<Int(part.end)] }

    /// Whether `part` is `text`, which is in lower case, in any case.
    func matches(_ part: Part, _ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard Int(part.end) - Int(part.start) == count else { return false }
        let span = bytes.span
        // SAFETY: a literal's bytes live for ever, and `index` stays below their count.
        let expected = unsafe text.utf8Start
        for index in 0..<count {
            let byte = span[Int(part.start) + index]
            let isUpperCase = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
            if unsafe (isUpperCase ? byte | 0x20 : byte) != expected[index] { return false }
        }
        return true
    }
}
