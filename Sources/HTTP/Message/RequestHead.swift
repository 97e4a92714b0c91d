/// A request's head: its bytes, and where in them its parts stand.
///
/// An object, since it goes through many hands: a copy is one count instead of one for each part (benchmark `typename`).
final class RequestHead: Sendable {
    /// How the body's length is given (RFC 9112, §6 "Message Body").
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

    /// Where the parts of the request line stand.
    struct Line: Sendable {
        var method = Method.get
        var target = Part()
        var path = Part()
        /// Without the question mark.
        var query = Part()
        var isVersion10 = false
    }

    let bytes: [UInt8]
    let line: Line
    let fields: [Field]
    let framing: Framing
    let isKeptAlive: Bool
    let expectsContinue: Bool

    init(
        bytes: [UInt8],
        line: Line,
        fields: [Field],
        framing: Framing,
        isKeptAlive: Bool,
        expectsContinue: Bool
    ) {
        self.bytes = bytes
        self.line = line
        self.fields = fields
        self.framing = framing
        self.isKeptAlive = isKeptAlive
        self.expectsContinue = expectsContinue
    }

    var method: Method { line.method }
    var target: Part { line.target }
    var path: Part { line.path }
    var query: Part { line.query }
    var isVersion10: Bool { line.isVersion10 }

    subscript(part: Part) -> ArraySlice<UInt8> { bytes[part] }

    /// The first field named `name`, which is in lower case, from the one at `start` on.
    func field(_ name: StaticString, from start: Int = 0) -> Int? {
        let length = UInt32(truncatingIfNeeded: name.utf8CodeUnitCount)
        for index in start..<fields.count {
            let part = fields[index].name
            if part.end - part.start == length, bytes.matches(part, name) { return index }
        }
        return nil
    }
}

extension [UInt8] {
    /// The bytes of a part of this head.
    subscript(part: RequestHead.Part) -> ArraySlice<UInt8> { self[Int(part.start)..<Int(part.end)] }

    /// Whether `part` of this head is `text`, which is in lower case, in any case.
    func matches(_ part: RequestHead.Part, _ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard Int(part.end) - Int(part.start) == count else { return false }
        let span = span
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
