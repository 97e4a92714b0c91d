/// What the program can be asked to do: the first word, or words, behind its name.
package enum Command: String, CaseIterable, Sendable {
    case serve
    case migrate
    case seed
    case check
    case schemaPrint = "schema print"
    case schemaDraft = "schema draft"
    case schemaDirectives = "schema directives"
    case token
    case explain

    /// One line that says what the command is for.
    package var summary: String {
        switch self {
        case .serve: "Serves the graph over HTTP."
        case .migrate: "Applies the migrations that the database does not have yet."
        case .seed: "Fills the database with demo data; the same scale and date give the same rows."
        case .check: "Proves the schema against the live database, and changes nothing."
        case .schemaPrint: "Prints the served schema, as one role sees it or whole."
        case .schemaDraft: "Prints a schema that the database suggests, to begin a graph with."
        case .schemaDirectives:
            "Prints the directives and scalars with which a schema is written, each with its meaning."
        case .token:
            "Prints a token signed with the development key, which only the private database accepts."
        case .explain:
            "Prints the plan of a document as a tree: its statements, and PostgreSQL's plan of each."
        }
    }

    /// The words behind the flags that the command needs, as `--help` names them.
    package var operands: [String] {
        self == .explain ? ["FILE"] : []
    }

    /// The words that name the command.
    var words: [String] {
        rawValue.split(separator: " ").map(String.init)
    }
}
