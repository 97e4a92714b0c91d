import Glibc
import TestSupport
import Testing

@testable import EventLoop

struct LoopTests {
    @Test func `timers fire in the order of their times, and not when cancelled`() throws {
        let loop = try Loop()
        var fired: [Int] = []
        loop.schedule(after: .milliseconds(20)) { fired.append(2) }
        loop.schedule(after: .milliseconds(5)) { fired.append(1) }
        loop.schedule(after: .milliseconds(10)) { fired.append(9) }.cancel()
        loop.schedule(after: .milliseconds(30)) { loop.stop() }
        loop.run()
        #expect(fired == [1, 2])
    }

    @Test func `a repeating timer fires until it is cancelled`() throws {
        let loop = try Loop()
        var count = 0
        var timer: EventLoop.Timer?
        timer = loop.schedule(after: .zero, repeating: .milliseconds(1)) {
            count += 1
            if count == 3 { timer?.cancel() }
        }
        loop.schedule(after: .milliseconds(50)) { loop.stop() }
        loop.run()
        #expect(count == 3)
    }

    @Test(
        arguments: [
            (.zero, 0), (.nanoseconds(1), 1), (.milliseconds(1), 1), (.microseconds(1001), 2),
            (.seconds(-1), 0),
            (.seconds(2), 2000),
        ] as [(Duration, UInt64)]
    )
    func `durations are rounded up to milliseconds`(duration: Duration, milliseconds: UInt64) {
        #expect(duration.milliseconds == milliseconds)
    }

    @Test func `the turn's end follows what timers and other threads started, before the loop blocks`() throws
    {
        let loop = try Loop()
        var gathered: [Int] = []
        var batches: [[Int]] = []
        loop.onTurnEnd(while: loop) {
            guard !gathered.isEmpty else { return }
            batches.append(gathered)
            gathered = []
            if batches.count == 2 { loop.stop() }
        }
        loop.schedule(after: .zero) {
            gathered.append(1)
            loop.work({ 2 }) { gathered.append($0) }
        }
        loop.schedule(after: .zero) { gathered.append(3) }
        loop.run()
        #expect(batches == [[1, 3], [2]])
    }

    @Test func `what is called at a turn's end goes with its owner`() throws {
        final class Owner {}
        let loop = try Loop()
        var calls: [Int] = []
        var first: Owner? = Owner()
        loop.onTurnEnd(while: first!) { calls.append(1) }
        loop.onTurnEnd(while: loop) {
            calls.append(2)
            first = nil
            if calls.count == 3 { loop.stop() } else { loop.turnAgain() }
        }
        loop.run()
        #expect(calls == [1, 2, 2])
        for _ in 0..<100 { loop.onTurnEnd(while: Owner()) {} }
        #expect(loop.turnEndCount == 2)
    }

    @Test func `a turn that follows at once waits for nothing`() throws {
        let loop = try Loop()
        loop.schedule(after: .seconds(60)) {}
        var turns = 0
        loop.onTurnEnd(while: loop) {
            turns += 1
            if turns < 4 { loop.turnAgain() } else { loop.stop() }
        }
        let time = ContinuousClock().measure { loop.run() }
        #expect(turns == 4)
        #expect(time < .seconds(30))
        loop.close()
    }

    @Test func `posts from many threads all arrive, each thread's in order`() throws {
        let loop = try Loop()
        let wake = loop.wake
        final class Counts {
            nonisolated(unsafe) var last = [-1, -1, -1, -1]; nonisolated(unsafe) var total = 0
        }
        nonisolated(unsafe) let counts = Counts()
        nonisolated(unsafe) let unsafeLoop = loop
        for thread in 0..<4 {
            _ = try Thread {
                for number in 0..<1000 {
                    wake.post {
                        unsafe #expect(counts.last[thread] == number - 1)
                        unsafe counts.last[thread] = number
                        unsafe counts.total += 1
                        if unsafe counts.total == 4000 { unsafe unsafeLoop.stop() }
                    }
                }
            }
        }
        loop.run()
        #expect(unsafe counts.total == 4000)
        loop.close()
        #expect(!wake.post {})
    }

    @Test func `work runs elsewhere and completes here`() throws {
        let loop = try Loop()
        let here = pthread_self()
        var completed = false
        loop.work({ pthread_self() }) { there in
            #expect(there != here)
            #expect(pthread_self() == here)
            completed = true
            loop.stop()
        }
        loop.run()
        #expect(completed)
    }

    @Test func `names become numbers, and unknown names a sentence`() throws {
        let loop = try Loop()
        var answers: [String] = []
        loop.resolve("127.0.0.1") { result in
            if case .success(let addresses) = result { answers += addresses }
            loop.resolve("no such host.invalid") { result in
                if case .failure(let error) = result { answers.append(error.description) }
                loop.stop()
            }
        }
        loop.run()
        #expect(answers.first == "127.0.0.1")
        #expect(answers.last?.hasPrefix("Cannot find the host \"no such host.invalid\"") == true)
    }

    @Test func `a signal is delivered on the loop`() throws {
        let loop = try Loop()
        var received = false
        try loop.onSignal(SIGWINCH) {
            received = true
            loop.stop()
        }
        loop.schedule(after: .zero) { kill(getpid(), SIGWINCH) }
        loop.schedule(after: .seconds(10)) { loop.stop() }
        loop.run()
        #expect(received)
    }

    @Test func `a poll tells what a descriptor is ready for, and nothing once stopped`() throws {
        let loop = try Loop()
        var ends: [Int32] = [0, 0]
        unsafe #expect(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        var seen: [Poll.Readiness] = []
        var poll: Poll?
        poll = try Poll(loop: loop, descriptor: ends[0]) { readiness in
            seen.append(readiness)
            if seen.count == 1 {
                poll?.watch(.readable)
                var byte: UInt8 = 1
                unsafe write(ends[1], &byte, 1)
            } else {
                poll?.stop()
                loop.schedule(after: .milliseconds(5)) { loop.stop() }
            }
        }
        poll?.watch(.writable)
        loop.run()
        #expect(seen == [.writable, .readable])
        poll?.close()
        loop.close()
        for end in ends { close(end) }
    }

    @Test func `closing a loop closes and frees what is on it`() throws {
        final class Token {}
        weak var token: Token?
        do {
            let loop = try Loop()
            let held = Token()
            token = held
            loop.schedule(after: .seconds(100)) { _ = held }
            loop.close()
        }
        #expect(token == nil)
    }
}
