import Bytes
import JSON
import Testing

@testable import JWT

@Suite("RFC 8725 §3.1, §3.10, §3.11 the header has hardly a say")
struct HeaderTests {
    @Test(arguments: [
        "none", "None", "NONE", "nOnE", "", "hs256", "HS257", "HS256 ", " HS256", "HMAC", "RS256", "ES256",
        "PS256",
        "HS384", "HS512", "EdDSA", "ES256K", "A128KW", "dir", "HS256\u{0}", "../HS256",
    ])
    func `an algorithm that no key is for is refused, even over a right signature`(name: String) throws {
        let header = #"{"alg":""# + name.replacing("\u{0}", with: "\\u0000") + #""}"#
        let error = try refusal(of: token(header: header))
        #expect(error == .algorithmRefused || name.contains("\u{0}") && error == .malformed)
    }

    @Test(arguments: ["none", "None", "nonE"])
    func `an unsigned token is refused`(name: String) throws {
        let text =
            Base64URL.encode(Array(#"{"alg":"\#(name)"}"#.utf8)) + "."
            + Base64URL.encode(Array(plainPayload.utf8))
        #expect(try refusal(of: Array((text + ".").utf8)) == .malformed)
        #expect(try refusal(of: Array((text + ".AAAA").utf8)) == .algorithmRefused)
    }

    @Test(arguments: [
        #""jku":"https://evil.example/keys""#, #""jku":null"#, #""x5u":"https://evil.example/cert""#,
        #""x5u":"file:///etc/passwd""#, #""x5c":["MIIB"]"#, #""crit":["exp"]"#, #""crit":[]"#,
        #""crit":["b64"]"#,
        #""b64":false"#, #""b64":true"#, #""zip":"DEF""#, #""enc":"A256GCM""#, #""cty":"JWT""#, #""epk":{}"#,
        #""typ":"JWE""#, #""typ":"secevent+jwt""#, #""typ":"dpop+jwt""#, #""typ":7"#, #""typ":null"#,
        #""typ":["JWT"]"#,
        #""\u006aku":"https://evil.example/keys""#,
    ])
    func `a member that would bring or change something is refused`(member: String) throws {
        #expect(try refusal(of: token(header: #"{"alg":"HS256","# + member + "}")) == .headerRefused)
    }

    @Test func `a key inside the header is never used`() throws {
        let own = [UInt8](repeating: 7, count: 32)
        let header = #"{"alg":"HS256","jwk":{"kty":"oct","k":"\#(Base64URL.encode(own))"}}"#
        #expect(try refusal(of: token(header: header, key: own)) == .headerRefused)
    }

    @Test(arguments: [
        "", "null", "[]", "7", #""HS256""#, "{", #"{"alg":"HS256"}}"#, #"{"alg":"HS256",}"#,
        #"{'alg':'HS256'}"#,
        #"{}"#, #"{"typ":"JWT"}"#, #"{"alg":null}"#, #"{"alg":["HS256"]}"#, #"{"alg":256}"#,
        #"{"alg":"HS256","kid":7}"#,
        #"{"alg":"HS256","kid":null}"#, #"{"alg":"HS256","kid":{"a":1}}"#, "\u{FEFF}" + #"{"alg":"HS256"}"#,
    ])
    func `a header that is not an object with an algorithm is malformed`(header: String) throws {
        #expect(try refusal(of: token(header: header)) == .malformed)
    }

    @Test(arguments: [
        #"{"alg":"none","alg":"HS256"}"#, #"{"alg":"HS256","alg":"HS256"}"#,
        #"{"alg":"HS256","\u0061lg":"none"}"#,
        #"{"alg":"HS256","typ":"JWT","typ":"JWT"}"#, #"{"alg":"HS256","x":{"a":1,"a":2}}"#,
    ])
    func `a member that stands twice is malformed`(header: String) throws {
        #expect(try refusal(of: token(header: header)) == .malformed)
    }

    @Test func `a header that is not UTF-8 is malformed`() throws {
        let header = Array(#"{"alg":"HS256","x":""#.utf8) + [0xFF, 0xFE] + Array(#""}"#.utf8)
        #expect(try refusal(of: token(header: header, payload: Array(plainPayload.utf8))) == .malformed)
    }

    @Test func `a deep header is malformed`() throws {
        let deep = String(repeating: "[", count: 300) + String(repeating: "]", count: 300)
        #expect(try refusal(of: token(header: #"{"alg":"HS256","x":\#(deep)}"#)) == .malformed)
    }

    @Test(arguments: [
        "../../etc/passwd", "/dev/null", "https://evil.example/key", "' OR 1=1 --", "$(id)", "", "other",
        "RSA-1",
        "rsa-1\u{1}", String(repeating: "k", count: 500),
    ])
    func `a name of a key selects among declared keys and is nothing else`(name: String) throws {
        let verifier = try Verifier(keys: KeySet(jwks: Array(Vectors.rsaKeys.utf8)))
        let header = JSONWriter.text(of: .object(["alg": .string("RS256"), "kid": .string(name)]))
        #expect(refusal(of: token(header: header), by: verifier) == .keyUnknown)
    }
}

@Suite("RFC 8725 §2.1 Weak Signatures and Insufficient Signature Validation")
struct AlgorithmConfusionTests {
    private var verifier: Verifier {
        get throws { try Verifier(keys: KeySet(jwks: Array(Vectors.rsaKeys.utf8))) }
    }

    @Test func `a public key as text, modulus or set is no secret`() throws {
        let modulus = try #require(Base64URL.decode(Vectors.rsaModulus.utf8))
        let pem = Array(Vectors.rsaPublicPEM.utf8)
        for key in [
            pem, Array(pem.dropLast()), modulus, Array(Vectors.rsaModulus.utf8), Array(Vectors.rsaKeys.utf8),
        ] {
            let forged = token(header: #"{"alg":"HS256","kid":"rsa-1"}"#, key: key)
            #expect(refusal(of: forged, by: try verifier) == .algorithmRefused)
            let disguised = token(header: #"{"alg":"RS256","kid":"rsa-1"}"#, key: key)
            #expect(refusal(of: disguised, by: try verifier) == .signatureWrong)
        }
    }

    @Test(arguments: ["RS384", "RS512", "PS256", "ES256", "HS256", "none"])
    func `a key is for one algorithm only`(name: String) throws {
        let forged = String(Vectors.rsaToken.split(separator: ".", maxSplits: 1)[1])
        let header = Base64URL.encode(Array(#"{"alg":"\#(name)","kid":"rsa-1"}"#.utf8))
        #expect(refusal(of: Array("\(header).\(forged)".utf8), by: try verifier) == .algorithmRefused)
    }

    @Test func `the same RSA key under another algorithm does not verify`() throws {
        let signer = try Signer(newPairFor: .ps256, keyID: "k")
        let keys = try KeySet(jwks: signer.keySet()).keys
        let other = KeySet.Key(id: "k", algorithm: .rs256, material: keys[0].material)
        let verifier = try Verifier(keys: KeySet(keys: [other], warnings: []))
        let token = try signer.sign(["role": .string("agent"), "exp": .number("1800000600")])
        #expect(refusal(of: Array(token.utf8), by: verifier) == .algorithmRefused)
    }

    @Test func `another pair's signature is wrong`() throws {
        for algorithm in [Algorithm.rs256, .es256] {
            let ours = try Signer(newPairFor: algorithm, keyID: "k")
            let theirs = try Signer(newPairFor: algorithm, keyID: "k")
            let verifier = try Verifier(keys: KeySet(jwks: ours.keySet()))
            let token = try theirs.sign(["role": .string("admin"), "exp": .number("1800000600")])
            #expect(refusal(of: Array(token.utf8), by: verifier) == .signatureWrong)
        }
    }

    @Test func `another secret's signature is wrong`() throws {
        #expect(try refusal(of: token(key: secret + [1])) == .signatureWrong)
        #expect(try refusal(of: token(key: [])) == .signatureWrong)
    }

    @Test func `an elliptic signature of zeros, of odd length or as DER is wrong`() throws {
        let verifier = try Verifier(keys: KeySet(jwks: Array(Vectors.rfcCurveKeys.utf8)))
        let parts = Vectors.rfcCurveToken.split(separator: ".")
        let good = try #require(Base64URL.decode(parts[2].utf8))
        let zeros = [UInt8](repeating: 0, count: 64)
        let padded = [0] + good.prefix(32) + [0] + good.suffix(32)
        let der = [0x30, 0x44, 0x02, 0x20] + good.prefix(32) + [0x02, 0x20] + good.suffix(32)
        for signature in [zeros, padded, der, Array(good.dropLast()), good + [0], good + good] {
            let text = "\(parts[0]).\(parts[1])." + Base64URL.encode(signature)
            #expect(refusal(of: Array(text.utf8), by: verifier) == .signatureWrong)
        }
    }

    @Test func `a token that names no key is not tried with a crowd`() throws {
        let material = try KeySet(jwks: Array(Vectors.rsaKeys.utf8)).keys[0].material
        let keys = (1...5).map { KeySet.Key(id: "\($0)", algorithm: .rs256, material: material) }
        let verifier = try Verifier(keys: KeySet(keys: keys, warnings: []))
        #expect(refusal(of: token(header: #"{"alg":"RS256"}"#), by: verifier) == .keyUnknown)
    }
}
