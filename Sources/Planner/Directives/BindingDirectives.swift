package import GraphQL

/// The vocabulary with which a schema says where its data lives, and the scalars that every schema has.
///
/// It is read before the schema's own files. Binding directives are not part of what is served.
package enum BindingDirectives {
    /// The vocabulary, as SDL.
    package static let text = RequestLimits.inputType + vocabulary

    /// What every schema begins with: the vocabulary, and the rules of its scalars.
    package static let prelude = SchemaPrelude(
        name: "concierge.graphql",
        text: text,
        scalars: ScalarRules.byName
    )

    private static let vocabulary = #"""
        "Declares a role of callers: the JWT's `role`, the PostgreSQL role that its statements run as, and the claims that policies may read as `current_setting('claims.NAME', true)`."
        directive @role(
          name: String!
          "The PostgreSQL role. Without it, statements run as the login itself."
          database: String
          claims: [ClaimDeclaration!]! = []
          "The role of requests without a token. At most one role has it."
          anonymous: Boolean! = false
          "Whether the role may ask for the schema, and is told by errors what it perhaps meant."
          introspection: Boolean! = true
          "Whether its callers may ask with the extension \"trace\" how they were answered, statements included."
          tracing: Boolean! = false
          "Its own limits, in place of the gateway's."
          limits: RoleLimits! = {}
          "Whether it may only ask the documents of `--documents`."
          onlyTrustedDocuments: Boolean! = false
        ) repeatable on SCHEMA

        "A claim of the token that policies read."
        input ClaimDeclaration {
          name: String!
          type: ClaimType! = TEXT
          "Whether it is a list of such values; policies read it as an array's text, `{…}`."
          list: Boolean! = false
          "Whether a token of this role must have it."
          required: Boolean! = false
          "A table or view with the columns subject and value, at most one row a subject, that derives it from the token's subject instead of the token. It is read as the role, once for all who ask at a time."
          relation: String
        }

        "How a claim's value is checked before it reaches the database; one that fails is refused with 401."
        enum ClaimType { TEXT UUID INTEGER BOOLEAN }

        "Declares work that comes back: one gateway at a time does it, in a transaction of its own."
        directive @job(
          "A call of a function, as SQL: `breach_overdue_clocks(500)`."
          call: String!
          "How long after one run the next begins, as ISO 8601 writes it: `PT10S`. Either this or `at`."
          every: String
          "When it runs each day, on the clock of `timeZone`: `03:30`. Of many gateways one runs it, and a run that was missed is made up for once. The database keeps what ran in `concierge.job_runs`."
          at: String
          "The time zone of `at`, by its IANA name."
          timeZone: String
          "The role that it runs as."
          role: String!
        ) repeatable on SCHEMA

        "Binds a type to a table or a view."
        directive @table(
          name: String!
          schema: String! = "public"
          "The columns that identify a row; needed where the relation has no primary key, as views have none."
          key: [String!]
          "Whether the rows of tables that inherit from it are left out. PostgreSQL enforces no key over them, so a table with children is served only so; a partitioned table is served whole."
          only: Boolean! = false
          "Serve a view that reads with its owner's rights, past the policies of its callers."
          definerRights: Boolean! = false
        ) on OBJECT

        "Names a field's column; without it, the field's name in snake_case."
        directive @column(
          name: String
          "The column that stands in for roles which may read it, but not the first one."
          masked: String
        ) on FIELD_DEFINITION

        "Binds a field to rows of another type. Exactly one of `key`, `foreignKey` and `through` is given."
        directive @relation(
          "Columns of this row that point to the other one."
          key: [String!]
          "Columns of the other rows that point to this one."
          foreignKey: [String!]
          "A table between the two, by its name (`schema.name` where it is not in `public`)."
          through: String
          "Columns of the table between that point to this row."
          from: [String!]
          "Columns of the table between that point to the other rows."
          to: [String!]
          "The columns that `key` or `foreignKey` points to, where they are not the key of the type pointed to."
          references: [String!]
          "States that every role which sees this row also sees the other one, although a policy is on it."
          alwaysVisible: Boolean! = false
        ) on FIELD_DEFINITION

        "Gives filters of the type a member that finds rows by their words, with PostgreSQL's full-text search."
        directive @search(
          "The column of type `tsvector`; who may not read it does not know of the member."
          column: String!
          "The member's name."
          name: String! = "search"
          "The text search configuration that the column was made with."
          configuration: String! = "simple"
        ) repeatable on OBJECT

        "Serves a list as a Relay connection with keyset cursors."
        directive @connection on FIELD_DEFINITION

        "Gives a list the argument `where`."
        directive @filter on FIELD_DEFINITION

        "Gives a list the argument `orderBy`."
        directive @order(
          "The order where the caller asks for none, as `orderBy` would be written."
          default: String
        ) on FIELD_DEFINITION

        """
        Gives a connection of one table's rows `aggregate`, figures of all that meet `where`, and `groups` of them: by columns, related
        rows, and lengths of time in a named time zone, UTC where none is named; `groupCount` says how many groups there are. As
        connections of a type are of one type, all or none have it.
        """
        directive @aggregate on FIELD_DEFINITION

        "Computes a field by an SQL expression over the row's columns."
        directive @sql(expression: String!) on FIELD_DEFINITION

        "An object over columns of the same row: each field's column is the prefix and the field's name in snake_case."
        directive @embed(prefix: String! = "") on FIELD_DEFINITION

        "Says whose id a field or an input of type ID holds."
        directive @id(of: String!) on FIELD_DEFINITION | ARGUMENT_DEFINITION | INPUT_FIELD_DEFINITION

        "Looks a root field's row up by a claim of the token."
        directive @claim(name: String!, column: String!) on FIELD_DEFINITION

        """
        Binds a field to a function of the database. One call serves all rows that have the field. The arguments are the function's
        parameters of the same names in snake_case; an absent argument is left to the parameter's default. Input objects are composite
        types. Sets and arrays are lists. A row of a table is read by its key after the call, with the caller's rights: it is null where
        it was deleted or a policy hides it.

        With `batch: true` it is a set function: its only parameter is an array of a composite type, of which each item is one call. The first
        attribute is `ordinal integer`; the others take the arguments, and what is absent is NULL. The function returns a set of rows, whose
        first column is the `ordinal` of their call: no row is null or an empty list, and a second row of a single value is an error. The calls
        of all root fields, aliases, rows and waiting requests of one identity are one statement; equal calls are made once.
        """
        directive @function(
          "`schema.name` where it is not in `public`."
          name: String!
          "On a field of a table's type, the parameters that take columns of its row."
          row: [RowParameter!]! = []
          "The tables and views that the function reads, `schema.name` where one is not in `public`: for a body that PostgreSQL does not look into, such as PL/pgSQL. A body in BEGIN ATOMIC says it by itself."
          reads: [String!]
          "Whether the function takes many calls at once."
          batch: Boolean! = false
          "Of a set function, the attributes of a call that have the same value in every call of this field."
          constants: [ConstantParameter!]! = []
        ) on FIELD_DEFINITION

        "An attribute of a set function's calls with its value: a text, or a label of an enum of the database."
        input ConstantParameter {
          parameter: String!
          value: String!
        }

        "A parameter of a function that takes a column of the row that has the field."
        input RowParameter {
          parameter: String!
          column: String!
        }

        "The roles that know of an enum value; to all others it is unknown, in validation and introspection. What the database does with it is not changed: a function refuses the value, too."
        directive @visibleTo(roles: [String!]!) on ENUM_VALUE

        "What stands for an enum value in the database, where that is not its name."
        directive @label(
          "The label of an enum of the database, or a text."
          name: String
          "The number in a column of integers, of which each value of the enum has one. Their order is that of the numbers."
          value: Int
        ) on ENUM_VALUE

        "A point in time: a `date-time` of RFC 3339, §5.6, with any offset, at most six digits of a fraction, no leap second, and a year from 0001 to 9999. Answers are in UTC."
        scalar DateTime @specifiedBy(url: "https://www.rfc-editor.org/rfc/rfc3339")
        "A date and a time of day without a time zone: `2026-11-20T09:30:00.5`. At most six digits of a fraction; a value may leave the seconds out. Years are 0001 to 9999."
        scalar LocalDateTime
        "A calendar day: `2026-11-20`. Years are 0001 to 9999."
        scalar Date @specifiedBy(url: "https://scalars.graphql.org/andimarek/local-date.html")
        "A time of day without a time zone: `09:30:00.5`. At most six digits of a fraction; a value may leave the seconds out. `24:00:00` is the end of the day."
        scalar LocalTime
        "A length of time, as ISO 8601 writes it: `P1Y2M3DT4H5M6.5S`. Each number may have a sign of its own, and that of the seconds at most six digits of a fraction."
        scalar Duration
        "A decimal number, as a string: at most 131072 digits before the point and 16383 after it. A value may be a number, too."
        scalar Decimal
        "A whole number, as a string. A value may be a number, too."
        scalar BigInt
        "A universally unique identifier."
        scalar UUID @specifiedBy(url: "https://www.rfc-editor.org/rfc/rfc9562")
        "Any JSON value, as it is stored."
        scalar JSON
        "Bytes, as base64 with padding: RFC 4648, §4."
        scalar Bytes

        "An object that can be fetched again by its id."
        interface Node {
          "Unique in the whole graph; opaque."
          id: ID!
        }
        """#
}
