import JSON

/// The credentials in the payload of `connection_init`.
enum SocketCredentials {
    /// The values of `Authorization`, in any case, of the payload and of its member `headers`: clients send either.
    static func values(in payload: JSONValue.Object?) -> [[UInt8]] {
        guard let payload else { return [] }
        var members = payload.members
        if case .object(let headers)? = payload["headers"] { members += headers.members }
        return members.compactMap { member in
            guard member.key.lowercased() == "authorization", case .string(let text) = member.value else {
                return nil
            }
            return Array(text.utf8)
        }
    }
}
