import GraphQL

extension ErrorTable {
    /// The text of `docs/errors.md`.
    static var markdown: String {
        """
        # Errors

        <!-- Made from Sources/Gateway/Errors/ErrorTable.swift by `./dev goldens`; do not edit. -->

        Every error of a response has a stable code in `extensions.code`. The message is for people and may change.
        `extensions.hint` says what may help, and `extensions.details` has more for programs, where there is some.

        A request that is not executed has one of the HTTP statuses below and no `data`. A request that is executed has `data`,
        and its errors have a `path`; the status is then 200, or 294 for a client that names
        `application/graphql-response+json` in `Accept`.

        | code | HTTP status | when | what to do |
        | --- | --- | --- | --- |
        \(codes)

        ## Reasons of `UNAUTHENTICATED`

        `extensions.reason` says why a token is not accepted.

        | reason | when | what to do |
        | --- | --- | --- |
        \(reasons)

        ## Errors of the database's own rules

        A function of the database refuses a request in its own words by a SQLSTATE of class `QL`: its MESSAGE is the message, its
        HINT the hint, and its DETAIL, a JSON object, the details. Any other SQLSTATE of the class is `CONFLICT`.

        | SQLSTATE | code |
        | --- | --- |
        \(rules)

        `RAISE EXCEPTION` without a SQLSTATE (P0001) is `BAD_USER_INPUT` with its MESSAGE and HINT; `--no-database-messages` hides them. An
        error about a value (class 22) is `BAD_USER_INPUT` where a value of the request can be why, and else `INTERNAL_SERVER_ERROR`.
        Where the caller's schema shows the columns of a broken constraint, `details` has its name, `constraint`, and in `fields` the
        paths of the input's fields with the columns' names: `["input.email"]`.

        """
    }

    private static var codes: String {
        GraphQLError.Code.allCases.map { code in
            let statuses = code.entry.statuses.map(String.init).joined(separator: ", ")
            return "| `\(code.rawValue)` | \(statuses) | \(code.entry.when) | \(code.entry.action) |"
        }.joined(separator: "\n")
    }

    private static var reasons: String {
        tokenReasons.map { "| `\($0.reason)` | \($0.when) | \($0.action) |" }.joined(separator: "\n")
    }

    private static var rules: String {
        ruleStates.map { "| `\($0.state)` | `\($0.code.rawValue)` |" }.joined(separator: "\n")
    }
}
