import GraphQL
import Planner

/// Which roles cannot execute each trusted document, and why.
struct DocumentReport {
    /// One line for each document that some role cannot ask.
    private(set) var lines: [String] = []
    /// Documents that no role can ask.
    private(set) var brokenCount = 0
    let count: Int

    init(_ documents: TrustedDocuments, schema: BoundSchema, rules: DocumentRules) {
        count = documents.entries.count
        for entry in documents.entries {
            var refusals: [(role: String, error: GraphQLError)] = []
            var costly: [(role: String, error: GraphQLError)] = []
            for (index, role) in schema.roles.enumerated() {
                switch Self.verdict(on: entry.text, role: index, schema, rules) {
                case .asked: break
                case .refused(let error): refusals.append((role.name, error))
                case .costly(let error): costly.append((role.name, error))
                }
            }
            if refusals.count == schema.roles.count {
                brokenCount += 1
                lines += Self.reasons(refusals).map { error, roles in
                    let place = error.locations.first.map { ":\($0.line):\($0.column)" } ?? ""
                    let whose = roles.count == schema.roles.count ? "" : " (\(roles.joined(separator: ", ")))"
                    return "\(entry.origin)\(place): no role can ask it\(whose): \(error.message)"
                }
            } else if !refusals.isEmpty {
                lines.append("\(entry.origin): not for \(Self.names(refusals))")
            }
            if let first = costly.first {
                lines.append(
                    "\(entry.origin): for \(Self.names(costly)) only with smaller pages than by default: \(first.error.message)"
                )
            }
        }
    }

    /// Each reason once, with the roles that it holds for.
    private static func reasons(
        _ refusals: [(role: String, error: GraphQLError)]
    ) -> [(error: GraphQLError, roles: [String])] {
        refusals.reduce(into: []) { reasons, refusal in
            if let place = reasons.firstIndex(where: { $0.error == refusal.error }) {
                reasons[place].roles.append(refusal.role)
            } else {
                reasons.append((refusal.error, [refusal.role]))
            }
        }
    }

    private static func names(_ roles: [(role: String, error: GraphQLError)]) -> String {
        roles.map(\.role).joined(separator: ", ")
    }

    private enum Verdict {
        case asked
        /// It is refused, whatever its variables are.
        case refused(GraphQLError)
        /// It costs too much with the page sizes that it has without variables.
        case costly(GraphQLError)
    }

    private static func verdict(
        on text: String,
        role: Int,
        _ schema: BoundSchema,
        _ rules: DocumentRules
    ) -> Verdict {
        var operations: [PreparedOperation] = []
        do throws(RequestError) {
            let document = try rules.document(text, role: role)
            do throws(GraphQLError) {
                for number in document.operations.indices {
                    let operation = try rules.prepare(number, of: document, role: role, StatementRegistry())
                    try rules.checkCost(
                        of: operation.plan(integers: "1", booleans: nil),
                        role: role
                    )
                    operations.append(operation)
                }
            } catch {
                return .refused(error)
            }
        } catch {
            return error.errors.first.map { .refused($0) } ?? .asked
        }
        do throws(GraphQLError) {
            for operation in operations {
                try rules.checkCost(of: operation.plan(integers: nil, booleans: true), role: role)
            }
            return .asked
        } catch {
            return .costly(error)
        }
    }

    /// What start-up tells in one line.
    var summary: String {
        let broken = brokenCount == 0 ? "" : ", \(brokenCount) of which no role can ask"
        return "\(count) trusted document\(count == 1 ? "" : "s")\(broken)."
    }
}

extension PreparedOperation {
    /// The plan for a request without a caller: with these values for all variables that are an `Int` or a `Boolean`, or else their
    /// defaults, and with nothing for the others.
    fileprivate func plan(integers: String?, booleans: Bool?) -> ExecutionPlan {
        let values = variables.assumed(
            integers: integers.map { .int($0) },
            booleans: booleans.map { .boolean($0) }
        )
        return executionPlan(for: values).plan
    }
}
