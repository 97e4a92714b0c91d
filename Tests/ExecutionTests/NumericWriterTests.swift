import TestSupport
import Testing

@testable import Execution
@testable import Planner

@Suite("Numeric")
struct NumericWriterTests {
    /// `numeric_send` of a decimal number's text, as PostgreSQL stores it: groups of four digits, without zeros at either end.
    private func sent(_ text: String) -> [UInt8] {
        let isNegative = text.hasPrefix("-")
        let parts = text.drop { $0 == "-" }.split(separator: ".", omittingEmptySubsequences: false)
        let fraction = parts.count == 2 ? String(parts[1]) : ""
        let zeros = { (count: Int) in String(repeating: "0", count: count) }
        let whole = zeros((4 - parts[0].count % 4) % 4) + parts[0]
        let digits = Array(whole + fraction + zeros((4 - fraction.count % 4) % 4))
        var groups = stride(from: 0, to: digits.count, by: 4).compactMap { Int(String(digits[$0..<$0 + 4])) }
        var weight = whole.count / 4 - 1
        while groups.first == 0 {
            groups.removeFirst()
            weight -= 1
        }
        while groups.last == 0 { groups.removeLast() }
        if groups.isEmpty { weight = 0 }
        let sign: UInt16 = isNegative && !groups.isEmpty ? 0x4000 : 0
        return bigEndian(Int16(groups.count)) + bigEndian(Int16(weight)) + bigEndian(sign)
            + bigEndian(Int16(fraction.count)) + groups.flatMap { bigEndian(Int16($0)) }
    }

    @Test(arguments: [
        "0", "1", "-1", "10", "9999", "10000", "100000000", "0.1", "0.00001", "-0.0001000", "12345.6789",
        "1.50", "0.00",
        "123456789012345678901234567890.123456789", "1000000000000.000000000001", "10000.0001", "-99999999.9",
    ])
    func `every digit stays`(text: String) {
        #expect(written(sent(text), as: .numeric) == "\"\(text)\"")
    }

    @Test func `random numbers come back as they were`() {
        var generator = Generator(seed: 3)
        for _ in 0..<3000 {
            let digit = { (generator: inout Generator) in
                generator.chance(40) ? 0 : Int.random(in: 0...9, using: &generator)
            }
            var whole = (0..<Int.random(in: 1...14, using: &generator)).map { _ in "\(digit(&generator))" }
                .joined()
            whole = String(whole.drop { $0 == "0" })
            if whole.isEmpty { whole = "0" }
            let count = Int.random(in: 0...12, using: &generator)
            let fraction = (0..<count).map { _ in "\(digit(&generator))" }.joined()
            let number = fraction.isEmpty ? whole : "\(whole).\(fraction)"
            let isZero = number.allSatisfy { $0 == "0" || $0 == "." }
            let text = (generator.chance(50) && !isZero ? "-" : "") + number
            #expect(written(sent(text), as: .numeric) == "\"\(text)\"")
        }
    }

    @Test(arguments: [0xC000, 0xD000, 0xF000] as [UInt16])
    func `NaN and infinities are refused`(sign: UInt16) {
        #expect(
            written(bigEndian(Int16(0)) + bigEndian(Int16(0)) + bigEndian(sign) + [0, 0], as: .numeric) == nil
        )
    }

    @Test func `groups that are not there are refused`() {
        #expect(written(bigEndian(Int16(2)) + [0, 0, 0, 0, 0, 0] + [0, 1], as: .numeric) == nil)
        #expect(written(bigEndian(Int16(-1)) + [0, 0, 0, 0, 0, 0], as: .numeric) == nil)
    }
}
