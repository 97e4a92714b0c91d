/// GraphQL names for the names of a database.
enum DraftName {
    /// The words of a name: `customer_orders`, `CustomerOrders` and `customer orders` have the same two.
    ///
    /// Letters beyond ASCII divide words, as no GraphQL name has them (*Names*, §2.1.8).
    static func words(_ name: String) -> [String] {
        var words: [String] = []
        var word = ""
        var previous: Character = " "
        for character in name {
            let isPart = character.isASCII && (character.isLetter || character.isNumber)
            if !isPart || (character.isUppercase && !previous.isUppercase), !word.isEmpty {
                words.append(word.lowercased())
                word = ""
            }
            if isPart { word.append(character) }
            previous = character
        }
        return word.isEmpty ? words : words + [word.lowercased()]
    }

    /// `customer_orders` as `CustomerOrder`.
    static func type(_ name: String) -> String { type(singular(name)) }

    /// The words of what one row of a table is: `customer_orders` as `customer`, `order`.
    static func singular(_ name: String) -> [String] {
        var words = words(name)
        if let last = words.popLast() { words.append(EnglishNoun.singular(of: last)) }
        return words
    }

    static func type(_ words: [String]) -> String {
        valid(joined(words.map(\.capitalized)), else: "Table")
    }

    /// `customer_orders` as `customerOrders`.
    static func field(_ name: String) -> String { field(words(name)) }

    static func field(_ words: [String]) -> String {
        valid(joined(words.prefix(1) + words.dropFirst().map(\.capitalized)), else: "column")
    }

    /// The name of a list of objects whose singular has these words: `customer`, `order` as `customerOrders`.
    static func list(of words: [String]) -> String {
        field(words.dropLast() + words.suffix(1).map(EnglishNoun.plural))
    }

    /// `in stock` as `IN_STOCK`.
    static func enumValue(_ label: String) -> String {
        valid(words(label).map { $0.uppercased() }.joined(separator: "_"), else: "VALUE")
    }

    /// Words in a row, with an underscore between two numbers: `iso`, `3166`, `1` as `iso3166_1`.
    private static func joined(_ words: some Sequence<String>) -> String {
        words.reduce(into: "") { name, word in
            if name.last?.isNumber == true, word.first?.isNumber == true { name += "_" }
            name += word
        }
    }

    private static func valid(_ name: String, else fallback: String) -> String {
        guard let first = name.first else { return fallback }
        return first.isNumber ? "_" + name : name
    }
}

/// Names that are used once each.
struct NamesInUse {
    private var taken: Set<String>

    init(_ taken: Set<String> = []) { self.taken = taken }

    /// The first of `candidates` that is free, else the last of them with a number; it is taken then.
    mutating func take(_ candidates: String...) -> String {
        let free = candidates.first { !taken.contains($0) }
        var name = free ?? candidates[candidates.count - 1]
        var number = 2
        while taken.contains(name) {
            name = "\(candidates[candidates.count - 1])\(number)"
            number += 1
        }
        taken.insert(name)
        return name
    }
}
