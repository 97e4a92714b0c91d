import GraphQL
import Testing

@testable import Planner

@Suite("What each scalar takes")
struct ScalarRulesTests {
    private static func takes(_ name: String, _ value: InputValue) -> Bool {
        ScalarRules.byName[name]?.takes(value) ?? false
    }

    private static let valid: [(String, [String])] = [
        (
            "DateTime",
            [
                "2026-11-20T09:30:00Z", "2026-11-20t09:30:00z", "2026-11-20T09:30:00.5+01:00",
                "2026-11-20T09:30:00.123456-23:59", "2026-11-20T09:30:00-00:00", "0001-01-01T00:00:00Z",
                "9999-12-31T23:59:59.999999Z", "2024-02-29T00:00:00Z", "2000-02-29T00:00:00+23:59",
                "0001-01-01T05:00:00+05:00",
            ]
        ),
        ("LocalDateTime", ["2026-11-20T09:30:00", "2026-11-20T09:30", "2026-11-20t09:30:00.000001"]),
        ("Date", ["2026-11-20", "0001-01-01", "9999-12-31", "2024-02-29"]),
        ("LocalTime", ["09:30:00", "09:30", "23:59:59.999999", "24:00", "24:00:00", "24:00:00.000"]),
        (
            "Duration",
            [
                "P1Y2M3W4DT5H6M7.5S", "PT0S", "P0D", "P-1Y2M", "PT-0.5S", "P-178956970Y-8M", "PT1.000000S",
                "PT-2562047788H-54.775808S",
            ]
        ),
        (
            "Decimal",
            [
                "0", "-0", "12.50", "-12.50", "1e3", "1E-3", "1e131071", "1e-16383", "0.5e+2",
                "0." + String(repeating: "0", count: 16_382) + "1",
            ]
        ),
        ("BigInt", ["0", "-0", "9223372036854775808", "-170141183460469231731687303715884105728"]),
        ("UUID", ["00010203-0405-0607-0809-0A0b0c0d0e0f"]),
        ("Bytes", ["", "AA==", "AAE=", "AAEC", "+/+/"]),
    ]

    private static let invalid: [(String, [String])] = [
        (
            "DateTime",
            [
                "", "2026-11-20", "now", "infinity", "2026-11-20T09:30:00", "2026-11-20 09:30:00Z",
                "2026-11-20T09:30Z", "2026-11-20T09:30:60Z", "2026-11-20T24:00:00Z", "2026-11-20T09:30:00.Z",
                "2026-11-20T09:30:00.1234567Z", "2026-11-20T09:30:00+24:00", "2026-11-20T09:30:00+01:60",
                "2026-11-20T09:30:00+0100", "2026-02-29T00:00:00Z", "0000-01-01T00:00:00Z",
                "10000-01-01T00:00:00Z", "-2026-11-20T09:30:00Z", "0001-01-01T00:00:00+00:01",
                "9999-12-31T23:59:59-00:01", "2026-11-20T09:30:00Z BC", " 2026-11-20T09:30:00Z",
                "2026-11-20T09:30:00Z\n", "２026-11-20T09:30:00Z",
            ]
        ),
        (
            "LocalDateTime",
            [
                "2024-03-31T02:30:00+05:00", "2024-03-31T02:30:00Z", "2024-03-31", "2024-03-31T24:00:00",
                "2024-03-31T2:30:00", "2024-03-31T02", "2024-03-31 02:30:00",
            ]
        ),
        (
            "Date",
            ["2024-03-31Z", "2024-03-31+05:00", "20240331", "2024-3-31", "2023-02-29", "today", "epoch"]
        ),
        (
            "LocalTime",
            [
                "02:30:00+05:00", "02:30:00Z", "24:00:01", "24:01", "23:60", "23:59:60", "allballs", "9:30",
                "09", "25:00", "24:00:00.000001",
            ]
        ),
        (
            "Duration",
            [
                "P", "PT", "P1", "1D", "P1DT", "P1.5D", "PT1.5H", "PT1.1234567S", "P1M1Y", "P1Y1Y", "-P1D",
                "P+1D", "P1S", "1 day", "00:00:01", "P2147483648D", "P178956970Y8M", "PT9223372036855S",
                "P9223372036854775808D", "p1d", "P1D ", "PT1,5S",
            ]
        ),
        (
            "Decimal",
            [
                "", "NaN", "Infinity", "-inf", "+1", ".5", "1.", "01", "1e", "1e1.5", "0x10", "1_000", " 1",
                "1e131072", "1e-16384", "1e9999999", "--1", "1,5",
            ]
        ),
        ("BigInt", ["", "1.0", "1e3", "+1", "01", "0x10", "NaN", " 1", "1 "]),
        (
            "UUID",
            [
                "000102030405060708090a0b0c0d0e0f", "{00010203-0405-0607-0809-0a0b0c0d0e0f}",
                "00010203-0405-0607-0809-0a0b0c0d0e0g",
            ]
        ),
        ("Bytes", ["A", "AA", "AA=", "A===", "AAE", "-_-_", "AA==AA==", "A A=", "AB==", "=AAA"]),
    ]

    @Test(arguments: valid)
    func `a value that the description allows is taken`(name: String, values: [String]) {
        for value in values { #expect(Self.takes(name, .string(value)), "\(name) \(value.prefix(60))") }
    }

    @Test(arguments: invalid)
    func `any other value is refused`(name: String, values: [String]) {
        for value in values { #expect(!Self.takes(name, .string(value)), "\(name) \(value.prefix(60))") }
        #expect(!Self.takes(name, .boolean(true)))
    }

    @Test func `numbers are taken where the description says so`() {
        #expect(Self.takes("Decimal", .float("1.50")) && Self.takes("Decimal", .int("-7")))
        #expect(Self.takes("BigInt", .int("9007199254740993")) && !Self.takes("BigInt", .float("1.0")))
        for name in ["DateTime", "Date", "LocalTime", "LocalDateTime", "Duration", "UUID", "Bytes"] {
            #expect(!Self.takes(name, .int("20261120")), "\(name)")
        }
    }

    @Test(
        arguments: [
            ("0", [0, 0, 0, 0]), ("0.00", [0, 0, 0, 2]), ("1", [1, 0, 0, 0, 1]),
            ("-12345.678", [3, 1, 0x4000, 3, 1, 2345, 6780]), ("0.01", [1, 0xFFFF, 0, 2, 100]),
            ("0.00001", [1, 0xFFFE, 0, 5, 1000]), ("10000", [1, 1, 0, 0, 1]), ("1e5", [1, 1, 0, 0, 10]),
            ("1.5e-3", [1, 0xFFFF, 0, 4, 15]), ("9999.9999", [2, 0, 0, 4, 9999, 9999]),
        ] as [(String, [UInt16])]
    )
    func `a decimal has PostgreSQL's groups of four digits`(text: String, parts: [UInt16]) {
        #expect(DecimalText.bytes(text) == parts.flatMap(\.bigEndianBytes), "\(text)")
        #expect(DecimalText.bytes(text).map(DecimalText.isBinary) == true)
    }

    @Test func `bytes that are no number are known before PostgreSQL reads them`() {
        let forged: [[UInt8]] = [
            [], [0, 0], [0, 1, 0, 0, 0, 0, 0, 0], [0, 1, 0, 0, 0, 0, 0, 0, 0x27, 0x10],
            [0, 0, 0, 0, 0x12, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0x40, 0], [0xFF, 0xFF, 0, 0, 0, 0, 0, 0],
        ]
        for bytes in forged { #expect(!BinaryValue.isValid(bytes, type: TypeOID.numeric)) }
        #expect(BinaryValue.isValid([0, 0, 0, 0, 0xC0, 0, 0, 0], type: TypeOID.numeric))
        #expect(BinaryValue.isValid(nil, type: TypeOID.numeric))
    }

    @Test func `a type stands once in the table`() {
        let table = ScalarType.table
        #expect(Set(table.map(\.oid)).count == table.count)
        #expect(Set(table.map(\.arrayOID)).count == table.count)
        for type in table { #expect(!type.scalars.isEmpty && ScalarType[type.parameter.type] != nil) }
    }
}
