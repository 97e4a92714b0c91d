import Bytes
import JSON

/// Requests by the bytes of their bodies: front ends send equal bodies again and again.
///
/// A body without variables is found byte for byte. Another one is found by the bytes around its variables, and only they are
/// read. So an equal body is not read as JSON, and its text is not copied (benchmarks `typename`, `ticket-by-id`). Bodies with
/// extensions differ from one another, and are not kept.
final class RequestCache {
    /// The longest body that is kept, a page's query: a longer one costs more than its reading.
    private static let bodyBytes = 8192
    private let whole = ByteCache<GraphQLRequest>(bytes: 8 << 20)
    /// By the bytes around the variables.
    private let framed = ByteCache<GraphQLRequest>(bytes: 8 << 20)
    /// The bytes that are looked up, kept for their room.
    private var frame: [UInt8] = []

    /// The request in `body`, if it is known.
    func request(_ body: [UInt8], limits: JSONReader.Limits) -> GraphQLRequest? {
        guard body.count <= Self.bodyBytes else { return nil }
        if let known = whole.value(for: body) { return known }
        guard let range = JSONReader.range(ofMember: "variables", in: body) else { return nil }
        setFrame(of: body, around: range)
        guard var request = framed.value(for: frame) else { return nil }
        var limits = limits
        limits.depth -= 1
        guard case .object(let variables)? = try? JSONReader.read(body[range], limits: limits) else {
            return nil
        }
        request.variables = variables
        return request
    }

    /// Keeps `request`, which was read from `body`.
    func store(_ request: GraphQLRequest, for body: [UInt8]) {
        guard body.count <= Self.bodyBytes, request.parameters.extensions.isEmpty else { return }
        if request.variables.isEmpty { return whole.set(request, for: body, bytes: body.count) }
        guard let range = JSONReader.range(ofMember: "variables", in: body) else { return }
        setFrame(of: body, around: range)
        var request = request
        request.variables = JSONValue.Object()
        framed.set(request, for: frame, bytes: body.count)
    }

    /// The bytes of `body` with one byte in place of the value at `range`, which is in no JSON text.
    private func setFrame(of body: [UInt8], around range: Range<Int>) {
        frame.removeAll(keepingCapacity: true)
        frame += body[..<range.lowerBound]
        frame.append(0)
        frame += body[range.upperBound...]
    }
}
