import Bytes
import JSON

/// What bodies asked that came before: pages and dashboards send the same ones again and again.
///
/// A body without variables is found byte for byte; of another one, what stands around its variables is, and only they are
/// read. Serves benchmarks `typename` and `ticket-by-id`: what is known is neither read as JSON nor is its text copied. Bodies
/// with extensions differ from one another, and are not kept.
final class RequestCache {
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

    /// What is asked by byte strings.
    private struct Known: ~Copyable {
        var texts = ByteTable()
        var requests: [GraphQLRequest] = []

        func request(_ text: [UInt8]) -> GraphQLRequest? {
            unsafe text.withUnsafeBytes { unsafe texts.index(of: $0) }.map { requests[$0] }
        }

        mutating func insert(_ text: [UInt8], _ request: GraphQLRequest) {
            if requests.count == Limits.bodies { self = Known() }
            let number = unsafe text.withUnsafeBytes { unsafe texts.insert($0) }
            if number == requests.count { requests.append(request) }
        }
    }

    private var whole = Known()
    /// By what stands around the variables.
    private var framed = Known()
    /// What is looked up, kept for its room.
    private var frame: [UInt8] = []

    /// What `body` asks, if one like it has come before.
    func request(_ body: [UInt8], limits: JSONReader.Limits) -> GraphQLRequest? {
        guard body.count <= Limits.bodyBytes else { return nil }
        if let known = whole.request(body) { return known }
        guard let hole = VariablesMember.position(in: body),
            case (.object(let variables), let count)? = Self.value(in: body, at: hole, limits: limits)
        else { return nil }
        setFrame(of: body, around: hole..<hole + count)
        var request = framed.request(frame)
        request?.variables = variables
        return request
    }

    /// Notes that `body`, which is sound JSON, asks `request`.
    func remember(_ body: [UInt8], _ request: GraphQLRequest, limits: JSONReader.Limits) {
        guard body.count <= Limits.bodyBytes, request.question.extensions.isEmpty else { return }
        if request.variables.isEmpty { return whole.insert(body, request) }
        guard let hole = VariablesMember.position(in: body), VariablesMember.isOutermost(in: body, at: hole),
            let (_, count) = Self.value(in: body, at: hole, limits: limits)
        else { return }
        setFrame(of: body, around: hole..<hole + count)
        var request = request
        request.variables = JSONValue.Object()
        framed.insert(frame, request)
    }

    /// The bytes of `body` around the value at `hole`, with a byte in its place that stands in no JSON text.
    private func setFrame(of body: [UInt8], around hole: Range<Int>) {
        frame.removeAll(keepingCapacity: true)
        frame += body[..<hole.lowerBound]
        frame.append(0)
        frame += body[hole.upperBound...]
    }

    private static func value(
        in body: [UInt8],
        at position: Int,
        limits: JSONReader.Limits
    ) -> (value: JSONValue, count: Int)? {
        var limits = limits
        limits.depth -= 1
        return unsafe body.withUnsafeBytes { bytes in
            // SAFETY: the position is within the body; the reader keeps nothing of it.
            try? unsafe JSONReader.readBeginning(
                of: UnsafeRawBufferPointer(rebasing: bytes[position...]),
                limits: limits
            )
        }
    }
}

/// Where a body has its variables.
///
/// What stands before a value decides, in JSON, what the value is: so two bodies that are alike up to here have the same
/// member here, whatever follows.
enum VariablesMember {
    private static let name = Array("\"variables\":".utf8)

    /// Where the value of the first member of this name begins, which may be an inner object's.
    ///
    /// Within a string its quotes would stand behind backslashes.
    static func position(in body: [UInt8]) -> Int? {
        var start = 0
        while let quote = body[start...].firstIndex(of: UInt8(ascii: "\"")) {
            let end = quote + name.count
            guard end < body.count else { return nil }
            if body[quote + 1] == UInt8(ascii: "v"), body[quote..<end].elementsEqual(name) {
                return quote > 0 && body[quote - 1] != UInt8(ascii: "\\") ? end : nil
            }
            start = quote + 1
        }
        return nil
    }

    /// Whether a member's value at `position` of sound JSON belongs to the outermost object.
    static func isOutermost(in body: [UInt8], at position: Int) -> Bool {
        var depth = 0
        var isInString = false
        var isEscaped = false
        for byte in body[..<position] {
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isInString = true
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            case _: break
            }
        }
        return depth == 1 && !isInString
    }
}
