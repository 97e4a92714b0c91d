import JSON
import Testing

/// graphql-spec, pull request 1163.
@Suite("onError")
struct ErrorBehaviorTests {
    private let gateway: GatewayProcess
    private static let query =
        "{ a: __typename tickets(first: 501) { nodes { id } } ticket(id: \\\"x\\\") { id } b: __typename }"

    init() throws { gateway = try GatewayProcess.shared() }

    private func ask(_ onError: String) throws -> Answer {
        try gateway.post(#"{"query":"\#(Self.query)"\#(onError)}"#)
    }

    @Test(arguments: ["", #","onError":null"#, #","onError":"PROPAGATE""#])
    func `an error propagates to the nearest nullable ancestor by default`(
        onError: String
    )
        throws
    {
        let answer = try ask(onError)
        #expect(answer.status == 294)
        #expect(answer["data"] == .null)
        #expect(answer["errors", "0", "path", "0"]?.text == "tickets")
    }

    @Test func `NULL keeps the other fields, and reports every error`() throws {
        let answer = try ask(#","onError":"NULL""#)
        #expect(answer.status == 294)
        #expect(
            answer.body.hasPrefix(#"{"data":{"a":"Query","tickets":null,"ticket":null,"b":"Query"},"errors""#)
        )
        #expect(answer["errors"]?.items.count == 2)
    }

    @Test func `HALT answers with the first error alone`() throws {
        let answer = try ask(#","onError":"HALT""#)
        #expect(answer.status == 294)
        #expect(answer["data"] == .null)
        #expect(answer["errors"]?.items.count == 1)
    }

    @Test(arguments: [#""null""#, #""""#, "7", #""propagate""#, "{}"])
    func `another word is a request error`(value: String) throws {
        let answer = try ask(#","onError":\#(value)"#)
        #expect(answer.status == 422)
        #expect(answer.code == "BAD_REQUEST")
        #expect(answer["data"] == nil)
    }

    @Test func `onError can be a parameter of GET`() throws {
        let answer = try gateway.get("query={tickets(first:501){nodes{id}}}&onError=NULL")
        #expect(answer["data", "tickets"] == .null)
        #expect(try gateway.get("query={__typename}&onError=x").status == 422)
    }
}
