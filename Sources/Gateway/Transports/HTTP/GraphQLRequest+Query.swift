import GraphQL
import HTTP
import JSON

extension GraphQLRequest {
    /// Reads the parameters of a GET's query component.
    ///
    /// - Throws: why the parameters cannot be read.
    init(query request: borrowing Request, limits: RequestReading) throws(RequestError) {
        guard let parameters = request.queryParameters else {
            throw RequestError(
                status: 400,
                GraphQLError("The query component of the address cannot be decoded.", code: .badRequest)
            )
        }
        var members = JSONValue.Object()
        for (name, value) in parameters where !value.isEmpty {
            guard
                ["query", "documentId", "operationName", "onError", "variables", "extensions"].contains(name)
            else { continue }
            guard members[name] == nil else { throw .malformed("The parameter \"\(name)\" is given twice.") }
            if name != "variables" && name != "extensions" {
                members.set(name, to: .string(value))
                continue
            }
            do throws(JSONError) {
                members.set(name, to: try JSONReader.read(Array(value.utf8), limits: limits.json))
            } catch {
                throw .unreadable("The parameter \"\(name)\"", error)
            }
        }
        try self.init(members)
    }
}
