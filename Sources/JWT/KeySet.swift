/// The keys that tokens may be signed with, each for one algorithm: a plain value that any number of
/// verifiers can be made from.
///
/// What a key is for is decided here, before any token is seen (RFC 8725, §3.1 "Perform Algorithm
/// Verification"). Shared and public keys never stand in one set, so that a public key can never be tried as
/// a secret.
package struct KeySet: Sendable {
    /// One key.
    struct Key: Sendable {
        /// The name by which tokens ask for it.
        let id: String?
        /// The only algorithm it is for.
        let algorithm: Algorithm
        /// Its numbers.
        let material: KeyMaterial
    }

    let keys: [Key]
    /// One line for each key that was left out, or that is not as it should be; never quotes a key.
    package let warnings: [String]

    /// Creates the set of one shared secret, for HS256.
    ///
    /// - Throws: `KeySetError` when the secret is shorter than 32 bytes, or is a key's file.
    package init(secret: [UInt8]) throws(KeySetError) {
        guard secret.count >= Limits.secretBytes else {
            throw KeySetError(
                message: "The secret has \(secret.count) bytes; HS256 needs at least \(Limits.secretBytes)."
            )
        }
        let looksLikeKeyFile = secret.starts(with: "-----BEGIN".utf8) || secret.starts(with: "{".utf8)
        guard !looksLikeKeyFile else {
            throw KeySetError(
                message: "The secret is the text of a key file; give public keys as a JSON Web Key Set."
            )
        }
        keys = [Key(id: nil, algorithm: .hs256, material: .shared(secret))]
        warnings = []
    }

    /// Creates a set of keys that were read one by one.
    ///
    /// - Throws: `KeySetError` when there is none, when shared and public ones are mixed, or when two cannot
    ///   be distinguished.
    init(keys: [Key], warnings: [String]) throws(KeySetError) {
        guard !keys.isEmpty else {
            throw KeySetError(
                message: (["The key set has no key that can be used."] + warnings).joined(separator: " ")
            )
        }
        let shared = keys.count { $0.algorithm.family == .shared }
        guard shared == 0 || shared == keys.count else {
            throw KeySetError(message: "The key set mixes shared and public keys; keep them in two.")
        }
        for (index, key) in keys.enumerated() {
            let hasTwin = keys[..<index].contains { $0.id == key.id && $0.algorithm == key.algorithm }
            guard key.id == nil || !hasTwin else {
                throw KeySetError(
                    message: "The key set has two keys of one \"kid\" for \(key.algorithm.rawValue)."
                )
            }
        }
        self.keys = keys
        self.warnings = warnings
    }

    /// The keys that a token of `algorithm` may be signed with, if it names the key `id`.
    ///
    /// A key without a name serves tokens that name any: the name is only a hint then (RFC 7515, §4.1.4
    /// "kid").
    func candidates(algorithm: Algorithm, id: String?) throws(TokenError) -> [Int] {
        let able = keys.indices.filter { keys[$0].algorithm == algorithm }
        guard !able.isEmpty else { throw .algorithmRefused }
        guard let id else {
            guard able.count <= Limits.candidates else { throw .keyUnknown }
            return able
        }
        let named = able.filter { keys[$0].id.map { $0.utf8.elementsEqual(id.utf8) } ?? false }
        let candidates = named.isEmpty ? able.filter { keys[$0].id == nil } : named
        guard !candidates.isEmpty, candidates.count <= Limits.candidates else { throw .keyUnknown }
        return candidates
    }
}

/// The numbers of a key, big-endian.
enum KeyMaterial: Sendable {
    case shared([UInt8])
    case rsa(modulus: [UInt8], exponent: [UInt8])
    case ellipticCurve(EllipticCurve, x: [UInt8], y: [UInt8])
}

/// A curve of RFC 7518, §6.2.1.1.
enum EllipticCurve: String, Sendable {
    case p256 = "P-256"
    case p384 = "P-384"
    case p521 = "P-521"

    /// The bytes of a coordinate, and of half a signature.
    var coordinateBytes: Int {
        switch self {
        case .p256: 32
        case .p384: 48
        case .p521: 66
        }
    }

    /// The algorithm that goes with the curve (RFC 7518, §3.4).
    var algorithm: Algorithm {
        switch self {
        case .p256: .es256
        case .p384: .es384
        case .p521: .es512
        }
    }
}
