import JSON

/// The object that `bytes` are the JSON text of; `nil` when they are none, when any object in them names a
/// member twice, or when a string holds U+0000, which no text of PostgreSQL can.
///
/// A name that stands twice is read as the first by some and as the last by others, which is how a check is
/// passed by one value and the other one used (RFC 7519, §4 "JWT Claims"; RFC 8725, §2.4).
func strictObject(_ bytes: [UInt8], limits: JSONReader.Limits) -> JSONValue.Object? {
    var limits = limits
    limits.allowsRepeatedNames = false
    guard let value = try? JSONReader.read(bytes, limits: limits), case .object(let object) = value,
        !holdsZero(value)
    else { return nil }
    return object
}

/// Whether a string or a name in `value` holds U+0000.
private func holdsZero(_ value: JSONValue) -> Bool {
    var rest = [value]
    while let value = rest.popLast() {
        switch value {
        case .null, .boolean, .number: break
        case .string(let text): if text.utf8.contains(0) { return true }
        case .array(let elements): rest += elements
        case .object(let object):
            for member in object.members {
                if member.key.utf8.contains(0) { return true }
                rest.append(member.value)
            }
        }
    }
    return false
}

extension JSONValue {
    /// The string's text; `nil` for every other value.
    var text: String? {
        if case .string(let text) = self { text } else { nil }
    }
}
