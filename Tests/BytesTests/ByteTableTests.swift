import Bytes
import Testing

struct ByteTableTests {
    private func number(_ table: inout ByteTable, _ text: [UInt8]) -> Int {
        unsafe text.withUnsafeBytes { unsafe table.insert($0) }
    }

    @Test func `byte strings are numbered as they come and found where they stand`() {
        var table = ByteTable()
        #expect(["", "a", "", "b", "a"].map { number(&table, Array($0.utf8)) } == [0, 1, 0, 2, 1])
        #expect(table.count == 3)
        #expect(unsafe [UInt8]("c".utf8).withUnsafeBytes { unsafe table.index(of: $0) } == nil)
    }

    @Test func `thousands of random byte strings agree with a dictionary`() {
        var random = SystemRandomNumberGenerator()
        var table = ByteTable()
        var expected: [[UInt8]: Int] = [:]
        for _ in 0..<5000 {
            // Few letters and lengths about the hash's steps, so that many are alike but for one byte.
            let text = (0..<Int.random(in: 0...40, using: &random)).map { _ in UInt8.random(in: 0...1) }
            let number = expected[text] ?? expected.count
            expected[text] = number
            #expect(self.number(&table, text) == number)
        }
        #expect(table.count == expected.count)
    }

    @Test func `a difference in any byte of any length is a difference`() {
        for length in 1...50 {
            let text = [UInt8](repeating: 7, count: length)
            for place in 0..<length {
                var other = text
                other[place] ^= 1
                unsafe text.withUnsafeBytes { text in
                    unsafe other.withUnsafeBytes { other in
                        #expect(unsafe !ByteHash.areEqual(text, other))
                        #expect(unsafe ByteHash.combine(0, text) != ByteHash.combine(0, other))
                    }
                }
            }
        }
    }
}
