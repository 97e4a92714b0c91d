/// What number literals stand for.
enum NumberLiterals {
    /// Whether the digits, perhaps with a sign, are a 32-bit integer: *Int*, §3.5.1.
    static func isInt32(_ bytes: some Collection<UInt8>) -> Bool {
        let isNegative = bytes.first == 0x2D
        let digits = isNegative ? bytes.dropFirst() : bytes[...]
        guard !digits.isEmpty && digits.count <= 10 else { return false }
        var magnitude: Int64 = 0
        for digit in digits {
            guard digit >= 0x30 && digit <= 0x39 else { return false }
            magnitude = magnitude * 10 + Int64(digit - 0x30)
        }
        return isNegative ? magnitude <= 2_147_483_648 : magnitude <= 2_147_483_647
    }

    /// Whether the number is within the finite values of IEEE 754 double precision: *Float*, §3.5.2.
    static func isFinite(_ bytes: some Collection<UInt8>) -> Bool {
        // Without an exponent and below 300 digits there is no way past 1.8e308.
        let hasExponent = bytes.contains { $0 | 0x20 == 0x65 }
        if !hasExponent && bytes.count < 300 { return true }
        return Double(String(decoding: bytes, as: UTF8.self))?.isFinite ?? false
    }
}
