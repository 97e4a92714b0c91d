/// What keys and tokens may cost.
enum Limits {
    /// Bytes of a token; a header field of HTTP is hardly longer anywhere.
    static let tokenBytes = 8192
    /// Bytes of a token's header, encoded; honest ones stay below 200.
    static let headerBytes = 1024
    /// Levels of a payload's arrays and objects; claims are flat or nearly so.
    static let nesting = 8
    /// Values and names of a header or a payload together.
    static let values = 512
    /// Keys that are tried for a token which names none: each costs a signature's check.
    static let candidates = 4
    /// Bytes of a key set's text.
    static let keySetBytes = 256 * 1024
    /// Keys of a set; an issuer that rotates has two or three.
    static let keys = 64
    /// The least bytes of a shared secret: those of SHA-256 (RFC 7518, §3.2).
    static let secretBytes = 32
    /// The bits of an RSA key: from what RFC 7518, §3.3 requires, to what is checked in well under a millisecond.
    static let rsaBits = 2048...8192
    /// The largest clock skew in seconds; beyond it, a clock is wrong.
    static let clockSkew: Int64 = 300
    /// The last second of the year 9999: dates beyond it are mistakes, and would overflow sums.
    static let lastDate: Int64 = 253_402_300_799
}
