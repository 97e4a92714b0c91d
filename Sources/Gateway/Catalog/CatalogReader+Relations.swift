import Planner
import Postgres

/// Relations, their columns, keys and indexes.
extension CatalogReader {
    /// The publication of which the change feed tells: a name without quotes.
    static let publication = "concierge"

    mutating func readRelations() throws(PostgresError) {
        let rows = try connection.query(
            """
            WITH roles AS MATERIALIZED (SELECT unnest($1::oid[]) AS oid),
            published AS MATERIALIZED (
                SELECT t.schemaname, t.tablename
                FROM pg_catalog.pg_publication_tables t JOIN pg_catalog.pg_publication p ON p.pubname = t.pubname
                WHERE p.pubname = '\(Self.publication)' AND p.pubinsert AND p.pubupdate AND p.pubdelete AND p.pubtruncate
                    AND to_jsonb(t) ->> 'rowfilter' IS NULL),
            owners AS MATERIALIZED (
                SELECT o.relowner, string_agg(r.oid::text, ' ') AS roles
                FROM (SELECT DISTINCT relowner FROM pg_catalog.pg_class) AS o
                JOIN roles r ON pg_has_role(r.oid, o.relowner, 'USAGE')
                GROUP BY 1)
            SELECT c.oid, n.nspname, c.relname, c.relkind, pg_get_userbyid(c.relowner), c.relrowsecurity,
                c.relforcerowsecurity, c.reltuples, owners.roles,
                (SELECT string_agg(r.oid::text, ' ') FROM roles r WHERE has_table_privilege(r.oid, c.oid, 'SELECT')),
                EXISTS (
                    SELECT FROM pg_options_to_table(c.reloptions) AS o
                    WHERE o.option_name = 'security_invoker' AND o.option_value::boolean),
                c.relkind <> 'p' AND EXISTS (SELECT FROM pg_catalog.pg_inherits h WHERE h.inhparent = c.oid),
                c.relispartition, (n.nspname, c.relname) IN (SELECT schemaname, tablename FROM published)
            FROM pg_catalog.pg_class c
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            LEFT JOIN owners ON owners.relowner = c.relowner
            WHERE \(Self.readableKinds) AND \(Self.ownSchemas)
            ORDER BY n.nspname, c.relname
            """,
            parameters: [roleArray]
        )
        for row in rows {
            let kind: Relation.Kind =
                switch row.text(3) {
                case "v": .view
                case "m": .materializedView
                case "f": .foreignTable
                default: .table
                }
            var relation = Relation(
                oid: row.oid(0),
                schema: row.text(1),
                name: row.text(2),
                kind: kind,
                owner: row.text(4)
            )
            relation.hasRowSecurity = row.flag(5)
            relation.forcesRowSecurity = row.flag(6)
            relation.estimatedRowCount = Double(row.text(7)) ?? -1
            relation.ownedBy = roles(in: row[8])
            relation.selectableBy = roles(in: row[9])
            relation.isSecurityInvoker = row.flag(10)
            relation.hasChildren = row.flag(11)
            relation.isPartition = row.flag(12)
            relation.isPublished = row.flag(13)
            places[relation.oid] = relations.count
            relations.append(relation)
        }
    }

    mutating func readColumns() throws(PostgresError) {
        // A column of which nothing is granted for itself has the rights of its relation: most need no question.
        let rows = try connection.query(
            """
            SELECT a.attrelid, a.attnum, a.attname, a.atttypid, a.attcollation,
                a.attnotnull AND NOT EXISTS (
                    SELECT FROM pg_catalog.pg_constraint k
                    WHERE k.conrelid = a.attrelid AND k.contype = 'n' AND NOT k.convalidated
                        AND k.conkey = ARRAY[a.attnum]),
                CASE WHEN a.attacl IS NOT NULL THEN (
                    SELECT string_agg(r.oid::text, ' ') FROM unnest($1::oid[]) AS r (oid)
                    WHERE has_column_privilege(r.oid, a.attrelid, a.attnum, 'SELECT')) END,
                NOT coalesce(l.collisdeterministic, true)
            FROM pg_catalog.pg_attribute a
            LEFT JOIN pg_catalog.pg_collation l ON l.oid = a.attcollation
            JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE a.attnum > 0 AND NOT a.attisdropped AND \(Self.readableKinds) AND \(Self.ownSchemas)
            ORDER BY a.attrelid, a.attnum
            """,
            parameters: [roleArray]
        )
        columnsByNumber = relations.map { _ in [:] }
        for row in rows {
            guard let place = places[row.oid(0)] else { continue }
            var column = Column(name: row.text(2), type: row.oid(3), isNotNull: row.flag(5))
            column.ignoresDifferences = row.flag(7)
            column.selectableBy = relations[place].selectableBy.union(roles(in: row[6]))
            // Without USAGE on the schema no grant below it counts.
            column.selectableBy.formIntersection(catalog.schemas[relations[place].schema] ?? [])
            if let number = Int(row.text(1)) {
                columnsByNumber[place][number] = (relations[place].columns.count, row.oid(4))
            }
            relations[place].columns.append(column)
        }
    }

    mutating func readKeys() throws(PostgresError) {
        let rows = try connection.query(
            """
            SELECT i.indrelid, i.indisprimary, i.indisunique AND i.indpred IS NULL, i.indnkeyatts, i.indkey::text,
                i.indcollation::text, m.amname IN ('btree', 'hash')
            FROM pg_catalog.pg_index i
            JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
            JOIN pg_catalog.pg_am m ON m.oid = x.relam
            LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
            -- An index of the rows where its column is not null serves every search for a value.
            WHERE i.indisvalid AND i.indislive AND (
                i.indpred IS NULL
                OR pg_get_expr(i.indpred, i.indrelid) = '(' || quote_ident(a.attname) || ' IS NOT NULL)'
            )
            ORDER BY i.indrelid, i.indexrelid
            """
        )
        for row in rows {
            guard let place = places[row.oid(0)] else { continue }
            let numbers = row.numbers(4).prefix(Int(row.text(3)) ?? 0)
            let collations = row.numbers(5)
            let names = names(of: Array(numbers), in: place)
            if row.flag(2) && names.count == numbers.count {
                if row.flag(1) {
                    relations[place].primaryKey = names
                } else {
                    relations[place].uniqueKeys.append(names)
                }
            }
            guard row.flag(6) else { continue }
            // An index by an expression or another collation does not find a column's values.
            let usable = zip(numbers, collations).prefix { number, collation in
                guard let column = columnsByNumber[place][number] else { return false }
                return collation == 0 || column.collation == UInt32(collation)
            }
            if !usable.isEmpty { relations[place].indexes.append(Array(names.prefix(usable.count))) }
        }
    }

    /// Indexes that find patterns: their operator classes have `LIKE`, or `^@`.
    mutating func readPatternIndexes() throws(PostgresError) {
        let rows = try connection.query(
            """
            SELECT DISTINCT i.indrelid, k.number, o.oprname
            FROM pg_catalog.pg_index i
            CROSS JOIN LATERAL unnest(i.indkey::int2[], i.indclass::oid[]) AS k (number, class)
            JOIN pg_catalog.pg_opclass c ON c.oid = k.class
            JOIN pg_catalog.pg_amop m ON m.amopfamily = c.opcfamily AND m.amoplefttype = c.opcintype
            JOIN pg_catalog.pg_operator o ON o.oid = m.amopopr AND o.oprname IN ('~~', '^@')
            WHERE i.indisvalid AND i.indislive AND i.indpred IS NULL AND k.number > 0
            """
        )
        for row in rows {
            guard let place = places[row.oid(0)], let number = Int(row.text(1)),
                let column = columnsByNumber[place][number]?.place
            else { continue }
            relations[place].columns[column].indexedPatterns.insert(row.text(2) == "~~" ? .like : .startsWith)
        }
    }

    mutating func readForeignKeys() throws(PostgresError) {
        let rows = try connection.query(
            """
            SELECT conrelid, confrelid, array_to_string(conkey, ' '), array_to_string(confkey, ' ')
            FROM pg_catalog.pg_constraint
            WHERE contype = 'f' AND convalidated
            ORDER BY conrelid, oid
            """
        )
        for row in rows {
            guard let place = places[row.oid(0)], let target = places[row.oid(1)] else { continue }
            relations[place].foreignKeys.append(
                ForeignKey(
                    columns: names(of: row.numbers(2), in: place),
                    target: row.oid(1),
                    targetColumns: names(of: row.numbers(3), in: target)
                )
            )
        }
    }

    /// Constraints of all kinds, which name themselves when they are broken; unique indexes without one have their own name.
    mutating func readConstraints() throws(PostgresError) {
        let rows = try connection.query(
            """
            SELECT conrelid, conname, array_to_string(conkey, ' ') FROM pg_catalog.pg_constraint
            WHERE conrelid <> 0 AND conkey IS NOT NULL
            UNION ALL
            SELECT i.indrelid, c.relname, array_to_string(i.indkey::int2[], ' ')
            FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid WHERE i.indisunique
            """
        )
        for row in rows {
            guard let place = places[row.oid(0)] else { continue }
            let numbers = row.numbers(2)
            let names = names(of: numbers, in: place)
            // One that is about an expression, too, is not named.
            if names.count == numbers.count { relations[place].constraints[row.text(1)] = names }
        }
    }

    /// The names of the columns up to the first that is none (an expression, a system column).
    private func names(of numbers: [Int], in place: Int) -> [String] {
        var names: [String] = []
        for number in numbers {
            guard let column = columnsByNumber[place][number] else { break }
            names.append(relations[place].columns[column.place].name)
        }
        return names
    }
}
