import Testing

@testable import ChangeFeed

@Suite("The state machine of the change feed")
final class FeedStateMachineTests {
    private static let settings = FeedSettings(instance: "a", publication: "concierge", primaryKeys: [:])!
    private var machine = FeedStateMachine(settings: settings, now: 0)

    private let identity = [["systemid": "7", "timeline": "1"]]
    private let history = FeedCursor.History(system: 7, timeline: 1)

    private func status(
        cap: String = "-1",
        published: Bool = true,
        slot: [String: String] = [:]
    ) -> [[String: String]] {
        var row = slot
        row["cap"] = cap
        if published { row["published"] = "t" }
        return [row]
    }

    private let usable = [
        "slot_name": "concierge_a", "active": "f", "wal_status": "reserved", "confirmed_flush_lsn": "0/10",
        "is_ours": "t",
    ]

    /// Connects, and answers the question for the slot.
    private func check(_ status: [[String: String]], now: Int = 0) -> [FeedStateMachine.Action] {
        #expect(timePassed(now) == [.open])
        #expect(machine.opened() == [.send("IDENTIFY_SYSTEM")])
        #expect(machine.answered(identity, now: now).count == 1)
        return machine.answered(status, now: now)
    }

    private func timePassed(_ now: Int) -> [FeedStateMachine.Action] { machine.timePassed(now: now) }

    private func start(_ position: String) -> FeedStateMachine.Action {
        .send(
            "START_REPLICATION SLOT concierge_a LOGICAL \(position) "
                + "(proto_version '1', publication_names '\"concierge\"', binary 'true', messages 'true')"
        )
    }

    private func frame(_ message: [UInt8]) -> [UInt8] {
        [UInt8(ascii: "w")] + LogBytes.number(0, 8) + LogBytes.number(0, 8) + LogBytes.number(0, 8) + message
    }
    private func keepAlive(_ end: UInt64, wantsReply: Bool) -> [UInt8] {
        [UInt8(ascii: "k")] + LogBytes.number(end, 8) + LogBytes.number(0, 8) + [wantsReply ? 1 : 0]
    }

    private func stream() {
        _ = check(status(cap: "1024MB", slot: usable))
        _ = machine.streams(now: 0)
    }

    @Test func `Without a cap the slot is temporary`() {
        #expect(
            check(status()) == [
                .send("CREATE_REPLICATION_SLOT concierge_a TEMPORARY LOGICAL pgoutput NOEXPORT_SNAPSHOT")
            ]
        )
        #expect(machine.answered([["consistent_point": "0/20"]], now: 0) == [start("0/20")])
        #expect(
            machine.streams(now: 0) == [
                .started(history, position: LogPosition(0x20), isContinuous: false, isPermanent: false)
            ]
        )
    }

    @Test func `With a cap the slot is permanent, and is read on where it stopped`() {
        #expect(
            check(status(cap: "1024MB")) == [
                .send("CREATE_REPLICATION_SLOT concierge_a LOGICAL pgoutput NOEXPORT_SNAPSHOT")
            ]
        )
        machine = FeedStateMachine(settings: Self.settings, now: 0)
        #expect(check(status(cap: "1024MB", slot: usable)) == [start("0/10")])
        #expect(
            machine.streams(now: 0) == [
                .started(history, position: LogPosition(0x10), isContinuous: true, isPermanent: true)
            ]
        )
    }

    @Test(arguments: [("wal_status", "lost"), ("is_ours", "f")])
    func `A slot that cannot be read on is dropped and made anew`(name: String, value: String) {
        var slot = usable
        slot[name] = value
        #expect(check(status(cap: "1024MB", slot: slot)) == [.send("DROP_REPLICATION_SLOT concierge_a")])
        #expect(
            machine.answered([], now: 0) == [
                .send("CREATE_REPLICATION_SLOT concierge_a LOGICAL pgoutput NOEXPORT_SNAPSHOT")
            ]
        )
    }

    @Test func `A permanent slot is replaced by a temporary one when the cap is gone`() {
        #expect(check(status(slot: usable)) == [.send("DROP_REPLICATION_SLOT concierge_a")])
        #expect(
            machine.answered([], now: 0) == [
                .send("CREATE_REPLICATION_SLOT concierge_a TEMPORARY LOGICAL pgoutput NOEXPORT_SNAPSHOT")
            ]
        )
    }

    @Test func `A slot that is older than its publication is made anew at the next attempt`() {
        _ = check(status(cap: "1024MB", slot: usable))
        let actions = machine.failed(sqlState: "42704", message: "publication does not exist", now: 0)
        #expect(actions.contains(.interrupted("publication does not exist")))
        #expect(
            check(status(cap: "1024MB", slot: usable), now: 100) == [
                .send("DROP_REPLICATION_SLOT concierge_a")
            ]
        )
    }

    @Test func `Without the publication, or with a slot in use, the feed waits and tries again`() {
        let missing = check(status(published: false))
        #expect(missing == [.close, .interrupted("The publication \"concierge\" does not exist.")])
        #expect(timePassed(99).isEmpty)
        var slot = usable
        slot["active"] = "t"
        #expect(check(status(cap: "1024MB", slot: slot), now: 100).count == 2)
        #expect(timePassed(299).isEmpty)
        #expect(timePassed(300) == [.open])
    }

    @Test func `Transactions are given out once, also after a reconnection`() {
        stream()
        let transaction = [LogBytes.begin(0x30, 7), LogBytes.commit(0x30, end: 0x38)]
        let actions = transaction.flatMap { machine.received(frame($0), now: 1) }
        guard case .committed(let committed) = actions.first else {
            Issue.record("no transaction")
            return
        }
        #expect(committed.end == LogPosition(0x38))
        _ = machine.failed(sqlState: "08006", message: "gone", now: 2)
        #expect(check(status(cap: "1024MB", slot: usable), now: 200) == [start("0/10")])
        #expect(
            machine.streams(now: 200) == [
                .started(history, position: LogPosition(0x10), isContinuous: true, isPermanent: true)
            ]
        )
        #expect(transaction.flatMap { machine.received(frame($0), now: 201) }.isEmpty)
        let next = [LogBytes.begin(0x38, 8), LogBytes.commit(0x38, end: 0x40)]
        #expect(next.flatMap { machine.received(frame($0), now: 201) }.count == 1)
    }

    @Test func `Another history is not continuous`() {
        stream()
        _ = machine.failed(sqlState: "08006", message: "gone", now: 0)
        _ = timePassed(200)
        _ = machine.opened()
        _ = machine.answered([["systemid": "7", "timeline": "2"]], now: 200)
        _ = machine.answered(status(cap: "1024MB", slot: usable), now: 200)
        let other = FeedCursor.History(system: 7, timeline: 2)
        #expect(
            machine.streams(now: 200) == [
                .started(other, position: LogPosition(0x10), isContinuous: false, isPermanent: true)
            ]
        )
    }

    @Test func `A keep-alive moves the position, and is answered at once if the server asks`() {
        stream()
        #expect(
            machine.received(keepAlive(0x50, wantsReply: false), now: 1) == [.advanced(LogPosition(0x50))]
        )
        machine.confirm(LogPosition(0x40))
        let update = ReplicationFrame.statusUpdate(
            received: LogPosition(0x50),
            confirmed: LogPosition(0x40),
            microseconds: 0
        )
        #expect(machine.received(keepAlive(0x50, wantsReply: true), now: 2) == [.status(update)])
        #expect(timePassed(10_001).isEmpty)
        #expect(timePassed(10_002) == [.status(update)])
    }

    @Test func `Within a transaction a keep-alive moves nothing`() {
        stream()
        _ = machine.received(frame(LogBytes.begin(0x60, 7)), now: 1)
        #expect(machine.received(keepAlive(0x50, wantsReply: false), now: 1).isEmpty)
    }

    @Test func `A frame that cannot be read ends the connection`() {
        stream()
        let actions = machine.received([1, 2, 3], now: 0)
        #expect(actions.first == .close)
        #expect(!machine.isStreaming)
    }

    @Test(arguments: ["", "A", "a-b", "ä", String(repeating: "a", count: 54)])
    func `An instance after which no slot can be named is refused`(instance: String) {
        #expect(FeedSettings(instance: instance, publication: "p", primaryKeys: [:]) == nil)
    }
}
