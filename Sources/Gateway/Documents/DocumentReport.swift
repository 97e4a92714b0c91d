import GraphQL
import Planner

/// What the schema says to each trusted document, for people: who may not ask it, and why nobody may.
struct DocumentReport {
    /// One line for each document that some role cannot ask.
    private(set) var lines: [String] = []
    /// Documents that no role can ask.
    private(set) var brokenCount = 0
    let count: Int

    init(_ documents: TrustedDocuments, schema: BoundSchema, limits: RequestLimits) {
        count = documents.entries.count
        for entry in documents.entries {
            var refusals: [(role: String, error: GraphQLError)] = []
            for (index, role) in schema.roles.enumerated() {
                let own = limits.with(role.limits)
                if let error = Self.error(entry.text, role: index, schema, own) {
                    refusals.append((role.name, error))
                }
            }
            guard let first = refusals.first else { continue }
            let place = first.error.locations.first.map { ":\($0.line):\($0.column)" } ?? ""
            if refusals.count == schema.roles.count {
                brokenCount += 1
                lines.append("\(entry.origin)\(place): no role can ask it: \(first.error.message)")
            } else {
                let names = refusals.map(\.role).joined(separator: ", ")
                lines.append("\(entry.origin): not for \(names)")
            }
        }
    }

    private static func error(
        _ text: String,
        role: Int,
        _ schema: BoundSchema,
        _ limits: RequestLimits
    )
        -> GraphQLError?
    {
        do throws(GraphQLError) {
            let document = try Document.parse(Array(text.utf8), limits: limits.document)
            let errors = Validation.validate(document, against: schema.schema, role: RoleSet(role: role))
            if let error = errors.first { return error }
            for operation in document.operations.indices {
                if let error = OperationSize(of: operation, in: document).error(limits.operation) {
                    return error
                }
            }
            return nil
        } catch {
            return error
        }
    }

    /// What start-up tells in one line.
    var summary: String {
        let broken = brokenCount == 0 ? "" : ", \(brokenCount) of which no role can ask"
        return "\(count) trusted document\(count == 1 ? "" : "s")\(broken)."
    }
}
