import Glibc
import JSON
import Planner
import TestSupport
import Testing

typealias JSONObject = JSONValue.Object

/// What documents are planned as, looked at by people: `Goldens/NAME.graphql`, with variables in `NAME.json`, becomes `NAME.sql`.
///
/// The first line of a document names its role: `# role: agent`. `UPDATE_GOLDENS=1 swift test --filter PlannerTests` writes what
/// is planned now; whoever does reads the difference.
@Suite("Golden plans")
struct GoldenTests {
    static let folder = Flagship.folder + "/Tests/PlannerTests/Goldens"
    static let names = (try? Flagship.files(of: folder, ending: ".graphql"))?.compactMap { path in
        path.split(separator: "/").last.map { String($0.dropLast(".graphql".count)) }
    }

    @Test func `there are documents`() throws {
        #expect(try #require(Self.names).count > 20)
    }

    @Test(arguments: names ?? [])
    func `a document is planned as its golden says`(name: String) throws {
        let path = Self.folder + "/" + name
        let document = try Flagship.text(of: path + ".graphql")
        let first = document.prefix { $0 != "\n" }
        try #require(first.hasPrefix("# role: "))
        var variables = JSONObject()
        if unsafe access(path + ".json", R_OK) == 0,
            case .object(let given) = try JSONReader.read(Array(try Flagship.text(of: path + ".json").utf8))
        {
            variables = given
        }
        let program = try Flagship.program(
            document,
            as: String(first.dropFirst("# role: ".count)),
            variables: variables
        )
        let planned = program.explanation() + "-- costs \(program.cost)\n"
        if Self.isUpdating { try Self.write(planned, to: path + ".sql") }
        #expect(try planned == Flagship.text(of: path + ".sql"))
    }

    private static let isUpdating = unsafe getenv("UPDATE_GOLDENS") != nil

    private static func write(_ text: String, to path: String) throws {
        let file = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        defer { close(file) }
        let bytes = Array(text.utf8)
        // SAFETY: the bytes live for the call.
        let count = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(file, $0.baseAddress, $0.count) }
        guard count == bytes.count else { throw ChildProcessError(description: "\(path) cannot be written") }
    }
}
