import JSON
import Testing

@testable import Gateway

/// A cached request is the same as the one that reading its body gives.
@Suite("The cache of requests")
struct RequestCacheTests {
    private let limits = RequestReading().json

    private static func reading(_ body: String) throws -> GraphQLRequest? {
        guard case .object(let members) = try JSONReader.read(Array(body.utf8)) else { return nil }
        return try GraphQLRequest(members)
    }

    /// What a cache makes of `body` after it has stored the requests of `earlier`.
    private func recalled(_ body: String, after earlier: [String]) throws -> GraphQLRequest? {
        let cache = RequestCache()
        for text in earlier {
            guard let request = try Self.reading(text) else { continue }
            cache.store(request, for: Array(text.utf8))
        }
        return cache.request(Array(body.utf8), limits: limits)
    }

    @Test(
        arguments: [
            (#"{"query":"q","variables":{"a":1}}"#, #"{"query":"q","variables":{"a":[2,{"b":"}"}]}}"#),
            (#"{"variables":{"a":1},"query":"q"}"#, #"{"variables":{},"query":"q"}"#),
            (
                #"{"query":"\"variables\":{}","variables":{"a":1}}"#,
                #"{"query":"\"variables\":{}","variables":{"b":2}}"#
            ),
            (
                #"{"operationName":"x","variables": {"a":1} ,"query":"q"}"#,
                #"{"operationName":"x","variables": {"a":3} ,"query":"q"}"#
            ),
            (#"{"query":"q"}"#, #"{"query":"q"}"#),
            // An inner object's member of this name is passed over.
            (
                #"{"x":{"variables":{"a":1}},"query":"q","variables":{"b":1}}"#,
                #"{"x":{"variables":{"a":1}},"query":"q","variables":{"b":2}}"#
            ),
            (
                #" { "query" : "q" , "variables" : { } , "operationName" : "a\\" } "#,
                #" { "query" : "q" , "variables" : { } , "operationName" : "a\\" } "#
            ),
        ]
    )
    func `a body like an earlier one is found, with variables of its own`(
        earlier: String,
        body: String
    ) throws {
        let known = try #require(try recalled(body, after: [earlier]))
        let read = try #require(try Self.reading(body))
        #expect(known.variables == read.variables)
        #expect(known.parameters.operationName == read.parameters.operationName)
        #expect(Self.text(of: known) == Self.text(of: read))
    }

    private static func text(of request: GraphQLRequest) -> String? {
        guard case .text(let text) = request.parameters.document else { return nil }
        return text
    }

    @Test(
        arguments: [
            // A byte that no JSON has, where the variables were.
            (#"{"query":"q","variables":{"a":1}}"#, "{\"query\":\"q\",\"variables\":\u{0}}"),
            (#"{"query":"q","variables":{"a":1}}"#, #"{"query":"q","variables":{"a":1}"#),
            (#"{"query":"q","variables":{"a":1}}"#, #"{"query":"q","variables":{"a":1,"a":2}}"#),
            (#"{"query":"q","variables":{"a":1}}"#, #"{"query":"q","variables":[1]}"#),
            (#"{"query":"q","variables":{"a":1}}"#, #"{"query":"p","variables":{"a":1}}"#),
            // An inner object's member is no variable.
            (
                #"{"x":{"variables":{"a":1}},"query":"q","variables":{"b":1}}"#,
                #"{"x":{"variables":{"a":2}},"query":"q","variables":{"b":1}}"#
            ),
            (
                #"{"query":"q","variables":{"a":1},"extensions":{"b":1}}"#,
                #"{"query":"q","variables":{"a":2},"extensions":{"b":1}}"#
            ),
        ]
    )
    func `another body is not`(earlier: String, body: String) throws {
        let isKnown = try recalled(body, after: [earlier]) != nil
        #expect(!isKnown)
    }
}
