import Foundation
import Planner
import Testing

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
}
