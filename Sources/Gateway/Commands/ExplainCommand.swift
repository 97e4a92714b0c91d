import CommandLine
import EventLoop
import Execution
import GraphQL
import JSON
import Planner
import Postgres

/// `concierge explain`: prints the statements of a document as a tree, each with PostgreSQL's plan.
///
/// Statements are executed only with `--analyze`, and only those that read.
struct ExplainCommand {
    let settings: ExplainSettings

    /// Prints the tree.
    func run() throws(CommandFailure) {
        let session = try DatabaseSession(settings.database)
        defer { session.end() }
        let schema = try SchemaLoader.require(folder: settings.schema, connection: session.connect())
        let role = try schema.index(ofRole: settings.role)
        let query = try query(schema, role)
        if let caller = settings.analysis {
            let accounts = try analyze(query, caller, schema, role, session)
            return try Terminal.print(query.plan.explanation(of: schema) { accounts[$0] ?? "" })
        }
        let connection = try session.connect()
        defer { connection.close() }
        let plans: [String]
        do throws(PostgresError) {
            plans = try self.plans(of: query.plan, as: schema.roles[role], on: connection)
        } catch {
            throw CommandFailure("The statements could not be explained: \(error.message)")
        }
        try Terminal.print(query.plan.explanation(of: schema) { plans[$0] })
    }

    private func analyze(
        _ query: PlannedOperation,
        _ caller: CallerSettings,
        _ schema: BoundSchema,
        _ role: Int,
        _ session: DatabaseSession
    ) throws(CommandFailure) -> [Int: String] {
        guard query.plan.calls.isEmpty else {
            throw CommandFailure("--analyze does not execute mutations; explain them without it.")
        }
        let claims: [String?]
        do throws(ClaimRefusal) {
            var members = JSONValue.Object()
            for (name, value) in TokenCommand.claims(of: caller) { members.set(name, to: value) }
            claims = try schema.roles[role].values(of: members)
        } catch {
            throw CommandFailure("The claim \"\(error.name)\" is missing or not of its type.")
        }
        let analysis: Analysis
        do throws(LoopError) {
            analysis = try Analysis(query, as: Principal(role: role, claims: claims), schema, session)
        } catch {
            throw CommandFailure(error.description)
        }
        return try analysis.run()
    }

    private func query(_ schema: BoundSchema, _ role: Int) throws(CommandFailure) -> PlannedOperation {
        let path = settings.file
        let rules = DocumentRules(
            schema,
            limits: settings.requestLimits,
            allowsIntrospection: true,
            suggests: true
        )
        do {
            let operation = try rules.prepare(
                String(decoding: try Files.read(path), as: UTF8.self),
                operationName: settings.operation,
                role: role,
                StatementRegistry()
            )
            return try rules.plan(operation, variables())
        } catch let error as FileError {
            throw CommandFailure("\(path) cannot be read: \(error.reason).")
        } catch let error as RequestError {
            throw CommandFailure(error.errors.map { Self.line($0, path) }.joined(separator: "\n"))
        } catch let error as JSONError {
            throw CommandFailure("--variables is not JSON: \(error.message)")
        } catch let error as CommandFailure {
            throw error
        } catch {
            throw CommandFailure("\(error)")
        }
    }

    private func variables() throws -> JSONValue.Object {
        guard let text = settings.variables else { return JSONValue.Object() }
        guard case .object(let object) = try JSONReader.read(Array(text.utf8)) else {
            throw CommandFailure("--variables must be a JSON object, such as {\"id\": \"…\"}.")
        }
        return object
    }

    private static func line(_ error: GraphQLError, _ path: String) -> String {
        let place = error.locations.first.map { ":\($0.line):\($0.column)" } ?? ""
        return "\(path)\(place): \(error.message)"
    }

    /// PostgreSQL's plan of each step's statement under the role, for parameters of any value.
    private func plans(
        of plan: ExecutionPlan,
        as role: Role,
        on connection: BlockingConnection
    ) throws(PostgresError) -> [String] {
        try connection.execute("BEGIN READ ONLY")
        defer { _ = try? connection.execute("ROLLBACK") }
        // The plan that a prepared statement has after a few executions, for parameters of any value.
        try connection.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        if let database = role.database {
            try connection.query("SELECT set_config('role', $1, true)", parameters: [database])
        }
        var plans: [String] = []
        for (index, step) in plan.steps.enumerated() {
            var types: [String] = []
            for type in step.statement.parameterTypes {
                let rows = try connection.query("SELECT $1::oid::regtype::text", parameters: [String(type)])
                types.append(rows.first?[0] ?? "text")
            }
            let name = "concierge_explain_\(index)"
            let list = types.isEmpty ? "" : "(\(types.joined(separator: ", ")))"
            let values = types.isEmpty ? "" : "(\(types.map { _ in "NULL" }.joined(separator: ", ")))"
            try connection.execute("PREPARE \(name)\(list) AS \(step.statement.text)")
            let rows = try connection.execute("EXPLAIN EXECUTE \(name)\(values)")
            try connection.execute("DEALLOCATE \(name)")
            plans.append(rows.map { $0[0] ?? "" }.joined(separator: "\n"))
        }
        return plans
    }
}
