import GraphQL
import HTTP
import JSON

/// The parameters of a request: *GraphQL over HTTP*, "Request Parameters".
struct GraphQLRequest {
    var query: String
    var operationName: String?
    var variables: JSONValue.Object
    /// Vendors' parameters; unknown ones are ignored.
    var extensions: JSONValue.Object

    /// Reads the parameters of a POST's body, or of a GET's query component.
    ///
    /// - Throws: what is wrong, with the status that the draft has for it.
    init(_ request: borrowing Request, limits: RequestReading) throws(RequestRefusal) {
        if request.method == .get {
            try self.init(query: request)
        } else {
            guard Self.isJSON(request) else {
                throw RequestRefusal(
                    status: 415,
                    GraphQLError("Send application/json, in UTF-8.", code: .badRequest)
                )
            }
            try self.init(body: request.body, limits: limits)
        }
    }

    private init(body: [UInt8], limits: RequestReading) throws(RequestRefusal) {
        let json: JSONValue
        do throws(JSONError) {
            json = try JSONReader.read(body, limits: limits.json)
        } catch {
            throw RequestRefusal(
                status: 400,
                GraphQLError(
                    "The body is not JSON: \(error.message), at byte \(error.offset).",
                    code: .badRequest
                )
            )
        }
        guard case .object(let members) = json else {
            throw .malformed("The body must be one JSON object; batches of requests are not taken.")
        }
        try self.init(members)
    }

    private init(query request: borrowing Request) throws(RequestRefusal) {
        guard let parameters = request.queryParameters else {
            throw RequestRefusal(
                status: 400,
                GraphQLError("The address's query cannot be decoded.", code: .badRequest)
            )
        }
        var members = JSONValue.Object()
        for (name, value) in parameters where !value.isEmpty {
            guard ["query", "operationName", "variables", "extensions"].contains(name) else { continue }
            guard members[name] == nil else { throw .malformed("The parameter \"\(name)\" is given twice.") }
            if name == "query" || name == "operationName" {
                members.set(name, to: .string(value))
                continue
            }
            do throws(JSONError) {
                members.set(name, to: try JSONReader.read(Array(value.utf8)))
            } catch {
                throw RequestRefusal(
                    status: 400,
                    GraphQLError(
                        "The parameter \"\(name)\" is not JSON: \(error.message).",
                        code: .badRequest
                    )
                )
            }
        }
        try self.init(members)
    }

    private init(_ members: JSONValue.Object) throws(RequestRefusal) {
        guard case .string(let query)? = members["query"] else {
            throw .malformed("The parameter \"query\" must be there, a string with a GraphQL document.")
        }
        self.query = query
        switch members["operationName"] {
        case nil, .null?: operationName = nil
        case .string(let name)?: operationName = name.isEmpty ? nil : name
        default: throw .malformed("The parameter \"operationName\" must be a string.")
        }
        variables = try Self.object("variables", members)
        extensions = try Self.object("extensions", members)
    }

    private static func object(
        _ name: String,
        _ members: JSONValue.Object
    ) throws(RequestRefusal) -> JSONValue.Object {
        switch members[name] {
        case nil, .null?: return JSONValue.Object()
        case .object(let object)?: return object
        default: throw .malformed("The parameter \"\(name)\" must be an object.")
        }
    }

    /// Whether the body says that it is JSON in UTF-8.
    private static func isJSON(_ request: borrowing Request) -> Bool {
        guard let value = request.header("content-type") else { return false }
        if value.elementsEqual("application/json".utf8) { return true }
        guard let type = MediaType(String(decoding: value, as: UTF8.self)) else { return false }
        return type.name == "application/json" && (type.charset ?? "utf-8") == "utf-8"
    }
}

/// How much of a request is read.
struct RequestReading: Sendable {
    var json = JSONReader.Limits()
}

/// A request that is not executed: the status, and the errors that say why.
struct RequestRefusal: Error {
    var status: UInt16
    var errors: [GraphQLError]
    var headers: [ResponseHeader] = []

    init(status: UInt16, _ error: GraphQLError, headers: [ResponseHeader] = []) {
        self.init(status: status, errors: [error], headers: headers)
    }

    init(status: UInt16, errors: [GraphQLError], headers: [ResponseHeader] = []) {
        self.status = status
        self.errors = errors
        self.headers = headers
    }

    static func malformed(_ message: String) -> RequestRefusal {
        RequestRefusal(status: 422, GraphQLError(message, code: .badRequest))
    }
}
