import Bytes
import GraphQL
import Planner

/// The plans of one loop: by the document's text, the operation's name and the role; bounded, the oldest half goes first.
///
/// Serves benchmark `typename`: a text is hashed where it stands, and found by one comparison.
final class OperationCache {
    /// Bounds on what is kept.
    struct Limits: Sendable {
        /// Front ends have some hundred documents; ad-hoc ones pass through.
        var plans = 2000
        /// All texts together; a plan is several times as large as its text.
        var textBytes = 8 << 20
    }

    /// Texts of about the same age, and at their numbers the plans that were made of them.
    private final class Generation {
        var texts = ByteTable()
        var plans: [[(operationName: String?, plan: PreparedOperation)]] = []
        var count = 0
        var textBytes = 0

        func plan(_ text: UnsafeRawBufferPointer, _ operationName: String?, role: Int) -> PreparedOperation? {
            guard let number = unsafe texts.index(of: text) else { return nil }
            return plans[number].first { $0.plan.role == role && $0.operationName == operationName }?.plan
        }

        func insert(_ plan: PreparedOperation, _ text: UnsafeRawBufferPointer, _ operationName: String?) {
            let number = unsafe texts.insert(text)
            if number == plans.count {
                plans.append([])
                textBytes += text.count
            }
            plans[number].append((operationName, plan))
            count += 1
        }
    }

    private let limits: Limits
    private var young = Generation()
    private var old = Generation()

    init(limits: Limits = Limits()) {
        self.limits = limits
    }

    /// The plan for a request of `role`, made by `make` where there is none.
    func plan(
        for text: String,
        operationName: String?,
        role: Int,
        make: () throws(RequestError) -> PreparedOperation
    ) throws(RequestError) -> PreparedOperation {
        var text = text
        let known = text.withUTF8 { bytes -> PreparedOperation? in
            let text = UnsafeRawBufferPointer(bytes)
            if let plan = unsafe young.plan(text, operationName, role: role) { return plan }
            guard let plan = unsafe old.plan(text, operationName, role: role) else { return nil }
            unsafe keep(plan, text, operationName)
            return plan
        }
        if let known { return known }
        let plan = try make()
        text.withUTF8 { unsafe keep(plan, UnsafeRawBufferPointer($0), operationName) }
        return plan
    }

    private func keep(_ plan: PreparedOperation, _ text: UnsafeRawBufferPointer, _ operationName: String?) {
        if young.count >= limits.plans / 2 || young.textBytes > limits.textBytes / 2 {
            old = young
            young = Generation()
        }
        unsafe young.insert(plan, text, operationName)
    }
}
