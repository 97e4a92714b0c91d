@testable import ChangeFeed
import Testing

/// The transactions of a log of `messages`.
private func transactions(_ messages: [[UInt8]], maximumBytes: Int = 10_000) throws -> [CommittedTransaction]
{
    var assembler = TransactionAssembler(maximumBytes: maximumBytes, primaryKeys: [3: ["id"]])
    return try messages.compactMap { try assembler.received(LogMessage($0[...])) }
}

/// The changes of one transaction of `messages`, as "kind key status".
private func changes(_ messages: [UInt8]...) throws -> [String] {
    let found = try transactions(
        [LogBytes.begin(100, 7), LogBytes.relation(1), LogBytes.relation(2)] + messages + [
            LogBytes.commit(100, end: 120)
        ]
    )
    guard case .changes(let changes)? = found.first?.content else { return ["too large"] }
    return changes.map { change in
        let row = change.new ?? change.old.row
        return "\(change.kind) \(change.relation.name) "
            + (row?.values.map(text) ?? []).joined(separator: " ")
    }
}

private func text(_ value: LoggedRow.Value) -> String {
    switch value {
    case .null: "null"
    case .unchanged: "unchanged"
    case .text(let bytes), .binary(let bytes): String(decoding: bytes, as: UTF8.self)
    }
}

@Suite("Transactions out of the messages of the log")
struct TransactionAssemblerTests {
    @Test func `A row counts once, at its last place`() throws {
        #expect(
            try changes(
                LogBytes.insert(1, LogBytes.row("1", "a")),
                LogBytes.insert(1, LogBytes.row("2", "b")),
                LogBytes.update(1, LogBytes.row("1", "c"))
            ) == ["inserted t1 2 b", "inserted t1 1 c"]
        )
    }

    @Test func `What came and went within the transaction is nothing`() throws {
        #expect(
            try changes(
                LogBytes.insert(1, LogBytes.row("1", "a")),
                LogBytes.delete(1, LogBytes.row("1", nil))
            ) == []
        )
    }

    @Test func `A row that is deleted and inserted again is updated`() throws {
        #expect(
            try changes(
                LogBytes.delete(1, LogBytes.row("1", nil)),
                LogBytes.insert(1, LogBytes.row("1", "b"))
            ) == ["updated t1 1 b"]
        )
        #expect(
            try changes(
                LogBytes.update(1, LogBytes.row("1", "b")),
                LogBytes.delete(1, LogBytes.row("1", nil))
            ) == ["deleted t1 1 null"]
        )
    }

    @Test func `A changed key is one row that goes and another that comes`() throws {
        let old = [UInt8(ascii: "K")] + LogBytes.row("1", nil)
        #expect(
            try changes(LogBytes.update(1, LogBytes.row("2", "a"), old: old)) == [
                "deleted t1 1 null", "inserted t1 2 a",
            ]
        )
    }

    @Test func `An unchanged value is the one before it in the transaction`() throws {
        #expect(
            try changes(
                LogBytes.insert(1, LogBytes.row("1", "long")),
                LogBytes.update(1, LogBytes.row("1", ""))
            ) == ["inserted t1 1 long"]
        )
    }

    @Test func `TRUNCATE drops what came before it in its table`() throws {
        let found = try transactions([
            LogBytes.begin(1, 7), LogBytes.relation(1), LogBytes.relation(2),
            LogBytes.insert(1, LogBytes.row("1", "a")),
            LogBytes.insert(2, LogBytes.row("1", "b")), LogBytes.truncate(1),
            LogBytes.insert(1, LogBytes.row("3", "c")), LogBytes.commit(1, end: 2),
        ])
        guard case .changes(let changes)? = found.first?.content else { Issue.record("too large"); return }
        #expect(changes.map(\.relation.oid) == [2, 1])
        #expect(found.first?.truncated == [1])
        #expect(found.first?.relations == [1, 2])
    }

    @Test func `Of a transaction above the limit only its tables are kept`() throws {
        let rows = (0..<1000).map { LogBytes.insert(1, LogBytes.row("\($0)", "a")) }
        let found = try transactions(
            [LogBytes.begin(1, 7), LogBytes.relation(1)] + rows + [LogBytes.commit(1, end: 2)],
            maximumBytes: 2000
        )
        #expect(found.first?.content == .tooLarge)
        #expect(found.first?.relations == [1])
    }

    @Test func `Columns may change between two rows`() throws {
        let wider =
            [UInt8(ascii: "R")] + LogBytes.number(1, 4) + LogBytes.text("public") + LogBytes.text("t1") + [
                UInt8(ascii: "d"), 0, 1, 1,
            ]
            + LogBytes.text("id") + LogBytes.number(23, 4) + LogBytes.number(0, 4)
        #expect(
            try changes(
                LogBytes.insert(1, LogBytes.row("1", "a")),
                wider,
                LogBytes.insert(1, LogBytes.row("2"))
            ) == ["inserted t1 1 a", "inserted t1 2"]
        )
    }

    @Test func `A row that is logged whole is named by its primary key alone`() throws {
        let old = [UInt8(ascii: "O")] + LogBytes.row("1", "a")
        let found = try transactions([
            LogBytes.begin(1, 7), LogBytes.relation(3, identity: "f"), LogBytes.relation(4, identity: "f"),
            LogBytes.update(3, LogBytes.row("1", "b"), old: old),
            LogBytes.update(3, LogBytes.row("1", "c"), old: old),
            LogBytes.update(4, LogBytes.row("1", "b"), old: old), LogBytes.commit(1, end: 2),
        ])
        guard case .changes(let changes)? = found.first?.content else {
            Issue.record("too large")
            return
        }
        #expect(changes.map(\.kind) == [.updated, .updated])
        #expect(changes.map(\.relation.oid) == [3, 4])
        #expect(changes.first?.old == .whole(LoggedRow(values: [.binary([0x31]), .binary([0x61])])))
    }

    @Test func `Messages of a transaction are known by their prefixes`() throws {
        let found = try transactions([
            LogBytes.begin(1, 7), LogBytes.message("ddl", isTransactional: true), LogBytes.commit(1, end: 2),
            LogBytes.message("beat", isTransactional: false),
        ])
        #expect(found.map(\.messages) == [["ddl"]])
    }

    @Test(arguments: [
        [LogBytes.commit(1, end: 2)], [LogBytes.begin(1, 7), LogBytes.begin(1, 7)],
        [LogBytes.begin(1, 7), LogBytes.commit(2, end: 3)],
        [LogBytes.relation(1), LogBytes.insert(1, LogBytes.row("1", "a"))],
        [LogBytes.begin(1, 7), LogBytes.insert(1, LogBytes.row("1", "a"))],
        [LogBytes.begin(1, 7), LogBytes.relation(1), LogBytes.insert(1, LogBytes.row("1"))],
    ])
    func `A message that cannot come here is an error`(messages: [[UInt8]]) {
        #expect(throws: LogError.self) { try transactions(messages) }
    }
}
