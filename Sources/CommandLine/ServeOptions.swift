package import Planner

/// How a gateway serves: the options of `serve` beyond the database and the schema.
package struct ServeOptions: Sendable {
    /// Where the gateway listens.
    package internal(set) var listen = Address(host: "", port: 0)
    /// The static files of the playground.
    package internal(set) var playground = Playground.search
    /// The number of event loops, each a thread.
    package internal(set) var loops = 0
    /// The origins whose pages may send requests from a browser; `*` is any.
    package internal(set) var corsOrigins: [String] = []
    /// The time limit for running requests after SIGTERM.
    package internal(set) var drainTime = Duration.zero
    /// Whether an anonymous role without a database role may be served to other machines.
    package internal(set) var allowsAnonymousLogin = false

    /// Connections of one loop for short reads.
    package internal(set) var pointConnections = 0
    /// Connections of one loop for long reads.
    package internal(set) var analyticConnections = 0
    /// Connections of one loop for mutations.
    package internal(set) var writeConnections = 0
    /// Connections of one loop for live queries.
    package internal(set) var liveConnections = 0
    /// Whether the change feed is read.
    package internal(set) var feed = false
    /// The name of this gateway among those of its database.
    package internal(set) var instance = ""
    /// The server's time limit for a short read.
    package internal(set) var pointTimeLimit = Duration.zero
    /// The server's time limit for a long read.
    package internal(set) var analyticTimeLimit = Duration.zero
    /// The server's time limit for a mutation's statement.
    package internal(set) var writeTimeLimit = Duration.zero

    /// Whether clients may introspect the schema.
    package internal(set) var introspection = false
    /// Whether errors suggest near names.
    package internal(set) var suggestions = false
    /// Whether callers see the message and hint of an exception that a function raises.
    package internal(set) var databaseMessages = false
    /// Whether this gateway runs the schema's scheduled jobs.
    package internal(set) var jobs = false
    /// Whether only trusted documents are executed.
    package internal(set) var onlyTrustedDocuments = false
    /// Whether clients may store documents under their hash.
    package internal(set) var persistedQueries = false

    /// The issuer that tokens must name.
    package internal(set) var jwtIssuer: String?
    /// The audience that tokens must name.
    package internal(set) var jwtAudience: String?
    /// The allowed difference between the clocks of issuer and gateway.
    package internal(set) var jwtClockSkew = Duration.zero

    /// The limits of a connection.
    package internal(set) var limits = ServerLimits()
    /// The limits of one GraphQL request, where its role has no limits of its own.
    package internal(set) var requestLimits = RequestLimits()
    /// The percentage of requests that are logged.
    package internal(set) var loggedRequests = 0
    /// Whether responses carry `Server-Timing`.
    package internal(set) var serverTiming = false
    /// The format of log lines.
    package internal(set) var logFormat = LogFormat.text
}

/// Where the files of the playground are.
package enum Playground: Equatable, Sendable {
    /// In the working directory or near the program, if anywhere.
    case search
    /// In this folder.
    case folder(String)
    /// Not served.
    case off
}

/// The limits of a connection, as the operator sets them.
package struct ServerLimits: Equatable, Sendable {
    /// Bytes of a request's body.
    package internal(set) var bodyBytes = 0
    /// Bytes of a request's line and header fields.
    package internal(set) var headBytes = 0
    /// Requests of one batch; 0 allows none.
    package internal(set) var batch = 0
    /// Clients' connections of one loop.
    package internal(set) var connections = 0
    /// Unanswered requests of one connection.
    package internal(set) var pipelined = 0
}
