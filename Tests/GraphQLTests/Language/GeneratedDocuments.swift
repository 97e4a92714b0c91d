/// Random numbers that a seed repeats: SplitMix64.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}

/// Writes documents that a seed repeats, over every production of the grammar, with all that is ignored
/// between the tokens.
struct DocumentGenerator {
    private var random: SeededGenerator
    private(set) var tokens: [String] = []
    /// How many more braces, brackets and the like may be opened.
    private var budget = 60
    /// Whether what older implementations do not know may be written.
    private let isNewest: Bool

    init(seed: UInt64, isNewest: Bool = true) {
        random = SeededGenerator(seed: seed)
        self.isNewest = isNewest
    }

    static func executable(seed: UInt64, isNewest: Bool = true) -> String {
        var generator = Self(seed: seed, isNewest: isNewest)
        generator.repeated(1...3) { $0.executableDefinition() }
        return generator.text()
    }

    static func schema(seed: UInt64, isNewest: Bool = true) -> String {
        var generator = Self(seed: seed, isNewest: isNewest)
        generator.repeated(1...4) { $0.typeSystemDefinition() }
        return generator.text()
    }

    // MARK: Choices

    private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

    private mutating func choose<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &random)]
    }

    private mutating func repeated(_ range: ClosedRange<Int>, _ body: (inout Self) -> Void) {
        for _ in 0..<Int.random(in: range, using: &random) { body(&self) }
    }

    private mutating func optionally(_ percent: Int = 40, _ body: (inout Self) -> Void) {
        if chance(percent) { body(&self) }
    }

    private mutating func emit(_ texts: String...) { tokens += texts }

    /// The tokens, with what is ignored between them.
    private mutating func text() -> String {
        var text = chance(10) ? "\u{FEFF}" : ""
        for token in tokens {
            text += token
            text += choose([
                " ", " ", " ", "\n", "\n  ", ", ", "\t", " # é💩 \"{\n", "\r\n", "\r", " \u{FEFF}",
            ])
        }
        return text
    }

    // MARK: Names and values

    private mutating func name() {
        emit(
            choose([
                "a", "b", "c", "id", "name", "on", "query", "type", "fragment", "implements", "repeatable",
                "input",
                "extend", "_", "__typename", "longerThanEightBytes", "longerThanEightBytes2", "A1", "FIELD",
                "schema",
            ])
        )
    }

    private mutating func nameExcept(_ refused: String...) {
        name()
        while let last = tokens.last, refused.contains(last) {
            tokens.removeLast()
            name()
        }
    }

    private mutating func string() {
        emit(
            choose([
                #""""#, #""a""#, ##""é💩 # { } ,""##, #""\"\\\/\b\f\n\r\t""#,
                #""\u0041\u{1F4A9}\uD83D\uDCA9""#,
                "\"\"\"\"\"\"", "\"\"\"a\"\"\"", "\"\"\"\n    a\n      b\n\n    c\n  \"\"\"",
                "\"\"\"  a\r\n\\\"\"\" b \\n\"\"\"",
                "\"\"\"a\"b\"\"c \"\"\"", "\"\"\"\n  ends in \\\n\"\"\"",
            ])
        )
    }

    private mutating func value(isConstant: Bool) {
        budget -= 1
        switch Int.random(in: 0..<(budget > 0 ? 10 : 8), using: &random) {
        case 0: emit(choose(["0", "-0", "1", "-12", "123456789012345678901234567890"]))
        case 1: emit(choose(["0.5", "-1.25e10", "1E-3", "2e+4"]))
        case 2, 3: string()
        case 4: emit(choose(["true", "false"]))
        case 5: emit("null")
        case 6: nameExcept("true", "false", "null")
        case 7:
            guard !isConstant else { return emit("1") }
            emit("$")
            name()
        case 8:
            emit("[")
            repeated(0...3) { $0.value(isConstant: isConstant) }
            emit("]")
        default:
            emit("{")
            repeated(0...3) {
                $0.name()
                $0.emit(":")
                $0.value(isConstant: isConstant)
            }
            emit("}")
        }
    }

    private mutating func type() {
        let lists = chance(30) ? Int.random(in: 1...3, using: &random) : 0
        for _ in 0..<lists { emit("[") }
        name()
        optionally { $0.emit("!") }
        for _ in 0..<lists {
            emit("]")
            optionally { $0.emit("!") }
        }
    }

    private mutating func arguments(isConstant: Bool) {
        emit("(")
        repeated(1...3) {
            $0.name()
            $0.emit(":")
            $0.value(isConstant: isConstant)
        }
        emit(")")
    }

    private mutating func directives(isConstant: Bool, atLeast minimum: Int = 0) {
        let count = chance(30) ? Int.random(in: 1...2, using: &random) : 0
        for _ in 0..<max(count, minimum) {
            emit("@")
            name()
            optionally { $0.arguments(isConstant: isConstant) }
        }
    }

    private mutating func description() { optionally(20) { $0.string() } }

    // MARK: Executable definitions

    private mutating func executableDefinition() {
        guard !chance(20) else { return selectionSet() }
        if isNewest { description() }
        if chance(40) {
            emit("fragment")
            nameExcept("on")
            emit("on")
            name()
        } else {
            emit(choose(["query", "mutation", "subscription"]))
            optionally { $0.name() }
            optionally { $0.variables() }
        }
        directives(isConstant: false)
        selectionSet()
    }

    private mutating func variables() {
        emit("(")
        repeated(1...3) {
            if $0.isNewest { $0.description() }
            $0.emit("$")
            $0.name()
            $0.emit(":")
            $0.type()
            $0.defaultValue()
            $0.directives(isConstant: true)
        }
        emit(")")
    }

    private mutating func defaultValue() {
        optionally {
            $0.emit("=")
            $0.value(isConstant: true)
        }
    }

    private mutating func selectionSet() {
        budget -= 1
        emit("{")
        repeated((isNewest ? 0 : 1)...4) { $0.selection() }
        emit("}")
    }

    private mutating func selection() {
        switch Int.random(in: 0..<10, using: &random) {
        case 0:
            emit("...")
            nameExcept("on")
            directives(isConstant: false)
        case 1 where budget > 0:
            emit("...")
            optionally {
                $0.emit("on")
                $0.name()
            }
            directives(isConstant: false)
            selectionSet()
        default:
            optionally(20) {
                $0.name()
                $0.emit(":")
            }
            name()
            optionally(25) { $0.arguments(isConstant: false) }
            directives(isConstant: false)
            if budget > 0 && chance(40) { selectionSet() }
        }
    }

    // MARK: Definitions of the type system

    private mutating func typeSystemDefinition() {
        let isExtension = chance(30)
        if isExtension { emit("extend") } else { description() }
        switch Int.random(in: 0..<(isNewest || !isExtension ? 8 : 7), using: &random) {
        case 0: schema(isExtension)
        case 1:
            emit("scalar")
            name()
            directives(isConstant: true, atLeast: isExtension ? 1 : 0)
        case 2: fields("type", isExtension)
        case 3: fields("interface", isExtension)
        case 4: union(isExtension)
        case 5: enumeration(isExtension)
        case 6: inputObject(isExtension)
        default: directive(isExtension)
        }
    }

    private mutating func schema(_ isExtension: Bool) {
        emit("schema")
        directives(isConstant: true, atLeast: isExtension ? 1 : 0)
        guard !isExtension || chance(50) else { return }
        emit("{")
        repeated(1...3) {
            $0.emit($0.choose(["query", "mutation", "subscription"]), ":")
            $0.name()
        }
        emit("}")
    }

    private mutating func fields(_ keyword: String, _ isExtension: Bool) {
        emit(keyword)
        name()
        optionally { $0.names(after: "implements", separator: "&") }
        directives(isConstant: true, atLeast: isExtension ? 1 : 0)
        optionally(80) {
            $0.emit("{")
            $0.repeated(1...3) {
                $0.description()
                $0.name()
                $0.optionally { $0.inputValues("(", ")") }
                $0.emit(":")
                $0.type()
                $0.directives(isConstant: true)
            }
            $0.emit("}")
        }
    }

    private mutating func names(after start: String, separator: String) {
        emit(start)
        optionally(20) { $0.emit(separator) }
        name()
        repeated(0...2) {
            $0.emit(separator)
            $0.name()
        }
    }

    private mutating func inputValues(_ open: String, _ close: String) {
        emit(open)
        repeated(1...3) {
            $0.description()
            $0.name()
            $0.emit(":")
            $0.type()
            $0.defaultValue()
            $0.directives(isConstant: true)
        }
        emit(close)
    }

    private mutating func union(_ isExtension: Bool) {
        emit("union")
        name()
        directives(isConstant: true, atLeast: isExtension ? 1 : 0)
        optionally(80) { $0.names(after: "=", separator: "|") }
    }

    private mutating func enumeration(_ isExtension: Bool) {
        emit("enum")
        name()
        directives(isConstant: true, atLeast: isExtension ? 1 : 0)
        optionally(80) {
            $0.emit("{")
            $0.repeated(1...3) {
                $0.description()
                $0.nameExcept("true", "false", "null")
                $0.directives(isConstant: true)
            }
            $0.emit("}")
        }
    }

    private mutating func inputObject(_ isExtension: Bool) {
        emit("input")
        name()
        directives(isConstant: true, atLeast: isExtension ? 1 : 0)
        optionally(80) { $0.inputValues("{", "}") }
    }

    private mutating func directive(_ isExtension: Bool) {
        emit("directive", "@")
        name()
        guard !isExtension else { return directives(isConstant: true, atLeast: 1) }
        optionally { $0.inputValues("(", ")") }
        if isNewest { directives(isConstant: true) }
        optionally(30) { $0.emit("repeatable") }
        emit("on")
        optionally(20) { $0.emit("|") }
        emit(choose(["FIELD", "QUERY", isNewest ? "DIRECTIVE_DEFINITION" : "OBJECT"]))
        repeated(0...2) {
            $0.emit("|", $0.choose(["SCHEMA", "INPUT_FIELD_DEFINITION", "VARIABLE_DEFINITION"]))
        }
    }
}

/// Bends a document's bytes: removes, repeats, swaps and replaces some.
enum Mutation {
    static func bend(_ source: [UInt8], seed: UInt64) -> [UInt8] {
        var random = SeededGenerator(seed: seed)
        var bytes = source
        for _ in 0..<Int.random(in: 1...3, using: &random) where !bytes.isEmpty {
            let index = Int.random(in: 0..<bytes.count, using: &random)
            let end = min(bytes.count, index + Int.random(in: 1...8, using: &random))
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes.removeSubrange(index..<end)
            case 1: bytes.insert(contentsOf: bytes[index..<end], at: index)
            case 2: bytes.swapAt(index, Int.random(in: 0..<bytes.count, using: &random))
            case 3: bytes[index] = "{}()[]:!$@&|=.\"\\#-0e_aon\u{0}".utf8.randomElement(using: &random) ?? 0
            default: bytes[index] = UInt8.random(in: 0...255, using: &random)
            }
        }
        return bytes
    }
}
