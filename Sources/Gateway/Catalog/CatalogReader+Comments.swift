import Planner
import Postgres

/// What `COMMENT ON` has put beside relations and columns; only drafts ask for it.
extension CatalogReader {
    static func readComments(_ connection: BlockingConnection) throws(PostgresError) -> CatalogComments {
        let rows = try connection.query(
            """
            SELECT c.oid, a.attname, d.description
            FROM pg_catalog.pg_description d
            JOIN pg_catalog.pg_class c ON d.classoid = 'pg_catalog.pg_class'::regclass AND c.oid = d.objoid
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.objsubid AND d.objsubid <> 0
            WHERE \(readableKinds) AND \(ownSchemas)
            """
        )
        var comments = CatalogComments()
        for row in rows {
            if let column = row[1] {
                comments.columns[row.oid(0), default: [:]][column] = row.text(2)
            } else {
                comments.relations[row.oid(0)] = row.text(2)
            }
        }
        return comments
    }
}
