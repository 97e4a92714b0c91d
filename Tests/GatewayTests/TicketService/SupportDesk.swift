import JSON
import TestSupport

/// A gateway with a few people and no tickets, for tests that change things.
final class SupportDesk: Sendable {
    static func shared() throws -> SupportDesk { try common.get() }

    private static let common = Result { try SupportDesk(database: "support_desk", jobs: false) }

    let gateway: GatewayProcess
    /// The category `login`.
    let category: JSONValue

    /// Who asks: a role, and the key that its token names.
    struct Person: Sendable {
        var role: String
        var key: String

        private init(_ role: String, _ number: Int) {
            self.role = role
            key = "00000000-0000-4000-8000-00000000000\(number)"
        }

        static let client = Person("client", 1)
        static let stranger = Person("client", 2)
        /// VIP Gold, confidential, in the care of `agent`.
        static let hidden = Person("client", 3)
        static let agent = Person("agent", 4)
        static let colleague = Person("agent", 5)
        static let manager = Person("vip_manager", 6)
        static let lead = Person("lead", 7)
        static let analyst = Person("analyst", 8)
        /// Clients of whom only one test speaks.
        static let newcomer = Person("client", 9)
        static let restless = Person("client", 0)
    }

    /// Makes a desk of its own.
    ///
    /// - Parameter jobs: whether things happen by themselves.
    init(database: String, jobs: Bool) throws {
        gateway = try GatewayProcess(
            cluster: TestCluster.shared(),
            database: database,
            seed: false,
            jobs: jobs
        )
        try gateway.sql(
            """
            insert into support_agents (id, agent_number, team_id, full_name, email, position, status, languages,
                weekly_minutes, concurrent_chats, hired_on)
            select ('00000000-0000-4000-8000-00000000000' || n)::uuid, 'A-90000' || n, md5('team:' || team)::uuid, name,
                n || '@desk.example', position::agent_position, status::agent_status, '{PL,EN}', 2400, 100, '2020-01-01'
            from (values (4, 'Anna Nowak', 'AGENT', 'support_desk', 'AVAILABLE'), (5, 'Piotr Mazur', 'AGENT', 'support_desk', 'HANDLING'),
                (6, 'Ewa Lis', 'VIP_MANAGER', 'vip_concierge', 'AVAILABLE'), (7, 'Jan Dąb', 'LEAD', 'support_desk', 'AVAILABLE'))
                as people (n, name, position, team, status);
            insert into agent_shifts (agent_id, starts_at, ends_at)
            select id, now() - interval '1 hour', now() + interval '20 hours' from support_agents;
            insert into agent_skills (agent_id, kind, code, level, acquired_on)
            values ('\(Person.manager.key)', 'SERVICE', 'white_glove', 5, '2024-01-01'),
                ('\(Person.agent.key)', 'CATEGORY', 'technical_problem', 4, '2024-01-01');
            insert into clients (id, full_name, email, city, locale, tier, tier_since, confidential)
            values ('\(Person.client.key)', 'Iga Mak', 'iga@desk.example', 'Warszawa', 'PL', 'STANDARD', now(), false),
                ('\(Person.stranger.key)', 'Adam Bór', 'adam@desk.example', 'Łódź', 'PL', 'STANDARD', now(), false),
                ('\(Person.newcomer.key)', 'Ola Świt', 'ola@desk.example', 'Lublin', 'PL', 'STANDARD', now(), false),
                ('\(Person.restless.key)', 'Leo Wir', 'leo@desk.example', 'Gdynia', 'PL', 'STANDARD', now(), false),
                ('\(Person.hidden.key)', 'Ada Skryta', 'ada@desk.example', 'Sopot', 'PL', 'VIP_GOLD', now(), true);
            insert into vip_client_profiles (client_id, confidential, dedicated_agent_id)
            values ('\(Person.hidden.key)', true, '\(Person.agent.key)');
            insert into automation_rules (code, name_pl, name_en, kind, locale, body)
            values ('technical_pl', 'Techniczne', 'Technical', 'TECHNICAL_PROBLEM', 'PL', 'Dzień dobry, {{name}}: {{number}}.');
            """
        )
        let answer = try gateway.ask("{ categoryByCode(code: \"login\") { id } }", as: "lead")
        category = answer["data", "categoryByCode", "id"] ?? .null
    }

    // MARK: Asking

    func ask(_ query: String, as person: Person, variables: JSONValue.Object = [:]) throws -> Answer {
        try gateway.ask(query, as: person.role, subject: person.key, variables: variables)
    }

    /// Asks several things at once, each on a connection of its own, and waits for all.
    func askAtOnce(
        _ questions: [(person: Person, query: String, variables: JSONValue.Object)]
    ) throws -> [Answer] {
        let requests = try questions.map {
            try GatewayProcess.request(
                $0.query,
                token: GatewayProcess.token($0.person.role, subject: $0.person.key),
                variables: $0.variables
            )
        }
        let clients = requests.map { _ in Client(port: gateway.port) }
        for (client, request) in zip(clients, requests) { client.send(request) }
        return clients.map { $0.receiveAnswer() }
    }

    /// The mutation `field` with its input as `$input`.
    static func mutation(_ field: String, _ selection: String = "__typename") -> String {
        let type =
            switch field {
            case "untagTicket": "TagTicketInput"
            case "unwatchTicket": "WatchTicketInput"
            case "startWhiteGloveService", "completeWhiteGloveService": "WhiteGloveServiceInput"
            case let other: other.prefix(1).uppercased() + other.dropFirst() + "Input"
            }
        return "mutation M($input: \(type)!) { \(field)(input: $input) { \(selection) } }"
    }

    func mutate(
        _ field: String,
        _ input: JSONValue.Object,
        _ selection: String = "__typename",
        as person: Person
    ) throws -> Answer {
        try ask(Self.mutation(field, selection), as: person, variables: ["input": .object(input)])
    }

    /// A new ticket of `client`; its id.
    func ticket(of client: Person = .client) throws -> JSONValue {
        let answer = try mutate(
            "createTicket",
            [
                "categoryId": category, "subject": .string("Logowanie"), "body": .string("Nie działa."),
                "channel": .string("CHAT"),
            ],
            "ticket { id }",
            as: client
        )
        return answer["data", "createTicket", "ticket", "id"] ?? .null
    }

    /// A new client of VIP Gold, of whom nobody else speaks: its global id.
    func client(number: String, confidential: Bool = false) throws -> JSONValue {
        try gateway.sql(
            """
            insert into clients (client_number, full_name, email, city, locale, tier, tier_since, confidential)
            values ('\(number)', 'Zofia Cicha', '\(number)@desk.example', 'Gdańsk', 'PL', 'VIP_GOLD', now(), \(confidential));
            insert into vip_client_profiles (client_id, confidential)
            select id, confidential from clients where client_number = '\(number)'
            """
        )
        let query = "{ clientByNumber(number: \"\(number)\") { id } }"
        return try ask(query, as: .lead)["data", "clientByNumber", "id"] ?? .null
    }

    /// A new ticket that a lead opens for the client of that id.
    func ticket(for client: JSONValue) throws -> (id: JSONValue, number: String) {
        let answer = try mutate(
            "createTicketForClient",
            [
                "clientId": client, "categoryId": category, "subject": .string("Rozmowa"),
                "body": .string("x"), "channel": .string("CHAT"),
            ],
            "ticket { id number }",
            as: .lead
        )
        let ticket = answer["data", "createTicketForClient", "ticket"]
        return (ticket?[["id"]] ?? .null, ticket?[["number"]]?.text ?? "")
    }

    /// The global id of somebody of ours.
    func id(of person: Person) throws -> JSONValue {
        if person.role == "client" {
            return try ask("{ viewer { id } }", as: person)["data", "viewer", "id"] ?? .null
        }
        return try ask("{ viewerAgent { id } }", as: person)["data", "viewerAgent", "id"] ?? .null
    }
}
