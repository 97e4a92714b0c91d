import Testing

@testable import Gateway

@Suite("Traces and lines")
struct TraceContextTests {
    private static let trace = "0af7651916cd43dd8448eb211c80319c"

    @Test(arguments: [("01", true), ("00", false), ("ff", true), ("02", false)])
    func `a traceparent is read`(flags: String, isSampled: Bool) {
        let context = TraceContext(Array("00-\(Self.trace)-b7ad6b7169203331-\(flags)".utf8)[...])
        #expect(context?.traceID == Self.trace)
        #expect(context?.parentID == "b7ad6b7169203331")
        #expect(context?.isSampled == isSampled)
    }

    @Test(arguments: [
        "", "00", "00-\(trace)-b7ad6b7169203331", "00-\(trace)-b7ad6b7169203331-01-x",
        "ff-\(trace)-b7ad6b7169203331-01", "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-\(trace)-0000000000000000-01", "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00-\(trace)-b7ad6b7169203331-1", "00-\(trace)z-b7ad6b7169203331-01",
        "0-\(trace)-b7ad6b7169203331-01",
    ])
    func `a malformed one is none`(text: String) {
        #expect(TraceContext(Array(text.utf8)[...]) == nil)
    }

    @Test func `a later version may say more`() {
        #expect(TraceContext(Array("01-\(Self.trace)-b7ad6b7169203331-01-more".utf8)[...]) != nil)
    }

    @Test func `ids are short, different, and those of callers where they are sane`() {
        var ids = RequestIDs()
        let made = (0..<1000).map { _ in ids.id(given: nil) }
        #expect(Set(made).count == 1000)
        #expect(made.allSatisfy { $0.utf8.count == 15 })
        #expect(ids.id(given: Array("a-B_9.~:/+=@".utf8)[...]) == "a-B_9.~:/+=@")
        for strange in ["", "a b", "é", "a\"b", String(repeating: "x", count: 129)] {
            #expect(ids.id(given: Array(strange.utf8)[...]).utf8.count == 15)
        }
    }

    @Test func `of many equal lines some are written, and the next says how many were not`() {
        let budget = LineBudget()
        #expect((0..<100).map { _ in budget.take("57P01", now: 1000) }.count { $0 != nil } == 10)
        #expect(budget.take("42501", now: 1000) == 0)
        #expect(budget.take("57P01", now: 1009) == nil)
        #expect(budget.take("57P01", now: 1010) == 91)
        #expect(budget.take("57P01", now: 1010) == 0)
        // A clock that is set back closes no window for ever.
        #expect(budget.take("57P01", now: 5) == 0)
    }
}
