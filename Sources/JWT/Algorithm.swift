/// A signature algorithm of RFC 7518, §3.1 ("alg" Header Parameter Values for JWS); `none` is not one of
/// them.
package enum Algorithm: String, CaseIterable, Sendable {
    case hs256 = "HS256"
    case hs384 = "HS384"
    case hs512 = "HS512"
    case rs256 = "RS256"
    case rs384 = "RS384"
    case rs512 = "RS512"
    case ps256 = "PS256"
    case ps384 = "PS384"
    case ps512 = "PS512"
    case es256 = "ES256"
    case es384 = "ES384"
    case es512 = "ES512"

    /// The kind of key that an algorithm works with.
    enum Family: Sendable {
        case shared
        case rsa
        case ellipticCurve
    }

    var family: Family {
        switch self {
        case .hs256, .hs384, .hs512: .shared
        case .rs256, .rs384, .rs512, .ps256, .ps384, .ps512: .rsa
        case .es256, .es384, .es512: .ellipticCurve
        }
    }

    /// The bytes of the algorithm's hash: the least that a shared key must have (RFC 7518, §3.2).
    var hashBytes: Int {
        switch self {
        case .hs256, .rs256, .ps256, .es256: 32
        case .hs384, .rs384, .ps384, .es384: 48
        case .hs512, .rs512, .ps512, .es512: 64
        }
    }
}
