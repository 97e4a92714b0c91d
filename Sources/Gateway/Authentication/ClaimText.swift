import JSON
import Planner

/// A claim that a role needs, and that is missing or not of its type.
struct ClaimRefusal: Error {
    var name: String
}

extension Role {
    /// The claims among `members`, as policies read them; what the database derives is `nil` as yet.
    func values(of members: JSONValue.Object) throws(ClaimRefusal) -> [String?] {
        var values: [String?] = []
        for declaration in claims {
            let claim = members[declaration.name] ?? .null
            if declaration.relation != nil || (claim == .null && !declaration.isRequired) {
                values.append(nil)
                continue
            }
            guard let text = declaration.text(of: claim) else { throw ClaimRefusal(name: declaration.name) }
            values.append(text)
        }
        return values
    }
}

extension ClaimDeclaration {
    /// The claim as policies read it: a value's text, or an array's text; `nil` where it is not of its type.
    func text(of claim: JSONValue) -> String? {
        guard isList else { return Self.text(of: claim, kind) }
        guard case .array(let items) = claim else { return nil }
        var texts: [String] = []
        for item in items {
            guard let text = Self.text(of: item, kind) else { return nil }
            texts.append(text)
        }
        return Self.arrayText(texts)
    }

    private static func text(of claim: JSONValue, _ kind: Kind) -> String? {
        switch (kind, claim) {
        case (.text, .string(let text)) where !text.utf8.contains(0): return text
        case (.uuid, .string(let text)) where UUIDText.bytes(text) != nil: return text.lowercased()
        case (.integer, .number(let text)), (.integer, .string(let text)): return Int64(text).map(String.init)
        case (.boolean, .boolean(let flag)): return flag ? "true" : "false"
        case (.text, _), (.uuid, _), (.integer, _), (.boolean, _): return nil
        }
    }

    /// PostgreSQL's text of an array: every item quoted.
    private static func arrayText(_ items: [String]) -> String {
        let quoted = items.map { item in
            "\"" + item.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
        }
        return "{" + quoted.joined(separator: ",") + "}"
    }
}
