/// Makes the ids of requests, by which a response, our log line and the caller's log can be matched.
struct RequestIDs {
    private static let digits = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
    /// Differs from loop to loop and from start to start.
    private let prefix = UInt64.random(in: 0..<1 << 25)
    private var count: UInt64 = 0

    /// The id that the caller sent, if it is safe in a log and a header; else a new one.
    mutating func id(given: ArraySlice<UInt8>?) -> String {
        if let given, Self.isSane(given) { return String(decoding: given, as: UTF8.self) }
        count += 1
        // A string of fifteen letters needs no memory of its own.
        let number = prefix << 50 | count & (1 << 50 - 1)
        return unsafe String(unsafeUninitializedCapacity: 15) { buffer in
            for place in 0..<15 {
                // SAFETY: there is room for 15 letters, and five bits are always inside the digits.
                unsafe buffer[place] = Self.digits[Int(number >> UInt64(70 - 5 * place) & 31)]
            }
            return 15
        }
    }

    /// Whether `id` has a length and characters that are safe in a log line, a header and a query of a log.
    private static func isSane(_ id: ArraySlice<UInt8>) -> Bool {
        (1...128).contains(id.count)
            && id.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "A")...UInt8(ascii: "Z"):
                    true
                case _: "-._~:/+=@".utf8.contains(byte)
                }
            }
    }
}
