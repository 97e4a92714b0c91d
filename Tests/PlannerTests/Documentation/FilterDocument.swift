@testable import Planner

/// `docs/filters.md`: the table of operators.
enum FilterDocument {
    static var text: String {
        var text = """
            # Filters

            (Made from the table of operators; a test keeps it true.)

            A list with `@filter` has the argument `where`. It names fields, and for each field operators; all conditions hold. `and`,
            `or` and `not` combine conditions. A related row has a condition of its own, and a list of related rows has `some`, `none`
            and `every`. A condition without a value is an error: ask for null with `isNull`.

            ```graphql
            { tickets(where: {status: {in: [OPEN, PENDING]}, client: {tier: {eq: VIP}}, messages: {some: {body: {contains: "refund"}}}}) {
                nodes { number } } }
            ```

            The type of a field decides which operators it has. `x` is the value of the row, `$1` that of the request. PostgreSQL compares
            by the type and the collation of the column.


            """
        for set in OperatorSet.allCases { text += section(of: set) }
        text += """
            ## Limits

            `--limit-conditions` bounds the conditions of a filter, `--limit-items` the items of a list. `--limit-operand-bytes` (1 kB)
            bounds a text, a pattern or a document where a long one would cost time for each row: all patterns, searches and documents,
            `lt`, `lte`, `gt` and `gte` of texts, and every comparison by a type or collation that ignores differences. A role can have its
            own limits: `@role(limits: {operandBytes: 200})`. Above a limit the answer is `LIMIT_EXCEEDED`.

            Patterns run with the slow reads (`--analytic-connections`), unless an index finds them: for `like` one whose operator
            class has `LIKE` (`gin_trgm_ops`), for `startsWith` one that has `^@` (SP-GiST on `text`).

            """
        return text
    }

    private static func section(of set: OperatorSet) -> String {
        let (title, about) = heading(of: set)
        var text = "## \(title)\n\n\(about)\n\n| operator | condition | meaning |\n| --- | --- | --- |\n"
        for row in set.operators {
            text += "| `\(row.name)` | `\(row.condition)` | \(row.description) |\n"
        }
        return text + "\n"
    }

    /// The scalars whose values offer `set`, by PostgreSQL's types.
    private static func types(of set: OperatorSet) -> String {
        ScalarType.table.filter { $0.operators == set && $0.oid != TypeOID.json }.map { type in
            "`\(type.scalars[0].name)` (`\(type.sqlName.rendered().text)`)"
        }.joined(separator: ", ")
    }

    private static func heading(of set: OperatorSet) -> (title: String, about: String) {
        switch set {
        case .equality:
            (
                "Values that are equal or not",
                "\(types(of: set)), `ID`, enums that are texts in the database, and types that the gateway does not know, such as ranges."
            )
        case .comparison:
            (
                "Values with an order",
                "\(types(of: set)), enums of the database in the order of their labels, enums of numbers in the order of the numbers, "
                    + "and texts of a nondeterministic collation (`StringComparisonFilter`)."
            )
        case .text:
            (
                "Texts",
                "\(types(of: set)), and types with an operator `LIKE` of their own, such as `citext`, which ignores case in all of these."
            )
        case .document: ("Documents", "\(types(of: set)). A column of type `json` has no filter.")
        case .containment: ("Arrays", "Lists of scalars and enums that are arrays in the database.")
        }
    }
}
