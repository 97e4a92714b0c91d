import Testing

@testable import CommandLine

struct ValueKindTests {
    @Test(arguments: [
        ("127.0.0.1:8080", Address(host: "127.0.0.1", port: 8080)),
        ("localhost:0", Address(host: "localhost", port: 0)),
        ("[::]:65535", Address(host: "::", port: 65535)),
    ])
    func `addresses`(text: String, address: Address) throws {
        #expect(try ValueKind<Address>.address.read(text) == address)
        #expect(address.description == text)
    }

    @Test(arguments: [
        "", ":", ":80", "host", "host:", "host:65536", "host:-1", "host:+1", "host:8a", "::1:80", "[]:80",
        "a b:80",
        "http://h:80", "h/x:80", "[::1]", "host:٣",
    ])
    func `what is no address`(text: String) {
        #expect(throws: ValueError.self) { try ValueKind<Address>.address.read(text) }
    }

    @Test(arguments: [
        ("30s", 30_000), ("1h", 3_600_000), ("1h30m", 5_400_000), ("250ms", 250), ("2m", 120_000), ("0s", 0),
        ("1m1s1ms", 61_001),
    ])
    func `times`(text: String, milliseconds: Int) throws {
        let kind = ValueKind<Duration>.duration(.zero ... .seconds(86_400))
        #expect(try kind.read(text) == .milliseconds(milliseconds))
    }

    @Test(arguments: [
        "", "30", "s", "1x", "1 h", "-1s", "+1s", "1.5h", "1hh", "25h", "9223372036854775807s",
        "99999999999999999999s", "1h 1m", "1H",
    ])
    func `what is no time`(text: String) {
        let kind = ValueKind<Duration>.duration(.zero ... .seconds(86_400))
        #expect(throws: ValueError.self) { try kind.read(text) }
    }

    @Test(arguments: [
        ("1", 1), ("1MB", 1_000_000), ("16kB", 16_000), ("1KiB", 1024), ("2mib", 2 << 20), ("7b", 7),
        ("1GB", 1_000_000_000),
    ])
    func `sizes`(text: String, bytes: Int) throws {
        #expect(try ValueKind<Int>.size(1...1_000_000_000).read(text) == bytes)
    }

    @Test(arguments: [
        "", "0", "MB", "1.5MB", "-1", "1TB", "2GB", "9223372036854775807GB", "1 MB", "99999999999999999999",
    ])
    func `what is no size`(text: String) {
        #expect(throws: ValueError.self) { try ValueKind<Int>.size(1...1_000_000_000).read(text) }
    }

    @Test(arguments: ["2026-11-20", "2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31"])
    func `days`(text: String) throws {
        #expect(try ValueKind<CalendarDate>.date.read(text).description == text)
    }

    @Test(arguments: [
        "", "2026", "2026-1-1", "2026-02-29", "1900-02-29", "2026-13-01", "2026-00-01", "2026-04-31",
        "2026-01-00",
        "0000-01-01", "26-01-01", "2026/01/01", "2026-01-01T00", "+026-01-01", "today", "2026-01-",
    ])
    func `what is no day`(text: String) {
        #expect(throws: ValueError.self) { try ValueKind<CalendarDate>.date.read(text) }
    }

    @Test(arguments: ["*", "https://app.example.com", "http://localhost:3000"])
    func `origins`(text: String) throws {
        #expect(try ValueKind<String>.origin.read(text) == text)
    }

    @Test(arguments: [
        "", "app.example.com", "https://", "https://a/b", "ftp://a", "https://a b", "https://a?x", "null",
    ])
    func `what is no origin`(text: String) {
        #expect(throws: ValueError.self) { try ValueKind<String>.origin.read(text) }
    }

    @Test(arguments: ["", "1.0", "-1", "+1", "0x10", "65", "0", "٣", "1e1", " 1"])
    func `what is no number of the range`(text: String) {
        #expect(throws: ValueError.self) { try ValueKind<Int>.number(1...64).read(text) }
    }

    @Test(arguments: ["", "mydb", "http://x", "localhost:5432/db"])
    func `what is no connection`(text: String) {
        #expect(throws: ValueError.self) { try ValueKind<ConnectionString>.connection.read(text) }
    }
}
