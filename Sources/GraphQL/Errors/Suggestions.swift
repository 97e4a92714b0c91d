/// Finds the names that were perhaps meant.
package enum Suggestions {
    /// Names longer than this are not compared: the work grows with the square.
    private static let maximumLength = 64
    /// How many are named at most.
    private static let maximumCount = 5

    /// Returns `" Did you mean …?"` with the few of `names` that resemble `text`, nearest first; nothing where none does.
    ///
    /// - Parameter prefix: What stands before each name, as the `@` of a directive.
    package static func didYouMean(_ text: String, among names: [String], prefix: String = "") -> String {
        let similar = similar(to: text, among: names).map { "\"\(prefix)\($0)\"" }
        guard let last = similar.last else { return "" }
        let list =
            switch similar.count {
            case 1: last
            case 2: "\(similar[0]) or \(last)"
            case _: similar.dropLast().joined(separator: ", ") + ", or \(last)"
            }
        return " Did you mean \(list)?"
    }

    /// Returns the names within a small edit distance of `text`, but not `text` itself.
    private static func similar(to text: String, among names: [String]) -> [String] {
        let wanted = lowercase(text)
        guard wanted.count <= maximumLength else { return [] }
        let threshold = wanted.count * 2 / 5 + 1
        var found: [(distance: Int, name: String)] = []
        for name in names where name != text {
            let candidate = lowercase(name)
            guard candidate.count <= maximumLength else { continue }
            let distance = distance(wanted, candidate, atMost: threshold)
            if distance <= threshold { found.append((distance, name)) }
        }
        found.sort { ($0.distance, $0.name) < ($1.distance, $1.name) }
        return found.prefix(maximumCount).map(\.name)
    }

    private static func lowercase(_ text: String) -> [UInt8] {
        text.utf8.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }
    }

    /// The Damerau–Levenshtein distance of adjacent transpositions, or anything above `limit`.
    private static func distance(_ first: [UInt8], _ second: [UInt8], atMost limit: Int) -> Int {
        guard abs(first.count - second.count) <= limit else { return limit + 1 }
        var older = [Int](repeating: 0, count: second.count + 1)
        var previous = Array(0...second.count)
        var current = previous
        for row in 0..<first.count {
            current[0] = row + 1
            var smallest = current[0]
            for column in 0..<second.count {
                let cost = first[row] == second[column] ? 0 : 1
                var best = min(previous[column] + cost, previous[column + 1] + 1, current[column] + 1)
                let isSwap =
                    row > 0 && column > 0 && first[row] == second[column - 1]
                    && first[row - 1] == second[column]
                if isSwap { best = min(best, older[column - 1] + 1) }
                current[column + 1] = best
                smallest = min(smallest, best)
            }
            if smallest > limit { return limit + 1 }
            (older, previous, current) = (previous, current, older)
        }
        return previous[second.count]
    }
}
