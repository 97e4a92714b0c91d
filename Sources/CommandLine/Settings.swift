package import Planner

/// What the program was asked to do, with every value read and checked, and where each one came from.
///
/// The values that are not optional start as empty and are filled from the table's defaults first, so that
/// the table is the only place which knows them.
package struct Settings: Sendable {
    /// Where a value came from.
    package enum Source: Equatable, Sendable, CustomStringConvertible {
        /// A flag, as it was written: `--listen`.
        case flag(String)
        /// A variable of the environment.
        case environment(String)
        /// The table of options.
        case standard

        /// As start-up prints it.
        package var description: String {
            switch self {
            case .flag(let name): name
            case .environment(let name): name
            case .standard: "default"
            }
        }
    }

    /// One value as start-up may print it: secrets and passwords are not in it.
    package struct Entry: Equatable, Sendable {
        /// The option's flag without its hyphens.
        package let option: String
        /// The value's text, redacted.
        package let shown: String
        /// Where it came from.
        package let source: Source
    }

    /// What to do.
    package let command: Command
    /// The words behind the flags: the file of `explain`.
    package internal(set) var operands: [String] = []
    /// Every option of the command that has a value, in the table's order.
    package internal(set) var entries: [Entry] = []
    /// Lines worth telling at start: variables that look like ours and are not.
    package internal(set) var warnings: [String] = []

    /// Where to listen.
    package internal(set) var listen = Address(host: "", port: 0)
    /// The folder of static files for the playground; `nil` is no playground.
    package internal(set) var playground: String?
    /// The number of event loops, each a thread.
    package internal(set) var loops = 0
    /// The origins that may ask from a browser; `*` is any.
    package internal(set) var corsOrigins: [String] = []
    /// How long requests may take to end after SIGTERM.
    package internal(set) var drainTime = Duration.zero

    /// The database that is served; `nil` is the private one.
    package internal(set) var database: ConnectionString?
    /// The connection that migrates and seeds.
    package internal(set) var ownerDatabase: ConnectionString?
    /// The connection that reads the change feed.
    package internal(set) var feedDatabase: ConnectionString?
    /// The folder of the private database and of the development key.
    package internal(set) var state = ""
    /// Connections of one loop for short reads.
    package internal(set) var pointConnections = 0
    /// Connections of one loop for long reads.
    package internal(set) var analyticConnections = 0
    /// Connections of one loop for mutations.
    package internal(set) var writeConnections = 0
    /// The server's time limit for a short read.
    package internal(set) var pointTimeLimit = Duration.zero
    /// The server's time limit for a long read.
    package internal(set) var analyticTimeLimit = Duration.zero
    /// The server's time limit for a mutation's statement.
    package internal(set) var writeTimeLimit = Duration.zero

    /// The folder of SDL.
    package internal(set) var schema = ""
    /// The folder of SQL.
    package internal(set) var migrations = ""
    /// Whether the schema may be asked for.
    package internal(set) var introspection = false
    /// Whether errors may name what was perhaps meant.
    package internal(set) var suggestions = false
    /// Whether the schema's jobs are done where no other gateway does them.
    package internal(set) var jobs = false

    /// The folder, or the manifest, of trusted documents.
    package internal(set) var documents: String?
    /// Whether nothing but trusted documents is answered.
    package internal(set) var onlyTrustedDocuments = false
    /// Whether clients may have documents kept under their hash.
    package internal(set) var persistedQueries = false

    /// The key of HS256 tokens.
    package internal(set) var jwtSecret: Secret?
    /// The file of public keys, a JSON Web Key Set.
    package internal(set) var jwks: String?
    /// The issuer that tokens must name.
    package internal(set) var jwtIssuer: String?
    /// The audience that tokens must name.
    package internal(set) var jwtAudience: String?
    /// By how much the clocks of issuer and gateway may differ.
    package internal(set) var jwtClockSkew = Duration.zero

    /// What a stranger may send.
    package internal(set) var limits = ServerLimits()
    /// What one GraphQL request may cost, where its role has no limits of its own.
    package internal(set) var requestLimits = RequestLimits()
    /// Of how many requests in a hundred a line is written.
    package internal(set) var loggedRequests = 0
    /// Whether answers say where their time went.
    package internal(set) var serverTiming = false
    /// How log lines are written.
    package internal(set) var logFormat = LogFormat.text

    /// The factor by which demo data grows.
    package internal(set) var scale = 0
    /// The last day of demo data; `nil` is today in Warsaw.
    package internal(set) var until: CalendarDate?

    /// The role of a token, of a printed schema, or of an explained document.
    package internal(set) var role: String?
    /// The schema coordinate of what is printed; `nil` is everything.
    package internal(set) var coordinate: String?
    /// The PostgreSQL role for which a schema is drafted; `nil` is the login itself.
    package internal(set) var databaseRole: String?
    /// The name of the operation that is explained.
    package internal(set) var operation: String?
    /// The variables that it is explained for, as the text of a JSON object.
    package internal(set) var variables: String?
    /// Whether its statements are executed, to say what they took.
    package internal(set) var analyze = false
    /// The subject of a token, or of an analysis: an id as the graph shows it, or the raw key.
    package internal(set) var subject: String?
    /// Further claims of the same, in order.
    package internal(set) var claims: [ClaimSetting] = []
    /// How long a token is valid.
    package internal(set) var ttl = Duration.zero

    init(command: Command) {
        self.command = command
    }
}

/// What a server takes in, as the operator sets it.
package struct ServerLimits: Equatable, Sendable {
    /// Bytes of a request's body.
    package internal(set) var bodyBytes = 0
    /// Bytes of a request's line and header fields.
    package internal(set) var headBytes = 0
    /// Requests of one batch; 0 takes none.
    package internal(set) var batch = 0
    /// Connections from clients, of one loop.
    package internal(set) var connections = 0
    /// Requests of one client's connection that wait for an answer.
    package internal(set) var pipelined = 0
}
