import Testing

@testable import Bytes

@Suite("Values by byte strings")
struct ByteCacheTests {
    @Test func `a value is found by equal bytes, and replaced`() {
        let cache = ByteCache<Int>(bytes: 10_000)
        #expect(cache.value(for: "a") == nil)
        cache.set(1, for: "a")
        cache.set(2, for: [98])
        #expect(cache.value(for: [97]) == 1)
        #expect(cache.value(for: [0, 98, 0][1...1]) == 2)
        cache.set(3, for: "a")
        #expect(cache.value(for: "a") == 3)
        #expect(cache.value(for: "") == nil)
    }

    @Test func `what is used stays, what is not used goes, and the bound holds`() {
        let cache = ByteCache<[UInt8]>(bytes: 100_000)
        cache.set([0], for: "used")
        cache.set([1], for: "unused")
        var kept = 0
        for number in 0..<1000 {
            cache.set([2], for: "\(number)", bytes: 1000)
            #expect(cache.value(for: "used") == [0])
        }
        for number in 0..<1000 where cache.value(for: "\(number)") != nil { kept += 1 }
        #expect(cache.value(for: "unused") == nil)
        #expect((10...100).contains(kept))
    }

    @Test func `setting a value again and again takes no more room`() {
        let cache = ByteCache<Int>(bytes: 10_000)
        cache.set(-1, for: "other", bytes: 1000)
        for number in 0..<1000 { cache.set(number, for: "a", bytes: 1000) }
        #expect(cache.value(for: "a") == 999)
        #expect(cache.value(for: "other") == -1)
    }

    @Test func `a value that is too large for the bound is not kept`() {
        let cache = ByteCache<Int>(bytes: 1000)
        cache.set(1, for: "small")
        cache.set(2, for: "large", bytes: 1000)
        #expect(cache.value(for: "large") == nil)
        #expect(cache.value(for: "small") == 1)
    }
}
