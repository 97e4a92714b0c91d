import Bytes
import JSON

/// The documents that the operator trusts, by their identifiers.
struct TrustedDocuments: Sendable {
    /// One document, and where it is from.
    struct Entry: Sendable {
        var text: String
        /// As a person finds it: a file, or a manifest and the name in it.
        var origin: String
    }

    private(set) var entries: [Entry] = []
    private var indices: [String: Int] = [:]

    /// The text of the document that is called `identifier`.
    subscript(identifier: String) -> String? { indices[identifier].map { entries[$0].text } }

    /// Whether this very text is one of them.
    func contains(_ text: String) -> Bool { indices["sha256:" + SHA256.hexadecimal(of: text.utf8)] != nil }

    /// Adds a document under `identifier`, if it has one, and under its hash.
    ///
    /// - Throws: when the identifier is another document's already.
    mutating func add(_ text: String, identifier: String?, origin: String) throws(CommandFailure) {
        if let identifier, let known = indices[identifier] {
            guard entries[known].text == text else {
                throw CommandFailure("\(origin): \"\(identifier)\" is the identifier of another document.")
            }
            return
        }
        let index = entries.count
        entries.append(Entry(text: text, origin: origin))
        if let identifier { indices[identifier] = index }
        // Editors end a file with a newline, which the document that a client hashes has not.
        var end = text[...]
        while end.last?.isNewline == true { end.removeLast() }
        for form in [text[...], end] { indices["sha256:" + SHA256.hexadecimal(of: form.utf8)] = index }
    }
}

extension TrustedDocuments {
    /// The documents at `path`: a folder of `*.graphql`, each called by its name, and of manifests; or one manifest.
    init(path: String) throws(CommandFailure) {
        if path.hasSuffix(".json") {
            try readManifest(path)
            return
        }
        let names: [String]
        do throws(FileError) {
            names = try Files.list(path).sorted()
        } catch {
            throw CommandFailure("The folder of documents \(path) cannot be read: \(error.reason).")
        }
        for name in names {
            if name.hasSuffix(".json") { try readManifest("\(path)/\(name)") }
            guard name.hasSuffix(".graphql") else { continue }
            let file = "\(path)/\(name)"
            try add(try Self.text(of: file), identifier: String(name.dropLast(8)), origin: file)
        }
        if entries.isEmpty { throw CommandFailure("There is no document in \(path).") }
    }

    private static func text(of path: String) throws(CommandFailure) -> String {
        do throws(FileError) {
            guard let text = String(validating: try Files.read(path), as: UTF8.self) else {
                throw FileError(reason: "it is not UTF-8")
            }
            return text
        } catch {
            throw CommandFailure("\(path) cannot be read: \(error.reason).")
        }
    }

    /// Reads Relay's map of identifiers to texts, or Apollo's list of operations.
    private mutating func readManifest(_ path: String) throws(CommandFailure) {
        var limits = JSONReader.Limits()
        limits.bytes = 1 << 30
        limits.tokens = 10_000_000
        let text = try Self.text(of: path)
        let json: JSONValue
        do throws(JSONError) {
            json = try JSONReader.read(Array(text.utf8), limits: limits)
        } catch {
            throw CommandFailure("\(path) is not JSON, at byte \(error.offset): \(error.message)")
        }
        guard case .object(let members) = json else {
            throw CommandFailure("\(path) is no manifest: it must be a JSON object.")
        }
        guard case .array(let operations)? = members["operations"] else {
            for member in members.members {
                guard case .string(let text) = member.value else {
                    throw CommandFailure("\(path): \"\(member.key)\" must be a document's text.")
                }
                try add(text, identifier: member.key, origin: "\(path): \(member.key)")
            }
            return
        }
        for (index, operation) in operations.enumerated() {
            guard case .object(let operation) = operation, case .string(let identifier)? = operation["id"],
                case .string(let text)? = operation["body"]
            else { throw CommandFailure("\(path): operation \(index) needs an \"id\" and a \"body\".") }
            try add(text, identifier: identifier, origin: "\(path): \(identifier)")
        }
    }
}
