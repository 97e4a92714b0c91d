import JSON
import TestSupport
import Testing

@Suite("Live queries")
struct LiveQueryTests {
    private static let names = "{ items(orderBy: [{id: ASC}], first: 2) { name } }"

    private func names(_ event: EventStreamClient.Event?) -> [String?] {
        event?.answer["data", "live", "items"]?.items.map { $0[["name"]]?.text } ?? []
    }

    @Test func `A committed change brings a new answer, and a rolled back one none`() throws {
        let desk = try LiveDesk("change")
        let stream = try desk.subscribe(Self.names)
        let first = stream.next()
        #expect(names(first) == ["item 1", "item 2"])
        try desk.sql("begin; update items set name = 'lost' where id = 1; rollback")
        try desk.sql("update items set name = 'new' where id = 1")
        let second = stream.next()
        #expect(names(second) == ["new", "item 2"])
        #expect(first?.id != nil && second?.id != first?.id)
        #expect(second?.answer["extensions", "cursor"]?.text == second?.id)
    }

    @Test func `An answer that is equal to the last one is not sent`() throws {
        let desk = try LiveDesk("equal")
        let stream = try desk.subscribe(Self.names)
        #expect(names(stream.next()) == ["item 1", "item 2"])
        try desk.sql("update items set tags = '{x}' where id = 1")
        try desk.gateway.wait(for: "live_equal_answers_total", toBe: 1)
        try desk.sql("update items set name = 'told' where id = 2")
        #expect(names(stream.next()) == ["item 1", "told"])
    }

    @Test func `Subscribers of one query share one reading of each change`() throws {
        let desk = try LiveDesk("shared")
        let streams = try (0..<10).map { _ in try desk.subscribe(Self.names) }
        for stream in streams { #expect(names(stream.next()) == ["item 1", "item 2"]) }
        #expect(desk.gateway.metric("live_groups") == 1)
        let before = desk.gateway.metric("live_readings_total")
        try desk.sql("update items set name = 'shared' where id = 1")
        for stream in streams { #expect(names(stream.next()) == ["shared", "item 2"]) }
        #expect(desk.gateway.metric("live_readings_total") == before + 1)
    }

    @Test func `A policy hides a row from the answer as soon as it does`() throws {
        let desk = try LiveDesk("policy")
        let stream = try desk.subscribe(Self.names)
        #expect(names(stream.next()) == ["item 1", "item 2"])
        try desk.sql("update items set secret = true where id = 1")
        #expect(names(stream.next()) == ["item 2", "item 3"])
    }

    @Test func `Without a feed, live queries poll`() throws {
        let desk = try LiveDesk("poll", follows: false)
        let stream = try desk.subscribe(Self.names)
        let first = stream.next()
        #expect(names(first) == ["item 1", "item 2"])
        #expect(first?.id == nil)
        try desk.sql("update items set name = 'polled' where id = 1")
        #expect(names(stream.next()) == ["polled", "item 2"])
    }

    @Test func `What reads a table that is not published polls, although there is a feed`() throws {
        let desk = try LiveDesk("untold", published: "table parts")
        let stream = try desk.subscribe(Self.names)
        #expect(names(stream.next()) == ["item 1", "item 2"])
        try desk.sql("update items set name = 'untold' where id = 1")
        #expect(names(stream.next()) == ["untold", "item 2"])
    }

    @Test func `Who comes back with the digest of the last answer gets nothing until it differs`() throws {
        let desk = try LiveDesk("digest")
        let last = try desk.subscribe(Self.names).next()
        let digest = try #require(last?.answer["extensions", "live", "digest"]?.text)
        let cursor = try #require(last?.id)
        let stream = try desk.subscribe(
            Self.names,
            extensions: ["live": .object(["digest": .string(digest)]), "cursor": .string(cursor)]
        )
        try desk.gateway.wait(for: "live_equal_answers_total", toBe: 1)
        try desk.sql("update items set name = 'later' where id = 1")
        #expect(names(stream.next()) == ["later", "item 2"])
    }

    @Test func `The cursor is no part of what is subscribed to`() throws {
        let desk = try LiveDesk("cursor")
        let query = "subscription($after: Cursor) { live(after: $after) \(Self.names) }"
        let first = try EventStreamClient(query, on: desk.gateway, as: nil)
        let cursor = try #require(first.next()?.id)
        let second = try EventStreamClient(
            query,
            on: desk.gateway,
            as: nil,
            variables: ["after": .string(cursor)]
        )
        #expect(names(second.next()) == ["item 1", "item 2"])
        #expect(desk.gateway.metric("live_groups") == 1)
    }

    @Test(arguments: [
        ("subscription { live(after: \"x\") { __typename } }", "takes a variable"),
        (
            "subscription($a: Cursor, $n: Int) { live(after: $a) { items(first: $n) { name } again: items(first: $n) { name } } }",
            "no cursor"
        ),
    ])
    func `A cursor that is none is refused`(query: String, message: String) throws {
        let desk = try LiveDesk("wrong_\(message.first ?? "x")")
        let stream = try EventStreamClient(
            query,
            on: desk.gateway,
            as: nil,
            variables: ["a": .string("nonsense")]
        )
        let answer = stream.next()?.answer
        #expect(answer?.code == "BAD_USER_INPUT")
        #expect(answer?["errors", "0", "message"]?.text?.contains(message) == true)
        #expect(stream.next()?.name == "complete")
    }

    @Test func `Over a WebSocket, answers come until the client completes`() throws {
        let desk = try LiveDesk("socket")
        let socket = SocketClient(port: desk.gateway.port)
        socket.send(#"{"type":"connection_init"}"#)
        _ = socket.receive()
        socket.send(
            #"{"type":"subscribe","id":"1","payload":{"query":"subscription { l: live { items(first: 1, orderBy: [{id: ASC}]) { name } } }"}}"#
        )
        func name() -> String? {
            socket.receiveJSON()["payload", "data", "l", "items", "0", "name"]?.text
        }
        #expect(name() == "item 1")
        try desk.sql("update items set name = 'over a socket' where id = 1")
        #expect(name() == "over a socket")
        socket.send(#"{"type":"complete","id":"1"}"#)
        try desk.gateway.wait(for: "live_groups", toBe: 0)
        #expect(desk.gateway.metric("live_subscriptions") == 0)
    }

    @Test func `A client that leaves ends its subscription`() throws {
        let desk = try LiveDesk("leaving")
        do {
            let stream = try desk.subscribe(Self.names)
            #expect(stream.next() != nil)
            #expect(desk.gateway.metric("live_subscriptions") == 1)
        }
        try desk.gateway.wait(for: "live_subscriptions", toBe: 0)
    }

    @Test func `An event stream carries queries, and errors before execution`() throws {
        let desk = try LiveDesk("stream", follows: false)
        let query = try EventStreamClient("{ __typename }", on: desk.gateway, as: nil)
        #expect(query.head.lowercased().contains("content-type: text/event-stream"))
        #expect(query.next()?.data == #"{"data":{"__typename":"Query"}}"#)
        #expect(query.next() == EventStreamClient.Event(name: "complete", id: "!", data: ""))
        #expect(query.next() == nil)
        let wrong = try EventStreamClient("{ nothing }", on: desk.gateway, as: nil)
        #expect(wrong.next()?.answer["errors", "0"] != nil)
        #expect(wrong.next()?.name == "complete")
    }

    @Test func `A subscription needs a transport that carries several answers`() throws {
        let desk = try LiveDesk("transport", follows: false)
        let answer = try desk.gateway.ask("subscription { live { __typename } }", as: nil)
        #expect(answer.status == 422)
        #expect(answer.code == "OPERATION_RESOLUTION_FAILURE")
    }

    @Test func `A browser that comes back to an ended subscription is told to stop`() throws {
        let desk = try LiveDesk("ended", follows: false)
        let stream = EventStreamClient(
            port: desk.gateway.port,
            body: #"{"query":"{ __typename }"}"#,
            token: nil,
            headers: "last-event-id: abc!\r\n"
        )
        #expect(stream.head.hasPrefix("HTTP/1.1 204"))
    }
}
