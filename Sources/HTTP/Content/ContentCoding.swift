/// Whether a client takes compressed bodies (RFC 9110, §12.5.3 "Accept-Encoding").
enum ContentCoding {
    static func acceptsGzip(_ request: Request) -> Bool {
        var gzip: Int?
        var identity: Int?
        var any: Int?
        for value in request.headers("accept-encoding") {
            for item in value.split(separator: UInt8(ascii: ",")) {
                let parts = item.split(separator: UInt8(ascii: ";"), maxSplits: 1)
                guard let name = parts.first.map(lowercased) else { continue }
                let weight = parts.count > 1 ? weight(parts[1]) : 1000
                if name == "gzip" || name == "x-gzip" { gzip = weight }
                if name == "identity" { identity = weight }
                if name == "*" { any = weight }
            }
        }
        let wanted = gzip ?? any ?? 0
        return wanted > 0 && wanted >= identity ?? 0
    }

    private static func lowercased(_ text: ArraySlice<UInt8>) -> String {
        String(decoding: text.filter { $0 != 0x20 && $0 != 0x09 }, as: UTF8.self).lowercased()
    }

    /// A weight in thousandths (RFC 9110, §12.4.2 "Quality Values"); a malformed one is none.
    private static func weight(_ text: ArraySlice<UInt8>) -> Int {
        let text = lowercased(text)
        guard text.hasPrefix("q="), let value = Double(text.dropFirst(2)), (0...1).contains(value) else {
            return 0
        }
        return Int(value * 1000)
    }
}
