/// A media type with its parameters: RFC 9110, §8.3.1 "Media Type".
struct MediaType {
    /// Type and subtype, in lower case.
    var name: String
    var charset: String?
    /// The weight that a client gives it, in thousandths.
    var quality = 1000

    /// Reads one media type; `nil` where it is malformed.
    init?(_ text: String) {
        var parts = text.split(separator: ";", omittingEmptySubsequences: false).map(Self.trimmed)
        guard let first = parts.first, first.split(separator: "/").count == 2 else { return nil }
        name = first.lowercased()
        parts.removeFirst()
        for part in parts where !part.isEmpty {
            let pair = part.split(separator: "=", maxSplits: 1).map(Self.trimmed)
            guard pair.count == 2 else { return nil }
            let value =
                pair[1].hasPrefix("\"") && pair[1].hasSuffix("\"") && pair[1].count > 1
                ? String(pair[1].dropFirst().dropLast()) : pair[1]
            switch pair[0].lowercased() {
            case "charset": charset = value.lowercased()
            case "q":
                guard let weight = Double(value), weight >= 0, weight <= 1 else { return nil }
                quality = Int(weight * 1000)
            default: break
            }
        }
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        let isSpace = { (character: Character) in character == " " || character == "\t" }
        return String(text.drop(while: isSpace).reversed().drop(while: isSpace).reversed())
    }
}

/// The media type of a response: *GraphQL over HTTP*, "Accept".
enum ResponseMediaType {
    case graphQLResponse
    /// For clients that know the older way only; what failed is sent as ``graphQLResponse`` all the same.
    case json

    /// What the client takes, and prefers; `nil` where it takes neither.
    static func negotiated(_ value: ArraySlice<UInt8>) -> ResponseMediaType? {
        var best: (type: ResponseMediaType, quality: Int)?
        for part in String(decoding: value, as: UTF8.self).split(separator: ",") {
            guard let type = MediaType(String(part)), type.quality > 0, (type.charset ?? "utf-8") == "utf-8"
            else {
                continue
            }
            let offered: ResponseMediaType
            switch type.name {
            case "application/graphql-response+json", "application/*", "*/*": offered = .graphQLResponse
            case "application/json": offered = .json
            default: continue
            }
            if type.quality > best?.quality ?? 0 { best = (offered, type.quality) }
        }
        return best?.type
    }

    func contentType(status: UInt16) -> StaticString {
        switch self {
        case .json where status < 300: "application/json; charset=utf-8"
        case .graphQLResponse, .json: "application/graphql-response+json; charset=utf-8"
        }
    }
}
