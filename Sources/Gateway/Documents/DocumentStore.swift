import Bytes
import GraphQL
import HTTP

/// The documents of one loop that have an identifier: trusted ones, and those that clients stored.
final class DocumentStore {
    private let trusted: TrustedDocuments
    private let keepsDocuments: Bool
    /// The documents that clients stored, by their identifiers.
    private let stored: ByteCache<String>

    /// - Parameters:
    ///   - keepsDocuments: whether clients may store documents.
    ///   - bytes: the most memory that they take.
    init(trusted: TrustedDocuments, keepsDocuments: Bool, bytes: Int = 16 << 20) {
        self.trusted = trusted
        self.keepsDocuments = keepsDocuments
        stored = ByteCache(bytes: bytes)
    }

    /// The text of the document that `reference` refers to.
    ///
    /// - Parameter onlyTrusted: whether documents that are not trusted are refused.
    func text(of reference: DocumentReference, onlyTrusted: Bool) throws(RequestError) -> String {
        switch reference {
        case .text(let text), .kept(let text, _):
            guard !onlyTrusted || trusted.contains(text) else {
                let problem = GraphQLError(
                    "Only trusted documents are executed: send a \"documentId\".",
                    code: .forbidden
                )
                throw RequestError(status: 403, problem)
            }
            return text
        case .identifier(let identifier):
            if let text = trusted[identifier] { return text }
            if !onlyTrusted, keepsDocuments, let text = stored.value(for: identifier) { return text }
            throw Self.notFound
        }
    }

    /// Stores the document of `reference`, if it brings one; it has been validated.
    func keep(_ reference: DocumentReference) {
        guard keepsDocuments, case .kept(let text, let hash) = reference else { return }
        stored.set(text, for: "sha256:" + hash, bytes: text.utf8.count)
    }

    /// Apollo's clients know this message, and then send the text; no cache may keep the response.
    private static var notFound: RequestError {
        RequestError(
            status: 404,
            GraphQLError("PersistedQueryNotFound", code: .persistedQueryNotFound),
            headers: [ResponseHeader("Cache-Control", "no-store")]
        )
    }
}
