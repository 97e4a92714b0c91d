import Planner
import Postgres

/// Who may become whom.
extension CatalogReader {
    mutating func readRoles(declared: [String]) throws(PostgresError) {
        // From version 16 on, a membership says for itself whether it allows SET ROLE.
        let privilege = connection.serverVersion >= 160_000 ? "SET" : "MEMBER"
        let rows = try connection.query(
            """
            SELECT r.oid, r.rolname, r.rolname = session_user, pg_has_role(session_user, r.oid, '\(privilege)'),
                r.rolsuper, r.rolbypassrls
            FROM pg_catalog.pg_roles r
            WHERE r.rolname = ANY ($1::pg_catalog.name[]) OR r.rolname = session_user
            ORDER BY r.rolname
            """,
            parameters: [Self.array(declared)]
        )
        for row in rows {
            roleNames[row.text(0)] = row.text(1)
            if row.flag(2) { catalog.login.name = row.text(1) }
            catalog.roles.append(
                DatabaseRole(
                    name: row.text(1),
                    isGrantedToLogin: row.flag(3),
                    isSuperuser: row.flag(4),
                    bypassesRowSecurity: row.flag(5)
                )
            )
        }
        roleArray = "{" + rows.map { $0.text(0) }.joined(separator: ",") + "}"
        let schemas = try connection.query(
            """
            SELECT n.nspname, (
                SELECT string_agg(r.oid::text, ' ') FROM unnest($1::oid[]) AS r (oid)
                WHERE has_schema_privilege(r.oid, n.oid, 'USAGE'))
            FROM pg_catalog.pg_namespace n
            WHERE \(Self.ownSchemas)
            """,
            parameters: [roleArray]
        )
        for row in schemas { catalog.schemas[row.text(0)] = roles(in: row[1]) }
    }

    /// What the login is, or can become, that would let it step over row-level security.
    mutating func readDangers() throws(PostgresError) {
        let attributes = try connection.query(
            """
            SELECT r.rolname, r.rolname = session_user, r.rolsuper, r.rolbypassrls, r.rolreplication, r.rolcreaterole,
                r.rolname IN ('pg_read_server_files', 'pg_write_server_files', 'pg_execute_server_program')
            FROM pg_catalog.pg_roles r
            WHERE pg_has_role(session_user, r.oid, 'MEMBER')
            ORDER BY r.rolname <> session_user, r.rolname
            """
        )
        // Every role is open to a superuser, so that the others would say nothing more.
        if attributes.contains(where: { $0.flag(1) && $0.flag(2) }) {
            catalog.login.dangers = ["is a superuser"]
            return
        }
        for row in attributes {
            let words = [
                (row.flag(2), "a superuser"), (row.flag(3), "has BYPASSRLS"),
                (row.flag(4), "has REPLICATION"),
                (row.flag(5), "has CREATEROLE"), (row.flag(6), "reaches the server's files or programs"),
            ].filter(\.0).map(\.1)
            for word in words {
                catalog.login.dangers.append(
                    row.flag(1)
                        ? word
                        : "can become \"\(row.text(0))\", which \(word == "a superuser" ? "is " : "")\(word)"
                )
            }
            if !row.flag(1) { catalog.login.canBecome.append(row.text(0)) }
        }
        let owners = try connection.query(
            """
            SELECT r.rolname, r.rolname = session_user, min(c.oid::regclass::text)
            FROM pg_catalog.pg_class c
            JOIN pg_catalog.pg_roles r ON r.oid = c.relowner
            WHERE c.relrowsecurity AND NOT r.rolsuper AND pg_has_role(session_user, r.oid, 'MEMBER')
            GROUP BY 1, 2
            ORDER BY 1
            """
        )
        for row in owners {
            catalog.login.dangers.append(
                row.flag(1)
                    ? "owns \(row.text(2))" : "can become \"\(row.text(0))\", which owns \(row.text(2))"
            )
        }
    }
}
