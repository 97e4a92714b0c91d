/// A command of the program: the first word, or words, after its name.
package enum Command: String, CaseIterable, Sendable {
    case serve
    case migrate
    case seed
    case check
    case schemaPrint = "schema print"
    case schemaDraft = "schema draft"
    case schemaDirectives = "schema directives"
    case migrationsIdempotency = "migrations idempotency"
    case feedSetup = "feed setup"
    case token
    case explain

    /// One sentence for `--help`.
    package var summary: String {
        switch self {
        case .serve: "Serves the graph over HTTP."
        case .migrate: "Applies the pending migrations."
        case .seed: "Fills the database with demo data. The same scale and date give the same rows."
        case .check: "Checks the schema against the database and prints what does not fit."
        case .schemaPrint: "Prints the served schema: all of it, or what one role sees."
        case .schemaDraft: "Prints a first schema for the tables of the database."
        case .schemaDirectives: "Prints the directives and scalars for schemas, with descriptions."
        case .migrationsIdempotency:
            "Prints the migration that a database needs for idempotency keys of mutations."
        case .feedSetup:
            "Prints the SQL that a database needs to tell of its changes: a login and a publication."
        case .token:
            "Prints a token, signed with --jwt-secret or the development key of the private database."
        case .explain:
            "Prints the SQL statements of a document as a tree, with PostgreSQL's plan of each."
        }
    }

    /// The words after the flags that the command needs, as `--help` names them.
    package var operands: [String] {
        self == .explain ? ["FILE"] : []
    }

    /// The words that name the command.
    var words: [String] {
        rawValue.split(separator: " ").map(String.init)
    }
}
