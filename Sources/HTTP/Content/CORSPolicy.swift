/// Which other sites' pages may call this server and read its answers (Fetch, §3.3 "CORS protocol").
package final class CORSPolicy: Sendable {
    /// The origins allowed, as browsers write them (`https://app.example.com`); `*` is any.
    package let allowedOrigins: [String]
    /// The methods they may use.
    private let allowedMethods = "GET, POST"
    /// The fields they may send besides the safelisted ones.
    private let allowedHeaders =
        "content-type, authorization, idempotency-key, traceparent, tracestate, x-request-id"
    /// The fields of answers they may read besides the safelisted ones.
    private let exposedHeaders = "server-timing, x-request-id"
    /// How long a browser may keep the answer to a preflight.
    private let maximumAgeSeconds = 7200

    /// Creates a policy; an empty list allows no origin.
    package init(allowedOrigins: [String]) {
        self.allowedOrigins = allowedOrigins
    }

    /// The request's origin, if it is allowed; a request that names several origins has none that is.
    private func allowedOrigin(_ request: Request) -> String? {
        guard request.hasOne("origin"), let origin = request.header("origin") else { return nil }
        if allowedOrigins.contains("*") { return String(decoding: origin, as: UTF8.self) }
        return allowedOrigins.first { $0.utf8.elementsEqual(origin) }
    }

    /// Whether the page that sent `request` may read the answer.
    package func allows(_ request: Request) -> Bool { allowedOrigin(request) != nil }

    /// The answer to a preflight; `nil` for any other request.
    func preflight(_ request: Request) -> Response? {
        guard request.method == .options, request.header("origin") != nil,
            request.header("access-control-request-method") != nil
        else { return nil }
        var headers: [ResponseHeader] = []
        if allowedOrigin(request) != nil {
            headers.append(ResponseHeader("Access-Control-Allow-Methods", allowedMethods))
            headers.append(ResponseHeader("Access-Control-Allow-Headers", allowedHeaders))
            headers.append(ResponseHeader("Access-Control-Max-Age", String(maximumAgeSeconds)))
        }
        return Response(status: 204, headers: headers)
    }

    /// Adds the fields of CORS to an answer; every answer says that it depends on the origin.
    func allow(_ response: inout Response, _ request: Request?) {
        response.headers.append(ResponseHeader("Vary", "Origin"))
        guard let request, let origin = allowedOrigin(request) else { return }
        response.headers.append(ResponseHeader("Access-Control-Allow-Origin", origin))
        response.headers.append(ResponseHeader("Access-Control-Expose-Headers", exposedHeaders))
    }
}
