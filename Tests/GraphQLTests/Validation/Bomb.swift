import Glibc
import Testing

@testable import GraphQL

/// A shape of documents that a server has died of, in any size.
struct Bomb: Sendable, CustomTestStringConvertible {
    let name: String
    private let sections: [Section]

    /// A text, and behind it parts with their numbers, which share the document's bytes with those of the other sections.
    struct Section: Sendable {
        var head: String
        var part: (@Sendable (Int) -> String)?

        init(_ head: String, _ part: (@Sendable (Int) -> String)? = nil) {
            self.head = head
            self.part = part
        }
    }

    init(_ name: String, _ sections: Section...) {
        self.name = name
        self.sections = sections
    }

    /// One kind of part between two texts.
    init(_ name: String, _ head: String, _ tail: String, _ part: @escaping @Sendable (Int) -> String) {
        self.init(name, Section(head, part), Section(tail))
    }

    var testDescription: String { name }

    /// A document of about `size` bytes.
    func text(_ size: Int) -> [UInt8] {
        let share = size / sections.count { $0.part != nil }
        var text: [UInt8] = []
        for section in sections {
            text += Array(section.head.utf8)
            let end = text.count + share
            var number = 0
            while let part = section.part, text.count < end {
                text += Array(part(number).utf8)
                number += 1
            }
        }
        return text
    }

    /// The processor time, in seconds, in which `source` is answered or refused: the least of a few runs.
    static func cost(of source: [UInt8]) -> Double {
        var least = Double.infinity
        for _ in 0..<3 {
            let start = now()
            if let document = try? Document.parse(source, limits: .trusted) {
                let errors = Validation.validate(document, against: exampleSchema, role: .all)
                if errors.isEmpty {
                    for operation in document.operations.indices.prefix(1) {
                        _ = OperationSize(of: operation, in: document)
                    }
                }
            }
            least = min(least, now() - start)
        }
        return least
    }

    private static func now() -> Double {
        var time = timespec()
        // SAFETY: the time is written into our own variable.
        unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

extension Bomb {
    /// What a front end sends.
    static let honest = Bomb("honest", "{ ", "}") {
        "a\($0): dog { name nickname owner { name pets { name } } doesKnowCommand(dogCommand: SIT) } "
    }

    static let all: [Bomb] = [
        honest,
        Bomb("equal fields", "{", "}") { _ in "dog{name}" },
        Bomb("aliases", "{dog{", "}}") { "a\($0):name " },
        Bomb("distinct names that do not exist", "{dog{", "}}") { "n\($0) " },
        Bomb("deep selections", "{", "}") {
            "a\($0):human" + String(repeating: "{pets{...on Dog{owner", count: 15) + "{name}"
                + String(repeating: "}}}", count: 15)
        },
        Bomb("braces", "{a", "") { _ in "{a" },
        Bomb("brackets", "{a(b:", "") { _ in "[" },
        Bomb("inline fragments", "{", "}") { _ in "...on Query{dog{name}}" },
        Bomb("inline fragments without condition", "{", "}") { _ in "...{pet{name}}" },
        Bomb("a chain of fragments", "{human{...F0}}", "fragment F99999 on Human{name}") {
            "fragment F\($0) on Human{...F\($0 + 1)}"
        },
        Bomb("fragments that double", "{human{...F0}}", "") {
            "fragment F\($0) on Human{pets{...on Dog{a:owner{...F\($0 + 1)} b:owner{...F\($0 + 1)}}}}"
        },
        Bomb(
            "fragments that double, with a conflict",
            "{human{...F0}arguments{x:intArgField y:floatArgField}}",
            ""
        ) {
            "fragment F\($0) on Human{pets{...on Dog{a:owner{x:name...F\($0 + 1)} b:owner{x:__typename...F\($0 + 1)}}}}"
        },
        Bomb("a circle of fragments", "{human{...F0}}", "fragment F99999 on Human{...F0}") {
            "fragment F\($0) on Human{...F\($0 + 1)...F0}"
        },
        Bomb("spreads of one fragment", "{dog{", "}}fragment F on Dog{name}") { _ in "...F " },
        Bomb("unused fragments", "{dog{name}}", "") { "fragment F\($0) on Dog{name}" },
        Bomb(
            "fields that overlap in new ways",
            Section("{") { "a\($0):human{z:name...G\($0)}" },
            Section("w:dog{z:id}}") { "fragment G\($0) on Human{x\($0):name}" }
        ),
        Bomb(
            "one fragment in many fields",
            Section("{") { "a\($0):human{z:name...F}" },
            Section("w:human{x0:pets{name}}}fragment F on Human{") { "x\($0):name " },
            Section("}")
        ),
        Bomb("fields of one name in many sets", "{", "}") { "human{a\($0):name x:name pets{name}}" },
        Bomb("different fields of one name", "{", "}") { "dog{x:\($0 % 2 == 0 ? "name" : "nickname")}" },
        Bomb("differing arguments", "{arguments{", "}}") { "intArgField(intArg:\($0))" },
        Bomb(
            "large arguments in many places",
            Section("{") { "a\($0):arguments{...F}" },
            Section(
                "z:arguments{x:intArgField}}fragment F on Arguments{x:booleanListArgField(booleanListArg:["
            ) {
                _ in "true "
            },
            Section("])x:booleanListArgField(booleanListArg:[") { _ in "true " },
            Section("])}")
        ),
        Bomb(
            "large objects in many places",
            Section("{") { "a\($0):arguments{...F}" },
            Section("z:arguments{x:intArgField}}fragment F on Arguments{x:json(json:{") {
                "a\($0):1 b\($0):2 "
            },
            Section("})x:json(json:{") { "b\($0):2 a\($0):1 " },
            Section("})}")
        ),
        Bomb("objects in another order", "{", "}") {
            "findDog(searchBy:{\($0 % 2 == 0 ? "name:\"a\",owner:\"b\"" : "owner:\"b\",name:\"a\"")}){name}"
        },
        Bomb("directives", "{dog{name", "}}") { _ in "@many(n:1)" },
        Bomb("directives that may not be repeated", "{dog{name", "}}") { _ in "@once" },
        Bomb("unknown directives", "{dog{name", "}}") { "@d\($0)" },
        Bomb("arguments that do not exist", "{dog(", "){name}}") { "a\($0):1 " },
        Bomb("variables", "query(", "){dog{name}}") { "$v\($0):Int " },
        Bomb(
            "variables in use",
            Section("query(") { "$v\($0):Int " },
            Section("){arguments{") { "a\($0):intArgField(intArg:$v\($0))" },
            Section("}}")
        ),
        Bomb("undefined variables", "{arguments{", "}}") { "a\($0):intArgField(intArg:$v\($0))" },
        Bomb(
            "variables through a chain",
            "query($v:Int){arguments{...F0}}",
            "fragment F99999 on Arguments{x:intArgField(intArg:$v)}"
        ) {
            "fragment F\($0) on Arguments{a\($0):intArgField(intArg:$v) ...F\($0 + 1)}"
        },
        Bomb(
            "operations that share fragments",
            Section("") { "query Q\($0)($v:\($0 % 2 == 0 ? "Int" : "Float")){arguments{...F0}}" },
            Section("") { "fragment F\($0) on Arguments{a\($0):intArgField(intArg:$v) ...F\($0 + 1)}" }
        ),
        Bomb("operations", "", "") { "query Q\($0){dog{name}}" },
        Bomb("anonymous operations", "", "") { _ in "{dog{name}}" },
        Bomb("subscriptions", "subscription{", "}") { "a\($0):newMessage{body}" },
        Bomb("a list", "{arguments{booleanListArgField(booleanListArg:[", "])}}") { _ in "true," },
        Bomb("a list of what is wrong", "{arguments{booleanListArgField(booleanListArg:[", "])}}") { _ in "1,"
        },
        Bomb("an object", "{arguments{complex(complex:{", "})}}") { "f\($0):1," },
        Bomb("one field of an object", "{arguments{complex(complex:{", "})}}") { _ in "name:\"a\"," },
        Bomb("deep objects", "{arguments{", "}}") {
            "a\($0):complex(complex:" + String(repeating: "{owner:\"a\",inner:", count: 20) + "null"
                + String(repeating: "}", count: 20) + ")"
        },
        Bomb("a string", "{findDog(searchBy:{name:\"", "\"}){name}}") { _ in "\\u{1F600}" },
        Bomb("strings with escapes that overlap", "{", "}") {
            "findDog(searchBy:{name:\"\($0 % 2 == 0 ? "\\\\u0061" : "a")\"}){name}"
        },
        Bomb("a block string", "{findDog(searchBy:{name:\"\"\"", "\"\"\"}){name}}") { _ in "\n  a" },
        Bomb("quotes in a block string", "{findDog(searchBy:{name:\"\"\"", "\"\"\"}){name}}") { _ in
            "\\\"\"\""
        },
        Bomb("commas", "{dog{name", "}}") { _ in "," },
        Bomb("comments", "{dog{name", "\n}}") { _ in "\n#" },
        Bomb("a name", "{dog{", "}}") { _ in "name" },
        Bomb("numbers", "{arguments{floatArgField(floatArg:", ")}}") { _ in "1234567890" },
        Bomb("introspection", "{", "}") { "a\($0):__schema{types{fields{type{ofType{name}}}}}" },
    ]
}
