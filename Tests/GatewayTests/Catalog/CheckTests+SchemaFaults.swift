extension CheckTests {
    /// An edit of the schema, and the finding.
    static let schemaFaults: [(String, String, String)] = [
        (
            "bookByIsbn(isbn: String!)", "bookByIsbn(title: String!)",
            "error: Query.bookByIsbn is one row, but several rows of \"stacks.Books\" can have the same Title."
        ),
        (
            "bookByIsbn(isbn: String!)", "bookByIsbn(isbm: String!)",
            "error: Query.bookByIsbn(isbm:): Query.bookByIsbn has the argument \"isbm\", but Book has no column of that name. Did you mean \"isbn\"?"
        ),
        (
            "@connection @filter @order(default: \"shelf: ASC\")",
            "@connection @filter @order(default: \"number: ASC\")",
            "error: Query.shelved's default order \"number: ASC\" is not a field of Shelf and a direction."
        ),
        (
            "shelves: [Shelf!]! @order", "shelves: [Shelf!]! @order @aggregate",
            "error: Query.shelves has @aggregate, but is no connection of one table's rows."
        ),
        (
            "shelved: [Shelved!]! @connection", "shelved: [Shelved!]! @aggregate @connection",
            "error: Query.shelved has @aggregate, but is no connection of one table's rows."
        ),
        (
            "(foreignKey: \"mentor_id\") @connection @order @aggregate",
            "(foreignKey: \"mentor_id\") @connection @order",
            "error: Author.students is without @aggregate, but other lists of Author have it, and all are AuthorConnection."
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
            "error: Book has another condition of the name that @search gives."
        ),
        (
            "nodes(ids: [ID!]!)", "nodes(ids: ID!)",
            "error: Query.nodes does not have the one argument \"ids\"."
        ),
        (
            "copy: Copy! @relation(key: [\"book\", \"copy\"])", "copy: Copy! @relation(key: [\"book\"])",
            "error: Loan.copy goes by 1 column, but the key of \"stacks.copies\" has 2."
        ),
        (
            "copy: Copy! @relation(key: [\"book\", \"copy\"])",
            "copy: Copy! @relation(key: [\"book\", \"due_on\"])",
            "error: Loan.copy compares \"stacks.Loan Items.due_on\" (date) with \"stacks.copies.number\" (int2)."
        ),
        (
            "copies: [Copy!]! @relation(foreignKey: \"book\")",
            "copies: Copy @relation(foreignKey: \"book\")",
            "error: Book.copies is one row, but several rows of \"stacks.copies\" can have the same book."
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
            "error: Interface field \"Lent.loans\" expects type \"[Loan!]!\" but \"Copy.loans\" is type \"LoanConnection!\"."
        ),
        (
            "giveBack(loan: ID! @id", "giveBack(lone: ID! @id",
            "error: Mutation.giveBack(lone:): The function \"stacks.give_back\" has no parameter \"lone\". Did you mean \"loan\"?"
        ),
        (
            "jot(text: String!, delay: Float)", "jot(text: String!)",
            "error: Mutation.jot gives the function \"stacks.jot\" no value for its parameter \"delay\"."
        ),
        (
            "row: [{parameter: \"price\", column: \"price\"}, {",
            "row: [{parameter: \"price\", column: \"weight\"}, {",
            "error: Book.priceWithTax gives \"stacks.Books.weight\" (float8) for the parameter \"price\" (numeric)."
        ),
        (
            "{parameter: \"pages\", column: \"pages\"}", "{parameter: \"page\", column: \"pages\"}",
            "error: Book.priceWithTax: The function \"stacks.price_with_tax\" has no parameter \"page\". Did you mean \"pages\"?"
        ),
        (
            "giveBack(loan: ID! @id", "giveBack(dryRun: Boolean, loan: ID! @id",
            "error: Mutation.giveBack(dryRun:) is an argument that Concierge itself adds."
        ),
        (
            "collide(times: Int!)", "collide(times: Boolean!)",
            "error: Mutation.collide(times:) is Boolean, but the function takes int4 there."
        ),
        (
            "loan: ID! @id(of: \"Loan\"), dueOn", "loan: ID! @id(of: \"Book\"), dueOn",
            "error: Mutation.giveBack(loan:) is ID, but the function takes int8 there."
        ),
        (
            "shelfReports(atLeast: BigInt!): [ShelfReport!]!",
            "shelfReports(atLeast: BigInt!): ShelfReport",
            "error: Query.shelfReports is no list, but the function \"stacks.shelf_reports\" returns a set."
        ),
        (
            "refuse(code: String!, text: String!): Boolean",
            "refuse(code: String!, text: String!): Author",
            "error: Mutation.refuse is Author, which is not what the function \"stacks.refuse\" returns."
        ),
        (
            "bookCount: Int!", "bookCount: Date!",
            "error: Query.bookCount is Date, which cannot hold int4."
        ),
        (
            "  giveBack(loan: ID!", "  lose: Boolean giveBack(loan: ID!",
            "error: Mutation.lose changes something, but nothing says what."
        ),
        (
            "delay: Float): JotPayload! @function(name: \"stacks.jot\")",
            "delay: Float): JotPayload! @function(name: \"stacks.borrow\")",
            "error: JotPayload is what functions return whose rows differ, stacks.jot and stacks.borrow."
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
            "error: Book.isLong is no SQL over \"stacks.Books\": syntax error at or near \")\"."
        ),
        (
            "expression: \"pages > 300\"", "expression: \"page > 300\"",
            "error: Book.isLong is no SQL over \"stacks.Books\": column \"page\" does not exist."
        ),
        (
            "expression: \"pages > 300\"", "expression: \"cover\"",
            "error: Book.isLong is no SQL over \"stacks.Books\": cannot cast type bytea to boolean."
        ),
        (
            "  authors: [Author!]! @connection", "  authors(born: Date): [Author!]! @connection",
            "error: Query.authors(born:) is an unused argument."
        ),
        (
            "  born: Date", "  born(format: String): Date",
            "error: Author.born(format:) is an unused argument."
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
            "error: Copyist has no field to order by."
        ),
        (
            "keywords: [String!]!", "keywords: String!",
            "error: Book.keywords is String, which cannot hold text[].\n    → Make the field [String]."
        ),
        (
            "readingTime: Duration", "readingTime: [Duration]",
            "error: Book.readingTime is a list, but \"reading_time\" is interval."
        ),
    ]
}
