package import Bytes

/// A field of an answer's head.
package struct ResponseHeader: Sendable {
    /// The name.
    package let name: StaticString
    /// The value; control characters in it are sent as spaces.
    package let value: String

    /// Creates a field.
    package init(_ name: StaticString, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// An answer, complete with its body.
///
/// `Date`, `Content-Length`, `Connection`, and what CORS and compression need are added when it is written.
package struct Response: ~Copyable {
    /// The status code (RFC 9110, §15 "Status Codes").
    package var status: UInt16
    /// The body's media type; `nil` leaves the field out.
    package var contentType: StaticString?
    /// More fields.
    package var headers: [ResponseHeader]
    /// The body.
    package var body: ByteBuffer
    /// Whether the body may be compressed, which is not for secrets beside what a stranger chose (BREACH), nor for
    /// what is compressed already.
    package var isCompressible: Bool

    /// Creates an answer.
    package init(
        status: UInt16,
        contentType: StaticString? = nil,
        headers: [ResponseHeader] = [],
        body: consuming ByteBuffer = ByteBuffer(capacity: 0),
        isCompressible: Bool = true
    ) {
        self.status = status
        self.contentType = contentType
        self.headers = headers
        self.body = body
        self.isCompressible = isCompressible
    }

    /// Creates an answer of a line of text.
    package init(status: UInt16, text: String, headers: [ResponseHeader] = []) {
        var body = ByteBuffer(capacity: text.utf8.count + 1)
        body.append(text)
        body.append(0x0A)
        self.init(status: status, contentType: "text/plain; charset=utf-8", headers: headers, body: body)
    }
}
