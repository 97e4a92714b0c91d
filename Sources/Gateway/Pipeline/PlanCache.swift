import GraphQL
import Planner

/// The plans of one loop: by the document's text, the operation's name and the role; bounded, the oldest half goes first.
final class PlanCache {
    private struct Key: Hashable {
        var text: String
        var operationName: String?
        var role: Int
    }

    /// Bounds on what is kept.
    struct Limits: Sendable {
        /// Front ends have some hundred documents; ad-hoc ones pass through.
        var plans = 2000
        /// All texts together; a plan is several times as large as its text.
        var textBytes = 8 << 20
    }

    private let limits: Limits
    private var young: [Key: Plan] = [:]
    private var old: [Key: Plan] = [:]
    private var youngBytes = 0

    init(limits: Limits = Limits()) {
        self.limits = limits
    }

    /// How many plans are kept.
    var count: Int { young.count + old.count }

    /// The plan for a request of `role`, made by `make` where there is none.
    func plan(
        for text: String,
        operationName: String?,
        role: Int,
        make: () throws(RequestRefusal) -> Plan
    ) throws(RequestRefusal) -> Plan {
        let key = Key(text: text, operationName: operationName, role: role)
        if let plan = young[key] { return plan }
        let plan: Plan
        if let known = old.removeValue(forKey: key) {
            plan = known
        } else {
            plan = try make()
        }
        if young.count >= limits.plans / 2 || youngBytes > limits.textBytes / 2 {
            old = young
            young = [:]
            youngBytes = 0
        }
        young[key] = plan
        youngBytes += text.utf8.count
        return plan
    }
}
