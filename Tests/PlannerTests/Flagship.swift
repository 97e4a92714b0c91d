import Gateway
import Glibc
import GraphQL
import JSON
import Migrations
import Planner
import Postgres
import TestSupport

/// The flagship graph, bound to a database that was migrated for it and holds no rows.
enum Flagship {
    static func schema() throws -> BoundSchema { try loaded.get() }

    /// A role's index.
    static func role(_ name: String) throws -> Int {
        guard let index = try schema().roles.firstIndex(where: { $0.name == name }) else {
            throw ChildProcessError(description: "there is no role \(name)")
        }
        return index
    }

    /// A cluster of its own: roles belong to the cluster, and others migrate in the common one at the same time.
    private static let loaded = Result { () throws -> BoundSchema in
        let cluster = try TestCluster()
        defer { cluster.discard() }
        let owner = try BlockingConnection(cluster.database(named: "planner"))
        defer { owner.close() }
        try Runner(connection: owner, folder: folder + "/migrations").run()
        let login = cluster.connectionString(database: "planner", user: "concierge_gateway")
        let connection = try BlockingConnection(login)
        defer { connection.close() }
        return try bind(folder: folder + "/schema", to: connection)
    }

    private static func bind(folder: String, to connection: BlockingConnection) throws -> BoundSchema {
        let files = try files(of: folder, ending: ".graphql").map {
            (name: $0, text: Array(try text(of: $0).utf8))
        }
        let (schema, problems) = SchemaBuilder.build(files: files, prelude: BindingDirectives.prelude)
        guard let schema else { throw ChildProcessError(description: "\(problems)") }
        let bound = try SchemaBinding.bind(schema, to: connection)
        guard bound.isSound else {
            throw ChildProcessError(description: "\(bound.findings.map(\.message))")
        }
        return bound
    }

    // MARK: Files

    static let folder: String = unsafe String(cString: getcwd(nil, 0))

    /// The paths of the files in `folder` with this ending, sorted.
    static func files(of folder: String, ending: String) throws -> [String] {
        try ChildProcess.require(["sh", "-c", "ls '\(folder)'/*\(ending)"])
            .split(separator: "\n").map(String.init)
    }

    static func text(of path: String) throws -> String { try ChildProcess.require(["cat", path]) }

    // MARK: Plans

    /// The execution plan of `query` for a role and variables.
    static func executionPlan(
        _ query: String,
        as role: String = "agent",
        variables: JSONObject = [:]
    ) throws -> ExecutionPlan {
        try plan(query, as: role).executionPlan(for: coerce(variables, of: query, as: role)).plan
    }

    static func plan(_ query: String, as role: String) throws -> PreparedOperation {
        let schema = try schema()
        let document = try Document.parse(Array(query.utf8))
        let number = try self.role(role)
        let errors = Validation.validate(document, against: schema.schema, role: RoleSet(role: number))
        guard errors.isEmpty else { throw ChildProcessError(description: "\(errors.map(\.message))") }
        return PreparedOperation(
            document,
            operation: try document.operation(named: nil),
            role: number,
            schema: schema,
            statements: StatementRegistry(),
            limits: PreparationLimits()
        )
    }

    static func coerce(_ variables: JSONObject, of query: String, as role: String) throws -> VariableValues {
        let document = try Document.parse(Array(query.utf8))
        let operation = document.operations[try document.operation(named: nil)]
        if operation.variables.isEmpty { return .none }
        return try DeclaredVariables(
            of: operation,
            in: document,
            schema: try schema().schema,
            role: RoleSet(role: try self.role(role))
        ).coerce(variables).get()
    }
}
