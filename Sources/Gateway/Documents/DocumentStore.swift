import GraphQL
import HTTP

/// The documents of one loop that are known by an identifier: trusted ones, and those that clients had kept.
final class DocumentStore {
    /// Bounds on what clients may have kept.
    struct Limits: Sendable {
        /// As many as plans are kept, which each of them needs anyway.
        var documents = 2000
        /// All texts together.
        var bytes = 8 << 20
    }

    private let trusted: TrustedDocuments
    private let keepsDocuments: Bool
    private let limits: Limits
    private var young: [String: String] = [:]
    private var old: [String: String] = [:]
    private var youngBytes = 0

    /// - Parameter keepsDocuments: whether clients may have documents kept.
    init(trusted: TrustedDocuments, keepsDocuments: Bool, limits: Limits = Limits()) {
        self.trusted = trusted
        self.keepsDocuments = keepsDocuments
        self.limits = limits
    }

    /// The text of the document that `reference` means.
    ///
    /// - Parameter onlyTrusted: whether documents are refused that are not among the trusted ones.
    func text(of reference: DocumentReference, onlyTrusted: Bool) throws(RequestError) -> String {
        switch reference {
        case .text(let text), .kept(let text, _):
            guard !onlyTrusted || trusted.contains(text) else {
                let problem = GraphQLError(
                    "Only documents that are known are answered: send a \"documentId\".",
                    code: .forbidden
                )
                throw RequestError(status: 403, problem)
            }
            return text
        case .identifier(let identifier):
            if let text = trusted[identifier] { return text }
            if !onlyTrusted, keepsDocuments, let text = kept(identifier) { return text }
            throw Self.notFound
        }
    }

    /// Keeps the document that `reference` brings, once it has proved to be a valid one.
    func keep(_ reference: DocumentReference) {
        guard keepsDocuments, case .kept(let text, let hash) = reference else { return }
        let identifier = "sha256:" + hash
        guard young[identifier] == nil else { return }
        if young.count >= limits.documents / 2 || youngBytes > limits.bytes / 2 {
            old = young
            young = [:]
            youngBytes = 0
        }
        young[identifier] = text
        youngBytes += text.utf8.count
    }

    private func kept(_ identifier: String) -> String? {
        if let text = young[identifier] { return text }
        guard let text = old[identifier] else { return nil }
        keep(.kept(text, sha256: String(identifier.dropFirst(7))))
        return text
    }

    /// Apollo's clients know the message, and send the text then; nothing on the way may remember that it was missing.
    private static var notFound: RequestError {
        RequestError(
            status: 404,
            GraphQLError("PersistedQueryNotFound", code: .persistedQueryNotFound),
            headers: [ResponseHeader("Cache-Control", "no-store")]
        )
    }
}
