import Glibc
import Synchronization
import TestSupport
import Testing

/// Breaks a real database or its schema, reads what `concierge check` says, mends it as it says, and is clean again.
@Suite("concierge check", .serialized)
struct CheckTests {
    private static let database = Result {
        // One of its own, because roles, which are altered here, belong to the whole cluster.
        let cluster = try TestCluster()
        let owner = try cluster.database(named: "library_check")
        try ChildProcess.require(
            [
                GatewayProcess.program, "migrate", "--database", owner, "--owner-database", owner,
                "--migrations",
                "Tests/Fixtures/library/migrations",
            ],
            folder: GatewayProcess.folder
        )
        return cluster
    }

    let cluster: TestCluster

    init() throws { cluster = try Self.database.get() }

    private func check(schema: String = "Tests/Fixtures/library/schema") throws -> ChildProcessResult {
        try ChildProcess.run(
            [
                GatewayProcess.program, "check", "--schema", schema, "--database",
                cluster.connectionString(database: "library_check", user: "library_gateway"),
            ],
            folder: GatewayProcess.folder
        )
    }

    private func sql(_ text: String) throws { try cluster.run(text, database: "library_check") }

    @Test func `the schema of the tests fits`() throws {
        let result = try check()
        #expect(result.output == "The schema fits the database.\n")
        #expect(result.status == 0)
    }

    @Test func `the schema of the desk fits, and nothing of it is slow`() throws {
        let gateway = try GatewayProcess.shared()
        let login = gateway.cluster.connectionString(database: gateway.database, user: "concierge_gateway")
        let result = try ChildProcess.run(
            [GatewayProcess.program, "check", "--database", login],
            folder: GatewayProcess.folder
        )
        #expect(result.output == "The schema fits the database.\n")
    }

    /// The coordinate, and the words behind it; what is printed, or told.
    @Test(
        arguments: [
            (["Book.title"], "type Book implements Node {\n  title: String!\n}\n", 0),
            (["Loan.member", "--role", "member"], "type Loan implements Node {\n  member: Int!\n}\n", 0),
            (["Loan.member", "--role", "reader"], "", 1), (["Book."], "", 1), (["@table"], "", 1),
        ] as [([String], String, Int32)]
    )
    func `one element is printed by its coordinate`(words: [String], printed: String, status: Int32) throws {
        let login = cluster.connectionString(database: "library_check", user: "library_gateway")
        let program = [
            GatewayProcess.program, "schema", "print", "--schema", "Tests/Fixtures/library/schema",
        ]
        let result = try ChildProcess.run(
            program + ["--database", login, "--at"] + words,
            folder: GatewayProcess.folder
        )
        #expect(result.status == status)
        #expect(status == 1 || result.output == printed)
    }

    /// What breaks the database; the finding, in its line; what mends it: `nil` where the finding's own SQL does.
    @Test(
        arguments: [
            (
                "alter table stacks.authors rename column name to full_name",
                "library.graphql:9:3: error: Author.name: \"stacks.authors\" has no column \"name\"",
                "alter table stacks.authors rename column full_name to name"
            ),
            (
                "alter table stacks.copies rename to copys",
                "library.graphql:57:37: error: Copy: There is no table or view \"stacks.copies\". Did you mean \"copys\"?",
                "alter table stacks.copys rename to copies"
            ),
            (
                "alter table stacks.\"Books\" alter weight type numeric",
                "error: Book.weight: Book.weight is Float, which cannot hold numeric.",
                "alter table stacks.\"Books\" alter weight type double precision"
            ),
            (
                "alter table stacks.authors alter name drop not null",
                "library.graphql:9:3: error: Author.name: Author.name is non-null, but \"stacks.authors.name\" can be NULL.",
                nil
            ),
            (
                "alter type stacks.binding add value 'leather'",
                "error: Binding: Binding has no value for the label 'leather' of stacks.binding.",
                "delete from pg_enum where enumlabel = 'leather'"
            ),
            (
                "alter type stacks.binding rename value 'paper' to 'papers'",
                "error: Binding.PAPER: stacks.binding has no label 'paper', which Binding.PAPER stands for. Did you mean \"papers\"?",
                "alter type stacks.binding rename value 'papers' to 'paper'"
            ),
            (
                "revoke select on stacks.authors from library_reader, library_member",
                "error: Author: No role may read the key of \"stacks.authors\", so nobody sees Author.",
                "grant select on stacks.authors to library_reader, library_member"
            ),
            (
                "drop policy everybody on stacks.authors",
                "warning: Author: Role \"reader\" may read \"stacks.authors\", but no policy lets it see a row.",
                "create policy everybody on stacks.authors for select to library_reader, library_member using (true)"
            ),
            (
                "drop policy own on stacks.\"Loan Items\"; create policy own on stacks.\"Loan Items\" for select to library_member using (member::text = (select current_setting('claims.card', true)))",
                "error: Loan: Policy \"own\" of \"stacks.Loan Items\" reads the claim \"card\", which role \"member\" does not declare.",
                "drop policy own on stacks.\"Loan Items\"; create policy own on stacks.\"Loan Items\" for select to library_member using (member = (select nullif(current_setting('claims.member_number', true), '')::integer))"
            ),
            (
                "drop policy own on stacks.\"Loan Items\"; create policy own on stacks.\"Loan Items\" for select to library_member using (member = nullif(current_setting('claims.member_number', true), '')::integer)",
                "warning: Loan: Policy \"own\" of \"stacks.Loan Items\" reads a setting for every row.",
                "drop policy own on stacks.\"Loan Items\"; create policy own on stacks.\"Loan Items\" for select to library_member using (member = (select nullif(current_setting('claims.member_number', true), '')::integer))"
            ),
            (
                "drop policy everybody on stacks.copies; create policy everybody on stacks.copies for select to library_reader using (true); create policy few on stacks.copies for select to library_member using (number < 2)",
                "error: Loan.copy: Loan.copy is non-null, but a policy can hide rows of \"stacks.copies\" from member.",
                "drop policy few on stacks.copies; alter policy everybody on stacks.copies to library_reader, library_member"
            ),
            (
                "alter view stacks.shelf_summary set (security_invoker = false); alter policy everybody on stacks.copies using (number < 9)",
                "error: Shelf: The view \"stacks.shelf_summary\" reads with its owner's rights, past its caller's policies.",
                "alter view stacks.shelf_summary set (security_invoker = true); alter policy everybody on stacks.copies using (true)"
            ),
            (
                "alter table stacks.authors no force row level security",
                "warning: Author: Row-level security of \"stacks.authors\" does not bind its owner.", nil
            ),
            (
                "alter table stacks.authors disable row level security",
                "warning: Author: \"stacks.authors\" has no row-level security: whoever may read it sees every row.",
                "alter table stacks.authors enable row level security, force row level security"
            ),
            (
                "drop index stacks.authors_mentor_id_idx",
                "warning: Author.students: No index of \"stacks.authors\" begins with mentor_id, which Author.students looks rows up by.",
                nil
            ),
            (
                "drop index stacks.\"Loan Items_member_id_idx\"",
                "warning: Loan: Policy \"own\" of \"stacks.Loan Items\" looks rows of \"stacks.Loan Items\" up by member",
                nil
            ),
            (
                "drop policy own on stacks.\"Loan Items\"; create policy own on stacks.\"Loan Items\" for select to library_member using (member::text = (select current_setting('claims.member_number', true)))",
                "warning: Loan: Policy \"own\" of \"stacks.Loan Items\" casts \"stacks.Loan Items.member\" before it compares it",
                "drop policy own on stacks.\"Loan Items\"; create policy own on stacks.\"Loan Items\" for select to library_member using (member = (select nullif(current_setting('claims.member_number', true), '')::integer))"
            ),
            (
                "alter policy own on stacks.\"Loan Items\" using (exists (select from stacks.authorships a where a.author = member and a.author = (select nullif(current_setting('claims.member_number', true), '')::integer))); drop index stacks.authorships_author_idx",
                "warning: Loan: Policy \"own\" of \"stacks.Loan Items\" looks rows of \"stacks.authorships\" up by author",
                "alter policy own on stacks.\"Loan Items\" using (member = (select nullif(current_setting('claims.member_number', true), '')::integer)); create index on stacks.authorships (author)"
            ),
            (
                "drop index stacks.\"Books_added_at_isbn_idx\"",
                "warning: Query.books: No index of \"stacks.Books\" begins with added_at, by which Query.books is ordered.",
                nil
            ),
            (
                "alter table stacks.\"Books\" alter \"Title\" drop not null",
                "error: Book.title: Book.title is non-null, but \"stacks.Books.Title\" can be NULL.", nil
            ),
            (
                "alter table stacks.\"Loan Items\" no force row level security",
                "warning: Loan: Row-level security of \"stacks.Loan Items\" does not bind its owner.", nil
            ),
            (
                "revoke usage on schema stacks from library_reader, library_member, library_guest",
                "error: Book: No role may read the key of \"stacks.Books\", so nobody sees Book.\n    → GRANT USAGE ON SCHEMA stacks TO …; GRANT SELECT (isbn) ON stacks.\"Books\" TO …;",
                "grant usage on schema stacks to library_reader, library_member, library_guest"
            ),
            (
                "alter table stacks.\"Books\" rename title_words to words",
                "error: Book: \"stacks.Books\" has no column \"title_words\".",
                "alter table stacks.\"Books\" rename words to title_words"
            ),
            (
                "alter table stacks.\"Books\" drop title_words; alter table stacks.\"Books\" add title_words text",
                "error: Book: Book is searched by \"title_words\", which is text, not tsvector.",
                "alter table stacks.\"Books\" drop title_words; alter table stacks.\"Books\" add title_words tsvector generated always as (to_tsvector('english', \"Title\")) stored"
            ),
            (
                "alter function stacks.book_count() rename to book_counts",
                "error: Query.bookCount: There is no function \"stacks.book_count\". Did you mean \"stacks.book_counts\"",
                "alter function stacks.book_counts() rename to book_count"
            ),
            (
                "alter function stacks.book_count() volatile",
                "error: Query.bookCount: Query.bookCount only reads, but the function \"stacks.book_count\" is VOLATILE",
                nil
            ),
            (
                "alter function stacks.give_back(bigint, date) stable",
                "error: Mutation.giveBack: Mutation.giveBack changes something, but the function \"stacks.give_back\" is STABLE",
                nil
            ),
            (
                "alter function stacks.give_back(bigint, date) reset search_path",
                "error: Mutation.giveBack: The function \"stacks.give_back\" runs with its owner's rights on its caller's search_path",
                nil
            ),
            (
                "alter function stacks.give_back(bigint, date) owner to postgres",
                "warning: Mutation.giveBack: The function \"stacks.give_back\" runs with the rights of \"postgres\", a superuser",
                "alter function stacks.give_back(bigint, date) owner to library_writer"
            ),
            (
                "alter table stacks.jots owner to library_writer",
                "warning: Mutation.giveBack: The function \"stacks.give_back\" runs with the rights of \"library_writer\", who owns tables",
                "alter table stacks.jots owner to postgres; grant select, insert on stacks.jots to library_writer"
            ),
            (
                "revoke execute on function stacks.collide from library_member",
                "warning: Mutation.collide: No role may execute the function \"stacks.collide\", so nobody sees Mutation.collide.",
                "grant execute on function stacks.collide to library_member"
            ),
            (
                "alter type stacks.give_back_payload rename attribute loan_id to loans",
                "error: GiveBackPayload.loan: \"stacks.give_back\" has no column \"loan_id\". Did you mean \"loans\"?",
                "alter type stacks.give_back_payload rename attribute loans to loan_id"
            ),
            (
                "alter type stacks.remark rename attribute weight to weights",
                "error: RemarkInput.weight: The type stacks.remark has no attribute \"weight\". Did you mean \"weights\"?",
                "alter type stacks.remark rename attribute weights to weight"
            ),
            (
                "alter type stacks.remark drop attribute weight; alter type stacks.remark add attribute weight boolean",
                "error: RemarkInput.weight: RemarkInput.weight is Decimal, but the function takes bool there.",
                "alter type stacks.remark drop attribute weight; alter type stacks.remark add attribute weight numeric"
            ),
            (
                "revoke library_reader from library_gateway",
                "error: The login \"library_gateway\" may not switch to the role \"library_reader\".", nil
            ),
            (
                "alter role library_gateway bypassrls", "error: The login \"library_gateway\" has BYPASSRLS",
                "alter role library_gateway nobypassrls"
            ),
            (
                "alter role library_member bypassrls",
                "error: The role \"library_member\" steps over row-level security.", nil
            ),
        ] as [(String, String, String?)]
    )
    func `what is broken is found at its place, and its mend mends it`(
        broken: String,
        finding: String,
        mend: String?
    ) throws {
        try sql(broken)
        let result = try check()
        #expect(result.output.contains(finding), "\(result.output)")
        #expect(result.status == (finding.contains("error: ") ? 1 : 0))
        if let mend {
            try sql(mend)
        } else {
            let lines = result.output.split(separator: "\n").map(String.init)
            let place = try #require(lines.firstIndex { $0.contains(finding) })
            let printed = try #require(
                lines[place + 1].firstRange(of: "→ ").map { String(lines[place + 1][$0.upperBound...]) }
            )
            let statement =
                printed.firstRange(of: "or: ").map { String(printed[$0.upperBound...]) } ?? printed
            try sql(statement)
        }
        #expect(try check().output == "The schema fits the database.\n")
    }

    /// An edit of the schema, and the finding.
    @Test(
        arguments: [
            (
                "bookByIsbn(isbn: String!)", "bookByIsbn(title: String!)",
                "error: Query.bookByIsbn: Query.bookByIsbn is one row, but several rows of \"stacks.Books\" can have the same Title."
            ),
            (
                "bookByIsbn(isbn: String!)", "bookByIsbn(isbm: String!)",
                "error: Query.bookByIsbn(isbm:): Query.bookByIsbn has the argument \"isbm\", but Book has no column of that name. Did you mean \"isbn\"?"
            ),
            (
                "@connection @filter @order(default: \"shelf: ASC\")",
                "@connection @filter @order(default: \"number: ASC\")",
                "error: Query.shelved: Query.shelved's default order \"number: ASC\" is not a field of Shelf and a direction."
            ),
            (
                "shelves: [Shelf!]! @order", "shelves: [Shelf!]! @order @aggregate",
                "error: Query.shelves: Query.shelves has @aggregate, but is no connection of one table's rows."
            ),
            (
                "shelved: [Shelved!]! @connection", "shelved: [Shelved!]! @aggregate @connection",
                "error: Query.shelved: Query.shelved has @aggregate, but is no connection of one table's rows."
            ),
            (
                "(foreignKey: \"mentor_id\") @connection @order @aggregate",
                "(foreignKey: \"mentor_id\") @connection @order",
                "error: Author.students: Author.students is without @aggregate, but other lists of Author have it, and all are AuthorConnection."
            ),
            (
                "type Shelf implements", "type BookGroupKey { x: Int } type Shelf implements",
                "error: BookGroupKey: The type BookGroupKey is derived, so that no other may have its name."
            ),
            (
                "configuration: \"english\"", "configuration: \"englisch\"",
                "error: Book: There is no text search configuration \"englisch\". Did you mean \"english\"?"
            ),
            (
                "name: \"words\"", "name: \"title\"",
                "error: Book: Book has another condition of the name that @search gives."
            ),
            (
                "nodes(ids: [ID!]!)", "nodes(ids: ID!)",
                "error: Query.nodes: Query.nodes does not have the one argument \"ids\"."
            ),
            (
                "copy: Copy! @relation(key: [\"book\", \"copy\"])", "copy: Copy! @relation(key: [\"book\"])",
                "error: Loan.copy: Loan.copy goes by 1 column, but the key of \"stacks.copies\" has 2."
            ),
            (
                "copy: Copy! @relation(key: [\"book\", \"copy\"])",
                "copy: Copy! @relation(key: [\"book\", \"due_on\"])",
                "error: Loan.copy: Loan.copy compares \"stacks.Loan Items.due_on\" (date) with \"stacks.copies.number\" (int2)."
            ),
            (
                "copies: [Copy!]! @relation(foreignKey: \"book\")",
                "copies: Copy @relation(foreignKey: \"book\")",
                "error: Book.copies: Book.copies is one row, but several rows of \"stacks.copies\" can have the same book."
            ),
            (
                ", key: [\"shelf\"]", "",
                "error: Shelf: \"stacks.shelf_summary\" has no primary key, so its rows cannot be told apart."
            ),
            (
                "type Shelf implements", "type AuthorConnection { x: Int } type Shelf implements",
                "error: AuthorConnection: The type AuthorConnection is derived, so that no other may have its name."
            ),
            (
                "database: \"library_member\"", "database: \"library_mebmer\"",
                "error: Role \"member\" runs as the PostgreSQL role \"library_mebmer\", which does not exist."
            ),
            (
                "author(id: ID!): Author", "author(id: ID!): Autor",
                "error: Query.author: Unknown type \"Autor\". Did you mean \"Author\"?"
            ),
            (
                "loans: [Loan!]! @relation(foreignKey: [\"book\", \"copy\"]) @connection @aggregate\n}",
                "loans: [Loan!]! @relation(foreignKey: [\"book\", \"copy\"]) @connection @aggregate\n} "
                    + "interface Lent { loans: [Loan!]! } extend type Copy implements Lent",
                "error: Copy.loans: Interface field \"Lent.loans\" expects type \"[Loan!]!\" but \"Copy.loans\" is type \"LoanConnection!\"."
            ),
            (
                "giveBack(loan: ID! @id", "giveBack(lone: ID! @id",
                "error: Mutation.giveBack(lone:): The function \"stacks.give_back\" has no parameter \"lone\". Did you mean \"loan\"?"
            ),
            (
                "jot(text: String!, delay: Float)", "jot(text: String!)",
                "error: Mutation.jot: Mutation.jot gives the function \"stacks.jot\" no value for its parameter \"delay\"."
            ),
            (
                "row: [{parameter: \"price\", column: \"price\"}, {",
                "row: [{parameter: \"price\", column: \"weight\"}, {",
                "error: Book.priceWithTax: Book.priceWithTax gives \"stacks.Books.weight\" (float8) for the parameter \"price\" (numeric)."
            ),
            (
                "{parameter: \"pages\", column: \"pages\"}", "{parameter: \"page\", column: \"pages\"}",
                "error: Book.priceWithTax: The function \"stacks.price_with_tax\" has no parameter \"page\". Did you mean \"pages\"?"
            ),
            (
                "giveBack(loan: ID! @id", "giveBack(dryRun: Boolean, loan: ID! @id",
                "error: Mutation.giveBack(dryRun:): Mutation.giveBack(dryRun:) is an argument that Concierge itself adds."
            ),
            (
                "collide(times: Int!)", "collide(times: Boolean!)",
                "error: Mutation.collide(times:): Mutation.collide(times:) is Boolean, but the function takes int4 there."
            ),
            (
                "loan: ID! @id(of: \"Loan\"), dueOn", "loan: ID! @id(of: \"Book\"), dueOn",
                "error: Mutation.giveBack(loan:): Mutation.giveBack(loan:) is ID, but the function takes int8 there."
            ),
            (
                "shelfReports(atLeast: BigInt!): [ShelfReport!]!",
                "shelfReports(atLeast: BigInt!): ShelfReport",
                "error: Query.shelfReports: Query.shelfReports is no list, but the function \"stacks.shelf_reports\" returns any number of rows."
            ),
            (
                "refuse(code: String!, text: String!): Boolean",
                "refuse(code: String!, text: String!): Author",
                "error: Mutation.refuse: Mutation.refuse is Author, which is not what the function \"stacks.refuse\" returns."
            ),
            (
                "bookCount: Int!", "bookCount: Date!",
                "error: Query.bookCount: Query.bookCount is Date, which cannot hold int4."
            ),
            (
                "  giveBack(loan: ID!", "  lose: Boolean giveBack(loan: ID!",
                "error: Mutation.lose: Mutation.lose changes something, but nothing says what."
            ),
            (
                "delay: Float): JotPayload! @function(name: \"stacks.jot\")",
                "delay: Float): JotPayload! @function(name: \"stacks.borrow\")",
                "error: JotPayload: JotPayload is what functions return whose rows differ, stacks.jot and stacks.borrow."
            ),
            (
                "type Jot implements Node @table(name: \"jots\", schema: \"stacks\"",
                "type Jot implements Node @table(name: \"jots\", schema: \"stacks\", key: [\"member\"]",
                "error: Jot: Several rows of \"stacks.jots\" can have the same member, or none of it"
            ),
            (
                "@table(name: \"Books\", schema: \"stacks\"",
                "@table(name: \"Books\", schema: \"stacks\", key: [\"keywords\"]",
                "error: Book: \"stacks.Books.keywords\" is text[], by which no rows can be looked up."
            ),
            (
                "expression: \"pages > 300\"", "expression: \"pages >\"",
                "error: Book.isLong: Book.isLong is no SQL over \"stacks.Books\": syntax error at or near \")\"."
            ),
            (
                "expression: \"pages > 300\"", "expression: \"page > 300\"",
                "error: Book.isLong: Book.isLong is no SQL over \"stacks.Books\": column \"page\" does not exist."
            ),
            (
                "expression: \"pages > 300\"", "expression: \"cover\"",
                "error: Book.isLong: Book.isLong is no SQL over \"stacks.Books\": cannot cast type bytea to boolean."
            ),
            (
                "  authors: [Author!]! @connection", "  authors(born: Date): [Author!]! @connection",
                "error: Query.authors(born:): Query.authors(born:) is an argument that nothing reads."
            ),
            (
                "  born: Date", "  born(format: String): Date",
                "error: Author.born(format:): Author.born(format:) is an argument that nothing reads."
            ),
            (
                "{name: \"member_number\", type: INTEGER, required: true}",
                "{name: \"https://library.example/member\", type: INTEGER, required: true}",
                "error: Role \"member\" has the claim \"https://library.example/member\""
            ),
            (
                "type Author implements Node",
                "type Copyist @table(name: \"authors\", schema: \"stacks\") { birthplace: String } "
                    + "extend type Query { copyists: [Copyist!]! @order } type Author implements Node",
                "error: Copyist: Copyist has no field to order by."
            ),
            (
                "keywords: [String!]!", "keywords: String!",
                "error: Book.keywords: Book.keywords is String, which cannot hold text[].\n    → Make the field [String]."
            ),
            (
                "readingTime: Duration", "readingTime: [Duration]",
                "error: Book.readingTime: Book.readingTime is a list, but \"reading_time\" is interval."
            ),
        ] as [(String, String, String)]
    )
    func `a schema that does not fit is found at its place`(
        text: String,
        edited: String,
        finding: String
    ) throws {
        let source = try ChildProcess.require(
            ["cat", "Tests/Fixtures/library/schema/library.graphql"],
            folder: GatewayProcess.folder
        )
        #expect(source.contains(text))
        let broken = source.replacing(text, with: edited)
        let folder = try TestFolder(["library.graphql": broken])
        let result = try check(schema: folder.path)
        let line = broken[..<broken.firstRange(of: edited)!.lowerBound].count { $0 == "\n" } + 1
        #expect(result.output.contains(finding), "\(result.output)")
        #expect(result.output.contains("library.graphql:\(line):") || edited.isEmpty, "\(result.output)")
        #expect(result.status == 1)
    }

    @Test func `what is wrong with the SDL hides nothing of what does not fit the database`() throws {
        let source = try ChildProcess.require(
            ["cat", "Tests/Fixtures/library/schema/library.graphql"],
            folder: GatewayProcess.folder
        )
        let broken = source.replacing("author(id: ID!): Author", with: "author(id: ID!): Autor")
            .replacing("shelf: String\n  book: Book!", with: "shelf: String\n  book: Book! @gone")
            .replacing("member: Int!\n  dueOn", with: "member: Boolean!\n  dueOn")
        let folder = try TestFolder(["library.graphql": broken])
        let result = try check(schema: folder.path)
        let errors = result.output.split(separator: "\n").filter { $0.contains(" error: ") }.map {
            $0.drop { $0 != " " }.dropFirst()
        }
        #expect(
            errors == [
                "error: Copy.book: Unknown directive \"@gone\". Did you mean \"@role\"?",
                "error: Loan.member: Loan.member is Boolean, which cannot hold int4.",
                "error: Query.author: Unknown type \"Autor\". Did you mean \"Author\"?",
            ]
        )
        #expect(result.status == 1)
    }
}
