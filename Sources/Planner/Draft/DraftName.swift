/// Names of GraphQL made of the names that a database has.
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
    static func type(_ name: String) -> String {
        var words = words(name)
        if let last = words.popLast() { words.append(singular(last)) }
        return valid(words.map(\.capitalized).joined(), else: "Table")
    }

    /// `customer_orders` as `customerOrders`.
    static func field(_ name: String) -> String { field(words(name)) }

    static func field(_ words: [String]) -> String {
        valid((words.prefix(1) + words.dropFirst().map(\.capitalized)).joined(), else: "column")
    }

    /// `CustomerOrder` as `customerOrders`: what a list of such objects is called.
    static func list(of type: String) -> String {
        var words = words(type)
        if let last = words.popLast() { words.append(plural(last)) }
        return field(words)
    }

    /// `CustomerOrder` as `customerOrder`.
    static func one(of type: String) -> String { field(words(type)) }

    /// `in stock` as `IN_STOCK`.
    static func enumValue(_ label: String) -> String {
        valid(words(label).map { $0.uppercased() }.joined(separator: "_"), else: "VALUE")
    }

    private static func valid(_ name: String, else fallback: String) -> String {
        guard let first = name.first else { return fallback }
        return first.isNumber ? "_" + name : name
    }

    private static let irregular = ["people": "person", "children": "child", "men": "man", "women": "woman"]

    private static func singular(_ word: String) -> String {
        if let singular = irregular[word] { return singular }
        if ["series", "species", "news"].contains(word) || word.count < 4 { return word }
        if word.hasSuffix("ies") { return word.dropLast(3) + "y" }
        for ending in ["sses", "shes", "ches", "xes", "tuses", "ruses"] where word.hasSuffix(ending) {
            return String(word.dropLast(2))
        }
        let isPlural = word.hasSuffix("s") && !["ss", "us", "is"].contains { word.hasSuffix($0) }
        return isPlural ? String(word.dropLast()) : word
    }

    private static func plural(_ word: String) -> String {
        if let plural = irregular.first(where: { $0.value == word })?.key { return plural }
        if ["series", "species", "news"].contains(word) { return word }
        let beforeLast = word.dropLast().last
        if word.hasSuffix("y"), let beforeLast, !"aeiou".contains(beforeLast) {
            return word.dropLast() + "ies"
        }
        let hisses = ["s", "x", "ch", "sh", "z"].contains { word.hasSuffix($0) }
        return word + (hisses ? "es" : "s")
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
