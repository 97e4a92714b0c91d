import Bytes
import CJOSE

/// A key as the library holds it; the only place where the library is called to check a signature.
///
/// The library's own account of an error (`cjose_err`) is not asked for: it says only "crypto" or "invalid
/// argument", and nothing but yes or no may follow from it.
@safe
final class LibraryKey {
    /// A token whose three parts are canonical base64url, and the number of bytes of its signature.
    struct Compact {
        let bytes: [UInt8]
        let signatureBytes: Int
    }

    private let handle: OpaquePointer
    private let signatureBytes: Int

    /// Gives the key's numbers to the library.
    ///
    /// - Throws: `KeySetError` when the library refuses them, such as a point that is not on its curve.
    init(_ key: KeySet.Key) throws(KeySetError) {
        let handle: OpaquePointer?
        switch key.material {
        case .shared(let secret):
            signatureBytes = key.algorithm.hashBytes
            // SAFETY: the library copies the bytes before it returns.
            unsafe handle = secret.withUnsafeBufferPointer {
                unsafe cjose_jwk_create_oct_spec($0.baseAddress, $0.count, nil)
            }
        case .rsa(var modulus, var exponent):
            signatureBytes = modulus.count
            unsafe handle = Self.rsa(&modulus, &exponent)
        case .ellipticCurve(let curve, var x, var y):
            signatureBytes = curve.coordinateBytes * 2
            unsafe handle = Self.ellipticCurve(curve, &x, &y)
        }
        guard let handle = unsafe handle else {
            ERR_clear_error()
            throw KeySetError(message: "The library refuses a key for \(key.algorithm.rawValue).")
        }
        unsafe self.handle = handle
    }

    deinit {
        // SAFETY: made in `init`, given back here and nowhere else.
        _ = unsafe cjose_jwk_release(handle)
    }

    private static func rsa(
        _ modulus: inout [UInt8],
        _ exponent: inout [UInt8]
    ) -> OpaquePointer? {
        // SAFETY: the library copies the numbers before it returns; it writes to none of them.
        unsafe modulus.withUnsafeMutableBufferPointer { modulus in
            unsafe exponent.withUnsafeMutableBufferPointer { exponent in
                var specification = unsafe cjose_jwk_rsa_keyspec()
                unsafe specification.n = modulus.baseAddress
                unsafe specification.nlen = modulus.count
                unsafe specification.e = exponent.baseAddress
                unsafe specification.elen = exponent.count
                return unsafe cjose_jwk_create_RSA_spec(&specification, nil)
            }
        }
    }

    private static func ellipticCurve(
        _ curve: EllipticCurve,
        _ x: inout [UInt8],
        _ y: inout [UInt8]
    ) -> OpaquePointer? {
        // SAFETY: as for RSA.
        unsafe x.withUnsafeMutableBufferPointer { x in
            unsafe y.withUnsafeMutableBufferPointer { y in
                var specification = unsafe cjose_jwk_ec_keyspec()
                unsafe specification.crv = curve.libraryName
                unsafe specification.x = x.baseAddress
                unsafe specification.xlen = x.count
                unsafe specification.y = y.baseAddress
                unsafe specification.ylen = y.count
                return unsafe cjose_jwk_create_EC_spec(&specification, nil)
            }
        }
    }

    /// Whether `token` is signed with this key; its header's algorithm is the key's, as the caller has made
    /// sure.
    func signed(_ token: Compact) -> Bool {
        // The library takes ECDSA signatures of any even length, the standard only one (RFC 7518, §3.4).
        guard token.signatureBytes == signatureBytes else { return false }
        defer { ERR_clear_error() }
        // SAFETY: the library copies the text; the import is released on every path out.
        return unsafe token.bytes.withUnsafeBytes { bytes in
            let text = unsafe bytes.bindMemory(to: CChar.self)
            guard let start = text.baseAddress, let token = unsafe cjose_jws_import(start, text.count, nil)
            else { return false }
            defer { unsafe cjose_jws_release(token) }
            return unsafe cjose_jws_verify(token, handle, nil)
        }
    }
}

extension EllipticCurve {
    /// The library's name of the curve.
    var libraryName: cjose_jwk_ec_curve {
        switch self {
        case .p256: CJOSE_JWK_EC_P_256
        case .p384: CJOSE_JWK_EC_P_384
        case .p521: CJOSE_JWK_EC_P_521
        }
    }
}
