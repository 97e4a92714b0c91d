import Testing

@testable import HTTP

/// A machine fed as a connection feeds it; what it does is written down.
private final class Harness {
    var machine: ConnectionStateMachine
    var pending: [UInt8] = []
    var now = 0
    /// "1 get /a 0", "1 refuse 400", "continue".
    var trace: [String] = []
    /// Requests delivered and not answered.
    var owed: [Int] = []
    var answersAtOnce = true

    init(limits: HTTPLimits = HTTPLimits(), answersAtOnce: Bool = true) {
        machine = ConnectionStateMachine(limits: limits, now: 0)
        self.answersAtOnce = answersAtOnce
    }

    func feed(_ text: String, piece: Int = .max) { feed([UInt8](text.utf8), piece: piece) }

    func feed(_ bytes: [UInt8], piece: Int) {
        var rest = bytes[...]
        while !rest.isEmpty {
            pending += rest.prefix(piece)
            rest = rest.dropFirst(piece)
            process()
        }
    }

    func process() {
        while true {
            let (taken, action) = unsafe pending.withUnsafeBytes { unsafe machine.next($0, now: now) }
            pending.removeFirst(taken)
            switch action {
            case nil:
                return
            case .sendContinue:
                trace.append("continue")
            case .refuse(let id, let refusal, _):
                trace.append("\(id) refuse \(refusal.status)")
                owed.append(id)
            case .deliver(let id, let head, let body):
                let path = String(decoding: head[head.path], as: UTF8.self)
                trace.append("\(id) \(head.method) \(path) \(body.count)")
                owed.append(id)
            }
            if answersAtOnce, !owed.isEmpty { answer() }
        }
    }

    func drain() -> Bool { machine.drain() }

    /// What the machine's time-out says: "close", or a status.
    func timeout(at now: Int) -> String? {
        switch machine.timeout(now: now) {
        case nil: nil
        case .close: "close"
        case .refuse(_, let refusal, _): "\(refusal.status)"
        }
    }

    /// Answers the oldest; whether it was the last.
    @discardableResult
    func answer() -> Bool {
        let id = owed.removeFirst()
        let (isNow, isLast) = machine.turn(of: id)
        precondition(isNow)
        machine.answered(isLast: isLast, now: now)
        if isLast { trace.append("close") }
        return isLast
    }
}

struct ConnectionStateMachineTests {
    private static let get = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n"
    private static let post = "POST /b HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
    private static let chunked =
        "POST /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3;x\r\nabc\r\n0\r\nA: b\r\n\r\n"
    private static let expecting =
        "POST /d HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"

    @Test(
        arguments: [
            (get + post + chunked + get, ["0 get /a 0", "1 post /b 3", "2 post /c 3", "3 get /a 0"]),
            ("\r\n\r\n" + get + "\r\n" + get, ["0 get /a 0", "1 get /a 0"]),
            (get + "GET / HTTP/1.1\r\n\r\n" + get, ["0 get /a 0", "1 refuse 400", "close"]),
            (get + "GET / HTTP/1.1\nHost: x\n\n" + get, ["0 get /a 0", "1 refuse 400", "close"]),
            (
                "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nz" + get,
                ["0 refuse 400", "close"]
            ),
            ("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n" + get, ["0 get / 0", "close"]),
            ("GET / HTTP/1.0\r\n\r\n" + get, ["0 get / 0", "close"]),
            (get + "garbage", ["0 get /a 0"]),
            (get + "\n", ["0 get /a 0", "1 refuse 400", "close"]),
            // TLS says hello.
            ("\u{16}\u{3}\u{1}\u{2}", ["0 refuse 400", "close"]),
        ]
    )
    func `however bytes are split, the same happens`(text: String, trace: [String]) {
        for piece in 1...text.utf8.count {
            let harness = Harness()
            harness.feed(text, piece: piece)
            #expect(harness.trace == trace, "in pieces of \(piece)")
        }
    }

    @Test func `changed bytes give the same at every split`() {
        let text = [UInt8]((Self.get + Self.post + Self.chunked + Self.expecting + "xy").utf8)
        var state: UInt64 = 20_261_121
        var traces = Set<[String]>()
        for _ in 0..<3000 {
            var changed = text
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let interesting: [UInt8] = [0x0D, 0x0A, 0x20, 0x3A, 0x30, 0x00, 0x61, 0x2C, 0xFF, 0x09]
            changed[Int(state >> 33) % changed.count] = interesting[Int(state >> 20) % interesting.count]
            let whole = Harness()
            whole.feed(changed, piece: .max)
            let split = Harness()
            split.feed(changed, piece: Int(state >> 40) % 7 + 1)
            // Whether a client waits for a sign depends on when its bytes come.
            #expect(whole.trace.filter { $0 != "continue" } == split.trace.filter { $0 != "continue" })
            traces.insert(whole.trace)
        }
        #expect(traces.count > 10)
    }

    @Test func `safe requests are worked on together, others wait for all before them`() {
        let harness = Harness(answersAtOnce: false)
        harness.feed(Self.get + Self.get + Self.post + Self.get)
        #expect(harness.trace == ["0 get /a 0", "1 get /a 0"])
        #expect(!harness.machine.wantsInput)
        #expect(harness.machine.turn(of: 1) == (false, false))
        harness.answer()
        harness.process()
        #expect(harness.trace.count == 2)
        harness.answer()
        harness.process()
        #expect(harness.trace.suffix(1) == ["2 post /b 3"])
        harness.answer()
        harness.process()
        #expect(harness.trace.suffix(1) == ["3 get /a 0"])
        #expect(harness.machine.wantsInput)
    }

    @Test func `no more requests than the limit are in work`() {
        var limits = HTTPLimits()
        limits.pipelinedRequests = 3
        let harness = Harness(limits: limits, answersAtOnce: false)
        harness.feed(String(repeating: Self.get, count: 5))
        #expect(harness.owed == [0, 1, 2])
        harness.answer()
        harness.process()
        #expect(harness.owed == [1, 2, 3])
    }

    @Test func `a client that waits gets 100 Continue once, after the answers to earlier requests`() {
        let harness = Harness(answersAtOnce: false)
        harness.feed(Self.get + Self.expecting)
        #expect(harness.trace == ["0 get /a 0"])
        harness.answer()
        harness.process()
        #expect(harness.trace.last == "continue")
        harness.feed("xy", piece: 1)
        #expect(harness.trace == ["0 get /a 0", "continue", "1 post /d 2"])
    }

    @Test func `a client that does not wait gets no 100 Continue`() {
        let harness = Harness()
        harness.feed(Self.expecting + "xy")
        #expect(harness.trace == ["0 post /d 2"])
    }

    @Test(
        arguments: [
            ("GET /" + String(repeating: "a", count: 20_000), 414),
            ("GET / HTTP/1.1\r\nA: " + String(repeating: "a", count: 20_000), 431),
            ("GET / HTTP/1.1\r\nA: " + String(repeating: "a", count: 17_000) + "\r\n\r\n", 431),
        ]
    )
    func `a head without end is refused before its end`(text: String, status: Int) {
        for piece in [1, 1000, 100_000] {
            let harness = Harness()
            harness.feed(text, piece: piece)
            #expect(harness.trace == ["0 refuse \(status)", "close"])
        }
    }

    @Test func `a peer's end is its last request's end`() {
        let harness = Harness(answersAtOnce: false)
        harness.feed(Self.post + Self.post + "GET /")
        harness.machine.inputEnded(now: harness.now)
        harness.process()
        #expect(!harness.answer())
        harness.process()
        #expect(harness.trace == ["0 post /b 3", "1 post /b 3"])
        #expect(!harness.machine.isFinished)
        #expect(harness.answer())
    }

    @Test func `a peer's end when nothing is owed is the end`() {
        let harness = Harness()
        harness.feed(Self.get)
        harness.machine.inputEnded(now: harness.now)
        harness.process()
        #expect(harness.machine.isFinished)
    }
}

@Suite("The connection's time and end")
struct ConnectionStateMachineTimeTests {
    private static let get = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n"

    @Test func `a connection without a request, and one that is idle for too long, are closed`() {
        let silent = Harness()
        #expect(silent.timeout(at: 9_999) == nil)
        #expect(silent.timeout(at: 10_000) == "close")
        let idle = Harness()
        idle.now = 5_000
        idle.feed(Self.get)
        #expect(idle.timeout(at: 79_999) == nil)
        #expect(idle.timeout(at: 80_000) == "close")
    }

    @Test func `a head has its time from its first byte on, however often bytes come`() {
        let harness = Harness()
        harness.feed(Self.get)
        harness.now = 60_000
        harness.feed("G")
        harness.now = 69_000
        harness.feed("E")
        #expect(harness.timeout(at: 69_999) == nil)
        #expect(harness.timeout(at: 70_000) == "408")
    }

    @Test func `empty lines between requests buy no time`() {
        let harness = Harness()
        harness.feed(Self.get)
        harness.now = 70_000
        harness.feed("\r\n")
        #expect(harness.timeout(at: 75_000) == "close")
    }

    @Test func `a body has its time, and more where it comes fast enough`() {
        let head = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 500000\r\n\r\n"
        let slow = Harness()
        slow.feed(head + "abc")
        #expect(slow.timeout(at: 29_999) == nil)
        #expect(slow.timeout(at: 30_000) == "408")
        let steady = Harness()
        steady.feed(head + String(repeating: "a", count: 80_000))
        #expect(steady.timeout(at: 39_999) == nil)
        #expect(steady.timeout(at: 40_000) == "408")
    }

    @Test func `an answer takes as long as it takes`() {
        let harness = Harness(answersAtOnce: false)
        harness.feed(Self.get)
        #expect(harness.timeout(at: 1_000_000) == nil)
        harness.now = 1_000_000
        harness.answer()
        #expect(harness.timeout(at: 1_074_999) == nil)
        #expect(harness.timeout(at: 1_075_000) == "close")
    }

    @Test func `after its last answer a connection lingers, and is closed`() {
        let harness = Harness()
        harness.now = 100
        harness.feed("GET / HTTP/1.0\r\n\r\n")
        #expect(harness.machine.isClosing)
        harness.feed("whatever follows is dropped")
        #expect(harness.pending.isEmpty)
        #expect(harness.timeout(at: 2_099) == nil)
        #expect(harness.timeout(at: 2_100) == "close")
    }

    @Test func `a client that sends nothing more and is owed an answer counts as gone after a moment`() {
        let harness = Harness(answersAtOnce: false)
        harness.feed(Self.get)
        harness.now = 5_000
        harness.machine.inputEnded(now: harness.now)
        #expect(harness.timeout(at: 5_999) == nil)
        #expect(harness.timeout(at: 6_000) == "close")
    }

    @Test func `draining closes an idle connection at once`() {
        let harness = Harness()
        harness.feed(Self.get)
        #expect(harness.drain())
    }

    @Test func `draining lets the newest answer be the last`() {
        let harness = Harness(answersAtOnce: false)
        harness.feed(Self.get + Self.get)
        #expect(!harness.drain())
        harness.feed(Self.get)
        #expect(harness.owed == [0, 1])
        #expect(!harness.answer())
        #expect(harness.answer())
    }

    @Test func `draining lets a request that has begun come to its end`() {
        let harness = Harness()
        harness.feed("GET /a HTTP")
        #expect(!harness.drain())
        harness.feed("/1.1\r\nHost: x\r\n\r\n" + Self.get)
        #expect(harness.trace == ["0 get /a 0", "close"])
    }
}
