import Bytes
import Testing

@testable import JWT

@Suite("RFC 7515 §7.1 JWS Compact Serialization")
struct FormTests {
    @Test(arguments: [
        "", ".", "..", "...", "a", "a.b", "a.b.c", "Bearer", "null", "{}", "\u{0}\u{0}\u{0}", "é.é.é",
        "eyJhbGciOiJIUzI1NiJ9..", ".eyJhbGciOiJIUzI1NiJ9.",
    ])
    func `what has not three parts of base64url is malformed`(text: String) throws {
        #expect(try refusal(of: Array(text.utf8)) == .malformed)
    }

    @Test func `parts more or fewer are malformed`() throws {
        let parts = String(decoding: token(), as: UTF8.self).split(separator: ".").map(String.init)
        let (header, payload, signature) = (parts[0], parts[1], parts[2])
        for text in [
            "\(header).\(payload)", "\(header).\(payload).", ".\(payload).\(signature)",
            "\(header)..\(signature)",
            "\(header).\(payload).\(signature).", ".\(header).\(payload).\(signature)",
            "\(header).\(payload).\(signature).\(signature)", "\(header).\(payload)..\(signature)",
            "\(header).\(payload).\(signature).a.b",
        ] {
            #expect(try refusal(of: Array(text.utf8)) == .malformed, "\(text)")
        }
    }

    @Test(arguments: ["=", "==", " ", "\n", "\t", "+", "/", "%3D", "\u{0}", "é"])
    func `what is not of the alphabet is malformed in each part`(extra: String) throws {
        let parts = String(decoding: token(), as: UTF8.self).split(separator: ".").map(String.init)
        for index in 0..<3 {
            var changed = parts
            changed[index] += extra
            #expect(try refusal(of: Array(changed.joined(separator: ".").utf8)) == .malformed)
        }
        #expect(try refusal(of: Array((extra + parts.joined(separator: ".")).utf8)) == .malformed)
    }

    @Test func `the other encoding of the last bits is malformed`() throws {
        // 32 bytes are 43 letters of which the last has two spare bits: they must be zero.
        let text = token()
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        let last = try #require(alphabet.firstIndex(of: text[text.count - 1]))
        for spare in 1...3 {
            #expect(try refusal(of: text.dropLast() + [alphabet[last | spare]]) == .malformed)
        }
    }

    @Test(arguments: [1, 8, 15, 21, 31])
    func `a signature cut short is wrong`(bytes: Int) throws {
        let parts = token().split(separator: UInt8(ascii: "."))
        let signature = try #require(Base64URL.decode(parts[2]))
        let cut = Array(Base64URL.encode(Array(signature.prefix(bytes))).utf8)
        #expect(try refusal(of: Array(parts[0] + [46] + parts[1] + [46] + cut)) == .signatureWrong)
    }

    @Test func `a longer signature is wrong`() throws {
        let parts = token().split(separator: UInt8(ascii: "."))
        let signature = try #require(Base64URL.decode(parts[2]))
        let long = Array(Base64URL.encode(signature + [0]).utf8)
        #expect(try refusal(of: Array(parts[0] + [46] + parts[1] + [46] + long)) == .signatureWrong)
    }

    @Test func `a change of any one byte is refused`() throws {
        let verifier = try Verifier(keys: KeySet(secret: secret))
        let good = token()
        for index in good.indices {
            var changed = good
            changed[index] = good[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            #expect(refusal(of: changed, by: verifier) != nil, "byte \(index)")
        }
    }

    @Test func `a token cut anywhere is refused`() throws {
        let verifier = try Verifier(keys: KeySet(secret: secret))
        let good = token()
        for length in good.indices {
            #expect(refusal(of: Array(good.prefix(length)), by: verifier) != nil, "\(length) bytes")
        }
    }

    @Test func `the payload of another token does not fit the signature`() throws {
        let one = token().split(separator: UInt8(ascii: "."))
        let other = token(payload: #"{"role":"admin","exp":1800000600}"#).split(separator: UInt8(ascii: "."))
        #expect(try refusal(of: Array(one[0] + [46] + other[1] + [46] + one[2])) == .signatureWrong)
    }

    @Test func `a token of 8 kB is read and a longer one is not`() throws {
        let overhead = token(payload: payload(#""pad":"""#)).count
        let fill = String(repeating: "x", count: (8192 - overhead) * 3 / 4 - 3)
        let fits = token(payload: payload(#""pad":"\#(fill)""#))
        #expect(fits.count <= 8192 && fits.count > 8180)
        #expect(try refusal(of: fits) == nil)
        #expect(try refusal(of: token(payload: payload(#""pad":"\#(fill)xxxxxxxxxxxx""#))) == .tooLarge)
        #expect(try refusal(of: [UInt8](repeating: 46, count: 1 << 20)) == .tooLarge)
    }

    @Test func `a header that is too long is malformed`() throws {
        let pad = String(repeating: "x", count: 1000)
        #expect(try refusal(of: token(header: #"{"alg":"HS256","pad":"\#(pad)"}"#)) == .malformed)
    }

    @Test func `an encrypted token has five parts and is malformed`() throws {
        let header = Base64URL.encode(Array(#"{"alg":"dir","enc":"A256GCM"}"#.utf8))
        #expect(try refusal(of: Array("\(header)..AAAA.AAAA.AAAA".utf8)) == .malformed)
    }

    @Test func `the JSON serialization is malformed`() throws {
        #expect(try refusal(of: Array(#"{"payload":"e30","signatures":[]}"#.utf8)) == .malformed)
    }
}
