/// Singular and plural of English nouns, as far as names of tables need them.
enum EnglishNoun {
    /// `categories` as `category`.
    ///
    /// A word that is not recognised as a plural stays as it is.
    static func singular(of word: String) -> String {
        if let singular = singulars[word] { return singular }
        if isInvariable(word) || word.utf8.count < 4 { return word }
        if word.hasSuffix("ies") { return word.dropLast(3) + "y" }
        for ending in ["sses", "shes", "ches", "xes", "zzes", "uses", "iases"] where word.hasSuffix(ending) {
            return String(word.dropLast(2))
        }
        let isPlural = word.hasSuffix("s") && !["ss", "us", "is", "ias"].contains { word.hasSuffix($0) }
        return isPlural ? String(word.dropLast()) : word
    }

    /// `category` as `categories`.
    static func plural(of word: String) -> String {
        if let plural = plurals[word] { return plural }
        if isInvariable(word) || word.last?.isNumber == true { return word }
        let beforeLast = word.dropLast().last
        if word.hasSuffix("y"), let beforeLast, !"aeiou".contains(beforeLast) {
            return word.dropLast() + "ies"
        }
        if word.hasSuffix("is"), word.utf8.count > 4 { return word.dropLast(2) + "es" }
        let needsVowel = ["s", "x", "ch", "sh", "z"].contains { word.hasSuffix($0) }
        return word + (needsVowel ? "es" : "s")
    }

    private static func isInvariable(_ word: String) -> Bool { invariable.contains(word) }

    /// Nouns with one form.
    private static let invariable: Set<String> = [
        "series", "species", "news", "sheep", "fish", "deer", "aircraft", "staff", "equipment", "information",
        "metadata", "data", "media", "software", "hardware", "feedback", "furniture", "luggage", "money",
        "music",
        "traffic", "weather", "goods", "analytics", "statistics", "physics", "mathematics", "https", "sms",
        "ios",
    ]

    private static let singulars: [String: String] = Dictionary(
        irregular.map { ($1, $0) },
        uniquingKeysWith: { first, _ in first }
    )
    .merging(["lens", "atlas", "canvas", "alias", "bias", "gas"].map { ($0, $0) }) { $1 }
    private static let plurals = Dictionary(irregular, uniquingKeysWith: { first, _ in first })

    /// Nouns whose plural, or whose singular, follows no rule above: the singular and the plural.
    private static let irregular: [(String, String)] = [
        ("person", "people"), ("child", "children"), ("man", "men"), ("woman", "women"), ("mouse", "mice"),
        ("goose", "geese"), ("foot", "feet"), ("tooth", "teeth"), ("ox", "oxen"), ("criterion", "criteria"),
        ("phenomenon", "phenomena"), ("index", "indices"), ("vertex", "vertices"),
        ("matrix", "matrices"), ("appendix", "appendices"), ("life", "lives"), ("knife", "knives"),
        ("wife", "wives"), ("leaf", "leaves"), ("shelf", "shelves"), ("half", "halves"), ("wolf", "wolves"),
        ("hero", "heroes"), ("potato", "potatoes"), ("tomato", "tomatoes"), ("echo", "echoes"),
        ("veto", "vetoes"), ("movie", "movies"), ("cookie", "cookies"), ("zombie", "zombies"),
        ("calorie", "calories"), ("tie", "ties"), ("pie", "pies"), ("lie", "lies"), ("die", "dies"),
        ("quiz", "quizzes"), ("cache", "caches"), ("headache", "headaches"), ("axe", "axes"),
        ("analysis", "analyses"), ("crisis", "crises"), ("diagnosis", "diagnoses"), ("thesis", "theses"),
        ("hypothesis", "hypotheses"), ("synopsis", "synopses"), ("lens", "lenses"), ("bias", "biases"),
        ("atlas", "atlases"), ("canvas", "canvases"), ("alias", "aliases"), ("bus", "buses"),
        ("gas", "gases"), ("plus", "pluses"), ("menu", "menus"), ("gnu", "gnus"), ("shoe", "shoes"),
        ("toe", "toes"), ("lease", "leases"), ("release", "releases"), ("base", "bases"), ("case", "cases"),
        ("use", "uses"), ("house", "houses"), ("warehouse", "warehouses"), ("clause", "clauses"),
        ("cause", "causes"), ("pause", "pauses"), ("course", "courses"), ("excuse", "excuses"),
        ("spouse", "spouses"), ("blouse", "blouses"), ("browse", "browses"), ("nurse", "nurses"),
        ("purse", "purses"), ("horse", "horses"), ("cafe", "cafes"), ("proof", "proofs"), ("roof", "roofs"),
    ]
}
