import EventLoop
import Glibc
import JSON
import Synchronization
import TestSupport
import Testing

@Suite("Batches across requests", .serialized)
struct DispatcherTests {
    let gateway: GatewayProcess

    init() throws { gateway = try GatewayProcess.shared() }

    private func ids(
        _ type: String,
        where condition: String,
        count: Int
    ) throws -> [(id: String, key: String)] {
        let table = type == "Ticket" ? "support_tickets" : "clients"
        return try gateway.sql("select id from \(table) where \(condition) order by id limit \(count)").map {
            key in
            (GlobalIDText.text(type, key), key)
        }
    }

    @Test func `two hundred agents asking two hundred tickets at once cost a handful of statements`() throws {
        // Other tests ask the shared gateway at the same time, and it counts their batches too.
        let gateway = try gateway.beside()
        let query = "query Crowd($id: ID!) { ticket(id: $id) { id } }"
        let tickets = try ids("Ticket", where: "not confidential", count: 200)
        let agents = try gateway.sql("select gen_random_uuid() from generate_series(1, 200)")
        let requests = try zip(tickets, agents).map { ticket, agent in
            GatewayProcess.request(
                query,
                token: try GatewayProcess.token("agent", subject: agent),
                variables: ["id": .string(ticket.id)]
            )
        }
        let clients = requests.map { _ in Client(port: gateway.port) }
        let before = gateway.metric("batches_total")
        for (client, request) in zip(clients, requests) { client.send(request) }
        for (client, ticket) in zip(clients, tickets) {
            #expect(client.receiveAnswer()["data", "ticket", "id"]?.text == ticket.id)
        }
        #expect(gateway.metric("batches_total") - before < 60)
    }

    @Test func `clients at once see their own tickets only`() throws {
        let owners = try gateway.sql("select distinct client_id from support_tickets order by 1 limit 40")
        let query = "{ tickets(first: 500) { nodes { number client { id } } } }"
        var counts: [String: Int] = [:]
        for row in try gateway.sql("select client_id, count(*) from support_tickets group by 1") {
            let parts = row.split(separator: "|")
            counts[String(parts[0])] = Int(parts[1])
        }
        let clients = owners.map { _ in Client(port: gateway.port) }
        for _ in 0..<5 {
            for (client, owner) in zip(clients, owners) {
                client.send(
                    GatewayProcess.request(query, token: try GatewayProcess.token("client", subject: owner))
                )
            }
            for (client, owner) in zip(clients, owners) {
                let nodes = client.receiveAnswer()["data", "tickets", "nodes"]?.items ?? []
                #expect(nodes.count == counts[owner])
                #expect(
                    nodes.allSatisfy { $0[["client", "id"]]?.text == GlobalIDText.text("Client", owner) }
                )
            }
        }
    }

    @Test func `two clients at full load never see a row of each other`() throws {
        let owners = try gateway.sql(
            "select client_id from support_tickets group by 1 having count(*) > 5 order by 1 limit 2"
        )
        let query = "{ tickets(first: 20) { nodes { client { id } messages(first: 2) { nodes { id } } } } }"
        final class Count: Sendable {
            let answered = Mutex(0)
            let strangers = Mutex(0)
        }
        let count = Count()
        let threads = try (0..<8).map { number in
            let owner = owners[number % 2]
            let own = GlobalIDText.text("Client", owner)
            let request = GatewayProcess.request(
                query,
                token: try GatewayProcess.token("client", subject: owner)
            )
            let client = Client(port: gateway.port)
            return try Thread {
                for _ in 0..<100 {
                    client.send(request)
                    let nodes = client.receiveAnswer()["data", "tickets", "nodes"]?.items ?? []
                    count.answered.withLock { $0 += nodes.isEmpty ? 0 : 1 }
                    if !nodes.allSatisfy({ $0[["client", "id"]]?.text == own }) {
                        count.strangers.withLock { $0 += 1 }
                    }
                }
            }
        }
        for thread in threads { thread.join() }
        #expect(count.answered.withLock { $0 } == 800)
        #expect(count.strangers.withLock { $0 } == 0)
    }

    @Test func `an answer contains every commit before its request`() throws {
        let ticket = try #require(try ids("Ticket", where: "not confidential", count: 1).first)
        for number in 0..<20 {
            _ = try gateway.sql(
                "update support_tickets set subject = 'version \(number)' where id = '\(ticket.key)'"
            )
            let answer = try gateway.ask(
                "query Fresh($id: ID!) { ticket(id: $id) { subject } }",
                variables: ["id": .string(ticket.id)]
            )
            #expect(answer["data", "ticket", "subject"]?.text == "version \(number)")
        }
    }

    @Test func `a confidential client is seen by the agent in whose care it is, at once`() throws {
        let row = try #require(
            try gateway.sql("select id from clients where confidential order by id limit 1").first
        )
        let agent = try #require(try gateway.sql("select id from support_agents order by id limit 1").first)
        let query = "query Care($id: ID!) { client(id: $id) { id } }"
        let id: JSONValue.Object = ["id": .string(GlobalIDText.text("Client", row))]
        let old = try gateway.sql(
            "select dedicated_agent_id, relationship_manager_id from vip_client_profiles where client_id = '\(row)'"
        )
        try #require(!old.isEmpty)
        _ = try gateway.sql(
            """
            update vip_client_profiles set dedicated_agent_id = null, relationship_manager_id = null where client_id = '\(row)';
            update support_tickets set assigned_agent_id = null where client_id = '\(row)'
            """
        )
        #expect(try gateway.ask(query, subject: agent, variables: id)["data", "client"] == .null)
        // Others ask without a pause, so that there is always an answer about somebody under way.
        let request = GatewayProcess.request(
            query,
            token: try GatewayProcess.token("agent", subject: agent),
            variables: id
        )
        final class End: Sendable { let isThere = Mutex(false) }
        let end = End()
        let crowd = try (0..<4).map { _ in
            let client = Client(port: gateway.port)
            return try Thread {
                while !end.isThere.withLock({ $0 }) {
                    client.send(request)
                    _ = client.receiveAnswer()
                }
            }
        }
        for _ in 0..<10 {
            _ = try gateway.sql(
                "update vip_client_profiles set dedicated_agent_id = '\(agent)' where client_id = '\(row)'"
            )
            #expect(try gateway.ask(query, subject: agent, variables: id)["data", "client", "id"] != nil)
            _ = try gateway.sql(
                "update vip_client_profiles set dedicated_agent_id = null where client_id = '\(row)'"
            )
            #expect(try gateway.ask(query, subject: agent, variables: id)["data", "client"] == .null)
        }
        end.isThere.withLock { $0 = true }
        for thread in crowd { thread.join() }
    }

    @Test func `a look-up does not wait for counts that wait`() throws {
        let ticket = try #require(try ids("Ticket", where: "not confidential", count: 1).first)
        let sleepers = (0..<6).map { _ in Client(port: gateway.port) }
        let locked = try Thread {
            _ = try? gateway.sql(
                "begin; lock table support_agents in access exclusive mode; select pg_sleep(4); rollback"
            )
        }
        // The counts come when the lock is held, however long the session that takes it needs to begin.
        let held =
            "select count(*) from pg_locks where relation = 'support_agents'::regclass and mode = 'AccessExclusiveLock' and granted"
        while try gateway.sql(held) != ["1"] { usleep(10_000) }
        let clock = ContinuousClock()
        let start = clock.now
        let token = try GatewayProcess.token("agent")
        for (number, client) in sleepers.enumerated() {
            client.send(GatewayProcess.request("{ n\(number): agents { totalCount } }", token: token))
        }
        for _ in 0..<20 {
            let answer = try gateway.ask(
                "query Quick($id: ID!) { ticket(id: $id) { id } }",
                variables: ["id": .string(ticket.id)]
            )
            #expect(answer["data", "ticket", "id"]?.text == ticket.id)
        }
        #expect(clock.now - start < .seconds(2), "the counts cannot have ended yet")
        for client in sleepers {
            #expect(client.receiveAnswer().code == "TIMEOUT", "a lock ends a read sooner")
        }
        locked.join()
    }
}

/// The text of a global id with a UUID for its key, made independently of the gateway's own code.
enum GlobalIDText {
    static func text(_ type: String, _ uuid: String) -> String {
        var bytes = Array(type.utf8) + [0, 16]
        let digits = uuid.filter { $0 != "-" }.compactMap(\.hexDigitValue)
        for index in stride(from: 0, to: digits.count, by: 2) {
            bytes.append(UInt8(digits[index] * 16 + digits[index + 1]))
        }
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        var text = ""
        var word = 0
        var bits = 0
        for byte in bytes {
            word = (word << 8 | Int(byte)) & 0xFFFF
            bits += 8
            while bits >= 6 {
                bits -= 6
                text.append(alphabet[word >> bits & 63])
            }
        }
        if bits > 0 { text.append(alphabet[word << (6 - bits) & 63]) }
        return text
    }
}
