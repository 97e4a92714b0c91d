package import GraphQL
package import Planner
package import Postgres

/// Binds a schema to a live database.
package enum SchemaBinding {
    /// Reads the catalog behind `connection` and binds `schema` to it; PostgreSQL judges the expressions of `@sql`.
    ///
    /// - Parameters:
    ///   - connection: a connection of the login that serves, outside of a transaction.
    ///   - problems: what stood in the way of the schema's making; see ``Binder/bind(_:to:problems:judging:)``.
    package static func bind(
        _ schema: Schema,
        problems: [SchemaProblem] = [],
        to connection: BlockingConnection
    ) throws(PostgresError) -> BoundSchema {
        let roles = Role.declared(in: schema)
        let catalog = try CatalogReader.read(connection, roles: roles.compactMap(\.database))
        let claims = roles.flatMap { $0.claims.map(\.name) }
        let judge = ExpressionJudge(catalog, claims: claims, connection)
        let bound = Binder.bind(schema, to: catalog, problems: problems, judging: judge.account)
        if let failure = judge.failure { throw failure }
        return bound
    }
}
