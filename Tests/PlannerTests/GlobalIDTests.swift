import Bytes
import Planner
import Testing

@Suite("Global ids and cursors")
struct GlobalIDTests {
    @Test(arguments: [
        GlobalID(type: "Ticket", components: [[1, 2, 3]]),
        GlobalID(type: "Copy", components: [Array("978-3".utf8), [0, 0, 0, 7]]),
        GlobalID(type: "T", components: [[]]),
        GlobalID(type: "Übung", components: [[UInt8](repeating: 0, count: 300)]),
    ])
    func `an id reads back as it was written`(id: GlobalID) {
        #expect(GlobalID(id.text) == id)
    }

    @Test(arguments: [
        "", "!", "VGlja2V0", "AAEx", "VGlja2V0AA", "VGlja2V0AAI", "VGlja2V0AIE", "VGlja2V0AIEA",
        "VGlja2V0ABB4=",
        "VGlja2V0AP____8Hxx", String(repeating: "A", count: GlobalID.maximumLength + 4),
    ])
    func `what is no id is none`(text: String) {
        #expect(GlobalID(text) == nil)
    }

    @Test func `each id has one text`() {
        // A length of two bytes where one suffices would be a second text for the same id.
        let long = Base64URL.encode(Array("Tag".utf8) + [0, 0x81, 0x00, 7])
        #expect(GlobalID(long) == nil)
        #expect(GlobalID(Base64URL.encode(Array("Tag".utf8) + [0, 0x01, 7]))?.components == [[7]])
    }

    @Test func `noise is never an id that writes otherwise, and never a fault`() {
        var generator = SplitMix(seed: 4)
        var valid = 0
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
                UInt8.random(in: 0...(Bool.random(using: &generator) ? 3 : 255), using: &generator)
            }
            let text = Base64URL.encode(bytes)
            guard let id = GlobalID(text) else { continue }
            valid += 1
            // A type that is no UTF-8 is repaired, and names nothing.
            if !id.type.contains("\u{FFFD}") { #expect(id.text == text) }
        }
        #expect(valid > 10)
    }

    @Test func `a damaged id is none, or another one`() {
        let id = GlobalID(type: "Ticket", components: [[UInt8](1...16)])
        let letters = Array(id.text)
        for place in letters.indices {
            for letter in "A_9é =" where letter != letters[place] {
                var damaged = letters
                damaged[place] = letter
                #expect(GlobalID(String(damaged)) != id)
            }
            #expect(GlobalID(String(letters[..<place])) != id)
        }
    }

    // MARK: Cursors

    private func cursor(_ digest: UInt64, _ components: [[UInt8]?]) -> String {
        var bytes = digest.bigEndianBytes
        for component in components {
            if let component {
                unsafe component.withUnsafeBytes { unsafe KeyBytes.append(nullable: $0, to: &bytes) }
            } else {
                unsafe KeyBytes.append(nullable: nil, to: &bytes)
            }
        }
        return Base64URL.encode(bytes)
    }

    @Test func `a cursor reads back, nulls and empty values apart`() throws {
        let components: [[UInt8]?] = [nil, [], [1], [UInt8](repeating: 9, count: 200)]
        let digest = UInt64.max - 5
        let read = try #require(Cursor(cursor(digest, components), count: 4))
        #expect(read.digest == digest)
        #expect(read.components == components)
    }

    @Test func `a cursor of another number of keys is none`() {
        let text = cursor(1, [[1], nil])
        #expect(Cursor(text, count: 1) == nil)
        #expect(Cursor(text, count: 3) == nil)
        #expect(Cursor("", count: 0) == nil)
        #expect(Cursor(String(repeating: "A", count: Cursor.maximumLength + 4), count: 1) == nil)
    }

    @Test func `noise as a cursor is never a fault`() {
        var generator = SplitMix(seed: 5)
        var valid = 0
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
                UInt8.random(in: 0...(Bool.random(using: &generator) ? 3 : 255), using: &generator)
            }
            for count in 1...3 {
                guard let read = Cursor(Base64URL.encode(bytes), count: count) else { continue }
                valid += 1
                #expect(cursor(read.digest, read.components) == Base64URL.encode(bytes))
            }
        }
        #expect(valid > 10)
    }
}

/// SplitMix64: the same numbers from the same seed, on every machine.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
