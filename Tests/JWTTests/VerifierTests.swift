import Bytes
import JSON
import Testing

@testable import JWT

struct VerifierTests {
    @Test func `our own hash agrees with FIPS 180-4`() {
        let hash = SHA256.hash(Array("abc".utf8)).map { String($0, radix: 16) }
        #expect(hash.prefix(4) == ["ba", "78", "16", "bf"] && hash.suffix(4) == ["f2", "0", "15", "ad"])
    }

    @Test func `a valid HS256 token is accepted`() throws {
        let verified = try verify(token())
        #expect(verified.claims.role == "agent")
        #expect(verified.claims.subject == "a-1")
        #expect(verified.claims.expiresAt == now + 600)
        #expect(verified.expiresAt == now + 629)
    }

    @Test func `every claim is kept as it was sent`() throws {
        let text = payload(
            #""team":"riga","level":9007199254740993,"vip":true,"none":null,"skills":["pl",{"a":1}]"#
        )
        let members = try verify(token(payload: text)).claims.members
        #expect(members["team"] == .string("riga"))
        #expect(members["level"] == .number("9007199254740993"))
        #expect(members["vip"] == .boolean(true))
        #expect(members["none"] == .null)
        #expect(members["absent"] == nil)
        #expect(members["skills"] == .array([.string("pl"), .object(["a": .number("1")])]))
    }

    @Test(arguments: [
        #"{"alg":"HS256"}"#, #"{"typ":"jwt","alg":"HS256"}"#, #"{"alg":"HS256","typ":"at+jwt"}"#,
        #"{"alg":"HS256","typ":"application/at+jwt"}"#, #"{"alg":"HS256","kid":"any"}"#,
        #"{"alg":"HS256","x5t":"abc","note":[1,2]}"#,
    ])
    func `a header may name a type, a key and what describes it`(header: String) throws {
        #expect(try refusal(of: token(header: header)) == nil)
    }

    @Test(arguments: Algorithm.allCases.filter { $0.family != .shared })
    func `a token of a new key pair is accepted`(algorithm: Algorithm) throws {
        let signer = try Signer(newPairFor: algorithm, keyID: "k1")
        let verifier = try Verifier(keys: KeySet(jwks: signer.keySet()))
        let token = try signer.sign(["role": .string("lead"), "exp": .number("1800000600")])
        #expect(try verifier.verify(Array(token.utf8), now: now).claims.role == "lead")
    }

    @Test func `an RS256 token made by openssl is accepted`() throws {
        let verifier = try Verifier(keys: KeySet(jwks: Array(Vectors.rsaKeys.utf8)))
        let verified = try verifier.verify(Array(Vectors.rsaToken.utf8), now: now)
        #expect(verified.claims.subject == "a-1")
        #expect(verified.claims.issuedAt == 1_700_000_000)
    }

    @Test func `the signatures of RFC 7515, appendix A.1 and A.3, are right`() throws {
        let shared = try Verifier(keys: KeySet(jwks: Array(Vectors.rfcSharedKeys.utf8)))
        let curve = try Verifier(keys: KeySet(jwks: Array(Vectors.rfcCurveKeys.utf8)))
        // They carry no role: getting as far as that means that the signature was right.
        #expect(refusal(of: Array(Vectors.rfcSharedToken.utf8), by: shared) == .claimWrong(.role))
        #expect(refusal(of: Array(Vectors.rfcCurveToken.utf8), by: curve) == .claimWrong(.role))
    }

    @Test func `the key that a token names is the one that is tried`() throws {
        let first = try Signer(newPairFor: .es256, keyID: "one")
        let second = try Signer(newPairFor: .es256, keyID: "two")
        let keys = try [first, second].flatMap { try KeySet(jwks: $0.keySet()).keys }
        let verifier = try Verifier(keys: KeySet(keys: keys, warnings: []))
        let claims: JSONValue.Object = ["role": .string("agent"), "exp": .number("1800000600")]
        #expect(refusal(of: Array(try first.sign(claims).utf8), by: verifier) == nil)
        #expect(refusal(of: Array(try second.sign(claims).utf8), by: verifier) == nil)
    }

    @Test func `a token that names no key is tried with each of its algorithm`() throws {
        let named = try Signer(newPairFor: .es256, keyID: "one")
        let unnamed = try Signer(newPairFor: .es256, keyID: nil)
        var keys = try KeySet(jwks: named.keySet()).keys
        let pair = try KeySet(jwks: unnamed.keySet()).keys
        keys.append(KeySet.Key(id: "two", algorithm: .es256, material: pair[0].material))
        let verifier = try Verifier(keys: KeySet(keys: keys, warnings: []))
        let token = try unnamed.sign(["role": .string("agent"), "exp": .number("1800000600")])
        #expect(refusal(of: Array(token.utf8), by: verifier) == nil)
    }

    @Test func `a token may be without an end only where that is allowed`() throws {
        let endless = token(payload: #"{"role":"agent"}"#)
        let lenient = try Verifier(keys: KeySet(secret: secret), requiresExpiration: false)
        #expect(try lenient.verify(endless, now: now).expiresAt == .max)
        #expect(try refusal(of: endless) == .claimWrong(.expiration))
    }
}
