import HTTP

/// Whether a browser sent a request for a page of another site (cross-site request forgery).
///
/// Browsers send some requests of any page without a preflight (*Fetch*, §2.2.2 "CORS-safelisted method", §2.2.5
/// "CORS-safelisted request-header"). Such a request reaches a gateway that only the visitor can reach, and it costs time
/// even if the page cannot read the answer. Newer browsers say where the page is in `Sec-Fetch-Site`, but only over TLS and
/// to `localhost`. Older browsers send `Origin` if the page is from another origin. Other programs send neither.
enum CrossSite {
    /// Whether `request` is refused: it comes from a page of another site, which `cors` does not allow.
    ///
    /// If a field is there several times, the strictest value counts.
    static func isRefused(_ request: borrowing Request, cors: CORSPolicy?) -> Bool {
        // Nearly all requests have neither field.
        let sites = request.headers("sec-fetch-site")
        let isOther: Bool
        if sites.isEmpty {
            let host = request.header("host")
            isOther = request.headers("origin").contains { !isOwn($0, host: host) }
        } else {
            isOther = sites.contains {
                !$0.elementsEqual("same-origin".utf8) && !$0.elementsEqual("none".utf8)
            }
        }
        return isOther && cors?.allows(request) != true
    }

    /// Whether `origin` is the address that the request was sent to, with any scheme: a proxy may end TLS.
    private static func isOwn(_ origin: ArraySlice<UInt8>, host: ArraySlice<UInt8>?) -> Bool {
        guard let host, let colon = origin.firstIndex(of: UInt8(ascii: ":")) else { return false }
        return origin[colon...].dropFirst().elementsEqual(Array("//".utf8) + host)
    }
}
