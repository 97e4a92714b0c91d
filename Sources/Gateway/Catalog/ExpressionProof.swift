import GraphQL
import Planner
import Postgres

/// Proves the expressions of `@sql`, which PostgreSQL alone can read: each is prepared over its table, and nothing is executed.
struct ExpressionProof {
    private let schema: BoundSchema
    private let connection: BlockingConnection

    /// What is wrong with the expressions of `schema`, which is sound otherwise.
    ///
    /// - Parameter connection: a connection of the login that serves, outside of a transaction.
    static func findings(
        of schema: BoundSchema,
        _ connection: BlockingConnection
    ) throws(PostgresError) -> [Finding] {
        let proof = ExpressionProof(schema: schema, connection: connection)
        var findings: [Finding] = []
        for (type, fields) in zip(schema.schema.types.indices, schema.fields) {
            guard let table = schema.table(of: TypeID(type)), table.relation.kind != .composite else {
                continue
            }
            for (field, binding) in zip(schema.schema.types[type].fields, fields) {
                findings += try proof.findings(schema.schema.types[type], field, binding, table.relation)
            }
        }
        return findings
    }

    private func findings(
        _ type: TypeDefinition,
        _ field: FieldDefinition,
        _ binding: FieldBinding,
        _ relation: Relation
    ) throws(PostgresError) -> [Finding] {
        switch binding {
        case .expression(let sql, _, _):
            guard let problem = try problem(of: sql, over: relation, as: type.roles) else { return [] }
            let coordinate = "\(type.name).\(field.name)"
            let directive = field.appliedDirectives.first { $0.name == "sql" }
            return [
                Finding(
                    .error,
                    "\(coordinate) is no SQL over \"\(relation.displayName)\": \(problem).",
                    kind: .invalidExpression,
                    at: directive?.location ?? field.location,
                    coordinate: coordinate,
                    fix:
                        "Write an expression over its columns, which PostgreSQL can cast to the field's type."
                )
            ]
        case .embedded(let bindings):
            let type = schema.schema[field.type.type]
            var findings: [Finding] = []
            for (field, binding) in zip(type.fields, bindings) {
                findings += try self.findings(type, field, binding, relation)
            }
            return findings
        case .none, .id, .foreignID, .column, .one, .many, .lookup, .collection, .node, .nodes, .call,
            .derived, .meta:
            return []
        }
    }

    /// Why PostgreSQL cannot prepare `expression`; `nil` where it can.
    private func problem(
        of expression: SQL,
        over relation: Relation,
        as roles: RoleSet
    ) throws(PostgresError) -> String? {
        guard let role = schema.roles.indices.first(where: { roles.contains(RoleSet(role: $0)) }) else {
            return nil
        }
        let statement: SQL =
            "PREPARE concierge_proof AS SELECT \(expression) FROM \(relation.identifier) AS t"
        try connection.execute("BEGIN READ ONLY")
        defer { _ = try? connection.execute("ROLLBACK; DEALLOCATE ALL") }
        let name = SQL.identifier(schema.databaseRoles[role])
        try connection.execute(("SET LOCAL ROLE \(name)" as SQL).rendered().text)
        do throws(PostgresError) {
            // Alone, so that nothing behind a semicolon is run.
            try connection.query(statement.rendered().text)
            return nil
        } catch {
            return error.message
        }
    }
}
