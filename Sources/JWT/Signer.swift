import Bytes
import CJOSE
package import JSON

/// Signs tokens: for `concierge token`, and for tests with key pairs of their own.
@safe
package final class Signer {
    private let handle: OpaquePointer
    private let algorithm: Algorithm
    private let keyID: String?

    /// Creates a signer with a shared secret, for HS256.
    ///
    /// - Throws: `KeySetError` when the secret is one that `KeySet` refuses.
    package convenience init(secret: [UInt8]) throws(KeySetError) {
        _ = try KeySet(secret: secret)
        // SAFETY: the library copies the bytes before it returns.
        let handle = unsafe secret.withUnsafeBufferPointer {
            unsafe cjose_jwk_create_oct_spec($0.baseAddress, $0.count, nil)
        }
        try unsafe self.init(handle: handle, algorithm: .hs256, keyID: nil)
    }

    /// Creates a signer with a new key pair: RSA of 2048 bits, or the algorithm's curve.
    ///
    /// - Throws: `KeySetError` when the library makes none; shared algorithms have no pairs.
    package convenience init(newPairFor algorithm: Algorithm, keyID: String?) throws(KeySetError) {
        let handle: OpaquePointer?
        switch algorithm.family {
        case .shared: unsafe handle = nil
        case .rsa:
            let exponent: [UInt8] = [1, 0, 1]
            // SAFETY: the library copies the exponent before it returns.
            unsafe handle = exponent.withUnsafeBufferPointer {
                unsafe cjose_jwk_create_RSA_random(Limits.rsaBits.lowerBound, $0.baseAddress, $0.count, nil)
            }
        case .ellipticCurve:
            let curves: [EllipticCurve] = [.p256, .p384, .p521]
            let curve = curves.first { $0.algorithm == algorithm } ?? .p256
            unsafe handle = cjose_jwk_create_EC_random(curve.libraryName, nil)
        }
        try unsafe self.init(handle: handle, algorithm: algorithm, keyID: keyID)
    }

    private init(handle: OpaquePointer?, algorithm: Algorithm, keyID: String?) throws(KeySetError) {
        defer { ERR_clear_error() }
        guard let handle = unsafe handle else {
            throw KeySetError(message: "The library makes no key for \(algorithm.rawValue).")
        }
        unsafe self.handle = handle
        self.algorithm = algorithm
        self.keyID = keyID
    }

    deinit {
        // SAFETY: made in `init`, given back here and nowhere else.
        _ = unsafe cjose_jwk_release(handle)
    }

    /// The token of `claims` in compact form.
    ///
    /// - Throws: `KeySetError` when the library cannot sign.
    package func sign(_ claims: JSONValue.Object) throws(KeySetError) -> String {
        try sign(payload: Array(JSONWriter.text(of: .object(claims)).utf8), type: "JWT")
    }

    /// The token of any bytes.
    func sign(payload: [UInt8], type: String?) throws(KeySetError) -> String {
        defer { ERR_clear_error() }
        let failure = KeySetError(message: "The library cannot sign with \(algorithm.rawValue).")
        guard let header = unsafe cjose_header_new(nil) else { throw failure }
        defer { unsafe cjose_header_release(header) }
        let members = [("alg", algorithm.rawValue), ("typ", type), ("kid", keyID)]
        for case (let name, let value?) in members {
            guard unsafe cjose_header_set(header, name, value, nil) else { throw failure }
        }
        // SAFETY: the library copies the payload; the token's text belongs to the token, and is copied before
        // that is released.
        let text: String? = unsafe payload.withUnsafeBufferPointer { payload in
            guard let token = unsafe cjose_jws_sign(handle, header, payload.baseAddress, payload.count, nil)
            else {
                return nil
            }
            defer { unsafe cjose_jws_release(token) }
            var compact: UnsafePointer<CChar>?
            guard unsafe cjose_jws_export(token, &compact, nil), let compact = unsafe compact else {
                return nil
            }
            return unsafe String(cString: compact)
        }
        guard let text else { throw failure }
        return text
    }

    /// The JSON Web Key Set of the public key; for a shared secret, of the secret itself.
    ///
    /// - Throws: `KeySetError` when the library cannot print the key.
    package func keySet() throws(KeySetError) -> [UInt8] {
        let failure = KeySetError(message: "The library cannot print a key for \(algorithm.rawValue).")
        // SAFETY: the text is ours to free, with the library's own function, after the copy.
        guard let text = unsafe cjose_jwk_to_json(handle, algorithm.family == .shared, nil) else {
            throw failure
        }
        defer { unsafe cjose_get_dealloc()?(text) }
        let bytes = Array(unsafe String(cString: text).utf8)
        guard case .object(var key)? = try? JSONReader.read(bytes) else { throw failure }
        key.set("alg", to: .string(algorithm.rawValue))
        key.set("use", to: .string("sig"))
        if let keyID { key.set("kid", to: .string(keyID)) }
        return Array(JSONWriter.text(of: .object(["keys": .array([.object(key)])])).utf8)
    }
}
