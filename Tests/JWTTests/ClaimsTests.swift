import Testing

@testable import JWT

@Suite("RFC 7519 §4.1 Registered Claim Names")
struct ClaimsTests {
    @Test(arguments: [
        #""exp":"1800000600""#, #""exp":1800000600."#, #""exp":1e"#, #""exp":-0.5"#,
        #""exp":1e999999999999999999999"#,
        #""exp":1e12"#, #""exp":253402300799.5e1"#, #""exp":253402300800.0"#,
        #""exp":-1"#, #""exp":-0"#, #""exp":null"#, #""exp":true"#, #""exp":[]"#, #""exp":{}"#,
        #""exp":[1800000600]"#,
        #""exp":9223372036854775807"#, #""exp":9223372036854775808"#, #""exp":18446744073709551616"#,
        #""exp":-9223372036854775808"#, #""exp":1e400"#, #""exp":253402300800"#, #""exp":"never""#,
        #""Exp":1800000600"#,
        #""EXP":1800000600"#, #""exp ":1800000600"#,
    ])
    func `an end that is no date is refused`(expiration: String) throws {
        let error = try refusal(of: token(payload: payload("", expiration: expiration)))
        // "-0" is a number, and it is 0: long ago.
        let isMalformed = expiration.hasSuffix("600.") || expiration.hasSuffix("1e")
        #expect(
            error == .claimWrong(.expiration) || expiration.hasSuffix("-0") && error == .expired
                || isMalformed && error == .malformed
        )
    }

    /// `now` of these tests is 1800000000.
    @Test(arguments: [
        ("1800000600.0", 1_800_000_600), ("1800000600.5", 1_800_000_600),
        ("1800000600.999999999", 1_800_000_600),
        ("1.8e9", 1_800_000_000), ("18E8", 1_800_000_000), ("1.8000006e+9", 1_800_000_600),
        ("18000006000e-1", 1_800_000_600), ("18000006009e-1", 1_800_000_600), ("0.18e10", 1_800_000_000),
        ("0e99999", 0), ("-0.0", 0), ("1e-5", 0), ("2534023007990e-1", 253_402_300_799),
    ])
    func `an end may have a fraction and an exponent, and is rounded down`(text: String, end: Int64) throws {
        let strict = try Verifier(keys: KeySet(secret: secret), clockSkew: 0)
        let token = token(payload: payload("", expiration: "\"exp\":\(text)"))
        #expect(refusal(of: token, by: strict, at: end - 1) == nil)
        #expect(refusal(of: token, by: strict, at: end) == .expired)
    }

    @Test(arguments: ["nbf", "iat"])
    func `a beginning may have a fraction and an exponent, and is rounded up`(name: String) throws {
        let strict = try Verifier(keys: KeySet(secret: secret), clockSkew: 0)
        for (text, begin) in [
            ("1800000000.0", now), ("1800000000.001", now + 1), ("1.8e9", now), ("18000000001e-1", now + 1),
            ("1e-9", 1),
        ] {
            let token = token(payload: payload("\"\(name)\":\(text)"))
            #expect(refusal(of: token, by: strict, at: begin) == nil, "\(text)")
            #expect(refusal(of: token, by: strict, at: begin - 1) == .notYetValid, "\(text)")
        }
    }

    @Test func `a token ends at its end, give or take the skew`() throws {
        let end = now + 600
        #expect(try refusal(of: token(), at: end - 1) == nil)
        #expect(try refusal(of: token(), at: end + 29) == nil)
        #expect(try refusal(of: token(), at: end + 30) == .expired)
        #expect(try refusal(of: token(), at: end + 1_000_000) == .expired)
        #expect(try refusal(of: token(payload: payload("", expiration: #""exp":0"#))) == .expired)
        #expect(try refusal(of: token(payload: payload("", expiration: #""exp":253402300799"#))) == nil)
    }

    @Test func `the verified value says until when it may be kept`() throws {
        let verified = try verify(token())
        #expect(try refusal(of: token(), at: verified.expiresAt) == nil)
        #expect(try refusal(of: token(), at: verified.expiresAt + 1) == .expired)
    }

    @Test func `without skew, the end is the end`() throws {
        let strict = try Verifier(keys: KeySet(secret: secret), clockSkew: 0)
        #expect(refusal(of: token(), by: strict, at: now + 599) == nil)
        #expect(refusal(of: token(), by: strict, at: now + 600) == .expired)
    }

    @Test func `a clock skew above five minutes is limited to five minutes`() throws {
        for skew in [Int64.max, 1_000_000] {
            let verifier = try Verifier(keys: KeySet(secret: secret), clockSkew: skew)
            #expect(refusal(of: token(), by: verifier, at: now + 899) == nil)
            #expect(refusal(of: token(), by: verifier, at: now + 900) == .expired)
        }
        let negative = try Verifier(keys: KeySet(secret: secret), clockSkew: .min)
        #expect(refusal(of: token(), by: negative, at: now + 600) == .expired)
    }

    @Test(arguments: ["nbf", "iat"])
    func `what lies in the future is not valid yet`(name: String) throws {
        #expect(try refusal(of: token(payload: payload("\"\(name)\":\(now)"))) == nil)
        #expect(try refusal(of: token(payload: payload("\"\(name)\":\(now + 30)"))) == nil)
        #expect(try refusal(of: token(payload: payload("\"\(name)\":\(now + 31)"))) == .notYetValid)
        #expect(try refusal(of: token(payload: payload("\"\(name)\":253402300799"))) == .notYetValid)
    }

    @Test(arguments: ["\"1\"", "-1.5", "-1", "true", "99999999999999999999", "[1]", "1e300"])
    func `a beginning that is no date is refused`(value: String) throws {
        #expect(try refusal(of: token(payload: payload("\"nbf\":\(value)"))) == .claimWrong(.notBefore))
        #expect(try refusal(of: token(payload: payload("\"iat\":\(value)"))) == .claimWrong(.issuedAt))
    }

    @Test func `any value of our own clock is handled`() throws {
        let token = token(payload: payload("\"nbf\":0,\"iat\":100"))
        for time in [Int64.min, -1, 0] { #expect(try refusal(of: token, at: time) == .notYetValid) }
        #expect(try refusal(of: token, at: .max) == .expired)
    }

    @Test(arguments: [
        #"{"exp":1800000600}"#, #"{"role":"","exp":1800000600}"#, #"{"role":null,"exp":1800000600}"#,
        #"{"role":7,"exp":1800000600}"#, #"{"role":["agent"],"exp":1800000600}"#,
        #"{"Role":"agent","exp":1800000600}"#,
        #"{"role":{"name":"agent"},"exp":1800000600}"#, #"{"role":true,"exp":1800000600}"#,
    ])
    func `a role that is no string is refused`(payload: String) throws {
        #expect(try refusal(of: token(payload: payload)) == .claimWrong(.role))
    }

    @Test(arguments: ["7", "[]", "{}", "true", "\"\""])
    func `a subject that is no string is refused`(value: String) throws {
        #expect(try refusal(of: token(payload: payload("\"sub\":\(value)"))) == .claimWrong(.subject))
    }

    @Test(arguments: ["sub", "nbf", "iat", "iss", "aud"])
    func `a claim that is null is an absent one`(name: String) throws {
        let null = token(payload: payload("\"\(name)\":null"))
        #expect(try refusal(of: null) == nil)
        #expect(try verify(null).claims.subject == nil)
        #expect(try refusal(of: null, issuer: "https://id.example") == .issuerWrong)
        let audience = try refusal(of: null, audience: "concierge")
        #expect(audience == .audienceWrong)
    }

    @Test(arguments: [
        "", "null", "[]", "7", "true", #""agent""#, "{", #"{"role":"agent""#,
        #"{"role":"agent","exp":1800000600}x"#,
        #"{"role":"agent","exp":1800000600,}"#, #"{role:"agent"}"#,
        "{\"role\":\"agent\",\"exp\":01800000600}",
        #"[{"role":"agent","exp":1800000600}]"#, #"{"role":"agent","exp":+1800000600}"#,
        #"{"role":"agent","exp":1800000600,"x":NaN}"#, #"{"role":"agent","exp":1800000600,"x":Infinity}"#,
    ])
    func `a payload that is not an object is malformed`(payload: String) throws {
        #expect(try refusal(of: token(payload: payload)) == .malformed)
    }

    @Test(arguments: [
        #""role":"admin""#, #""exp":1900000000"#, #""\u0072ole":"admin""#, #""x":1,"x":1"#,
        #""x":{"y":1,"y":2}"#,
        #""x":[{"y":1,"\u0079":2}]"#, #""aud":"a","aud":"b""#,
    ])
    func `a claim that stands twice is malformed`(members: String) throws {
        #expect(try refusal(of: token(payload: payload(members))) == .malformed)
    }

    @Test(arguments: [#""x:y":":","z":"a\":\"b""#, #""a\\":"\\","b":":::""#, #""":1"#])
    func `colons and quotes inside strings are no second names`(members: String) throws {
        #expect(try refusal(of: token(payload: payload(members))) == nil)
    }

    @Test(arguments: [#""x":"a\u0000b""#, #""\u0000":1"#, #""x":[{"y":["\u0000"]}]"#, #""sub":"a\u0000""#])
    func `a string that no database takes is malformed`(members: String) throws {
        #expect(try refusal(of: token(payload: payload(members))) == .malformed)
    }

    @Test(arguments: [#""x":"\ud800""#, #""x":"\udc00\ud800""#])
    func `a lone surrogate is malformed`(members: String) throws {
        #expect(try refusal(of: token(payload: payload(members))) == .malformed)
    }

    @Test func `deep and crowded payloads are malformed`() throws {
        let deep = String(repeating: "[", count: 2000) + String(repeating: "]", count: 2000)
        #expect(try refusal(of: token(payload: payload("\"x\":\(deep)"))) == .malformed)
        let crowd = String(repeating: "0,", count: 600) + "0"
        #expect(try refusal(of: token(payload: payload("\"x\":[\(crowd)]"))) == .malformed)
    }
}

@Suite("RFC 8725 §3.8 and §3.9 issuer and audience")
struct PartiesTests {
    @Test func `the issuer must be the one that is trusted`() throws {
        let good = token(payload: payload(#""iss":"https://id.example""#))
        #expect(try refusal(of: good, issuer: "https://id.example") == nil)
        #expect(try refusal(of: good) == nil)
        #expect(try refusal(of: good, issuer: "https://id.example/") == .issuerWrong)
        #expect(try refusal(of: good, issuer: "https://ID.example") == .issuerWrong)
        #expect(try refusal(of: token(), issuer: "https://id.example") == .issuerWrong)
    }

    @Test(arguments: [#""iss":7"#, #""iss":true"#, #""iss":["https://id.example"]"#, #""iss":{}"#])
    func `an issuer that is no string is refused`(member: String) throws {
        #expect(
            try refusal(of: token(payload: payload(member)), issuer: "https://id.example")
                == .claimWrong(.issuer)
        )
        #expect(try refusal(of: token(payload: payload(member))) == .claimWrong(.issuer))
    }

    @Test(arguments: [#""aud":"concierge""#, #""aud":["other","concierge"]"#, #""aud":["concierge"]"#])
    func `an audience that names us is accepted`(member: String) throws {
        #expect(try refusal(of: token(payload: payload(member)), audience: "concierge") == nil)
    }

    @Test(arguments: [
        #""aud":"other""#, #""aud":"concierge ""#, #""aud":"Concierge""#, #""aud":["a","b"]"#, #""aud":[]"#,
        #""aud":"""#,
        #""aud":"concierge,other""#, #""x":1"#,
    ])
    func `an audience that does not name us is refused`(member: String) throws {
        #expect(try refusal(of: token(payload: payload(member)), audience: "concierge") == .audienceWrong)
    }

    @Test(arguments: [
        #""aud":7"#, #""aud":{"a":"concierge"}"#, #""aud":["concierge",7]"#, #""aud":[null]"#,
    ])
    func `an audience of another type is refused`(member: String) throws {
        #expect(
            try refusal(of: token(payload: payload(member)), audience: "concierge") == .claimWrong(.audience)
        )
    }

    @Test func `a token with an audience is refused if the gateway has no audience`() throws {
        #expect(try refusal(of: token(payload: payload(#""aud":"concierge""#))) == .audienceWrong)
    }

    @Test func `canonically equal texts are different parties`() throws {
        let composed = token(payload: payload("\"aud\":\"caf\u{E9}\""))
        #expect(try refusal(of: composed, audience: "cafe\u{301}") == .audienceWrong)
        #expect(try refusal(of: composed, audience: "caf\u{E9}") == nil)
    }
}

struct TokenErrorTests {
    @Test func `codes are stable, and nothing quotes the token`() throws {
        let codes: [(TokenError, String)] = [
            (.tooLarge, "TOKEN_INVALID"), (.malformed, "TOKEN_INVALID"), (.headerRefused, "TOKEN_INVALID"),
            (.algorithmRefused, "TOKEN_INVALID"), (.keyUnknown, "TOKEN_INVALID"),
            (.signatureWrong, "TOKEN_INVALID"),
            (.expired, "TOKEN_EXPIRED"), (.notYetValid, "TOKEN_NOT_YET_VALID"),
            (.issuerWrong, "TOKEN_ISSUER"),
            (.audienceWrong, "TOKEN_AUDIENCE"), (.claimWrong(.role), "TOKEN_CLAIM"),
        ]
        for (error, code) in codes {
            #expect(error.code == code)
            #expect(error.message.hasSuffix("."))
        }
        let marked = token(payload: payload(#""role2":"PLANTED""#), key: Array("PLANTED".utf8))
        let error = try #require(try refusal(of: marked))
        #expect(!error.message.contains("PLANTED") && !String(describing: error).contains("PLANTED"))
    }
}
