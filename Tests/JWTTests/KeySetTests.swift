import Bytes
import JSON
import Testing

@testable import JWT

@Suite("RFC 7517 §4, §5 keys and sets")
struct KeySetTests {
    private static let curveNumbers =
        #""x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0""#
    private static let curve = #"{"kty":"EC","crv":"P-256",\#(curveNumbers)}"#

    private func set(_ keys: String...) throws -> KeySet {
        try KeySet(jwks: Array(#"{"keys":[\#(keys.joined(separator: ","))]}"#.utf8))
    }

    @Test func `each type has its algorithm`() throws {
        #expect(Set(try set(Self.curve).keys.map(\.algorithm)) == [.es256])
        let rsa = try KeySet(jwks: Array(Vectors.rsaKeys.utf8))
        #expect(Set(rsa.keys.map(\.algorithm)) == [.rs256])
        let shared = try KeySet(jwks: Array(Vectors.rfcSharedKeys.utf8))
        #expect(Set(shared.keys.map(\.algorithm)) == [.hs256])
    }

    @Test func `a key says for which algorithm it is`() throws {
        let rsa = #"{"kty":"RSA","e":"AQAB","alg":"PS512","n":"\#(Vectors.rsaModulus)"}"#
        #expect(Set(try set(rsa).keys.map(\.algorithm)) == [.ps512])
    }

    @Test(arguments: [
        "", "null", "[]", "{}", #"{"keys":{}}"#, #"{"keys":null}"#, #"{"keys":[]}"#,
        #"{"keys":[],"keys":[]}"#, "keys",
        #"{"keys":[null]}"#, #"{"keys":["EC"]}"#,
    ])
    func `a text that is no set with keys is refused`(text: String) {
        #expect(throws: KeySetError.self) { try KeySet(jwks: Array(text.utf8)) }
    }

    @Test(arguments: [
        #"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#,
        #"{"kty":"XYZ"}"#, #"{"kty":7}"#, #"{"n":"AQAB"}"#,
        #"{"kty":"EC","crv":"secp256k1",\#(curveNumbers)}"#,
        #"{"kty":"EC","crv":"P-384",\#(curveNumbers)}"#,
        #"{"kty":"EC","crv":"P-256","use":"enc",\#(curveNumbers)}"#,
        #"{"kty":"EC","crv":"P-256","key_ops":["sign"],\#(curveNumbers)}"#,
        #"{"kty":"EC","crv":"P-256","key_ops":"verify",\#(curveNumbers)}"#,
        #"{"kty":"EC","crv":"P-256","alg":"HS256",\#(curveNumbers)}"#,
        #"{"kty":"EC","crv":"P-256","alg":"RS256",\#(curveNumbers)}"#,
        #"{"kty":"EC","crv":"P-256","alg":"ES384",\#(curveNumbers)}"#,
        #"{"kty":"EC","crv":"P-256","alg":"none",\#(curveNumbers)}"#,
        #"{"kty":"EC","crv":"P-256","alg":"ECDH-ES",\#(curveNumbers)}"#,
        #"{"kty":"EC","crv":"P-256","alg":7,\#(curveNumbers)}"#,
        #"{"kty":"EC","crv":"P-256","kid":7,\#(curveNumbers)}"#,
        #"{"kty":"EC","crv":"P-256","x":"AAAA","y":"AAAA"}"#, #"{"kty":"EC","crv":"P-256","x":7,"y":7}"#,
        #"{"kty":"RSA","e":"AQAB","n":"AQAB"}"#, #"{"kty":"RSA","e":"AQAB"}"#, #"{"kty":"RSA","n":"AQAB"}"#,
        #"{"kty":"oct","k":"c2hvcnQ"}"#, #"{"kty":"oct"}"#, #"{"kty":"oct","k":"a=="}"#,
        #"{"kty":"oct","alg":"RS256","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjA"}"#,
        #"{"kty":"oct","alg":"HS512","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75"}"#,
    ])
    func `a key that is not for this is left out and the others serve`(key: String) throws {
        #expect(throws: KeySetError.self) { try self.set(key) }
        let keys = try set(key, #"{"kty":"EC","crv":"P-256","kid":"good",\#(Self.curveNumbers)}"#)
        #expect(keys.keys.map(\.id) == ["good"])
        #expect(keys.warnings.count == 1)
    }

    @Test(arguments: ["AQ", "AA", "Ag", "AQABAQAB", "AAAAAAAB"])
    func `an exponent of one, an even one and a long one are refused`(exponent: String) {
        let rsa = #"{"kty":"RSA","e":"\#(exponent)","n":"\#(Vectors.rsaModulus)"}"#
        #expect(throws: KeySetError.self) { try self.set(rsa) }
    }

    @Test func `an even, a padded, a short and a long modulus are refused`() throws {
        let good = try #require(Base64URL.decode(Vectors.rsaModulus.utf8))
        let long = [UInt8](repeating: 0xFF, count: 1025)
        for modulus in [good.dropLast() + [0x40], [0] + good, Array(good.suffix(128)), long] {
            let rsa = #"{"kty":"RSA","e":"AQAB","n":"\#(Base64URL.encode(Array(modulus)))"}"#
            #expect(throws: KeySetError.self) { try self.set(rsa) }
        }
    }

    @Test func `a point that is not on its curve is refused`() throws {
        let x = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"
        let off = try set(#"{"kty":"EC","crv":"P-256","x":"\#(x)","y":"\#(x)"}"#)
        #expect(throws: KeySetError.self) { try Verifier(keys: off) }
        let zero = Base64URL.encode([UInt8](repeating: 0, count: 32))
        let origin = try set(#"{"kty":"EC","crv":"P-256","x":"\#(zero)","y":"\#(zero)"}"#)
        #expect(throws: KeySetError.self) { try Verifier(keys: origin) }
    }

    @Test func `shared and public keys are never mixed`() throws {
        let shared =
            #"{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjA"}"#
        #expect(throws: KeySetError.self) { try self.set(shared, Self.curve) }
        #expect(Set(try set(shared).keys.map(\.algorithm)) == [.hs256])
    }

    @Test func `two keys of one name are refused unless their algorithms differ`() throws {
        let named = #"{"kty":"EC","crv":"P-256","kid":"one",\#(Self.curveNumbers)}"#
        #expect(throws: KeySetError.self) { try self.set(named, named) }
        let rsa = #"{"kty":"RSA","kid":"one","e":"AQAB","n":"\#(Vectors.rsaModulus)"}"#
        #expect(try set(named, rsa).keys.count == 2)
    }

    @Test func `a private part is not used, and gives a warning`() throws {
        let whole =
            #"{"kty":"EC","crv":"P-256","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI",\#(Self.curveNumbers)}"#
        let keys = try set(whole)
        #expect(keys.keys.count == 1)
        #expect(keys.warnings.count == 1)
        #expect(!keys.warnings[0].contains("jpsQ"))
    }

    @Test func `a set beyond the limits is refused`() {
        let many = [String](repeating: #"{"kty":"XYZ"}"#, count: 65).joined(separator: ",")
        #expect(throws: KeySetError.self) { try KeySet(jwks: Array(#"{"keys":[\#(many)]}"#.utf8)) }
        #expect(throws: KeySetError.self) {
            try KeySet(jwks: [UInt8](repeating: 0x20, count: 256 * 1024 + 1))
        }
    }

    @Test(arguments: ["", "short", "thirty-one bytes are not enough"])
    func `a secret shorter than its hash is refused`(text: String) {
        #expect(throws: KeySetError.self) { try KeySet(secret: Array(text.utf8)) }
        #expect(throws: KeySetError.self) { try Signer(secret: Array(text.utf8)) }
    }

    @Test func `a secret of 32 bytes is enough`() throws {
        #expect(try KeySet(secret: [UInt8](repeating: 1, count: 32)).keys.map(\.algorithm) == [.hs256])
    }

    @Test func `a key file is no secret`() {
        #expect(throws: KeySetError.self) { try KeySet(secret: Array(Vectors.rsaPublicPEM.utf8)) }
        #expect(throws: KeySetError.self) { try KeySet(secret: Array(Vectors.rsaKeys.utf8)) }
    }

    @Test func `errors quote no key`() {
        do throws(KeySetError) {
            _ = try KeySet(secret: Array("PLANTED".utf8))
            Issue.record("a short secret passed")
        } catch {
            #expect(!error.message.contains("PLANTED"))
        }
    }
}

struct SignerTests {
    @Test func `what the library signs, our own HMAC signs alike`() throws {
        let signed = try Signer(secret: secret).sign(["role": .string("agent"), "exp": .number("1800000600")])
        let parts = signed.split(separator: ".")
        let header = try #require(Base64URL.decode(parts[0].utf8))
        let payload = try #require(Base64URL.decode(parts[1].utf8))
        #expect(Array(signed.utf8) == token(header: header, payload: payload))
        #expect(try verify(Array(signed.utf8)).claims.role == "agent")
    }

    @Test func `names, quotes and other scripts survive`() throws {
        let claims: JSONValue.Object = [
            "role": .string("agent"), "sub": .string("Zażółć \"gęślą\" \\ jaźń 🙂\n"),
            "exp": .number("1800000600"),
        ]
        let signed = try Signer(secret: secret).sign(claims)
        #expect(try verify(Array(signed.utf8)).claims.members == claims)
    }

    @Test func `a public set holds no private part`() throws {
        for algorithm in [Algorithm.rs256, .es256] {
            let text = String(decoding: try Signer(newPairFor: algorithm, keyID: "k").keySet(), as: UTF8.self)
            for name in ["d", "p", "q", "dp", "dq", "qi"] { #expect(!text.contains("\"\(name)\":")) }
        }
    }

    @Test func `there are no pairs of shared algorithms`() {
        #expect(throws: KeySetError.self) { try Signer(newPairFor: .hs256, keyID: nil) }
    }
}

@Suite("Random bytes")
struct FuzzTests {
    @Test func `no bytes and no change to a good token bring the verifier down or through`() throws {
        let verifier = try Verifier(keys: KeySet(secret: secret))
        var generator = SplitMix(state: 42)
        let good = token()
        for _ in 0..<20_000 {
            var bytes = good
            for _ in 0...Int.random(in: 0...3, using: &generator) {
                let index = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0...2, using: &generator) {
                case 0: bytes[index] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: index)
                case _: bytes.remove(at: index)
                }
            }
            if bytes != good { #expect(refusal(of: bytes, by: verifier) != nil) }
        }
    }

    @Test func `signed nonsense is refused without a crash`() throws {
        let verifier = try Verifier(keys: KeySet(secret: secret))
        var generator = SplitMix(state: 7)
        let letters = Array(#"{}[]":,\u0eE+-.19trufalsnbexproi "#.utf8) + [0, 0xC3, 0xFF]
        for _ in 0..<3_000 {
            let length = Int.random(in: 0...40, using: &generator)
            let text = (0..<length).map { _ in letters[Int.random(in: 0..<letters.count, using: &generator)] }
            #expect(refusal(of: token(header: Array(plainHeader.utf8), payload: text), by: verifier) != nil)
            #expect(refusal(of: token(header: text, payload: Array(plainPayload.utf8)), by: verifier) != nil)
        }
    }
}

/// Steele, Lea and Flood's generator: the same seed gives the same run.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }
}
