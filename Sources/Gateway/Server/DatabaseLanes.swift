import CommandLine
import EventLoop
import Planner
import Postgres

/// The connections of one loop, by the kind of work.
struct DatabaseLanes {
    let point: Postgres.Lane
    let analytic: Postgres.Lane
    let write: Postgres.Lane
    /// For live queries, so that a page never waits behind them.
    let live: Postgres.Lane
    private let make: (String, (inout Postgres.Lane.Options) -> Void) -> Postgres.Lane

    /// Begins to connect.
    init(_ shared: Worker.Shared, roles: [Role], loop: Loop, events: Events) {
        let settings = shared.settings
        let make: (String, (inout Postgres.Lane.Options) -> Void) -> Postgres.Lane = { name, change in
            var options = Postgres.Lane.Options(name: name, database: shared.database)
            options.history = shared.history
            options.sessionSettings = Self.sessionSettings(roles)
            options.onEvent = { events.happened($0, onLane: name) }
            change(&options)
            return Postgres.Lane(loop: loop, options: options)
        }
        point = make("point") {
            $0.connections = settings.pointConnections
            $0.statementTimeout = settings.pointTimeLimit
            $0.lockTimeout = Self.lockTimeout
            $0.spareConnections = 2
        }
        analytic = make("analytic") {
            $0.connections = settings.analyticConnections
            $0.statementTimeout = settings.analyticTimeLimit
            $0.lockTimeout = Self.lockTimeout
            $0.spareConnections = 1
            // A long statement gains nothing by waiting on the server, where it cannot be cancelled alone.
            $0.limits.blocksInFlight = 1
            $0.cancelsStatements = true
        }
        write = make("write") {
            $0.connections = settings.writeConnections
            $0.statementTimeout = settings.writeTimeLimit
            $0.writes = true
        }
        live = make("live") {
            $0.connections = settings.liveConnections
            $0.statementTimeout = settings.analyticTimeLimit
            $0.lockTimeout = Self.lockTimeout
            $0.limits.blocksInFlight = 1
            $0.cancelsStatements = true
        }
        self.make = make
    }

    /// How long a read waits for a lock: longer than short changes of the schema take, and shorter than clients wait.
    private static let lockTimeout = Duration.seconds(1)

    /// Every claim that a role declares, as it reads where a block does not set it.
    private static func sessionSettings(_ roles: [Role]) -> [(name: String, value: String)] {
        var settings: [String: String] = [:]
        for claim in roles.flatMap(\.claims) { settings[claim.setting] = claim.absentValue }
        return settings.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// Has sessions know the claims of `roles`.
    func setClaims(of roles: [Role]) {
        for lane in all { lane.renew(sessionSettings: Self.sessionSettings(roles)) }
    }

    /// A connection for jobs alone.
    func jobs(timeLimit: Duration) -> Postgres.Lane {
        make("jobs") {
            $0.connections = 1
            $0.statementTimeout = timeLimit
            $0.writes = true
        }
    }

    /// The lanes without which requests fail.
    var needed: [Postgres.Lane] { [point, analytic, write] }

    /// All lanes.
    var all: [Postgres.Lane] { needed + [live] }
}
