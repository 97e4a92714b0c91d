import Bytes

/// Writes the parts of an answer's head (RFC 9112, §4 "Status Line", §5 "Field Syntax").
enum ResponseHeadWriter {
    /// Writes the whole head of `response` in place of what `buffer` holds.
    ///
    /// - Parameters:
    ///   - date: the line of the field `Date`.
    ///   - connection: the value of the field `Connection`; `nil` leaves it out.
    ///   - streamed: whether a stream's body is sent in chunks; `nil` if the body is whole.
    static func write(
        _ response: borrowing Response,
        date: [UInt8],
        connection: StaticString?,
        streamed: Bool?,
        into buffer: inout ByteBuffer
    ) {
        buffer.truncate(to: 0)
        statusLine(response.status, into: &buffer)
        buffer.append(date)
        if let contentType = response.contentType { field("Content-Type", contentType, into: &buffer) }
        for header in response.headers { field(header.name, header.value, into: &buffer) }
        if streamed == true {
            buffer.append(literal: "Transfer-Encoding: chunked\r\n")
        } else if streamed == nil, response.status != 204, response.status != 304 {
            contentLength(response.body.count, into: &buffer)
        }
        if let connection { field("Connection", connection, into: &buffer) }
        buffer.append(literal: "\r\n")
    }

    static func statusLine(_ status: UInt16, into buffer: inout ByteBuffer) {
        if status == 200 { return buffer.append(literal: "HTTP/1.1 200 OK\r\n") }
        buffer.append(literal: "HTTP/1.1 ")
        decimal(Int(status), into: &buffer)
        buffer.append(UInt8(ascii: " "))
        buffer.append(literal: reason(status))
        buffer.append(literal: "\r\n")
    }

    static func field(_ name: StaticString, _ value: StaticString, into buffer: inout ByteBuffer) {
        buffer.append(literal: name)
        buffer.append(literal: ": ")
        buffer.append(literal: value)
        buffer.append(literal: "\r\n")
    }

    /// A value may hold a client's text; control characters in it are replaced, so that none ends the line.
    static func field(_ name: StaticString, _ value: String, into buffer: inout ByteBuffer) {
        buffer.append(literal: name)
        buffer.append(literal: ": ")
        let start = buffer.count
        buffer.append(value)
        for index in start..<buffer.count where buffer[index] < 0x20 || buffer[index] == 0x7F {
            buffer.replace(at: index, with: 0x20)
        }
        buffer.append(literal: "\r\n")
    }

    static func contentLength(_ count: Int, into buffer: inout ByteBuffer) {
        buffer.append(literal: "Content-Length: ")
        decimal(count, into: &buffer)
        buffer.append(literal: "\r\n")
    }

    static func decimal(_ value: Int, into buffer: inout ByteBuffer) {
        precondition(value >= 0, "lengths and statuses are not negative")
        var divisor = 1
        while value / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            buffer.append(UInt8(ascii: "0") + UInt8(value / divisor % 10))
            divisor /= 10
        }
    }

    static func hexadecimal(_ value: Int, into buffer: inout ByteBuffer) {
        buffer.append(String(value, radix: 16))
    }

    /// The usual words for a status (RFC 9110, §15 "Status Codes"); they may be missing.
    private static func reason(_ status: UInt16) -> StaticString {
        switch status {
        case 101: "Switching Protocols"
        case 200: "OK"
        case 202: "Accepted"
        case 204: "No Content"
        case 294: "Partial Success"
        case 301: "Moved Permanently"
        case 302: "Found"
        case 303: "See Other"
        case 304: "Not Modified"
        case 307: "Temporary Redirect"
        case 308: "Permanent Redirect"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 406: "Not Acceptable"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 413: "Content Too Large"
        case 414: "URI Too Long"
        case 415: "Unsupported Media Type"
        case 417: "Expectation Failed"
        case 422: "Unprocessable Content"
        case 426: "Upgrade Required"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        case 505: "HTTP Version Not Supported"
        case _: ""
        }
    }
}
