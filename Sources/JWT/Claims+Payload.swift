import JSON

extension Claims {
    /// Reads the claims of a token whose signature has been checked.
    init(payload: [UInt8]) throws(TokenError) {
        var limits = JSONReader.Limits()
        limits.depth = Limits.nesting
        limits.tokens = Limits.values
        guard let members = strictObject(payload, limits: limits) else { throw .malformed }
        guard let role = members["role"]?.text, !role.isEmpty else { throw .claimWrong(.role) }
        self.role = role
        if let subject = members["sub"] {
            guard let text = subject.text, !text.isEmpty else { throw .claimWrong(.subject) }
            self.subject = text
        } else {
            subject = nil
        }
        if let issuer = members["iss"], issuer.text == nil { throw .claimWrong(.issuer) }
        expiresAt = try Claims.date(.expiration, of: members)
        notBefore = try Claims.date(.notBefore, of: members)
        issuedAt = try Claims.date(.issuedAt, of: members)
        self.members = members
    }

    /// A date in whole seconds, from 1970 to 9999.
    ///
    /// RFC 7519, §2 "NumericDate" allows fractions too; nobody needs them here, and reading them differently
    /// than the issuer is how a second too many is won, so they are refused.
    private static func date(
        _ claim: TokenError.Claim,
        of members: JSONValue.Object
    ) throws(TokenError) -> Int64? {
        guard let value = members[claim.rawValue] else { return nil }
        guard case .number(let text) = value, let date = Int64(text), (0...Limits.lastDate).contains(date)
        else {
            throw .claimWrong(claim)
        }
        return date
    }

    /// The audiences that the claims name, as one string or as a list of them; `nil` when they name none.
    func audiences() throws(TokenError) -> [String]? {
        switch members["aud"] {
        case nil: return nil
        case .string(let audience): return [audience]
        case .array(let elements):
            let audiences = elements.compactMap(\.text)
            guard audiences.count == elements.count else { throw .claimWrong(.audience) }
            return audiences
        case .some: throw .claimWrong(.audience)
        }
    }
}
