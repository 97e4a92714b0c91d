import Glibc
import Testing

@Suite("The job of overdue clocks")
struct BreachJobTests {
    @Test func `the desk's job stamps the clocks that ran out`() throws {
        let gateway = try GatewayProcess.shared()
        let overdue = """
            select count(*) from support_sla_compliance
            where met_at is null and breached_at is null and cancelled_at is null and paused_at is null and due_at < now()
            """
        for _ in 0..<60 where try gateway.sql(overdue) != ["0"] { usleep(500_000) }
        #expect(try gateway.sql(overdue) == ["0"])
    }
}
