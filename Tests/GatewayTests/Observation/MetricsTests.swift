import Testing

@Suite("Metrics")
struct MetricsTests {
    @Test func `where time goes is told in histograms, whose buckets add up`() throws {
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
