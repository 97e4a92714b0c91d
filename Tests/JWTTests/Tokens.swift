import Bytes
import JWT

/// What the tests sign with, and when they take place.
let secret = Array("a secret that has more than 32 bytes in it".utf8)
let now: Int64 = 1_800_000_000
let plainHeader = #"{"alg":"HS256","typ":"JWT"}"#
let plainPayload = #"{"role":"agent","sub":"a-1","exp":1800000600}"#

/// A token with exactly these texts inside, signed by HMAC-SHA-256 whatever its header says.
func token(header: String = plainHeader, payload: String = plainPayload, key: [UInt8] = secret) -> [UInt8] {
    token(header: Array(header.utf8), payload: Array(payload.utf8), key: key)
}

func token(header: [UInt8], payload: [UInt8], key: [UInt8] = secret) -> [UInt8] {
    let signed = Base64URL.encode(header) + "." + Base64URL.encode(payload)
    return Array((signed + "." + Base64URL.encode(HMAC.sha256(Array(signed.utf8), key: key))).utf8)
}

/// A payload with further members behind the role.
func payload(_ members: String, expiration: String = #""exp":1800000600"#) -> String {
    #"{"role":"agent","# + expiration + (members.isEmpty ? "" : ",") + members + "}"
}

func verify(
    _ token: [UInt8],
    issuer: String? = nil,
    audience: String? = nil,
    at time: Int64 = now
) throws -> Verified {
    try Verifier(keys: KeySet(secret: secret), issuer: issuer, audience: audience).verify(token, now: time)
}

/// Why a token is refused; `nil` when it is not.
func refusal(
    of token: [UInt8],
    issuer: String? = nil,
    audience: String? = nil,
    at time: Int64 = now
) throws -> TokenError? {
    try refusal(
        of: token,
        by: Verifier(keys: KeySet(secret: secret), issuer: issuer, audience: audience),
        at: time
    )
}

func refusal(of token: [UInt8], by verifier: Verifier, at time: Int64 = now) -> TokenError? {
    do throws(TokenError) {
        _ = try verifier.verify(token, now: time)
        return nil
    } catch {
        return error
    }
}
