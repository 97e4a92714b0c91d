/// How a response is sent: its media type, and whether the client knows the status 294 (*GraphQL over HTTP*, "Accept" and
/// "Status Codes").
struct ResponseFormat: Equatable {
    /// The media types of responses, the preferred one first.
    enum Kind: CaseIterable {
        case graphQLResponse
        /// For clients that do not know the other one.
        case json
    }

    let mediaType: Kind
    /// Whether `Accept` names the media type; else a wildcard covers it.
    let isNamed: Bool

    /// For a client that does not say what it accepts, and for one that accepts neither media type.
    static let standard = ResponseFormat(mediaType: .graphQLResponse, isNamed: false)

    var contentType: StaticString {
        switch mediaType {
        case .json: "application/json; charset=utf-8"
        case .graphQLResponse: "application/graphql-response+json; charset=utf-8"
        }
    }

    /// The status of an executed request.
    ///
    /// Many HTTP clients take every status but 200 for a failure and drop the data. Only a client that names the media type
    /// knows the status 294 for data with errors.
    func status(hasErrors: Bool) -> UInt16 {
        hasErrors && isNamed && mediaType == .graphQLResponse ? 294 : 200
    }

    /// The format that the client prefers; `nil` if it accepts neither media type.
    ///
    /// The most specific range decides about a type (RFC 9110, §12.5.1 "Accept"). Of two types with equal weights, a type
    /// that is named goes before a type that a wildcard covers: a client that sends `application/json, */*` knows only JSON.
    static func negotiated(_ accept: some Sequence<UInt8>) -> ResponseFormat? {
        let ranges = MediaType.list(accept).filter(\.isUTF8)
        var best: (type: Kind, quality: Int, precision: Int)?
        for type in Kind.allCases {
            var found: (quality: Int, precision: Int)?
            for range in ranges {
                guard let precision = type.precision(of: range.name), precision >= found?.precision ?? 0
                else { continue }
                found = (range.quality, precision)
            }
            guard let found, found.quality > 0 else { continue }
            if let best, (best.quality, best.precision) >= (found.quality, found.precision) { continue }
            best = (type, found.quality, found.precision)
        }
        return best.map { ResponseFormat(mediaType: $0.type, isNamed: $0.precision == 2) }
    }
}

extension ResponseFormat.Kind {
    /// How precisely `range` means this type: 2 for its name, 0 for `*/*`; `nil` if it does not.
    fileprivate func precision(of range: String) -> Int? {
        switch (range, self) {
        case ("application/graphql-response+json", .graphQLResponse), ("application/json", .json): 2
        case ("application/*", _): 1
        case ("*/*", _): 0
        case (_, _): nil
        }
    }
}
