import JSON
import Testing
import WebSocket

@testable import GraphQLSocket

@Suite("The state machine of a graphql-transport-ws socket")
final class SocketStateMachineTests {
    private var machine = SocketStateMachine(limits: SocketLimits(), now: 0)

    private func received(_ text: String, now: Int = 1) -> SocketStateMachine.Action? {
        machine.received(Array(text.utf8), now: now)
    }

    private func authenticated() -> SocketStateMachine.Action? { machine.authenticated() }
    private func receivedBinary() -> SocketStateMachine.Action? { machine.receivedBinary() }
    private func ended(id: String) -> Bool { machine.ended(id: id) }
    private func timePassed(now: Int) -> SocketStateMachine.Action? { machine.timePassed(now: now) }

    private func makeReady() {
        #expect(received(#"{"type":"connection_init"}"#) == .authenticate(payload: nil))
        #expect(authenticated() == .sendAcknowledgement)
    }

    private func code(_ text: String, now: Int = 1) -> UInt16? {
        guard case .close(let code, _)? = received(text, now: now) else { return nil }
        return code.rawValue
    }

    private static let subscribe = #"{"type":"subscribe","id":"1","payload":{"query":"{ a }"}}"#

    @Test func `A connection is acknowledged once its token is accepted`() {
        let payload: JSONValue.Object = ["Authorization": .string("Bearer x")]
        #expect(
            received(#"{"type":"connection_init","payload":{"Authorization":"Bearer x"}}"#)
                == .authenticate(payload: payload)
        )
        #expect(authenticated() == .sendAcknowledgement)
        #expect(authenticated() == nil)
    }

    @Test func `An operation runs until it ends or the client completes it`() {
        makeReady()
        #expect(received(Self.subscribe) == .start(id: "1", payload: ["query": .string("{ a }")]))
        #expect(machine.isRunning(id: "1"))
        #expect(ended(id: "1"))
        #expect(received(Self.subscribe) == .start(id: "1", payload: ["query": .string("{ a }")]))
        #expect(received(#"{"type":"complete","id":"1"}"#) == .stop(id: "1"))
        #expect(!ended(id: "1"))
        #expect(received(#"{"type":"complete","id":"1"}"#) == nil)
    }

    @Test func `Pings are answered in every state, with their payload`() {
        #expect(received(#"{"type":"ping"}"#) == .sendPong(payload: nil))
        #expect(
            received(#"{"type":"ping","payload":{"a":1}}"#)
                == .sendPong(payload: .object(["a": .number("1")]))
        )
        #expect(received(#"{"type":"pong","payload":{}}"#) == nil)
    }

    @Test func `An operation before the acknowledgement closes with 4401`() {
        #expect(code(Self.subscribe) == 4401)
        machine = SocketStateMachine(limits: SocketLimits(), now: 0)
        _ = received(#"{"type":"connection_init"}"#)
        #expect(code(Self.subscribe) == 4401)
    }

    @Test func `A second connection_init closes with 4429`() {
        makeReady()
        #expect(code(#"{"type":"connection_init"}"#) == 4429)
    }

    @Test func `An id in use closes with 4409`() {
        makeReady()
        _ = received(Self.subscribe)
        #expect(code(Self.subscribe) == 4409)
        #expect(machine.operationCount == 0)
    }

    @Test(arguments: [
        "", "[]", "null", "{", #"{"id":"1"}"#, #"{"type":1}"#, #"{"type":"next","id":"1","payload":{}}"#,
        #"{"type":"start","id":"1","payload":{}}"#, #"{"type":"subscribe","payload":{"query":"{a}"}}"#,
        #"{"type":"subscribe","id":"","payload":{"query":"{a}"}}"#,
        #"{"type":"subscribe","id":1,"payload":{}}"#,
        #"{"type":"subscribe","id":"1"}"#, #"{"type":"subscribe","id":"1","payload":[]}"#,
        #"{"type":"subscribe","id":"1","payload":{"query":1}}"#,
        #"{"type":"subscribe","id":"1","payload":{"query":"{a}","variables":[]}}"#,
        #"{"type":"complete"}"#, #"{"type":"ping","payload":1}"#, #"{"type":"ping","type":"pong"}"#,
    ])
    func `A malformed message closes with 4400`(text: String) {
        makeReady()
        #expect(code(text) == 4400)
        #expect(received(#"{"type":"ping"}"#) == nil)
    }

    @Test func `A binary message and an id of 129 bytes close with 4400`() {
        #expect(receivedBinary() == .close(.badRequest, reason: "Messages are text."))
        machine = SocketStateMachine(limits: SocketLimits(), now: 0)
        makeReady()
        let id = String(repeating: "x", count: 129)
        #expect(self.code(#"{"type":"subscribe","id":"\#(id)","payload":{"query":"{a}"}}"#) == 4400)
    }

    @Test func `Without connection_init the socket closes after three seconds with 4408`() {
        #expect(timePassed(now: 2999) == nil)
        #expect(
            machine.timePassed(now: 3000)
                == .close(.initialisationTimeout, reason: "Connection initialisation timeout")
        )
        #expect(timePassed(now: 9000) == nil)
    }

    @Test func `The server pings every 20 s, and closes with 1001 after 40 s of silence`() {
        makeReady()
        #expect(timePassed(now: 19_999) == nil)
        #expect(timePassed(now: 20_000) == .sendPing)
        #expect(timePassed(now: 20_001) == nil)
        _ = received(#"{"type":"pong"}"#, now: 20_100)
        #expect(timePassed(now: 40_000) == .sendPing)
        #expect(timePassed(now: 60_099) == .sendPing)
        #expect(timePassed(now: 60_100) == .close(.goingAway, reason: "Silence"))
    }

    @Test
    func `More operations than the limit are refused one by one; more in a second close with 4429`() {
        makeReady()
        for id in 0..<100 {
            let message = #"{"type":"subscribe","id":"\#(id)","payload":{"query":"{ a }"}}"#
            #expect(
                received(message, now: id * 20) == .start(id: "\(id)", payload: ["query": .string("{ a }")])
            )
        }
        #expect(
            received(#"{"type":"subscribe","id":"x","payload":{"query":"{ a }"}}"#, now: 5000)
                == .refuseOperation(id: "x", limit: 100)
        )
        for id in 0..<99 {
            _ = received(#"{"type":"complete","id":"\#(id)"}"#, now: 5000)
            _ = received(#"{"type":"subscribe","id":"y\#(id)","payload":{"query":"{ a }"}}"#, now: 5000)
        }
        #expect(code(#"{"type":"subscribe","id":"z","payload":{"query":"{ a }"}}"#, now: 5001) == 4429)
    }
}
