import Foundation
import GraphQL
import TestSupport
import Testing

@testable import Planner

/// What fuzzing began from, and what it found.
@Suite("The fuzz corpus")
struct CorpusTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Corpus")

    @Test(arguments: FuzzTarget.allCases)
    func `breaks nothing`(target: FuzzTarget) throws {
        let folder = Self.folder.appending(path: target.rawValue)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(!names.isEmpty)
        for name in names {
            let bytes = [UInt8](try Data(contentsOf: folder.appending(path: name)))
            #expect(throws: Never.self, "\(name)") { try target.run(bytes) }
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
            let mixed = files.map { (name: $0.name, text: Self.mixed($0.text, &generator)) }
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
