import EventLoop
import Glibc
import JSON
import Synchronization
import TestSupport
import Testing

@Suite("PostgreSQL goes and comes back", .serialized)
struct OutageTests {
    /// Those who ask all the while, and what came back to them.
    private final class Crowd: Sendable {
        struct Tally {
            var data = 0
            var errors: [String: Int] = [:]
            var slowest = Duration.zero
        }

        private let gateway: GatewayProcess
        private let result = Mutex(Tally())
        private let isOver = Mutex(false)

        init(_ gateway: GatewayProcess) { self.gateway = gateway }

        var tally: Tally { result.withLock { $0 } }

        func begin() throws -> [Thread] {
            try ["agent", "lead", "client"].flatMap { role in
                let subject = "00000000-0000-4000-8000-000000000001"
                let token = try GatewayProcess.token(role, subject: subject)
                let request = GatewayProcess.request(OutageTests.query, token: token)
                return try (0..<4).map { _ in try Thread { [self] in ask(request) } }
            }
        }

        func end() { isOver.withLock { $0 = true } }

        private func ask(_ request: [UInt8]) {
            var client = Client(port: gateway.port)
            while !isOver.withLock({ $0 }) {
                let start = ContinuousClock().now
                client.send(request)
                let answer = client.receiveAnswer()
                let time = ContinuousClock().now - start
                result.withLock { tally in
                    tally.slowest = max(tally.slowest, time)
                    if answer["data", "categories"]?.items.isEmpty == false {
                        tally.data += 1
                    } else {
                        tally.errors[answer.code ?? "status \(answer.status)", default: 0] += 1
                    }
                }
                if answer.status == 0 { client = Client(port: gateway.port) }
            }
        }
    }

    private static let query = "{ categories { code } }"

    @Test func `under load, a killed PostgreSQL is a clear error, and service resumes when it is back`()
        throws
    {
        let cluster = try TestCluster()
        defer { cluster.discard() }
        let gateway = try GatewayProcess(cluster: cluster, database: "outage", seed: false)
        let crowd = Crowd(gateway)
        let threads = try crowd.begin()
        usleep(500_000)
        let before = crowd.tally
        #expect(before.data > 0)
        #expect(before.errors.isEmpty)

        try cluster.stop()
        usleep(1_500_000)
        try cluster.start()
        let clock = ContinuousClock()
        let start = clock.now
        while try gateway.ask(Self.query)["data", "categories"]?.items.isEmpty != false,
            clock.now - start < .seconds(10)
        { usleep(20_000) }
        #expect(clock.now - start < .seconds(5))

        let back = crowd.tally.data
        usleep(500_000)
        crowd.end()
        for thread in threads { thread.join() }
        let after = crowd.tally
        #expect(after.data > back)
        #expect(Set(after.errors.keys) == ["DATABASE_UNAVAILABLE"])
        #expect(after.slowest < .seconds(5))
    }
}
