/// A generator of numbers that is the same in every run.
struct Dice: RandomNumberGenerator {
    var state: UInt64

    /// SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    mutating func pick<Item>(_ items: [Item]) -> Item { items[Int(next() % UInt64(items.count))] }

    mutating func some<Item>(_ items: [Item], atMost count: Int) -> [Item] {
        Array(items.shuffled(using: &self).prefix(Int(next() % UInt64(count + 1))))
    }
}

/// A connection of the flagship graph, as the graph and as SQL know it.
struct AggregatedTable: Sendable {
    struct Column: Sendable {
        /// What its values are; `distinct` ones are only counted.
        enum Kind: Sendable { case integer, float, text, moment, day, distinct }

        var field: String
        var column: String
        var kind: Kind
        var isHiddenFromClients = false
    }

    var field: String
    var table: String
    var columns: [Column]
    /// Conditions, in both languages.
    var conditions: [(graph: String, sql: String)]

    static let all = [
        AggregatedTable(
            field: "tickets",
            table: "support_tickets",
            columns: [
                Column(field: "reopenCount", column: "reopen_count", kind: .integer),
                Column(field: "escalationLevel", column: "escalation_level", kind: .integer),
                Column(field: "sentiment", column: "sentiment", kind: .float, isHiddenFromClients: true),
                Column(field: "subject", column: "subject", kind: .text),
                Column(field: "createdAt", column: "created_at", kind: .moment),
                Column(field: "resolvedAt", column: "resolved_at", kind: .moment),
                Column(field: "status", column: "status", kind: .distinct),
                Column(field: "tier", column: "tier", kind: .distinct),
                Column(field: "client", column: "client_id", kind: .distinct),
            ],
            conditions: [
                ("{status: {in: [OPEN, PENDING]}}", "status in ('OPEN', 'PENDING')"),
                ("{tier: {eq: VIP_GOLD}}", "tier = 'VIP_GOLD'"),
                ("{createdAt: {gte: \"2026-01-01T00:00:00Z\"}}", "created_at >= '2026-01-01T00:00:00Z'"),
                ("{reopenCount: {gt: 0}}", "reopen_count > 0"),
                ("{resolvedAt: {isNull: true}}", "resolved_at is null"),
                (
                    "{category: {kind: {eq: BILLING_INQUIRY}}}",
                    "exists (select from support_categories c where c.id = category_id and c.kind = 'BILLING_INQUIRY')"
                ),
                ("{subject: {eq: \"nothing has this\"}}", "subject = 'nothing has this'"),
            ]
        ),
        AggregatedTable(
            field: "surveys",
            table: "support_feedback_surveys",
            columns: [
                Column(field: "score", column: "score", kind: .integer),
                Column(field: "answeredAt", column: "answered_at", kind: .moment),
                Column(field: "kind", column: "kind", kind: .distinct),
                Column(field: "tier", column: "tier", kind: .distinct),
            ],
            conditions: [
                ("{kind: {eq: NPS}}", "kind = 'NPS'"), ("{score: {isNull: true}}", "score is null"),
                ("{score: {gte: 4}}", "score >= 4"), ("{not: {tier: {eq: STANDARD}}}", "not tier = 'STANDARD'"),
            ]
        ),
    ]
}
