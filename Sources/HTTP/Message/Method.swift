import Bytes

/// A request's method (RFC 9110, §9 "Methods"); names are case-sensitive.
package enum Method: Sendable, Hashable {
    case get, head, post, put, patch, delete, options
    /// Any other token.
    case other(String)

    /// Whether it only reads (RFC 9110, §9.2.1 "Safe Methods").
    package var isSafe: Bool {
        switch self {
        case .get, .head, .options: true
        case .post, .put, .patch, .delete, .other: false
        }
    }

    init(_ name: ArraySlice<UInt8>) {
        switch name.count {
        case 3 where name.isEqual(to: "GET"): self = .get
        case 4 where name.isEqual(to: "POST"): self = .post
        case 4 where name.isEqual(to: "HEAD"): self = .head
        case 3 where name.isEqual(to: "PUT"): self = .put
        case 5 where name.isEqual(to: "PATCH"): self = .patch
        case 6 where name.isEqual(to: "DELETE"): self = .delete
        case 7 where name.isEqual(to: "OPTIONS"): self = .options
        case _: self = .other(String(decoding: name, as: UTF8.self))
        }
    }
}
