/// How one kind of value is written: the placeholder that `--help` shows, and the reading of its text.
struct ValueKind<Value: Sendable>: Sendable {
    let placeholder: String
    let read: @Sendable (String) throws(ValueError) -> Value

    init(_ placeholder: String, read: @escaping @Sendable (String) throws(ValueError) -> Value) {
        self.placeholder = placeholder
        self.read = read
    }
}

extension ValueKind where Value == String {
    /// Any text that is not empty.
    static func text(_ placeholder: String) -> ValueKind {
        ValueKind(placeholder) { text throws(ValueError) in
            guard !text.isEmpty else { throw ValueError("a text that is not empty") }
            return text
        }
    }

    /// A path of a file or folder; whether it exists is checked when it is opened.
    static var path: ValueKind { .text("PATH") }

    /// What the name of a replication slot may end with: 53 of the characters a-z, 0-9 and _ at most.
    static var slotName: ValueKind {
        ValueKind("NAME") { text throws(ValueError) in
            let isNamed = text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                    UInt8(ascii: "_"):
                    true
                default: false
                }
            }
            guard isNamed, !text.isEmpty, text.utf8.count <= 53 else {
                throw ValueError("1 to 53 of the characters a-z, 0-9 and _")
            }
            return text
        }
    }

    /// An origin of the Fetch standard: scheme, host and port, or `*`.
    static var origin: ValueKind {
        ValueKind("ORIGIN") { text throws(ValueError) in
            let expected = ValueError("origins such as https://app.example.com, without a path, or *")
            if text == "*" { return text }
            let schemes = ["https://", "http://"]
            guard let scheme = schemes.first(where: text.hasPrefix) else { throw expected }
            let rest = text.dropFirst(scheme.count)
            let isPlain = rest.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"/?#@,\"".utf8.contains($0) }
            guard !rest.isEmpty, isPlain else { throw expected }
            return text
        }
    }
}

extension ValueKind where Value == ConnectionString {
    /// A connection string of libpq.
    static var connection: ValueKind {
        ValueKind("URL") { text throws(ValueError) in
            let isURL = text.hasPrefix("postgres://") || text.hasPrefix("postgresql://")
            guard isURL || text.utf8.contains(UInt8(ascii: "=")) else {
                throw ValueError("postgresql://user@host/database, or libpq's host=… dbname=…")
            }
            return ConnectionString(text)
        }
    }
}

extension ValueKind where Value == Secret {
    /// Bytes that are never printed.
    static var secret: ValueKind {
        ValueKind("SECRET") { text throws(ValueError) in
            guard text.utf8.count >= 32 else {
                throw ValueError("at least 32 bytes, such as `openssl rand -base64 48` prints")
            }
            return Secret(Array(text.utf8))
        }
    }
}

extension ValueKind where Value == Int {
    /// A whole number inside `range`.
    static func number(_ range: ClosedRange<Int>, _ placeholder: String = "N") -> ValueKind {
        ValueKind(placeholder) { text throws(ValueError) in
            guard text.utf8.allSatisfy(isDigit), let number = Int(text), range.contains(number) else {
                throw ValueError("a whole number from \(range.lowerBound) to \(range.upperBound)")
            }
            return number
        }
    }

    /// A number of bytes: a bare number, or one with `kB`, `MB`, `GB` (powers of 1000), `KiB`, `MiB`, `GiB`.
    static func size(_ range: ClosedRange<Int>) -> ValueKind {
        ValueKind("SIZE") { text throws(ValueError) in
            let expected = ValueError(
                "a size such as 512kB or 1MB, from \(range.lowerBound) to \(range.upperBound) bytes"
            )
            let units = [
                "": 1, "b": 1, "kb": 1000, "mb": 1_000_000, "gb": 1_000_000_000,
                "kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30,
            ]
            let digits = text.prefix { $0.isASCII && $0.isNumber }
            guard let number = Int(digits), let unit = units[text.dropFirst(digits.count).lowercased()] else {
                throw expected
            }
            let (bytes, overflow) = number.multipliedReportingOverflow(by: unit)
            guard !overflow, range.contains(bytes) else { throw expected }
            return bytes
        }
    }
}

extension ValueKind where Value == Duration {
    /// A length of time: numbers with `ms`, `s`, `m`, `h` or `d`, such as `30s` or `1h30m`.
    static func duration(_ range: ClosedRange<Duration>) -> ValueKind {
        ValueKind("TIME") { text throws(ValueError) in
            let expected = ValueError(
                "a time such as 30s or 1h30m, from \(range.lowerBound) to \(range.upperBound)"
            )
            guard let milliseconds = milliseconds(of: text) else { throw expected }
            let duration = Duration.milliseconds(milliseconds)
            guard range.contains(duration) else { throw expected }
            return duration
        }
    }

    private static func milliseconds(of text: String) -> Int64? {
        let units: [(name: String, milliseconds: Int64)] = [
            ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
        ]
        var rest = text[...]
        var total: Int64 = 0
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            rest = rest.dropFirst(digits.count)
            let name = rest.prefix { $0.isASCII && $0.isLetter }
            rest = rest.dropFirst(name.count)
            guard let number = Int64(digits), let unit = units.first(where: { $0.name == name }) else {
                return nil
            }
            let (part, overflow) = number.multipliedReportingOverflow(by: unit.milliseconds)
            let (sum, overflowOfSum) = total.addingReportingOverflow(part)
            guard !overflow, !overflowOfSum else { return nil }
            total = sum
        }
        return total
    }
}

extension ValueKind where Value == CalendarDate {
    /// A day, as ISO 8601 writes it.
    static var date: ValueKind {
        ValueKind("DATE") { text throws(ValueError) in
            let parts = text.split(separator: "-", omittingEmptySubsequences: false)
            let widths = parts.map(\.utf8.count)
            guard widths == [4, 2, 2], parts.allSatisfy({ $0.utf8.allSatisfy(isDigit) }),
                let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]),
                let date = CalendarDate(year: year, month: month, day: day)
            else { throw ValueError("a day such as 2026-11-20") }
            return date
        }
    }
}

extension ValueKind where Value == Address {
    /// A host and a port; an IPv6 address stands in brackets.
    static var address: ValueKind {
        ValueKind("HOST:PORT") { text throws(ValueError) in
            let expected = ValueError("a host and a port, such as 127.0.0.1:8080 or [::1]:8080")
            guard let colon = text.lastIndex(of: ":") else { throw expected }
            var host = text[..<colon]
            let port = text[text.index(after: colon)...]
            if host.hasPrefix("["), host.hasSuffix("]") {
                host = host.dropFirst().dropLast()
            } else if host.contains(":") {
                throw expected
            }
            let isPlain = host.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"/[]@".utf8.contains($0) }
            guard !host.isEmpty, isPlain, !port.isEmpty, port.utf8.allSatisfy(isDigit),
                let port = UInt16(port)
            else { throw expected }
            return Address(host: String(host), port: port)
        }
    }
}

extension ValueKind where Value == Bool {
    /// A switch: the flag alone turns it on, `--no-…` off.
    static var toggle: ValueKind {
        ValueKind("on|off") { text throws(ValueError) in
            switch text.lowercased() {
            case "on", "true", "yes", "1": return true
            case "off", "false", "no", "0": return false
            case _: throw ValueError("on or off")
            }
        }
    }
}

extension ValueKind where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// One of the cases, by name.
    static var oneOf: ValueKind {
        let names = Value.allCases.map(\.rawValue)
        return ValueKind(names.joined(separator: "|")) { text throws(ValueError) in
            guard let value = Value(rawValue: text) else {
                throw ValueError("one of " + names.joined(separator: ", "))
            }
            return value
        }
    }
}

extension ValueKind where Value == Playground {
    /// A folder, or one of the words `auto` and `off`.
    static var playground: ValueKind {
        ValueKind("PATH|auto|off") { text throws(ValueError) in
            switch text {
            case "auto": .search
            case "off": .off
            case _: .folder(text)
            }
        }
    }
}

extension ValueKind where Value == ClaimSetting {
    /// A claim as `name=value`; the value may hold further equals signs.
    static var claim: ValueKind {
        ValueKind("NAME=VALUE") { text throws(ValueError) in
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty else { throw ValueError("a claim such as team=riga") }
            return ClaimSetting(name: String(parts[0]), value: String(parts[1]))
        }
    }
}

private func isDigit(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
}
