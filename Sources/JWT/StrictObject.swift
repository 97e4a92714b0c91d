import JSON

/// The object that `bytes` are the JSON text of; `nil` when they are none, when any object in them names a
/// member twice, or when a string holds U+0000, which no text of PostgreSQL can.
///
/// A name that stands twice is read as the first by some and as the last by others, which is how a check is
/// passed by one value and the other one used (RFC 7519, §4 "JWT Claims"; RFC 8725, §2.4).
func strictObject(_ bytes: [UInt8], limits: JSONReader.Limits) -> JSONValue.Object? {
    guard let value = try? JSONReader.read(bytes, limits: limits), case .object(let object) = value else {
        return nil
    }
    // The reader keeps one member of each name, so that a text with more colons than members repeats a name.
    return memberCount(of: value) == colonsOutsideStrings(bytes) ? object : nil
}

/// The number of members of all objects in `value`; `nil` when a string holds U+0000.
private func memberCount(of value: JSONValue) -> Int? {
    var count = 0
    var rest = [value]
    while let value = rest.popLast() {
        switch value {
        case .null, .boolean, .number: break
        case .string(let text): if text.utf8.contains(0) { return nil }
        case .array(let elements): rest += elements
        case .object(let object):
            count += object.count
            for member in object.members {
                if member.key.utf8.contains(0) { return nil }
                rest.append(member.value)
            }
        }
    }
    return count
}

/// The number of names in `text`, which is valid JSON.
private func colonsOutsideStrings(_ text: [UInt8]) -> Int {
    var count = 0
    var isString = false
    var isEscaped = false
    for byte in text {
        if isEscaped {
            isEscaped = false
        } else if byte == UInt8(ascii: "\"") {
            isString.toggle()
        } else if isString {
            isEscaped = byte == UInt8(ascii: "\\")
        } else if byte == UInt8(ascii: ":") {
            count += 1
        }
    }
    return count
}

extension JSONValue {
    /// The string's text; `nil` for every other value.
    var text: String? {
        if case .string(let text) = self { text } else { nil }
    }
}
