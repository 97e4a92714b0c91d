import Glibc
import JSON
import Planner
import TestSupport
import Testing

typealias JSONObject = JSONValue.Object

/// The execution plans of documents, for people to read: `Goldens/NAME.graphql`, with variables in `NAME.json`, becomes
/// `NAME.sql`.
///
/// The first line of a document names its role: `# role: agent`. `./dev goldens` writes what is planned now; read the difference
/// before you commit it.
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
        let plan = try Flagship.executionPlan(
            document,
            as: String(first.dropFirst("# role: ".count)),
            variables: variables
        )
        let planned = plan.explanation() + "-- costs \(plan.cost)\n"
        #expect(try Golden.matches(planned, file: path + ".sql"), "\(planned)")
    }
}
