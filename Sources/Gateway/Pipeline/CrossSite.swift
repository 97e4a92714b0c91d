import HTTP

/// Whether a browser sent a request for a page of another site, which acts in its visitor's name or place.
///
/// Browsers send some requests of any page without asking first (*Fetch*, §2.2.2 "CORS-safelisted method", §2.2.5
/// "CORS-safelisted request-header"): they reach a gateway that only its visitor can reach, and what they cost is spent even if
/// the answer cannot be read. Newer browsers say where the page is (`Sec-Fetch-Site`, but only over TLS and to `localhost`),
/// older ones give its `Origin` where it is another. Programs that are no browsers send neither.
enum CrossSite {
    /// Whether `request` is refused: it comes from a page whose site is none of those that `cors` allows.
    static func isRefused(_ request: Request, cors: CORSPolicy?) -> Bool {
        let isOther: Bool
        if let site = request.header("sec-fetch-site") {
            isOther = !site.elementsEqual("same-origin".utf8) && !site.elementsEqual("none".utf8)
        } else if let origin = request.header("origin") {
            isOther = !isOwn(origin, host: request.header("host"))
        } else {
            return false
        }
        return isOther && cors?.allows(request) != true
    }

    /// Whether `origin` is the address that the request was sent to, whatever the scheme: TLS may end before us.
    private static func isOwn(_ origin: ArraySlice<UInt8>, host: ArraySlice<UInt8>?) -> Bool {
        guard let host, let colon = origin.firstIndex(of: UInt8(ascii: ":")) else { return false }
        return origin[colon...].dropFirst().elementsEqual(Array("//".utf8) + host)
    }
}
