/// The table of options: every flag, variable, default, kind of value and meaning that the program has.
///
/// Reading, `--help` and the list that start-up prints are all made from it.
package enum OptionTable {
    /// Every option, in the order in which `--help` lists them.
    package static let all: [Option] = command + database + graph + tokens + http + limits

    /// The options that `command` takes.
    package static func options(of command: Command) -> [Option] {
        all.filter { $0.commands.contains(command) }
    }

    private static let needsDatabase: [Command] = [.serve, .migrate, .seed, .check, .explain]

    private static let command: [Option] = [
        .value(
            "scale",
            .number(1...100),
            into: \.scale,
            OptionTraits(commands: [.seed], group: .command, standard: "1"),
            "The size of the demo data; 1 is 2,000 clients and 24,000 tickets."
        ),
        .optional(
            "until",
            .date,
            into: \.until,
            OptionTraits(commands: [.seed], group: .command),
            "The last day of the demo data; without it, today in Warsaw."
        ),
        .optional(
            "role",
            .text("ROLE"),
            into: \.role,
            OptionTraits(commands: [.token, .schemaPrint, .explain], group: .command),
            "The role, as the schema declares it."
        ),
        .optional(
            "at",
            .text("COORDINATE"),
            into: \.coordinate,
            OptionTraits(commands: [.schemaPrint], group: .command),
            "Only the element of this coordinate, as Ticket, Ticket.client or @deprecated(reason:)."
        ),
        .optional(
            "database-role",
            .text("ROLE"),
            into: \.databaseRole,
            OptionTraits(commands: [.schemaDraft], group: .command),
            "The PostgreSQL role that shall read; without it, the login itself."
        ),
        .optional(
            "operation",
            .text("NAME"),
            into: \.operation,
            OptionTraits(commands: [.explain], group: .command),
            "Which operation of the document, where it has several."
        ),
        .optional(
            "variables",
            .text("JSON"),
            into: \.variables,
            OptionTraits(commands: [.explain], group: .command),
            "The variables, as a JSON object: what is absent, null or present shapes the statements."
        ),
        .value(
            "analyze",
            .toggle,
            into: \.analyze,
            OptionTraits(commands: [.explain], group: .command, standard: "off"),
            "Whether the statements are executed, to say what they took; a mutation is refused."
        ),
        .optional(
            "sub",
            .text("ID"),
            into: \.subject,
            OptionTraits(commands: [.token, .explain], group: .command),
            "The subject: an id as the graph shows it, or the raw key; to explain, with --analyze."
        ),
        .list(
            "claim",
            .claim,
            separated: false,
            into: \.claims,
            OptionTraits(commands: [.token, .explain], group: .command),
            "A further claim; may be given several times."
        ),
        .value(
            "ttl",
            .duration(.seconds(1)...(.seconds(366 * 86_400))),
            into: \.ttl,
            OptionTraits(commands: [.token], group: .command, standard: "1h"),
            "How long the token is valid."
        ),
    ]

    private static let database: [Option] = [
        .optional(
            "database",
            .connection,
            into: \.database,
            OptionTraits(
                commands: needsDatabase + [.schemaPrint, .schemaDraft],
                group: .database,
                alsoEnvironment: ["DATABASE_URL"],
                hasFile: true,
                shown: redacted(connection:)
            ),
            "The database that is served, by a login that owns nothing; without it, the private one."
        ),
        .optional(
            "owner-database",
            .connection,
            into: \.ownerDatabase,
            OptionTraits(
                commands: [.serve, .migrate, .seed, .check],
                group: .database,
                hasFile: true,
                shown: redacted(connection:)
            ),
            "The same database by the login that owns it: migrates and seeds, never serves."
        ),
        .optional(
            "feed-database",
            .connection,
            into: \.feedDatabase,
            OptionTraits(
                commands: [.serve, .check],
                group: .database,
                hasFile: true,
                shown: redacted(connection:)
            ),
            "The same database by a login with REPLICATION and nothing else: reads the change feed."
        ),
        .value(
            "state",
            .path,
            into: \.state,
            OptionTraits(
                commands: needsDatabase + [.schemaPrint, .schemaDraft, .token],
                group: .database,
                standard: "./.concierge"
            ),
            "The folder of the private database and of the development key."
        ),
        connections("point", into: \.pointConnections, "short reads"),
        connections("analytic", into: \.analyticConnections, "long reads"),
        connections("write", into: \.writeConnections, "mutations"),
        timeLimit("point", into: \.pointTimeLimit, "5s", "a short read"),
        timeLimit("analytic", into: \.analyticTimeLimit, "30s", "a long read"),
        timeLimit("write", into: \.writeTimeLimit, "10s", "a mutation's statement"),
    ]

    private static let graph: [Option] = [
        .value(
            "schema",
            .path,
            into: \.schema,
            OptionTraits(
                commands: [.serve, .check, .schemaPrint, .explain],
                group: .graph,
                standard: "./schema"
            ),
            "The folder of the schema, *.graphql."
        ),
        .value(
            "migrations",
            .path,
            into: \.migrations,
            OptionTraits(
                commands: [.serve, .migrate, .seed, .check],
                group: .graph,
                standard: "./migrations"
            ),
            "The folder of the migrations, *.sql."
        ),
        .value(
            "introspection",
            .toggle,
            into: \.introspection,
            OptionTraits(commands: [.serve], group: .graph, standard: "on"),
            "Whether the schema may be asked for."
        ),
        .optional(
            "documents",
            .path,
            into: \.documents,
            OptionTraits(commands: [.serve, .check], group: .graph),
            "Trusted documents: a folder of *.graphql and manifests, or one manifest."
        ),
        .value(
            "only-trusted-documents",
            .toggle,
            into: \.onlyTrustedDocuments,
            OptionTraits(commands: [.serve], group: .graph, standard: "off"),
            "Whether nothing but the documents of --documents is answered."
        ),
        .value(
            "persisted-queries",
            .toggle,
            into: \.persistedQueries,
            OptionTraits(commands: [.serve], group: .graph, standard: "on"),
            "Whether clients may have documents kept under their hash."
        ),
        .value(
            "suggestions",
            .toggle,
            into: \.suggestions,
            OptionTraits(commands: [.serve], group: .graph, standard: "on"),
            "Whether errors may name what was perhaps meant; never where introspection is closed."
        ),
        .value(
            "jobs",
            .toggle,
            into: \.jobs,
            OptionTraits(commands: [.serve], group: .graph, standard: "on"),
            "Whether the schema's jobs are done where no other gateway does them."
        ),
    ]

    private static let tokens: [Option] = [
        .optional(
            "jwt-secret",
            .secret,
            into: \.jwtSecret,
            OptionTraits(
                commands: [.serve, .token],
                group: .tokens,
                hasFile: true,
                shown: { _ in "(secret)" }
            ),
            "The key of HS256 tokens, at least 32 bytes."
        ),
        .optional(
            "jwks",
            .path,
            into: \.jwks,
            OptionTraits(commands: [.serve], group: .tokens),
            "A file with the public keys of RS256 and ES256 tokens, a JSON Web Key Set."
        ),
        .optional(
            "jwt-issuer",
            .text("NAME"),
            into: \.jwtIssuer,
            OptionTraits(commands: [.serve, .token], group: .tokens),
            "The issuer (iss) that every token must name."
        ),
        .optional(
            "jwt-audience",
            .text("NAME"),
            into: \.jwtAudience,
            OptionTraits(commands: [.serve, .token], group: .tokens),
            "The audience (aud) that every token must name; a token for another one is refused."
        ),
        .value(
            "jwt-clock-skew",
            .duration(.zero ... .seconds(300)),
            into: \.jwtClockSkew,
            OptionTraits(commands: [.serve], group: .tokens, standard: "30s"),
            "By how much the clocks of issuer and gateway may differ."
        ),
    ]

    private static let http: [Option] = [
        .value(
            "listen",
            .address,
            into: \.listen,
            OptionTraits(commands: [.serve], group: .http, standard: "127.0.0.1:8080"),
            "Where to listen; port 0 takes a free one."
        ),
        .value(
            "loops",
            .number(1...64),
            into: \.loops,
            OptionTraits(commands: [.serve], group: .http, standard: "1"),
            "Event loops, each a thread with connections of its own."
        ),
        .optional(
            "playground",
            .path,
            into: \.playground,
            OptionTraits(commands: [.serve], group: .http, standard: "./playground"),
            "The folder of the playground's files."
        ),
        .list(
            "cors-origins",
            .origin,
            separated: true,
            into: \.corsOrigins,
            OptionTraits(commands: [.serve], group: .http),
            "The origins whose pages may ask from a browser; without it, none but our own."
        ),
        .value(
            "drain-time",
            .duration(.zero ... .seconds(600)),
            into: \.drainTime,
            OptionTraits(commands: [.serve], group: .http, standard: "10s"),
            "How long requests may take to end after SIGTERM."
        ),
        .value(
            "log-format",
            .logFormat,
            into: \.logFormat,
            OptionTraits(commands: [.serve], group: .http, standard: "text"),
            "How log lines are written."
        ),
        .value(
            "log-requests",
            .number(0...100, "PERCENT"),
            into: \.loggedRequests,
            OptionTraits(commands: [.serve], group: .http, standard: "0"),
            "Of how many requests in a hundred a line is written."
        ),
        .value(
            "server-timing",
            .toggle,
            into: \.serverTiming,
            OptionTraits(commands: [.serve], group: .http, standard: "off"),
            "Whether answers say where their time went, to whoever asks."
        ),
    ]

    private static func connections(
        _ lane: String,
        into place: any WritableKeyPath<Settings, Int> & Sendable,
        _ what: String
    ) -> Option {
        .value(
            lane + "-connections",
            .number(1...100),
            into: place,
            OptionTraits(commands: [.serve], group: .database, standard: "2"),
            "Connections of one loop for \(what); fewer make larger batches."
        )
    }

    private static func timeLimit(
        _ lane: String,
        into place: any WritableKeyPath<Settings, Duration> & Sendable,
        _ standard: String,
        _ what: String
    ) -> Option {
        .value(
            lane + "-time-limit",
            .duration(.milliseconds(10)...(.seconds(3600))),
            into: place,
            OptionTraits(commands: [.serve], group: .database, standard: standard),
            "The server's time limit for \(what)."
        )
    }
}
