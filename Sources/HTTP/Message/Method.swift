/// A request's method (RFC 9110, §9 "Methods"); names are case-sensitive.
package enum Method: Sendable, Hashable {
    case get, head, post, put, patch, delete, options
    /// Any other token.
    case other(String)

    /// Whether it only asks (RFC 9110, §9.2.1 "Safe Methods").
    package var isSafe: Bool {
        switch self {
        case .get, .head, .options: true
        case .post, .put, .patch, .delete, .other: false
        }
    }

    init(_ name: ArraySlice<UInt8>) {
        switch name.count {
        case 3 where name.elementsEqual("GET".utf8): self = .get
        case 4 where name.elementsEqual("POST".utf8): self = .post
        case 4 where name.elementsEqual("HEAD".utf8): self = .head
        case 3 where name.elementsEqual("PUT".utf8): self = .put
        case 5 where name.elementsEqual("PATCH".utf8): self = .patch
        case 6 where name.elementsEqual("DELETE".utf8): self = .delete
        case 7 where name.elementsEqual("OPTIONS".utf8): self = .options
        case _: self = .other(String(decoding: name, as: UTF8.self))
        }
    }
}
