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
    let start = url.firstRange(of: "://").map(\.upperBound) ?? url.startIndex
    let authority = halves[0][start...]
    let parameters = halves.count == 2 ? "?" + redacted(parameters: halves[1]) : ""
    // An unescaped "?" in a password makes of its rest a parameter: where that is possible, nothing is shown.
    if halves.count == 2, halves[1].contains("@"), authority.contains(":") { return "(given)" }
    // The last "@" ends the credentials, so that an unescaped "@" or "/" in a password stays hidden.
    guard let at = authority.lastIndex(of: "@") else { return halves[0] + parameters }
    let user = authority[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let credentials = user.count == 2 ? "\(user[0]):***" : String(user[0])
    return url[..<start] + credentials + authority[at...] + parameters
}

private func redacted(parameters: Substring) -> String {
    let shown = parameters.split(separator: "&", omittingEmptySubsequences: false).map { parameter in
        let name = parameter.prefix { $0 != "=" }
        return name.lowercased().contains("pass") || name.contains("%") ? "\(name)=***" : String(parameter)
    }
    return shown.joined(separator: "&")
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
