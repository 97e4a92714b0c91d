import Testing

@testable import Postgres

@Suite("Queue")
struct QueueTests {
    @Test func `what went in first comes out first, while it wraps and grows`() {
        var queue = Queue<Int>()
        var expected = 0
        for number in 0..<100 {
            queue.append(number)
            if number % 3 == 0 {
                #expect(queue.removeFirst() == expected)
                expected += 1
            }
        }
        #expect(queue.first == expected)
        #expect(queue.removeAll() == Array(expected..<100))
        #expect(queue.removeFirst() == nil)
    }
}
