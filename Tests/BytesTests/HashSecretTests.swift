import Bytes
import Testing

struct HashSecretTests {
    @Test func `a name has one odd number, and another name another one`() {
        let number = HashSecret.number("one")
        #expect(number & 1 == 1)
        #expect(number == HashSecret.number("one"))
        #expect(number != HashSecret.number("two"))
    }
}
