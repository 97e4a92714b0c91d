import Bytes
import JSON

/// What bodies asked that came before, byte for byte: pages and dashboards send the same ones again and again.
///
/// Serves benchmark `typename`: such a body is neither read as JSON nor is its text copied. Bodies with variables or
/// extensions differ from one another, and are not kept.
final class RequestMemory {
    /// Bounds on what is kept.
    private enum Limits {
        /// The longest body: a page's query.
        ///
        /// What is longer costs more than its reading.
        static let bodyBytes = 8192
        /// How many: front ends have some hundred.
        ///
        /// Then all are forgotten, and the ones in use come back.
        static let bodies = 1000
    }

    private var bodies = ByteTable()
    private var requests: [GraphQLRequest] = []

    /// What `body` asks, if it has come before.
    func request(_ body: [UInt8]) -> GraphQLRequest? {
        guard body.count <= Limits.bodyBytes,
            let number = unsafe body.withUnsafeBytes({ unsafe bodies.index(of: $0) })
        else { return nil }
        return requests[number]
    }

    /// Notes that `body` asks `request`.
    func remember(_ body: [UInt8], _ request: GraphQLRequest) {
        guard body.count <= Limits.bodyBytes, request.variables.isEmpty, request.extensions.isEmpty else {
            return
        }
        if bodies.count == Limits.bodies {
            bodies.removeAll()
            requests = []
        }
        let number = unsafe body.withUnsafeBytes { unsafe bodies.insert($0) }
        if number == requests.count { requests.append(request) }
    }
}
