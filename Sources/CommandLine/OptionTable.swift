/// The table of options: every flag, environment variable, default, kind of value and description of the program.
///
/// Reading and `--help` are made from it.
package enum OptionTable {
    /// Every option, in the order in which `--help` lists them.
    package static let all: [Option] = command + database + graph + tokens + http + limits

    /// The options that `command` takes.
    package static func options(of command: Command) -> [Option] {
        all.filter { $0.commands.contains(command) }
    }

    /// The commands that connect to a database.
    private static let connecting: [Command] = [
        .serve, .migrate, .seed, .check, .schemaPrint, .schemaDraft, .feedSetup, .explain,
    ]

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
            "The role of the caller, as the schema declares it."
        ),
        .optional(
            "at",
            .text("COORDINATE"),
            into: \.coordinate,
            OptionTraits(commands: [.schemaPrint], group: .command),
            "Print only the element at this schema coordinate, such as Ticket, Ticket.client or @deprecated(reason:)."
        ),
        .optional(
            "database-role",
            .text("ROLE"),
            into: \.databaseRole,
            OptionTraits(commands: [.schemaDraft], group: .command),
            "The PostgreSQL role whose tables are drafted; without it, the login itself."
        ),
        .optional(
            "operation",
            .text("NAME"),
            into: \.operation,
            OptionTraits(commands: [.explain], group: .command),
            "The operation to explain, if the document has several."
        ),
        .optional(
            "variables",
            .text("JSON"),
            into: \.variables,
            OptionTraits(commands: [.explain], group: .command),
            "The variables, as a JSON object. Absent, null and given variables lead to different statements."
        ),
        .value(
            "analyze",
            .toggle,
            into: \.analyze,
            OptionTraits(commands: [.explain], group: .command, standard: "off"),
            "Execute the statements and show their times; not for mutations."
        ),
        .optional(
            "sub",
            .text("ID"),
            into: \.subject,
            OptionTraits(commands: [.token, .explain], group: .command),
            "The subject: an id of the graph, or the raw key. explain needs --analyze with it."
        ),
        .list(
            "claim",
            .claim,
            separated: false,
            into: \.claims,
            OptionTraits(commands: [.token, .explain], group: .command),
            "A further claim; the flag can be repeated."
        ),
        .value(
            "ttl",
            .duration(.seconds(1)...(.seconds(366 * 86_400))),
            into: \.lifetime,
            OptionTraits(commands: [.token], group: .command, standard: "1h"),
            "How long the token is valid."
        ),
        .value(
            "errors-only",
            .toggle,
            into: \.errorsOnly,
            OptionTraits(commands: [.check], group: .command, standard: "off"),
            "Leave out warnings."
        ),
        .value(
            "format",
            .oneOf,
            into: \.reportFormat,
            OptionTraits(commands: [.check], group: .command, standard: "text"),
            "The format of the report."
        ),
    ]

    private static let database: [Option] = [
        .optional(
            "database",
            .connection,
            into: \.database,
            OptionTraits(
                commands: connecting,
                group: .database,
                alsoEnvironment: ["DATABASE_URL"],
                hasFile: true
            ),
            "The database, by the login that serves and owns no tables; without it, the private database."
        ),
        .optional(
            "owner-database",
            .connection,
            into: \.ownerDatabase,
            OptionTraits(
                commands: connecting,
                group: .database,
                hasFile: true
            ),
            "The same database, by the login that owns its tables. Only migrate and seed use it."
        ),
        .optional(
            "feed-database",
            .connection,
            into: \.feedDatabase,
            OptionTraits(
                commands: [.serve, .check],
                group: .database,
                hasFile: true
            ),
            "The same database, by a login with REPLICATION that reads the change feed. Without it, live queries poll."
        ),
        .value(
            "feed",
            .toggle,
            into: \.serve.feed,
            OptionTraits(commands: [.serve], group: .database, standard: "on"),
            "Read the change feed, so that live queries do not poll."
        ),
        .value(
            "instance",
            .slotName,
            into: \.serve.instance,
            OptionTraits(commands: [.serve], group: .database, standard: "main"),
            "The name of this gateway among those of the database: its replication slot is concierge_NAME."
        ),
        .value(
            "wait-for-database",
            .duration(.zero ... .seconds(3600)),
            into: \.databaseWait,
            OptionTraits(commands: [.serve, .migrate], group: .database, standard: "60s"),
            "How long to wait for a database that does not accept connections yet."
        ),
        .value(
            "state",
            .path,
            into: \.state,
            OptionTraits(
                commands: connecting + [.token],
                group: .database,
                standard: "./.concierge"
            ),
            "The folder of the private database and the development key."
        ),
        connections("point", into: \.serve.pointConnections, "short reads"),
        connections("analytic", into: \.serve.analyticConnections, "long reads"),
        connections("write", into: \.serve.writeConnections, "mutations"),
        connections("live", into: \.serve.liveConnections, "live queries"),
        timeLimit("point", into: \.serve.pointTimeLimit, "5s", "a short read"),
        timeLimit("analytic", into: \.serve.analyticTimeLimit, "30s", "a long read"),
        timeLimit("write", into: \.serve.writeTimeLimit, "10s", "a mutation's statement"),
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
            "The folder of the schema (*.graphql)."
        ),
        .value(
            "migrations",
            .path,
            into: \.migrations,
            OptionTraits(
                commands: connecting,
                group: .graph,
                standard: "./migrations"
            ),
            "The folder of the migrations (*.sql)."
        ),
        .value(
            "introspection",
            .toggle,
            into: \.serve.introspection,
            OptionTraits(commands: [.serve], group: .graph, standard: "on"),
            "Allow introspection of the schema."
        ),
        .optional(
            "documents",
            .path,
            into: \.documents,
            OptionTraits(commands: [.serve, .check], group: .graph),
            "Trusted documents: a folder of *.graphql files and manifests, or one manifest."
        ),
        .value(
            "only-trusted-documents",
            .toggle,
            into: \.serve.onlyTrustedDocuments,
            OptionTraits(commands: [.serve], group: .graph, standard: "off"),
            "Execute only the documents of --documents."
        ),
        .value(
            "persisted-queries",
            .toggle,
            into: \.serve.persistedQueries,
            OptionTraits(commands: [.serve], group: .graph, standard: "on"),
            "Let clients store documents under their hash (automatic persisted queries)."
        ),
        .value(
            "suggestions",
            .toggle,
            into: \.serve.suggestions,
            OptionTraits(commands: [.serve], group: .graph, standard: "on"),
            "Add \"Did you mean …?\" to errors; never if introspection is disabled."
        ),
        .value(
            "database-messages",
            .toggle,
            into: \.serve.databaseMessages,
            OptionTraits(commands: [.serve], group: .graph, standard: "on"),
            "Show callers the message and hint of RAISE EXCEPTION in the database's functions."
        ),
        .value(
            "jobs",
            .toggle,
            into: \.serve.jobs,
            OptionTraits(commands: [.serve], group: .graph, standard: "on"),
            "Run the schema's scheduled jobs, if no other gateway runs them."
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
                hasFile: true
            ),
            "The key of HS256 tokens, at least 32 bytes."
        ),
        .optional(
            "jwks",
            .path,
            into: \.jwks,
            OptionTraits(commands: [.serve], group: .tokens),
            "A file with the public keys of RS256 and ES256 tokens: a JSON Web Key Set."
        ),
        .optional(
            "jwt-issuer",
            .text("NAME"),
            into: \.serve.jwtIssuer,
            OptionTraits(commands: [.serve, .token], group: .tokens),
            "The issuer (iss) that every token must name."
        ),
        .optional(
            "jwt-audience",
            .text("NAME"),
            into: \.serve.jwtAudience,
            OptionTraits(commands: [.serve, .token], group: .tokens),
            "The audience (aud) that every token must name."
        ),
        .value(
            "jwt-clock-skew",
            .duration(.zero ... .seconds(300)),
            into: \.serve.jwtClockSkew,
            OptionTraits(commands: [.serve], group: .tokens, standard: "30s"),
            "The allowed difference between the clocks of issuer and gateway."
        ),
    ]

    private static let http: [Option] = [
        .value(
            "listen",
            .address,
            into: \.serve.listen,
            OptionTraits(commands: [.serve], group: .http, standard: "127.0.0.1:8080"),
            "The address to listen on; port 0 chooses a free port."
        ),
        .value(
            "loops",
            .number(1...64),
            into: \.serve.loops,
            OptionTraits(commands: [.serve], group: .http, standard: "1"),
            "The number of event loops; each is a thread with its own connections."
        ),
        .value(
            "playground",
            .playground,
            into: \.serve.playground,
            OptionTraits(commands: [.serve], group: .http, standard: "auto"),
            "The folder of the playground's files; auto looks in ./playground and near the program."
        ),
        .list(
            "cors-origins",
            .origin,
            separated: true,
            into: \.serve.corsOrigins,
            OptionTraits(commands: [.serve], group: .http),
            "The origins whose pages may send requests from a browser; without it, only the gateway's own."
        ),
        .value(
            "drain-time",
            .duration(.zero ... .seconds(600)),
            into: \.serve.drainTime,
            OptionTraits(commands: [.serve], group: .http, standard: "10s"),
            "The time limit for running requests after SIGTERM."
        ),
        .value(
            "log-format",
            .oneOf,
            into: \.serve.logFormat,
            OptionTraits(commands: [.serve], group: .http, standard: "text"),
            "The format of log lines."
        ),
        .value(
            "log-requests",
            .number(0...100, "PERCENT"),
            into: \.serve.loggedRequests,
            OptionTraits(commands: [.serve], group: .http, standard: "0"),
            "The percentage of requests to log."
        ),
        .value(
            "server-timing",
            .toggle,
            into: \.serve.serverTiming,
            OptionTraits(commands: [.serve], group: .http, standard: "off"),
            "Add Server-Timing to responses; every client can read it."
        ),
        .value(
            "allow-anonymous-login",
            .toggle,
            into: \.serve.allowsAnonymousLogin,
            OptionTraits(commands: [.serve], group: .http, standard: "off"),
            "Serve other machines although callers without a token read with all rights of the login."
        ),
    ]

    private static func connections(
        _ lane: String,
        into place: any WritableKeyPath<OptionValues, Int> & Sendable,
        _ what: String
    ) -> Option {
        .value(
            lane + "-connections",
            .number(1...100),
            into: place,
            OptionTraits(commands: [.serve], group: .database, standard: "2"),
            "Connections of each loop for \(what); fewer connections make larger batches."
        )
    }

    private static func timeLimit(
        _ lane: String,
        into place: any WritableKeyPath<OptionValues, Duration> & Sendable,
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
