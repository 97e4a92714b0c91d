import Foundation
import GraphQL
import TestSupport
import Testing

@testable import Planner

/// The inputs with which fuzzing starts, and those that it found: a file for each target, a line for each input.
@Suite("The fuzz corpus")
struct CorpusTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Corpus")

    @Test(arguments: FuzzTarget.allCases)
    func `breaks nothing`(target: FuzzTarget) throws {
        let inputs = try Self.inputs(of: target)
        #expect(!inputs.isEmpty)
        for (name, bytes) in inputs {
            #expect(throws: Never.self, "\(name)") { try target.run(bytes) }
        }
    }

    /// The inputs by name: each line is a name, a space, and the bytes as Base64.
    private static func inputs(of target: FuzzTarget) throws -> [(name: String, bytes: [UInt8])] {
        let file = folder.appending(path: target.rawValue + ".txt")
        return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map { line in
            let parts = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
            let content = try #require(
                parts.count == 2 ? Data(base64Encoded: String(parts[1])) : nil,
                "\(parts[0])"
            )
            return (String(parts[0]), [UInt8](content))
        }
    }
}

@Suite("The catalog that is made up for planning")
struct FittingCatalogTests {
    @Test func `fits the flagship's schema`() throws {
        let schema = try #require(FittingCatalog.boundFlagship())
        #expect(schema.findings.filter { $0.severity == .error }.map(\.message) == [])
    }

    /// Files in which some words stand in place of others are mostly no sound schema, yet held against the database.
    @Test func `a schema with problems of its own is bound as far as it goes`() throws {
        let files = FittingCatalog.flagshipFiles()
        let sound = try #require(SchemaBuilder.build(files: files, prelude: BindingDirectives.prelude).schema)
        var fitting = FittingCatalog(sound)
        let catalog = fitting.make()
        var bound = 0
        for seed in 0..<15 {
            var generator = Generator(seed: seed)
            // One file of several: with errors in all of them few schemas would be read to their end.
            let mixed = files.enumerated().map { index, file in
                (
                    name: file.name,
                    text: index == seed % files.count ? Self.mixed(file.text, &generator) : file.text
                )
            }
            let (draft, problems) = SchemaBuilder.draft(files: mixed, prelude: BindingDirectives.prelude)
            guard let draft else { continue }
            bound += 1
            let findings = Binder.bind(draft, to: catalog, problems: problems).findings
            #expect(problems.allSatisfy { problem in findings.contains { $0.message == problem.message } })
        }
        #expect(bound > 2)
    }

    /// `text` with some of its words in place of others.
    private static func mixed(_ text: [UInt8], _ generator: inout Generator) -> [UInt8] {
        var lines = String(decoding: text, as: UTF8.self).split(
            separator: "\n",
            omittingEmptySubsequences: false
        )
        .map { $0.split(separator: " ", omittingEmptySubsequences: false) }
        let names = lines.joined().filter { $0.allSatisfy { $0.isLetter || $0 == "!" } && $0.count > 3 }
        for _ in 0..<3 {
            guard let line = lines.indices.randomElement(using: &generator),
                let word = lines[line].indices.randomElement(using: &generator),
                names.contains(lines[line][word]), let name = names.randomElement(using: &generator)
            else { continue }
            lines[line][word] = name
        }
        return Array(lines.map { $0.joined(separator: " ") }.joined(separator: "\n").utf8)
    }
}
