import GraphQL
import JSON
import Planner
import Postgres

/// Asks PostgreSQL what the expressions of `@sql` mean: who may evaluate them, and what they read.
///
/// Each is prepared over its rows and explained for each role, in a read-only transaction; nothing is executed. What EXPLAIN
/// prints is canonical SQL, with functions opened where PostgreSQL inlines them, so that the author's text is never read.
final class ExpressionJudge {
    private let connection: BlockingConnection
    private let catalog: Catalog
    private let functions: [String: [Function]]
    /// The settings that expressions may read, which are empty as on every connection that serves.
    private let settings: [String]
    /// Why the connection failed; the accounts are not to be trusted then.
    private(set) var failure: PostgresError?

    init(_ catalog: Catalog, claims: [String], _ connection: BlockingConnection) {
        self.catalog = catalog
        self.connection = connection
        functions = Dictionary(grouping: catalog.functions, by: \.name)
        settings = Set(claims).map { "claims." + $0 }.sorted()
    }

    /// What PostgreSQL says of `expression`; `nil` where it cannot be asked any more.
    func account(of expression: AuthorExpression) -> ExpressionAccount? {
        guard failure == nil else { return nil }
        var account = ExpressionAccount()
        for role in catalog.roles where role.isGrantedToLogin || role.name == catalog.login.name {
            do throws(PostgresError) {
                switch try verdict(of: expression, as: role.name) {
                case .reads(let reads): account.reads[role.name] = reads
                case .denied: break
                case .refused(let problem):
                    account.problem = problem
                    return account
                }
            } catch {
                failure = error
                return nil
            }
        }
        return account
    }

    private enum Verdict {
        case reads(Reads)
        /// The role may not evaluate it.
        case denied
        /// It is no expression over the rows.
        case refused(String)
    }

    /// The SQLSTATE `insufficient_privilege`.
    private static let denial = "42501"

    private func verdict(
        of expression: AuthorExpression,
        as role: String
    ) throws(PostgresError) -> Verdict {
        try connection.execute("BEGIN READ ONLY")
        defer { _ = try? connection.execute("ROLLBACK; DEALLOCATE ALL") }
        try connection.execute(("SET LOCAL ROLE \(SQL.identifier(role))" as SQL).rendered().text)
        for setting in settings {
            do throws(PostgresError) {
                try connection.query("SELECT set_config($1, '', true)", parameters: [setting])
            } catch {
                // A finding says that the claim has no name for a setting.
                return .reads(.unknown)
            }
        }
        do throws(PostgresError) {
            let statement: SQL = "SELECT \(expression.sql) AS value FROM \(expression.source)"
            // Alone, so that nothing behind a semicolon is run.
            try connection.query(("PREPARE concierge_expression AS \(statement)" as SQL).rendered().text)
        } catch {
            if error.isConnectionLoss { throw error }
            return error.sqlState == Self.denial ? .denied : .refused(error.message)
        }
        do throws(PostgresError) {
            let rows = try connection.query(
                "EXPLAIN (VERBOSE, COSTS OFF, FORMAT JSON) EXECUTE concierge_expression"
            )
            return .reads(reads(in: rows.map { $0.text(0) }.joined()))
        } catch {
            if error.isConnectionLoss { throw error }
            // The planner may evaluate parts of it, and fail where no caller has said anything yet.
            return error.sqlState == Self.denial ? .denied : .reads(.unknown)
        }
    }

    // MARK: Plans

    /// What a plan reads, with the policies of its relations.
    private func reads(in plan: String) -> Reads {
        guard let value = try? JSONReader.read(Array(plan.utf8)) else { return .unknown }
        var reads = Reads()
        var open = [value]
        while let next = open.popLast() {
            switch next {
            case .array(let items): open += items
            case .string(let text): reads.formUnion(self.reads(in: PrintedSQL(text)))
            case .object(let members): open += self.members(of: members, &reads)
            case .null, .boolean, .number: break
            }
        }
        return reads
    }

    /// Notes what a node of the plan names in members of its own, and returns the others, which hold SQL or nodes.
    private func members(of node: JSONValue.Object, _ reads: inout Reads) -> [JSONValue] {
        if case .string(let name)? = node["Relation Name"], case .string(let schema)? = node["Schema"] {
            if let relation = catalog.relation(schema: schema, name: name) {
                reads.relations?.insert(relation.oid)
            } else {
                reads.formUnion(.unknown)
            }
        }
        if case .string(let name)? = node["Function Name"] {
            reads.formUnion(self.reads(calling: PrintedSQL.Call(schema: nil, name: name)))
        }
        return node.members.compactMap { Self.names.contains($0.key) ? nil : $0.value }
    }

    /// The members of a plan's node that hold no SQL.
    private static let names: Set<String> = [
        "Node Type", "Parent Relationship", "Relation Name", "Schema", "Alias", "Function Name", "CTE Name",
        "Index Name", "Subplan Name", "Strategy", "Join Type", "Scan Direction", "Partial Mode", "Command",
    ]

    private func reads(in printed: PrintedSQL) -> Reads {
        var reads = Reads()
        reads.claims = printed.claims
        reads.movesByItself = printed.readsClock
        for call in printed.calls { reads.formUnion(self.reads(calling: call)) }
        return reads
    }

    /// What a call reads by itself: all functions of the name are meant, as the text does not say which it is.
    private func reads(calling call: PrintedSQL.Call) -> Reads {
        var reads = Reads()
        guard catalog.userFunctions.contains(call.name) else {
            reads.movesByItself = catalog.volatileFunctions.contains(call.name)
            return reads
        }
        let found = (functions[call.name] ?? []).filter { call.schema == nil || $0.schema == call.schema }
        // An aggregate, or a window function.
        if found.isEmpty { return .unknown }
        reads.functions = Set(found.map(\.oid))
        return reads
    }
}
