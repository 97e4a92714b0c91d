/// The media type of a response: *GraphQL over HTTP*, "Accept" and "Body".
enum ResponseMediaType: CaseIterable {
    case graphQLResponse
    /// For clients that know the older way only; what failed is sent as ``graphQLResponse`` all the same.
    case json

    /// What the client takes, and prefers; `nil` where it takes neither.
    ///
    /// The most specific range decides about a type (RFC 9110, §12.5.1 "Accept"). Of types that are wanted equally, one that
    /// is named goes before one that a wildcard covers: who names `application/json` beside `*/*` knows only that.
    static func negotiated(_ accept: some Sequence<UInt8>) -> ResponseMediaType? {
        let ranges = MediaType.list(accept).filter(\.isUTF8)
        var best: (type: ResponseMediaType, quality: Int, precision: Int)?
        for type in allCases {
            var found: (quality: Int, precision: Int)?
            for range in ranges {
                guard let precision = type.precision(of: range.name), precision >= found?.precision ?? 0
                else {
                    continue
                }
                found = (range.quality, precision)
            }
            guard let found, found.quality > 0 else { continue }
            if let best, (best.quality, best.precision) >= (found.quality, found.precision) { continue }
            best = (type, found.quality, found.precision)
        }
        return best?.type
    }

    /// How precisely `range` means this type; `nil` where it does not.
    private func precision(of range: String) -> Int? {
        switch (range, self) {
        case ("application/graphql-response+json", .graphQLResponse), ("application/json", .json): 2
        case ("application/*", _): 1
        case ("*/*", _): 0
        case (_, _): nil
        }
    }

    func contentType(status: UInt16) -> StaticString {
        switch self {
        case .json where status < 300: "application/json; charset=utf-8"
        case .graphQLResponse, .json: "application/graphql-response+json; charset=utf-8"
        }
    }
}
