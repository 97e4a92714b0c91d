import Bytes
import JSON

extension KeySet {
    /// Creates the keys of a JSON Web Key Set (RFC 7517, §5).
    ///
    /// Keys that are not for signatures, or of a type that is not known, are left out with a warning, as §5
    /// asks; so are keys of a known type that are broken, because the others may still serve.
    ///
    /// - Throws: `KeySetError` when the text is no key set, when no key is left, or when the keys cannot
    ///   stand together.
    package init(jwks text: [UInt8]) throws(KeySetError) {
        guard text.count <= Limits.keySetBytes else {
            throw KeySetError(message: "The key set is longer than \(Limits.keySetBytes) bytes.")
        }
        var limits = JSONReader.Limits()
        limits.depth = Limits.nesting
        guard let set = strictObject(text, limits: limits), case .array(let elements)? = set["keys"] else {
            throw KeySetError(message: "The key set is not a JSON object with a list \"keys\".")
        }
        guard elements.count <= Limits.keys else {
            throw KeySetError(message: "The key set has more than \(Limits.keys) keys.")
        }
        var keys: [Key] = []
        var warnings: [String] = []
        for (index, element) in elements.enumerated() {
            do throws(KeySetError) {
                guard case .object(let members) = element else {
                    throw KeySetError(message: "is not an object.")
                }
                keys.append(try Self.key(members))
                if members["d"] != nil, members["kty"]?.text != "oct" {
                    warnings.append("Key \(index + 1) holds its private part; only its public part is used.")
                }
            } catch {
                warnings.append("Key \(index + 1) is left out: it \(error.message)")
            }
        }
        try self.init(keys: keys, warnings: warnings)
    }

    /// The key that `members` describe; an error's message continues "it …".
    private static func key(_ members: JSONValue.Object) throws(KeySetError) -> Key {
        for name in ["use", "alg", "kid", "kty", "crv"]
        where members[name] != nil && members[name]?.text == nil {
            throw KeySetError(message: "has a \"\(name)\" that is not a string.")
        }
        if let use = members["use"]?.text, use != "sig" {
            throw KeySetError(message: "is not for signatures.")
        }
        if let operations = members["key_ops"] {
            guard case .array(let names) = operations, names.contains(where: { $0.text == "verify" }) else {
                throw KeySetError(message: "is not for verifying.")
            }
        }
        let (material, standard): (KeyMaterial, Algorithm) =
            switch members["kty"]?.text {
            case "oct": (try shared(members), .hs256)
            case "RSA": (try rsa(members), .rs256)
            case "EC": try ellipticCurve(members)
            case _: throw KeySetError(message: "is of a type that is not supported.")
            }
        let algorithm = try members["alg"]?.text.map(algorithm(named:)) ?? standard
        let isForCurve = standard.family != .ellipticCurve || algorithm == standard
        guard algorithm.family == standard.family, isForCurve else {
            throw KeySetError(message: "names an algorithm that its type cannot have.")
        }
        if case .shared(let bytes) = material, bytes.count < algorithm.hashBytes {
            throw KeySetError(message: "is shorter than \(algorithm.hashBytes) bytes.")
        }
        return Key(id: members["kid"]?.text, algorithm: algorithm, material: material)
    }

    private static func algorithm(named name: String) throws(KeySetError) -> Algorithm {
        guard let algorithm = Algorithm(rawValue: name) else {
            throw KeySetError(message: "names an algorithm that is not supported.")
        }
        return algorithm
    }

    private static func shared(_ members: JSONValue.Object) throws(KeySetError) -> KeyMaterial {
        .shared(try number("k", of: members))
    }

    /// RFC 7518, §6.3.1 "Parameters for RSA Public Keys".
    private static func rsa(_ members: JSONValue.Object) throws(KeySetError) -> KeyMaterial {
        let modulus = try number("n", of: members)
        let exponent = try number("e", of: members)
        guard let first = modulus.first, first != 0, let last = modulus.last, last & 1 == 1 else {
            throw KeySetError(message: "has a modulus that is none.")
        }
        guard Limits.rsaBits.contains(modulus.count * 8 - first.leadingZeroBitCount) else {
            throw KeySetError(
                message: "has not between \(Limits.rsaBits.lowerBound) and \(Limits.rsaBits.upperBound) bits."
            )
        }
        // An exponent of 1 would accept any signature; large ones cost time and are not in use.
        let value = exponent.count <= 4 ? exponent.reduce(0) { $0 << 8 | Int($1) } : 0
        guard value >= 3, value & 1 == 1 else {
            throw KeySetError(message: "has an exponent that is refused.")
        }
        return .rsa(modulus: modulus, exponent: exponent)
    }

    /// RFC 7518, §6.2.1 "Parameters for Elliptic Curve Public Keys".
    private static func ellipticCurve(
        _ members: JSONValue.Object
    ) throws(KeySetError) -> (KeyMaterial, Algorithm) {
        guard let curve = members["crv"]?.text.flatMap(EllipticCurve.init(rawValue:)) else {
            throw KeySetError(message: "is on a curve that is not supported.")
        }
        let x = try number("x", of: members)
        let y = try number("y", of: members)
        guard x.count == curve.coordinateBytes, y.count == curve.coordinateBytes else {
            throw KeySetError(message: "has a coordinate of the wrong length.")
        }
        return (.ellipticCurve(curve, x: x, y: y), curve.algorithm)
    }

    private static func number(_ name: String, of members: JSONValue.Object) throws(KeySetError) -> [UInt8] {
        guard let text = members[name]?.text, let bytes = Base64URL.decode(text.utf8), !bytes.isEmpty else {
            throw KeySetError(message: "has no \"\(name)\" in base64url.")
        }
        return bytes
    }
}
