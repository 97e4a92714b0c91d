import Bytes
import GraphQL
import HTTP
import JSON

/// The requests of one body: one, or several if batches are allowed.
enum RequestBody {
    case one(GraphQLRequest)
    /// Each by itself: a malformed request does not affect the others.
    case batch([Result<GraphQLRequest, RequestError>])

    /// Reads a POST's body, or a GET's query component.
    ///
    /// - Throws: why the body cannot be read.
    static func read(
        _ request: borrowing Request,
        limits: RequestReading,
        cache: RequestCache
    ) throws(RequestError) -> RequestBody {
        guard request.method == .post else { return .one(try GraphQLRequest(query: request, limits: limits)) }
        try requireJSON(request)
        if let known = cache.request(request.body, limits: limits.json) { return .one(known) }
        let json: JSONValue
        do throws(JSONError) {
            json = try JSONReader.read(request.body, limits: limits.json)
        } catch {
            throw .unreadable("The body", error)
        }
        switch json {
        case .object(let members):
            let one = try GraphQLRequest(members)
            cache.store(one, for: request.body)
            return .one(one)
        case .array(let items) where limits.batch > 0: return try batch(items, limits)
        case .array:
            throw .malformed("The body must be one JSON object; batches of requests are not allowed.")
        case .null, .boolean, .number, .string: throw .malformed("The body must be a JSON object.")
        }
    }

    private static func batch(
        _ items: [JSONValue],
        _ limits: RequestReading
    ) throws(RequestError) -> RequestBody {
        guard !items.isEmpty else { throw .malformed("The batch is empty.") }
        guard items.count <= limits.batch else {
            let problem = GraphQLError(
                "The batch has \(items.count) requests; at most \(limits.batch) are allowed.",
                code: .limitExceeded
            )
            throw RequestError(status: 422, problem)
        }
        return .batch(
            items.map { item in
                guard case .object(let members) = item else {
                    return .failure(.malformed("A request must be a JSON object."))
                }
                do throws(RequestError) {
                    return .success(try GraphQLRequest(members))
                } catch {
                    return .failure(error)
                }
            }
        )
    }

    /// Refuses a body whose `Content-Type` is not JSON in UTF-8.
    private static func requireJSON(_ request: borrowing Request) throws(RequestError) {
        if let coding = request.header("content-encoding"), !coding.isEqual(to: "identity") {
            throw RequestError(
                status: 415,
                GraphQLError("Send the body without a Content-Encoding.", code: .badRequest),
                headers: [ResponseHeader("Accept-Encoding", "identity")]
            )
        }
        if let value = request.list("content-type") {
            if value.isEqual(to: "application/json") { return }
            if let type = MediaType(value), type.name == "application/json", type.isUTF8 { return }
        }
        throw RequestError(
            status: 415,
            GraphQLError("Send \"Content-Type: application/json\", in UTF-8.", code: .badRequest),
            headers: [ResponseHeader("Accept", "application/json")]
        )
    }
}

/// Limits on reading a request.
struct RequestReading: Sendable {
    var json: JSONReader.Limits = {
        var limits = JSONReader.Limits()
        limits.allowsRepeatedNames = false
        return limits
    }()
    /// The most requests of one batch; 0 allows no batches, because each of its requests may cost as much as one alone.
    var batch = 0
}
