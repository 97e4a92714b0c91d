import TestSupport
import Testing

/// Pages of `docs` that are made from the code; `./dev goldens` writes them.
@Suite("Generated documentation")
struct DocumentationTests {
    @Test(arguments: [("filters", FilterDocument.text), ("directives", DirectiveDocument.text)])
    func `a page says what the code does`(name: String, made: String) throws {
        let file = Flagship.folder + "/docs/\(name).md"
        #expect(try Golden.matches(made, file: file), "write it by ./dev goldens")
    }
}
