/// A request, complete with its body.
///
/// Names and values stay bytes as they were received; a `String` is made only where one is read.
package struct Request: Sendable {
    let head: RequestHead
    /// The body, decoded.
    package let body: [UInt8]
    /// The peer's address as a number.
    package let remoteAddress: String
    /// When its last byte was read, on the clock of `Loop.nanoseconds`.
    package let receivedAt: UInt64

    /// The method.
    package var method: Method { head.method }

    /// The target as it was sent.
    package var target: String { String(decoding: head[head.target], as: UTF8.self) }

    /// The target's path as it was sent, percent-encoded and without the query; "*" for `OPTIONS *`.
    package var path: String {
        head.path.start == head.path.end ? "/" : String(decoding: head[head.path], as: UTF8.self)
    }

    /// The target's query as it was sent, without the question mark; empty without one.
    package var query: ArraySlice<UInt8> { head[head.query] }

    /// The value of the first field named `name`, which is written in lower case; its bytes as sent, without the
    /// white space around them.
    package func header(_ name: StaticString) -> ArraySlice<UInt8>? {
        head.field(name).map { head[head.fields[$0].value] }
    }

    /// Whether there is exactly one field named `name`, which is written in lower case.
    package func hasOne(_ name: StaticString) -> Bool {
        guard let first = head.field(name) else { return false }
        return head.field(name, from: first + 1) == nil
    }

    /// The value of the fields named `name`, which is written in lower case, as one list (RFC 9110, §5.3 "Field Order").
    package func list(_ name: StaticString) -> ArraySlice<UInt8>? {
        guard var next = head.field(name) else { return nil }
        // Nearly always there is one, which needs no copy.
        var found = head[head.fields[next].value]
        while let more = head.field(name, from: next + 1) {
            found += Array(", ".utf8) + head[head.fields[more].value]
            next = more
        }
        return found
    }

    /// The values of all fields named `name`, which is written in lower case, in order.
    package func headers(_ name: StaticString) -> [ArraySlice<UInt8>] {
        head.fields.filter { head.bytes.matches($0.name, name) }.map { head[$0.value] }
    }

    /// The value of the fields named `name`, which is written in lower case, joined as a list, as text.
    package func headerText(_ name: StaticString) -> String? {
        list(name).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The query's parameters in order, decoded as forms are (WHATWG URL, §5.1 "application/x-www-form-urlencoded
    /// parsing"); `nil` where a percent sign does not begin an encoding, or what it encodes is not UTF-8.
    package var queryParameters: [(name: String, value: String)]? {
        var parameters: [(name: String, value: String)] = []
        for pair in query.split(separator: UInt8(ascii: "&")) {
            let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            guard let name = Self.decoded(pair[..<equals]),
                let value = Self.decoded(pair[equals...].dropFirst())
            else { return nil }
            parameters.append((name, value))
        }
        return parameters
    }

    private static func decoded(_ text: ArraySlice<UInt8>) -> String? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var rest = text
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"):
                bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst().flatMap(hexadecimal),
                    let low = rest.popFirst().flatMap(hexadecimal)
                else { return nil }
                bytes.append(high << 4 | low)
            case _:
                bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }
}

/// The value of a hexadecimal digit.
func hexadecimal(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    case _: nil
    }
}
