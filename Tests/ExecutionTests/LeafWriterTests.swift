import Bytes
import JSON
import TestSupport
import Testing

@testable import Execution
@testable import Planner

@Suite("Leaves")
struct LeafWriterTests {
    private static let bindings = EnumLabels([
        ("HARD_COVER", Array("hard cover".utf8)), ("PAPER", Array("PAPER".utf8)),
    ])

    @Test(arguments: [1, 2])
    func `whole numbers of each width keep their value, as numbers and as strings`(seed: Int) {
        var generator = Generator(seed: seed)
        let edges: [Int64] = [0, 1, -1, 9, 10, -10, .max, .min]
        for value in edges + (0..<500).map({ _ in Int64.random(in: .min ... .max, using: &generator) }) {
            #expect(written(bigEndian(value), as: .integer(width: 8, quoted: false)) == "\(value)")
            #expect(written(bigEndian(value), as: .integer(width: 8, quoted: true)) == "\"\(value)\"")
            let four = Int32(truncatingIfNeeded: value)
            #expect(written(bigEndian(four), as: .integer(width: 4, quoted: false)) == "\(four)")
            let two = Int16(truncatingIfNeeded: value)
            #expect(written(bigEndian(two), as: .integer(width: 2, quoted: false)) == "\(two)")
        }
    }

    @Test func `floats read back as the same number, and are JSON`() throws {
        var generator = Generator(seed: 7)
        var values: [Double] = [
            0, -0.0, 1, 1.5, 1e21, 1e-7, 123_456_789, .pi, .leastNonzeroMagnitude, .greatestFiniteMagnitude,
        ]
        values += (0..<1000).map { _ in
            Double(bitPattern: UInt64.random(in: .min ... .max, using: &generator))
        }
        for value in values {
            let text = written(bigEndian(value.bitPattern), as: .float(width: 8))
            guard value.isFinite else {
                #expect(text == nil)
                continue
            }
            #expect(text.flatMap { Double($0) } == value)
            guard case .number? = try text.map({ try JSONReader.read(Array($0.utf8)) }) else {
                Issue.record("\(text ?? "nothing") is no number of JSON")
                continue
            }
            let narrow = Float(value)
            guard narrow.isFinite else { continue }
            #expect(
                written(bigEndian(narrow.bitPattern), as: .float(width: 4)).flatMap { Float($0) } == narrow
            )
        }
        #expect(written(bigEndian(Double(3).bitPattern), as: .float(width: 8)) == "3")
    }

    @Test(arguments: [
        ([UInt8](), "\"\""), (Array("a\"\\\n\u{1}ż😀".utf8), #""a\"\\\n\u0001ż😀""#),
    ])
    func `text is a string of JSON`(bytes: [UInt8], expected: String) {
        #expect(written(bytes, as: .string) == expected)
    }

    @Test func `booleans, labels, bytes and uuids have each their form`() {
        #expect(written([0], as: .boolean) == "false" && written([1], as: .boolean) == "true")
        #expect(
            written(Array("hard cover".utf8), as: .label(Self.bindings)) == "\"HARD_COVER\""
        )
        #expect(written(Array("PAPER".utf8), as: .label(Self.bindings)) == "\"PAPER\"")
        for unknown in ["", "PAPE", "PAPERS", "HARD_COVER", "leather"] {
            #expect(written(Array(unknown.utf8), as: .label(Self.bindings)) == nil)
        }
        let uuid = (0..<16).map { UInt8($0 * 17) }
        #expect(written(uuid, as: .uuid) == "\"00112233-4455-6677-8899-aabbccddeeff\"")
        for (text, code) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")] {
            #expect(written(Array(text.utf8), as: .bytes) == "\"\(code)\"")
        }
        #expect(written([0xFB, 0xFF], as: .bytes) == "\"+/8=\"")
        #expect(written(Array("{\"a\":1}".utf8), as: .json(hasVersion: false)) == "{\"a\":1}")
        #expect(written([1] + Array("[2]".utf8), as: .json(hasVersion: true)) == "[2]")
    }

    @Test(
        arguments: [
            (.boolean, 0), (.boolean, 2), (.integer(width: 4, quoted: false), 8),
            (.integer(width: 8, quoted: true), 0),
            (.float(width: 8), 4), (.uuid, 15), (.date, 8), (.time, 4), (.interval, 8),
            (.timestamp(hasTimeZone: true), 4),
            (.numeric, 7), (.json(hasVersion: true), 1), (.json(hasVersion: false), 0), (.list(.string), 4),
        ] as [(LeafFormat, Int)]
    )
    func `bytes of another length are refused`(format: LeafFormat, length: Int) {
        #expect(written(Array(repeating: 0, count: length), as: format) == nil)
    }

    @Test func `random bytes never become anything but JSON`() throws {
        var generator = Generator(seed: 11)
        let formats: [LeafFormat] = [
            .boolean, .integer(width: 4, quoted: false), .float(width: 8), .numeric, .uuid, .date, .time,
            .interval,
            .timestamp(hasTimeZone: true), .bytes, .label(EnumLabels([("b", [0x61])])),
        ]
        for _ in 0..<3000 {
            let format = formats.randomElement(using: &generator) ?? .boolean
            let lengths = [1, 2, 4, 8, 16, Int.random(in: 0...40, using: &generator)]
            var bytes = generator.bytes(lengths.randomElement(using: &generator) ?? 0)
            if case .label = format { bytes = bytes.map { $0 & 0x7F } }
            // A weight of ten thousands of groups is right, and long.
            if case .numeric = format, bytes.count >= 8 { bytes[2] = bytes[2] & 0x80; bytes[6] &= 3 }
            guard let text = written(bytes, as: format) else { continue }
            #expect(throws: Never.self, "\(format) \(bytes): \(text)") {
                try JSONReader.read(Array(text.utf8))
            }
        }
    }

    @Test func `arrays are read item by item, and what is no array is refused`() {
        let items: [[UInt8]?] = [Array("a".utf8), nil, []]
        withCell(BinaryArray.encode(items, of: 25)) { cell in
            #expect(ArrayItems(cell)?.cells.map(\.copy) == items)
        }
        withCell(BinaryArray.encode([], of: 25)) { #expect(ArrayItems($0)?.cells.isEmpty == true) }
        let good = BinaryArray.encode(items, of: 25)
        for length in 0..<good.count { withCell(Array(good[..<length])) { #expect(ArrayItems($0) == nil) } }
        var twoDimensional = good
        twoDimensional[3] = 2
        withCell(twoDimensional) { #expect(ArrayItems($0) == nil) }
        var endless = good
        endless[12] = 0x7F
        withCell(endless) { #expect(ArrayItems($0) == nil) }
    }
}
