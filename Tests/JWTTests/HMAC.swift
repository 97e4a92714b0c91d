/// SHA-256 and HMAC written from FIPS 180-4 and RFC 2104: a second opinion on the library, and the way to
/// sign headers that the library would never write.
enum HMAC {
    static func sha256(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
        var block = key.count > 64 ? SHA256.hash(key) : key
        block += [UInt8](repeating: 0, count: 64 - block.count)
        let inner = SHA256.hash(block.map { $0 ^ 0x36 } + message)
        return SHA256.hash(block.map { $0 ^ 0x5C } + inner)
    }
}

enum SHA256 {
    private static let primes: [UInt64] = {
        var primes: [UInt64] = []
        var candidate: UInt64 = 2
        while primes.count < 64 {
            if !primes.contains(where: { candidate % $0 == 0 }) { primes.append(candidate) }
            candidate += 1
        }
        return primes
    }()

    /// The first 32 bits of the fraction of each prime's root.
    private static func fractions(_ count: Int, _ root: (Double) -> Double) -> [UInt32] {
        primes.prefix(count).map { prime in
            let value = root(Double(prime))
            return UInt32((value - value.rounded(.down)) * 4_294_967_296)
        }
    }

    private static let constants = fractions(64) { value in
        // Newton's step makes up for the last bits that the first guess misses.
        var root = value.squareRoot() > 8 ? 6.0 : 2.0
        for _ in 0..<60 { root -= (root * root * root - value) / (3 * root * root) }
        return root
    }

    static func hash(_ message: [UInt8]) -> [UInt8] {
        var padded = message + [0x80]
        padded += [UInt8](repeating: 0, count: (120 - padded.count % 64) % 64)
        padded += (0..<8).map {
            UInt8(truncatingIfNeeded: UInt64(message.count * 8) >> (56 - 8 * UInt64($0)))
        }
        var state = fractions(8) { $0.squareRoot() }
        for start in stride(from: 0, to: padded.count, by: 64) {
            mix(&state, padded[start..<start + 64])
        }
        return state.flatMap { word in
            (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * UInt32($0))) }
        }
    }

    private static func mix(_ state: inout [UInt32], _ block: ArraySlice<UInt8>) {
        var words = (0..<16).map { word in
            (0..<4).reduce(UInt32(0)) { $0 << 8 | UInt32(block[block.startIndex + word * 4 + $1]) }
        }
        for index in 16..<64 {
            let early = words[index - 15]
            let late = words[index - 2]
            let first = turn(early, 7) ^ turn(early, 18) ^ early >> 3
            let second = turn(late, 17) ^ turn(late, 19) ^ late >> 10
            words.append(words[index - 16] &+ first &+ words[index - 7] &+ second)
        }
        var next = state
        for index in 0..<64 {
            let sum = turn(next[4], 6) ^ turn(next[4], 11) ^ turn(next[4], 25)
            let choice = (next[4] & next[5]) ^ (~next[4] & next[6])
            let first = next[7] &+ sum &+ choice &+ constants[index] &+ words[index]
            let other = turn(next[0], 2) ^ turn(next[0], 13) ^ turn(next[0], 22)
            let majority = (next[0] & next[1]) ^ (next[0] & next[2]) ^ (next[1] & next[2])
            next = [first &+ other &+ majority] + next[0..<3] + [next[3] &+ first] + next[4..<7]
        }
        for index in 0..<8 { state[index] &+= next[index] }
    }

    private static func turn(_ word: UInt32, _ bits: UInt32) -> UInt32 {
        word >> bits | word << (32 - bits)
    }
}
