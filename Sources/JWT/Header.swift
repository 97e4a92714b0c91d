import Bytes
import JSON

/// A token's header (RFC 7515, §4 "JOSE Header"), as far as it may have a say.
struct Header {
    let algorithm: Algorithm
    let keyID: String?

    /// Reads the header's bytes.
    ///
    /// A header may name an algorithm, a key, a type, and what merely describes the key (`x5t`). Whatever
    /// would bring a key along, fetch one, or change how the rest is read is refused (RFC 8725, §3.10 and
    /// §3.11).
    init(_ bytes: [UInt8]) throws(TokenError) {
        var limits = JSONReader.Limits()
        limits.depth = Limits.nesting
        limits.tokens = Limits.values
        guard let members = strictObject(bytes, limits: limits) else { throw .malformed }
        for name in ["jku", "jwk", "x5u", "x5c", "crit", "b64", "zip", "enc", "epk", "apu", "apv"] {
            guard members[name] == nil else { throw .headerRefused }
        }
        guard let name = members["alg"]?.text else { throw .malformed }
        guard let algorithm = Algorithm(rawValue: name) else { throw .algorithmRefused }
        if let type = members["typ"] {
            let known = ["jwt", "at+jwt", "application/jwt", "application/at+jwt"]
            guard let type = type.text, known.contains(type.lowercased()) else { throw .headerRefused }
        }
        // A nested token would have to be opened once more (RFC 7519, §5.2 "cty").
        guard members["cty"] == nil else { throw .headerRefused }
        if let id = members["kid"] {
            guard let id = id.text else { throw .malformed }
            keyID = id
        } else {
            keyID = nil
        }
        self.algorithm = algorithm
    }
}

/// The three parts of a token in compact form (RFC 7515, §3.1 "JWS Compact Serialization Overview").
struct CompactToken {
    let header: [UInt8]
    let payload: [UInt8]
    let library: LibraryKey.Compact

    /// Takes `bytes` apart; each part must be the canonical base64url of some bytes.
    init(_ bytes: [UInt8]) throws(TokenError) {
        guard bytes.count <= Limits.tokenBytes else { throw .tooLarge }
        let parts = bytes.split(separator: UInt8(ascii: "."), maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 3, parts.allSatisfy({ !$0.isEmpty }), parts[0].count <= Limits.headerBytes,
            let header = Base64URL.decode(parts[0]), let payload = Base64URL.decode(parts[1]),
            let signature = Base64URL.decode(parts[2])
        else { throw .malformed }
        self.header = header
        self.payload = payload
        library = LibraryKey.Compact(bytes: bytes, signatureBytes: signature.count)
    }
}
