@testable import ChangeFeed
import Testing

private let history = FeedCursor.History(system: 7_000_000_000_000_000_001, timeline: 3)

private func transaction(
    _ position: UInt64,
    content: CommittedTransaction.Content = .changes([])
) -> CommittedTransaction {
    CommittedTransaction(
        commit: LogPosition(position),
        end: LogPosition(position + 1),
        transactionID: 1,
        content: content,
        relations: [],
        truncated: [],
        messages: []
    )
}

private func cursor(_ position: UInt64, _ ordinal: UInt32 = .max) -> FeedCursor {
    FeedCursor(history: history, commit: LogPosition(position), ordinal: ordinal)
}

@Suite("Coming back with a cursor")
struct ResumptionTests {
    private func log(bytes: Int = 10_000, _ positions: UInt64...) -> ChangeLog {
        var log = ChangeLog(history: history, start: LogPosition(5), maximumBytes: bytes, maximumAge: 1000)
        for position in positions { log.append(transaction(position), now: Int(position)) }
        return log
    }

    private func positions(_ resumption: ChangeLog.Resumption) -> [UInt64]? {
        guard case .transactions(let found) = resumption else { return nil }
        return found.map(\.commit.rawValue)
    }

    @Test func `A cursor's text reads back, and nothing else does`() {
        for cursor in [cursor(10), cursor(.max, 0), cursor(0, 7)] {
            #expect(FeedCursor(cursor.text) == cursor)
        }
        for text in [
            "", "x", String(repeating: "A", count: 34), cursor(10).text + "A",
            String(cursor(10).text.dropLast()),
        ] {
            #expect(FeedCursor(text) == nil, "\(text)")
        }
    }

    @Test func `What follows a cursor is known from its own transaction on`() {
        let log = log(10, 20, 30)
        #expect(positions(log.resume(after: cursor(5))) == [10, 20, 30])
        #expect(positions(log.resume(after: cursor(10))) == [20, 30])
        #expect(positions(log.resume(after: cursor(20, 4))) == [20, 30])
        #expect(positions(log.resume(after: cursor(15))) == [20, 30])
        #expect(positions(log.resume(after: cursor(30))) == [])
    }

    @Test func `What is older than the log, from another history or from the future is reset`() {
        let log = log(10, 20)
        #expect(log.resume(after: cursor(4)) == .reset)
        #expect(log.resume(after: cursor(5, 0)) == .reset)
        #expect(log.resume(after: cursor(21)) == .reset)
        let other = FeedCursor(history: .init(system: history.system, timeline: 4), commit: LogPosition(10))
        #expect(log.resume(after: other) == .reset)
    }

    @Test func `The log forgets by bytes and by time`() {
        let small = log(bytes: 256, 10, 20, 30)
        #expect(small.resume(after: cursor(9)) == .reset)
        #expect(positions(small.resume(after: cursor(10))) == [20, 30])
        var old = log(10, 20)
        old.trim(now: 1015)
        #expect(old.resume(after: cursor(5)) == .reset)
        #expect(positions(old.resume(after: cursor(10))) == [20])
    }

    @Test func `A transaction larger than the log resets all that are behind it`() {
        var log = log(10)
        log.append(transaction(20, content: .tooLarge), now: 20)
        log.append(transaction(30), now: 30)
        #expect(log.resume(after: cursor(10)) == .reset)
        #expect(positions(log.resume(after: cursor(20))) == [30])
    }

    @Test func `A long log is trimmed in bounded memory`() {
        var log = log(bytes: 1280)
        for position in UInt64(10)..<2000 { log.append(transaction(position), now: 0) }
        #expect(positions(log.resume(after: cursor(1990)))?.count == 9)
        #expect(log.resume(after: cursor(1980)) == .reset)
    }
}
