import JSON
import TestSupport
import Testing

@testable import Gateway

@Suite("Metrics")
struct MetricsTests {
    private static let library = Result {
        try GatewayProcess(fixture: "library", database: "library_metrics", in: TestCluster())
    }

    /// The lines of `/metrics` about one thing.
    private func series(_ name: String, of gateway: GatewayProcess) -> [String] {
        let client = Client(port: gateway.port)
        client.send(Array("GET /metrics HTTP/1.1\r\nhost: test\r\n\r\n".utf8))
        return client.receiveAnswer().body.split(separator: "\n").map(String.init).filter {
            $0.hasPrefix("\(name){")
        }
    }

    @Test func `errors and uses of what is deprecated are counted by their schema coordinates`() throws {
        let gateway = try Self.library.get()
        let claims: JSONValue.Object = ["member_number": .number("3")]
        for query in [
            "{ __typename bookCount again: bookCount }", "{ bookCount }",
            "mutation { refuse(code: \"QL409\", text: \"no\") giveBack(loan: \"x\", dueOn: null) { loanId } }",
            "{ a: author(id: \"x\") { id } author(id: \"y\") { id } }",
        ] {
            #expect([200, 294].contains(try gateway.ask(query, as: "member", claims: claims).status))
        }
        #expect(
            series("concierge_deprecated_uses_total", of: gateway) == [
                #"concierge_deprecated_uses_total{coordinate="Mutation.giveBack(dueOn:)"} 1"#,
                #"concierge_deprecated_uses_total{coordinate="Query.bookCount"} 2"#,
            ]
        )
        #expect(
            series("concierge_field_errors_total", of: gateway) == [
                #"concierge_field_errors_total{coordinate="Mutation.giveBack",code="BAD_USER_INPUT"} 1"#,
                #"concierge_field_errors_total{coordinate="Mutation.refuse",code="CONFLICT"} 1"#,
                #"concierge_field_errors_total{coordinate="Query.author",code="BAD_USER_INPUT"} 2"#,
            ]
        )
    }

    @Test func `statements that fail in a mutation are counted, refusals by a rule are not`() throws {
        // Another test counts what the common gateway counts.
        let gateway = try Self.library.get().beside(
            schema: "Tests/Fixtures/library/schema",
            login: "library_gateway"
        )
        let claims: JSONValue.Object = ["member_number": .number("3")]
        let before = gateway.metric("database_errors_total")
        for (code, failures) in [("QL409", 0), ("55000", 1)] {
            _ = try gateway.ask(
                "mutation { refuse(code: \"\(code)\", text: \"no\") }",
                as: "member",
                claims: claims
            )
            #expect(gateway.metric("database_errors_total") == before + failures)
        }
    }

    @Test func `every stored property is a metric of its own, with a name, a help text and its values`() {
        let loops = [Metrics(), Metrics()]
        loops[0].requests.add(2)
        loops[1].requests.add(3)
        let lines = Metrics.exposition(of: loops).split(separator: "\n")
        let types = lines.filter { $0.hasPrefix("# TYPE concierge_") }
        #expect(types.count == Mirror(reflecting: loops[0]).children.count)
        #expect(Set(types).count == types.count)
        #expect(lines.filter { $0.hasPrefix("# HELP concierge_") && $0.hasSuffix(".") }.count == types.count)
        #expect(lines.contains("concierge_requests_total 5"))
        #expect(Metrics.exposition(of: []).isEmpty)
    }

    @Test func `the number of series is bounded`() {
        let counts = CoordinateCounts("n", "Counts.")
        counts.add((0..<CoordinateCounts.maximumSeries + 5).map { "T.f\($0)" })
        counts.add(["T.f0"])
        let lines = CoordinateCounts.samples("n", of: [counts, counts]).split(separator: "\n")
        #expect(lines.count == CoordinateCounts.maximumSeries + 1)
        #expect(lines.contains("n{coordinate=\"others\"} 10"))
        #expect(lines.contains("n{coordinate=\"T.f0\"} 4"))
    }

    @Test func `durations are histograms, whose buckets add up`() throws {
        let gateway = try GatewayProcess.shared()
        _ = try gateway.ask("query Metered { tickets(first: 3) { nodes { number } totalCount } }")
        let client = Client(port: gateway.port)
        client.send(Array("GET /metrics HTTP/1.1\r\nhost: test\r\n\r\n".utf8))
        let lines = client.receiveAnswer().body.split(separator: "\n")
        for (name, labels) in [
            ("concierge_request_duration_seconds", ""), ("concierge_batch_wait_seconds", "lane=\"point\""),
            ("concierge_batch_run_seconds", "lane=\"analytic\""),
        ] {
            let buckets = lines.filter { $0.hasPrefix("\(name)_bucket{\(labels)") }.compactMap {
                $0.split(separator: " ").last.flatMap { Int($0) }
            }
            let set = labels.isEmpty ? "" : "{\(labels)}"
            let count = lines.first { $0.hasPrefix("\(name)_count\(set) ") }?.split(separator: " ").last
            #expect(buckets.count == 21)
            #expect(buckets == buckets.sorted())
            #expect(buckets.last == count.flatMap { Int($0) })
            #expect(buckets.last != 0)
        }
    }
}
