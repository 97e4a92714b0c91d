import JSON
import TestSupport
import Testing

/// Which conditions texts offer, and what they find: by type, collation and index.
@Suite("Conditions on texts")
struct TextConditionTests {
    private let gateway: GatewayProcess

    init() throws { gateway = try Values.gateway() }

    private func found(_ filter: String) throws -> [String] {
        let answer = try gateway.ask(
            "{ phrases(where: \(filter), orderBy: [{number: ASC}]) { nodes { number } } }",
            as: nil
        )
        guard answer["errors"] == nil else { return [answer.body] }
        return answer["data", "phrases", "nodes"]?.items.compactMap { $0[["number"]]?.text } ?? []
    }

    private func members(of type: String) throws -> Set<String> {
        let answer = try gateway.ask("{ __type(name: \"\(type)\") { inputFields { name } } }", as: nil)
        return Set(answer["data", "__type", "inputFields"]?.items.compactMap { $0[["name"]]?.text } ?? [])
    }

    @Test func `a text offers patterns where its type and collation know them`() throws {
        let answer = try gateway.ask(
            "{ __type(name: \"PhraseFilter\") { inputFields { name type { name } } } }",
            as: nil
        )
        var types: [String: String] = [:]
        for member in answer["data", "__type", "inputFields"]?.items ?? [] {
            types[member[["name"]]?.text ?? ""] = member[["type", "name"]]?.text
        }
        for name in ["plain", "indexed", "tagged", "padded"] {
            #expect(types[name] == "StringFilter", "\(name)")
        }
        #expect(types["folded"] == "StringComparisonFilter")
        let comparison = try members(of: "StringComparisonFilter")
        #expect(comparison == ["eq", "ne", "in", "notIn", "lt", "lte", "gt", "gte", "isNull"])
        let patterns: Set = ["contains", "like", "startsWith", "endsWith"]
        #expect(try members(of: "StringFilter") == comparison.union(patterns))
        #expect(try members(of: "StringComparisonAggregateFilter") == ["countDistinct", "min", "max"])
    }

    @Test(
        arguments: ["plain", "indexed"],
        [
            ("{contains: \"APPLE\"}", ["1", "2"]), ("{like: \"%pear\"}", ["3", "4"]),
            ("{like: \"a\\\\_b\"}", ["5"]),
            ("{startsWith: \"red\"}", ["2"]), ("{endsWith: \"pear\"}", ["3", "4"]),
            ("{startsWith: \"100%\"}", ["4"]),
            ("{endsWith: \"\"}", ["1", "2", "3", "4", "5", "6", "7", "8", "9"]),
            ("{contains: \"żÓ\"}", ["8"]),
            ("{endsWith: \"\\\\slash\"}", ["9"]),
        ]
    )
    func `a pattern finds what it says`(column: String, condition: (String, [String])) throws {
        #expect(try found("{\(column): \(condition.0)}") == condition.1)
    }

    @Test(arguments: [
        ("{contains: \"APPLE\"}", ["1", "2"]), ("{like: \"%APPLE\"}", ["1", "2"]),
        ("{startsWith: \"RED\"}", ["1", "2"]), ("{endsWith: \"PEAR\"}", ["3", "4"]),
        ("{eq: \"RED APPLE\"}", ["1", "2"]), ("{in: [\"ŻÓŁW\", \"AB\"]}", ["6", "8"]),
        ("{lt: \"AB\"}", ["4", "5", "7"]),
    ])
    func `a type that ignores case does so in patterns too`(condition: String, numbers: [String]) throws {
        #expect(try found("{tagged: \(condition)}") == numbers)
    }

    @Test(arguments: ["folded", "padded", "plain"], ["ASC", "DESC"])
    func `pages are in the order that the type has, ties included`(column: String, direction: String) throws {
        let sorted = try gateway.sql(
            "select id from phrases order by \(column) \(direction), id \(direction)"
        )
        for (size, from) in [("first", "after"), ("last", "before")] {
            var (pages, cursor): ([[String]], String?) = ([], nil)
            for _ in 0..<10 {
                let place = cursor.map { ", \(from): \"\($0)\"" } ?? ""
                let answer = try gateway.ask(
                    "{ phrases(\(size): 2\(place), orderBy: [{\(column): \(direction)}]) { edges { cursor node { number } } } }",
                    as: nil
                )
                let edges = answer["data", "phrases", "edges"]?.items ?? []
                guard let edge = size == "first" ? edges.last : edges.first else { break }
                cursor = edge[["cursor"]]?.text
                pages.append(edges.compactMap { $0[["node", "number"]]?.text })
            }
            #expect((size == "first" ? pages : pages.reversed()).flatMap(\.self) == sorted)
        }
    }

    @Test func `a collation that ignores case is compared by it`() throws {
        #expect(try found("{folded: {eq: \"RED apple\"}}") == ["1", "2"])
        #expect(try found("{folded: {in: [\"RED apple\", \"AB\"]}}") == ["1", "2", "6"])
        let answer = try gateway.ask(
            """
            { phrases { groups(by: {folded: true}, having: {folded: {min: {eq: "RED apple"}}}) { aggregate { count } } } }
            """,
            as: nil
        )
        #expect(answer["data", "phrases", "groups", "0", "aggregate", "count"]?.text == "2", "\(answer.body)")
    }

    @Test(arguments: [
        ("plain", "contains", 1025, false), ("plain", "contains", 1024, true), ("plain", "like", 1025, false),
        ("plain", "startsWith", 1025, false), ("plain", "endsWith", 1 << 16, false),
        ("plain", "eq", 5000, true), ("plain", "lt", 1025, false), ("folded", "eq", 1025, false),
        ("tagged", "eq", 1025, false), ("tagged", "ne", 1024, true), ("tagged", "in", 1025, false),
        ("plain", "in", 5000, true),
    ])
    func `a long text is refused where it would cost time for each row`(
        column: String,
        name: String,
        length: Int,
        isTaken: Bool
    ) throws {
        let text = String(repeating: "x", count: length)
        let literal = try gateway.ask(
            "{ phrases(where: {\(column): {\(name): \"\(text)\"}}) { nodes { number } } }",
            as: nil
        )
        let type = name == "in" ? "[String!]" : "String"
        let variable = try gateway.ask(
            "query ($v: \(type)) { phrases(where: {\(column): {\(name): $v}}) { nodes { number } } }",
            as: nil,
            variables: ["v": .string(text)]
        )
        for answer in [literal, variable] {
            #expect(answer.code == (isTaken ? nil : "LIMIT_EXCEEDED"), "\(answer.body.prefix(300))")
        }
    }

    @Test(arguments: ["\"x y z \"", "\"\\\"zq \"", "\"-a or \""])
    func `a long search is refused`(part: String) throws {
        let words = String(repeating: String(part.dropFirst().dropLast()), count: 3000)
        let answer = try gateway.ask(
            "{ phrases(where: {search: \"\(words)\"}) { nodes { number } } }",
            as: nil
        )
        #expect(answer.code == "LIMIT_EXCEEDED", "\(answer.body.prefix(300))")
        #expect(try found("{search: \"pear -green\"}") == ["4"])
    }
}
