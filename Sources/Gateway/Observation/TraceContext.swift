/// The place of a request in a trace over several services: W3C *Trace Context*, §3.2 "Traceparent Header".
struct TraceContext: Equatable {
    /// 32 hexadecimal digits.
    var traceID: String
    /// The caller's span: 16 hexadecimal digits.
    var parentID: String
    var isSampled: Bool

    /// Reads `traceparent`; `nil` where it is malformed, which is as if there were none (§3.2.4).
    init?(_ header: ArraySlice<UInt8>) {
        let parts = header.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.count >= 4, [2, 32, 16, 2].elementsEqual(parts.prefix(4).map(\.count)),
            parts.prefix(4).allSatisfy({ $0.allSatisfy(Self.isDigit) })
        else { return nil }
        let version = String(decoding: parts[0], as: UTF8.self)
        // Only version 00 is known to end here; ff is none.
        guard version != "ff", version != "00" || parts.count == 4,
            parts[1].contains(where: { $0 != UInt8(ascii: "0") }),
            parts[2].contains(where: { $0 != UInt8(ascii: "0") }),
            let flags = UInt8(String(decoding: parts[3], as: UTF8.self), radix: 16)
        else { return nil }
        traceID = String(decoding: parts[1], as: UTF8.self)
        parentID = String(decoding: parts[2], as: UTF8.self)
        isSampled = flags & 1 == 1
    }

    /// Capital letters are not allowed.
    private static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
            || byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "f")
    }
}
