import JSON

extension Claims {
    /// Reads the claims of a token whose signature has been checked.
    init(payload: [UInt8]) throws(TokenError) {
        var limits = JSONReader.Limits()
        limits.depth = Limits.nesting
        limits.tokens = Limits.values
        guard let members = strictObject(payload, limits: limits) else { throw .malformed }
        // A registered claim that is null is an absent one.
        guard let role = members["role"]?.text, !role.isEmpty else { throw .claimWrong(.role) }
        self.role = role
        switch members["sub"] {
        case nil, .null?: subject = nil
        case .string(let text)? where !text.isEmpty: subject = text
        case .some: throw .claimWrong(.subject)
        }
        switch members["iss"] {
        case nil, .null?, .string?: break
        case .some: throw .claimWrong(.issuer)
        }
        expiresAt = try Claims.date(.expiration, of: members, rounding: .down)
        notBefore = try Claims.date(.notBefore, of: members, rounding: .up)
        issuedAt = try Claims.date(.issuedAt, of: members, rounding: .up)
        self.members = members
    }

    /// A date in whole seconds, from 1970 to 9999.
    private static func date(
        _ claim: TokenError.Claim,
        of members: JSONValue.Object,
        rounding: NumericDate.Rounding
    ) throws(TokenError) -> Int64? {
        switch members[claim.rawValue] {
        case nil, .null?: return nil
        case .number(let text)?:
            guard let date = NumericDate.seconds(text, rounding) else { throw .claimWrong(claim) }
            return date
        case .some: throw .claimWrong(claim)
        }
    }

    /// The audiences that the claims name, as one string or as a list of them; `nil` when they name none.
    func audiences() throws(TokenError) -> [String]? {
        switch members["aud"] {
        case nil, .null?: return nil
        case .string(let audience): return [audience]
        case .array(let elements):
            let audiences = elements.compactMap(\.text)
            guard audiences.count == elements.count else { throw .claimWrong(.audience) }
            return audiences
        case .some: throw .claimWrong(.audience)
        }
    }
}
