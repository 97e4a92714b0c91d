import JSON
import TestSupport
import Testing

/// An order that the shop tells of, and what its client says of it.
@Suite("Surveys of orders")
struct OrderSurveyTests {
    let desk: SupportDesk

    init() throws { desk = try SupportDesk.shared() }

    private func shop(_ field: String, _ input: JSONValue.Object, _ selection: String) throws -> Answer {
        try desk.gateway.ask(
            SupportDesk.mutation(field, selection),
            as: "system",
            variables: ["input": .object(input)]
        )
    }

    @Test func `who was given an order is asked, and answers once`() throws {
        let number = "C-840001"
        let recorded = try shop(
            "recordOrder",
            [
                "clientId": try desk.client(number: number), "total": .string("249.90"),
                "deliveryMethod": .string("PARCEL_LOCKER"),
            ],
            "order { id status paymentStatus total tier }"
        )
        let order = try #require(recorded["data", "recordOrder", "order", "id"], "\(recorded.body)")
        #expect(recorded["data", "recordOrder", "order", "total"]?.text == "249.90")
        #expect(recorded["data", "recordOrder", "order", "paymentStatus"]?.text == "PENDING")
        #expect(recorded["data", "recordOrder", "order", "tier"]?.text == "VIP_GOLD")
        let early = try shop("updateOrder", ["orderId": order, "status": .string("DELIVERED")], "__typename")
        #expect(early.code == "CONFLICT")
        for status in ["SHIPPED", "DELIVERED"] {
            let moved = try shop(
                "updateOrder",
                ["orderId": order, "status": .string(status)],
                "order { status }"
            )
            #expect(moved["data", "updateOrder", "order", "status"]?.text == status, "\(moved.body)")
        }

        let client = try desk.gateway.sql("select id from clients where client_number = '\(number)'").first
        let asked = try desk.gateway.ask(
            "{ viewer { orders { nodes { status surveys { nodes { id kind ticket { id } order { id } } } } } } }",
            as: "client",
            subject: client
        )
        let survey = asked["data", "viewer", "orders", "nodes", "0", "surveys", "nodes", "0"]
        #expect(survey?[["kind"]]?.text == "CSAT", "\(asked.body)")
        #expect(survey?[["ticket"]] == .null && survey?[["order", "id"]] == order)
        let answers = try (0..<2).map { _ in
            try desk.gateway.ask(
                SupportDesk.mutation("submitSurvey", "survey { score } ticket { id } order { id }"),
                as: "client",
                subject: client,
                variables: [
                    "input": .object(["surveyId": survey?[["id"]] ?? .null, "score": .number("4")])
                ]
            )
        }
        #expect(answers[0]["data", "submitSurvey", "survey", "score"]?.text == "4", "\(answers[0].body)")
        #expect(answers[0]["data", "submitSurvey", "order", "id"] == order)
        #expect(answers[0]["data", "submitSurvey", "ticket"] == .null)
        #expect(answers[1].code == "CONFLICT")
        for role in ["client", "agent", "lead"] {
            #expect(
                try desk.gateway.ask(
                    SupportDesk.mutation("updateOrder"),
                    as: role,
                    variables: ["input": .object([:])]
                ).status == 422
            )
        }
    }
}
