/// One reading of one text: a position, and the containers that are open.
@safe
struct JSONParser {
    let bytes: UnsafeRawBufferPointer
    private let limits: JSONReader.Limits
    var offset = 0
    private var tokens = 0
    /// Finished values of all open containers; a container takes its own off the end when it closes.
    private var values: [JSONValue] = []
    /// Names of all open objects' members, likewise.
    private var keys: [String] = []
    private var containers: [Container] = []

    private struct Container {
        let isObject: Bool
        let firstValue: Int
        let firstKey: Int
    }

    init(bytes: UnsafeRawBufferPointer, limits: JSONReader.Limits) {
        unsafe self.bytes = bytes
        self.limits = limits
    }

    /// The text's value.
    ///
    ///     JSON-text = ws value ws
    mutating func parse() throws(JSONError) -> JSONValue {
        let value = try parseValue()
        skipWhitespace()
        guard peek() == nil else { throw error("Nothing may follow the value.") }
        return value
    }

    private mutating func parseValue() throws(JSONError) -> JSONValue {
        repeat {
            skipWhitespace()
            guard try beginValue() else { continue }
            try closeFinishedContainers()
        } while !containers.isEmpty
        guard let value = values.popLast() else { throw error("A value is expected here.") }
        return value
    }

    /// Reads a value up to its end, or an array or object up to its first member's value; `false` is the latter.
    private mutating func beginValue() throws(JSONError) -> Bool {
        try countToken()
        switch peek() {
        case UInt8(ascii: "{"):
            return try !open(isObject: true)
        case UInt8(ascii: "["):
            return try !open(isObject: false)
        case UInt8(ascii: "\""):
            values.append(.string(try string()))
        case UInt8(ascii: "t"):
            try literal("true", is: .boolean(true))
        case UInt8(ascii: "f"):
            try literal("false", is: .boolean(false))
        case UInt8(ascii: "n"):
            try literal("null", is: .null)
        case .some(let byte) where byte == UInt8(ascii: "-") || Self.isDigit(byte):
            values.append(.number(try number()))
        case nil:
            throw error("The text ends where a value is expected.")
        case .some:
            throw error("A value is expected here.")
        }
        return true
    }

    /// Opens a container; `true` when a member's value comes next, `false` when it closed at once.
    private mutating func open(isObject: Bool) throws(JSONError) -> Bool {
        guard containers.count < limits.depth else { throw limit("It nests deeper than \(limits.depth).") }
        offset += 1
        containers.append(Container(isObject: isObject, firstValue: values.count, firstKey: keys.count))
        skipWhitespace()
        if peek() == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
            offset += 1
            try closeContainer()
            return false
        }
        if isObject { try memberName() }
        return true
    }

    /// After a value: what stands between it and the next one, closing containers on the way.
    private mutating func closeFinishedContainers() throws(JSONError) {
        while let container = containers.last {
            skipWhitespace()
            switch peek() {
            case UInt8(ascii: ","):
                offset += 1
                guard container.isObject else { return }
                skipWhitespace()
                return try memberName()
            case UInt8(ascii: "}") where container.isObject, UInt8(ascii: "]") where !container.isObject:
                offset += 1
                try closeContainer()
            case nil:
                throw error("The text ends inside \(container.isObject ? "an object" : "an array").")
            case .some:
                throw error(
                    container.isObject ? "`,` or `}` is expected here." : "`,` or `]` is expected here."
                )
            }
        }
    }

    private mutating func closeContainer() throws(JSONError) {
        let container = containers.removeLast()
        guard container.isObject else {
            let elements = Array(values[container.firstValue...])
            values.removeSubrange(container.firstValue...)
            values.append(.array(elements))
            return
        }
        var object = JSONValue.Object()
        for (key, value) in zip(keys[container.firstKey...], values[container.firstValue...]) {
            object.set(key, to: value)
        }
        guard limits.allowsRepeatedNames || object.count == keys.count - container.firstKey else {
            throw error("The object names a member twice.")
        }
        keys.removeSubrange(container.firstKey...)
        values.removeSubrange(container.firstValue...)
        values.append(.object(object))
    }

    // member = string ws %x3A ws
    private mutating func memberName() throws(JSONError) {
        guard peek() == UInt8(ascii: "\"") else { throw error("A member's name is expected here.") }
        try countToken()
        keys.append(try string())
        skipWhitespace()
        guard peek() == UInt8(ascii: ":") else { throw error("`:` is expected here.") }
        offset += 1
    }

    private mutating func countToken() throws(JSONError) {
        tokens += 1
        guard tokens <= limits.tokens else {
            throw limit("It has more than \(limits.tokens) values and names.")
        }
    }

    private mutating func literal(_ text: StaticString, is value: JSONValue) throws(JSONError) {
        let count = text.utf8CodeUnitCount
        // SAFETY: `count` bytes are there, as the first condition makes sure; a literal's bytes live for ever.
        guard unsafe bytes.count - offset >= count,
            unsafe UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count])
                .elementsEqual(UnsafeBufferPointer(start: text.utf8Start, count: count))
        else { throw error("A value is expected here.") }
        offset += count
        values.append(value)
    }

    mutating func skipWhitespace() {
        while let byte = peek(), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { offset += 1 }
    }

    func peek() -> UInt8? {
        // SAFETY: the index is checked right here.
        unsafe offset < bytes.count ? bytes[offset] : nil
    }

    private func error(_ message: String) -> JSONError { JSONError(message: message, offset: offset) }

    private func limit(_ message: String) -> JSONError {
        JSONError(message: message, offset: offset, isLimit: true)
    }
}

extension JSONParser {
    /// Skips by eights the bytes of a string that are neither its end nor an escape; the last ones may remain.
    mutating func skipPlainText() {
        while unsafe bytes.count - offset >= 8 {
            // SAFETY: eight bytes are left.
            let word = unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            if JSONWriter.needsEscape(word) { break }
            offset += 8
        }
    }

    // number = [ minus ] int [ frac ] [ exp ]
    // int = zero / ( digit1-9 *DIGIT )
    private mutating func number() throws(JSONError) -> String {
        let start = offset
        if peek() == UInt8(ascii: "-") { offset += 1 }
        if peek() == UInt8(ascii: "0") { offset += 1 } else { try digits() }
        if peek() == UInt8(ascii: ".") {
            offset += 1
            try digits()
        }
        if let byte = peek(), byte | 0x20 == UInt8(ascii: "e") {
            offset += 1
            if let sign = peek(), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { offset += 1 }
            try digits()
        }
        if let byte = peek(), Self.isDigit(byte) { throw error("A number does not begin with 0.") }
        // SAFETY: both ends lie within the bytes; all between are ASCII.
        return unsafe String(decoding: bytes[start..<offset], as: UTF8.self)
    }

    private mutating func digits() throws(JSONError) {
        guard let first = peek(), Self.isDigit(first) else { throw error("A digit is expected here.") }
        while let byte = peek(), Self.isDigit(byte) { offset += 1 }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }

    // string = quotation-mark *char quotation-mark
    private mutating func string() throws(JSONError) -> String {
        let opening = offset
        offset += 1
        let start = offset
        skipPlainText()
        while let byte = peek() {
            if byte == UInt8(ascii: "\"") {
                offset += 1
                // SAFETY: both ends lie within the bytes.
                return try unsafe validated(
                    UnsafeRawBufferPointer(rebasing: bytes[start..<offset - 1]),
                    at: start
                )
            }
            if byte == UInt8(ascii: "\\") { return try escapedString(from: start) }
            guard byte >= 0x20 else { throw error("A control character in a string must be escaped.") }
            offset += 1
        }
        throw JSONError(message: "The string never ends.", offset: opening)
    }

    /// A string with escapes, of which the part from `start` to the first escape has been read.
    private mutating func escapedString(from start: Int) throws(JSONError) -> String {
        // SAFETY: both ends lie within the bytes.
        var text = unsafe [UInt8](bytes[start..<offset])
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: "\""):
                offset += 1
                // SAFETY: the array outlives the call, which keeps nothing of it.
                let result = unsafe text.withUnsafeBytes { unsafe String(validating: $0, as: UTF8.self) }
                guard let result else {
                    throw JSONError(message: "The string is not valid UTF-8.", offset: start)
                }
                return result
            case UInt8(ascii: "\\"):
                try escape(into: &text)
            case 0..<0x20:
                throw error("A control character in a string must be escaped.")
            case _:
                text.append(byte)
                offset += 1
            }
        }
        throw JSONError(message: "The string never ends.", offset: start - 1)
    }

    // char = escape ( %x22 / %x5C / %x2F / %x62 / %x66 / %x6E / %x72 / %x74 / %x75 4HEXDIG )
    private mutating func escape(into text: inout [UInt8]) throws(JSONError) {
        let start = offset
        offset += 1
        let letter = peek()
        offset += letter == nil ? 0 : 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(letter ?? 0)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): text.append(contentsOf: String(try scalar(from: start)).utf8)
        case _: throw JSONError(message: "There is no such escape.", offset: start)
        }
    }

    /// The code point of `\u` and four digits, or of a surrogate pair of two of them.
    private mutating func scalar(from start: Int) throws(JSONError) -> Unicode.Scalar {
        let first = try hexadecimal()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, peek() == UInt8(ascii: "\\") else { throw .loneSurrogate(at: start) }
        offset += 1
        guard peek() == UInt8(ascii: "u") else { throw .loneSurrogate(at: start) }
        offset += 1
        let second = try hexadecimal()
        guard 0xDC00...0xDFFF ~= second,
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw .loneSurrogate(at: start) }
        return scalar
    }

    private mutating func hexadecimal() throws(JSONError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek(), let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80
            else {
                throw error("A hexadecimal digit is expected here.")
            }
            value = value << 4 | UInt32(digit)
            offset += 1
        }
        return value
    }

    private func validated(_ bytes: UnsafeRawBufferPointer, at start: Int) throws(JSONError) -> String {
        // As a span, since the generic initializer takes the bytes one by one (benchmark `ticket-by-id`).
        let letters = unsafe UnsafeBufferPointer<UInt8>(
            start: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self),
            count: bytes.count
        )
        do {
            // SAFETY: the bytes live until the reading ends, and the text is a copy.
            return String(copying: try UTF8Span(validating: unsafe letters.span))
        } catch {
            throw JSONError(message: "The string is not valid UTF-8.", offset: start)
        }
    }
}

extension JSONError {
    fileprivate static func loneSurrogate(at offset: Int) -> JSONError {
        JSONError(message: "A surrogate stands alone.", offset: offset)
    }
}
