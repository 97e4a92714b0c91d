import Foundation
import Testing

@testable import GraphQL

@Suite("§5 The examples of the specification")
struct ValidationExampleTests {
    /// Examples that are fragments alone leave them unused, which only their own heading's example is about.
    private func errors(_ example: ValidationExample) -> [String] {
        let errors: [GraphQLError]
        do throws(GraphQLError) {
            let document = try Document.parse(Array(example.document.utf8))
            errors = Validation.validate(document, against: exampleSchema, role: .all)
        } catch {
            errors = [error]
        }
        let isAboutUse = example.heading == "Fragments Must Be Used"
        return errors.map(\.message).filter {
            isAboutUse || !($0.hasPrefix("Fragment") && $0.hasSuffix("is never used."))
        }
    }

    @Test(arguments: ValidationExample.all.filter { $0.message == nil })
    func `an example is valid`(example: ValidationExample) { #expect(errors(example) == []) }

    @Test(arguments: ValidationExample.all.filter { $0.message != nil })
    func `a counter-example breaks the rule of its heading`(example: ValidationExample) throws {
        let message = try #require(example.message)
        #expect(errors(example).contains { $0.hasPrefix(message) })
    }

    /// The four headings below *Fragment Spread Is Possible* are one question to sets of possible types.
    @Test(
        arguments: Set(ValidationExample.all.map(\.heading)).filter { !$0.contains(" Spreads in ") }.sorted()
    )
    func `each rule has the file of its heading`(heading: String) {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let words = heading.split { !$0.isLetter }.map { $0.prefix(1).uppercased() + $0.dropFirst() }
        let file = words.joined() + ".swift"
        let chapters = [
            "Documents", "Operations", "Fields", "Arguments", "Fragments", "Values", "Directives",
            "Variables",
        ]
        #expect(
            chapters.contains { chapter in
                let path = root.appending(path: "Sources/GraphQL/Validation/\(chapter)/\(file)").path
                return FileManager.default.fileExists(atPath: path)
            },
            "\(file)"
        )
    }
}
