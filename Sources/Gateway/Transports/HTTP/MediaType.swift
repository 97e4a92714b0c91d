/// A media type or range with its parameters: RFC 9110, §8.3.1 "Media Type", §12.5.1 "Accept".
struct MediaType: Equatable {
    /// Type and subtype, in lower case.
    var name: String
    /// By name in lower case, unquoted.
    var parameters: [String: String] = [:]
    /// The weight that a client gives it, in thousandths.
    var quality = 1000

    /// Whether its text is UTF-8, which JSON's is where nothing else is said.
    var isUTF8: Bool {
        guard let charset = parameters["charset"]?.lowercased() else { return true }
        return charset == "utf-8" || charset == "utf8"
    }

    /// The one media type that `text` is; `nil` where it is malformed, or several.
    init?(_ text: some Sequence<UInt8>) {
        let all = MediaTypeReader(text).list()
        guard all.count == 1, let only = all[0] else { return nil }
        self = only
    }

    /// The media ranges of `text`, without the malformed ones.
    static func list(_ text: some Sequence<UInt8>) -> [MediaType] {
        MediaTypeReader(text).list().compactMap { $0 }
    }

    fileprivate init(name: String) { self.name = name }
}

/// Reads the grammar of `Content-Type` and `Accept`; what stands in quotes separates nothing.
private struct MediaTypeReader {
    private let bytes: [UInt8]
    private var index = 0

    init(_ text: some Sequence<UInt8>) { bytes = Array(text) }

    /// The elements of a list, `nil` for a malformed one; empty elements are none.
    consuming func list() -> [MediaType?] {
        var types: [MediaType?] = []
        while true {
            skipSpace()
            if index == bytes.count { return types }
            if take(",") { continue }
            let type = element()
            types.append(type)
            if type == nil { skipElement() }
        }
    }

    private mutating func element() -> MediaType? {
        guard let type = token(), take("/"), let subtype = token() else { return nil }
        var result = MediaType(name: "\(type)/\(subtype)".lowercased())
        while true {
            skipSpace()
            if index == bytes.count || bytes[index] == UInt8(ascii: ",") { return result }
            guard take(";") else { return nil }
            skipSpace()
            // RFC 9110, §5.6.6 "Parameters": an empty one is allowed.
            guard let name = token()?.lowercased() else { continue }
            guard take("="), let value = quoted() ?? token() else { return nil }
            if name == "q" {
                guard let weight = Self.weight(value) else { return nil }
                result.quality = weight
            } else {
                result.parameters[name] = value
            }
        }
    }

    /// RFC 9110, §12.4.2 "Quality Values", in thousandths.
    private static func weight(_ text: String) -> Int? {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let decimals = parts.count == 2 ? parts[1] : ""
        guard parts[0] == "0" || parts[0] == "1", decimals.utf8.count <= 3,
            decimals.utf8.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }),
            let fraction = Int(decimals + String(repeating: "0", count: 3 - decimals.utf8.count))
        else { return nil }
        let weight = (parts[0] == "1" ? 1000 : 0) + fraction
        return weight <= 1000 ? weight : nil
    }

    private mutating func token() -> String? {
        let start = index
        while index < bytes.count, Self.isToken(bytes[index]) { index += 1 }
        return index > start ? String(decoding: bytes[start..<index], as: UTF8.self) : nil
    }

    private mutating func quoted() -> String? {
        guard take("\"") else { return nil }
        var text: [UInt8] = []
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if byte == UInt8(ascii: "\"") { return String(decoding: text, as: UTF8.self) }
            if byte == UInt8(ascii: "\\"), index < bytes.count {
                text.append(bytes[index])
                index += 1
            } else {
                text.append(byte)
            }
        }
        return nil
    }

    private mutating func skipElement() {
        while index < bytes.count, bytes[index] != UInt8(ascii: ",") {
            if bytes[index] != UInt8(ascii: "\"") || quoted() == nil { index += 1 }
        }
        index = min(index, bytes.count)
    }

    private mutating func skipSpace() {
        while index < bytes.count, bytes[index] == 0x20 || bytes[index] == 0x09 { index += 1 }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard index < bytes.count, bytes[index] == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    private static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"):
            true
        case _: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
