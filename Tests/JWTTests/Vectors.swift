/// Keys and tokens that other programs made.
enum Vectors {
    // RFC 7515, appendix A.1 and A.3.
    static let rfcSharedKeys = """
        {"keys":[{"kty":"oct",
        "k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"}]}
        """
    static let rfcSharedToken =
        "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9"
        + ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
        + ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    static let rfcCurveKeys = """
        {"keys":[{"kty":"EC","crv":"P-256",
        "x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}
        """
    static let rfcCurveToken =
        "eyJhbGciOiJFUzI1NiJ9"
        + ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
        + ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"

    // `openssl genrsa`, `openssl dgst -sha256 -sign`.
    static let rsaModulus =
        "rydzEvrb_jKpQuYkhFIkm67t3G0kcXYiNoL7SIAI5XiY75EWHFAPlwcCVO6u8JfHt3AtG1Ya7GA171xiS7yFRSJuTxrOXqVhrL1d1-RA"
        + "W6JJ7FTfaN2a676lAsh9bEgu0zyuRzQhe97LLQCRkv08svfCbtcQ8GXl48wdytrmEK1364Q7pSmMWKcXS2KxIdrztmNH5D-Cc77pAWhf"
        + "nLODRl03R9MZqpCaX_Kg3L9vv3AKDOXKrm8A_3reEgoFzy9gCDixwcoWqw5dgsDvgIERsmQK2jK8dKT3N26Qenbq8pfqjcoHocluS6Gc"
        + "y-r95rkEB7V29OLVayZCkk2DB7QWQQ"
    static let rsaKeys =
        #"{"keys":[{"kty":"RSA","kid":"rsa-1","use":"sig","e":"AQAB","n":""# + rsaModulus + #""}]}"#
    static let rsaToken =
        "eyJhbGciOiAiUlMyNTYiLCAia2lkIjogInJzYS0xIiwgInR5cCI6ICJhdCtqd3QifQ"
        + ".eyJyb2xlIjogImFnZW50IiwgInN1YiI6ICJhLTEiLCAiZXhwIjogMjAwMDAwMDAwMCwgImlhdCI6IDE3MDAwMDAwMDB9."
        + "kzwFVjKcOWNNRDJ70sI9gitNEbR76QG8AQdhnz7dnYBW7O5j--UsEGYERrlYjiwK1pZhce3izxqTbBtVlTIpi8tN2qiXMPg05nKjOUd3"
        + "xHsNFf_mTHTrZIOTsQC47AVtAo0zsyyIEeobYC7qUmhPIgySRhPRYXN7M5Z65YKd-hsqeOpkICB4rC4gpOT5AnGDcEXDxr7LMUR8GtSY"
        + "XvoCjFurJxUdxxb47C9qJ0j3A8_gWq-QEQUgppBxf-INmnh92-2Lg1au_8o4QjX4ZU63kM3QijtrJ0YVwtP0eLruoHklNKKihg66jaTp"
        + "MePrH0uUwXGkVwKxRFqBD5G5v3Dr_g"
    static let rsaPublicPEM = """
        -----BEGIN PUBLIC KEY-----
        MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEArydzEvrb/jKpQuYkhFIk
        m67t3G0kcXYiNoL7SIAI5XiY75EWHFAPlwcCVO6u8JfHt3AtG1Ya7GA171xiS7yF
        RSJuTxrOXqVhrL1d1+RAW6JJ7FTfaN2a676lAsh9bEgu0zyuRzQhe97LLQCRkv08
        svfCbtcQ8GXl48wdytrmEK1364Q7pSmMWKcXS2KxIdrztmNH5D+Cc77pAWhfnLOD
        Rl03R9MZqpCaX/Kg3L9vv3AKDOXKrm8A/3reEgoFzy9gCDixwcoWqw5dgsDvgIER
        smQK2jK8dKT3N26Qenbq8pfqjcoHocluS6Gcy+r95rkEB7V29OLVayZCkk2DB7QW
        QQIDAQAB
        -----END PUBLIC KEY-----

        """
}
