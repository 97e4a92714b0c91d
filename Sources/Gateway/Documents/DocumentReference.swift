import Bytes
import GraphQL
import JSON

/// How a request says which document it means.
enum DocumentReference {
    /// By its text.
    case text(String)
    /// By an identifier: *GraphQL over HTTP*, appendix "Persisted Documents".
    case identifier(String)
    /// By its text, which is to be kept under its hash: automatic persisted queries, as Apollo's clients ask them.
    case kept(String, sha256: String)

    /// Reads `query`, `documentId` and `extensions.persistedQuery`.
    init(_ members: JSONValue.Object, extensions: JSONValue.Object) throws(RequestError) {
        let text = try Self.string("query", members)
        var identifier = try Self.string("documentId", members)
        if let hash = try Self.persistedQuery(extensions) {
            guard identifier == nil else {
                throw .malformed("Give \"documentId\" or \"extensions.persistedQuery\", not both.")
            }
            identifier = "sha256:" + hash
        }
        switch (text, identifier) {
        case (let text?, nil): self = .text(text)
        case (nil, let identifier?): self = .identifier(identifier)
        case (let text?, let identifier?):
            guard identifier.hasPrefix("sha256:") else {
                throw .malformed("Give \"query\" or \"documentId\"; both only with a hash, \"sha256:…\".")
            }
            let hash = String(identifier.dropFirst(7))
            guard SHA256.hexadecimal(of: text.utf8) == hash else {
                throw .malformed("The hash given is not that of \"query\".")
            }
            self = .kept(text, sha256: hash)
        case (nil, nil):
            throw .malformed("The parameter \"query\" must be there, a string with a GraphQL document.")
        }
    }

    private static func string(_ name: String, _ members: JSONValue.Object) throws(RequestError) -> String? {
        switch members[name] {
        case nil, .null?: return nil
        case .string(let text)?: return text
        case .boolean?, .number?, .array?, .object?:
            throw .malformed("The parameter \"\(name)\" must be a string.")
        }
    }

    /// The hash of `extensions.persistedQuery`.
    private static func persistedQuery(_ extensions: JSONValue.Object) throws(RequestError) -> String? {
        guard let entry = extensions["persistedQuery"], entry != .null else { return nil }
        guard case .object(let members) = entry, members["version"] == .number("1"),
            case .string(let hash)? = members["sha256Hash"]
        else { throw .malformed("\"extensions.persistedQuery\" must have version 1 and a \"sha256Hash\".") }
        return hash.lowercased()
    }
}
