/// `connection` with `***` in place of every password; `(given)` when the text is not understood.
///
/// Both of libpq's forms are known: URLs, with a password before the `@` or among the parameters, and
/// `key=value` lists (PostgreSQL 15, §34.1.1, *Connection Strings*).
func redacted(connection: String) -> String {
    let isURL = connection.hasPrefix("postgres://") || connection.hasPrefix("postgresql://")
    return isURL ? redacted(url: connection) : redacted(pairs: Array(connection.utf8))
}

private func redacted(url: String) -> String {
    let halves = url.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    var shown = String(halves[0])
    // An unescaped "@" or "/" inside a password would be read as the address: the last "@" of all ends what
    // is hidden.
    if let at = shown.lastIndex(of: "@") {
        let start = shown.firstRange(of: "://").map(\.upperBound) ?? shown.startIndex
        let user = shown[start..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let credentials = user.count == 2 ? "\(user[0]):***" : String(user[0])
        shown = shown[..<start] + credentials + shown[at...]
    }
    guard halves.count == 2 else { return shown }
    let parameters = halves[1].split(separator: "&", omittingEmptySubsequences: false).map { parameter in
        let name = parameter.prefix { $0 != "=" }
        return name.lowercased().contains("pass") || name.contains("%") ? "\(name)=***" : String(parameter)
    }
    return shown + "?" + parameters.joined(separator: "&")
}

private func redacted(pairs bytes: [UInt8]) -> String {
    var shown: [String] = []
    var index = 0
    func skipSpaces() { while index < bytes.count, bytes[index] <= 0x20 { index += 1 } }
    while true {
        skipSpaces()
        guard index < bytes.count else { return shown.joined(separator: " ") }
        let nameStart = index
        while index < bytes.count, bytes[index] > 0x20, bytes[index] != UInt8(ascii: "=") { index += 1 }
        let name = String(decoding: bytes[nameStart..<index], as: UTF8.self)
        skipSpaces()
        guard index < bytes.count, bytes[index] == UInt8(ascii: "=") else { return "(given)" }
        index += 1
        skipSpaces()
        guard let value = takeValue(bytes, &index) else { return "(given)" }
        shown.append(name.lowercased().contains("pass") ? "\(name)=***" : "\(name)=\(value)")
    }
}

/// One value of a `key=value` list as it is written, quotes and backslashes included; `nil` if a quote is not
/// closed.
private func takeValue(_ bytes: [UInt8], _ index: inout Int) -> String? {
    let start = index
    let isQuoted = index < bytes.count && bytes[index] == UInt8(ascii: "'")
    if isQuoted { index += 1 }
    while index < bytes.count {
        let byte = bytes[index]
        if byte == UInt8(ascii: "\\") {
            index += 2
            continue
        }
        if isQuoted, byte == UInt8(ascii: "'") {
            index += 1
            return String(decoding: bytes[start..<index], as: UTF8.self)
        }
        if !isQuoted, byte <= 0x20 { break }
        index += 1
    }
    index = min(index, bytes.count)
    return isQuoted ? nil : String(decoding: bytes[start..<index], as: UTF8.self)
}
