import Bytes
import EventLoop
import TestSupport
import Testing

@testable import Postgres

/// A lane and its loop, run by the test until something is so.
final class LaneHarness {
    let loop: Loop
    let lane: Lane
    private var condition: () -> Bool = { true }
    /// Called when the loop has turned.
    var onTurnEnd: () -> Void = {}

    init(database: String, _ change: (inout Lane.Options) -> Void = { _ in }) throws {
        loop = try Loop()
        let source = try ConnectionString(database)
        var options = Lane.Options(name: "test") { source }
        // A busy machine is no outage.
        options.limits.graceMilliseconds = 10_000
        options.statementTimeout = .seconds(20)
        change(&options)
        lane = Lane(loop: loop, options: options)
        loop.onTurnEnd(while: self) { [unowned self] in
            onTurnEnd()
            if condition() { loop.stop() }
        }
    }

    deinit {
        lane.close()
        loop.close()
    }

    /// Runs the loop until `condition` holds; records an issue when it does not in time.
    func run(
        seconds: Int = 15,
        sourceLocation: SourceLocation = #_sourceLocation,
        until condition: @escaping () -> Bool
    ) {
        var isLate = false
        let timer = loop.schedule(after: .seconds(seconds)) { isLate = true }
        self.condition = { isLate || condition() }
        // A turn of its own soon, for conditions that hold already.
        loop.schedule(after: .zero) {}
        loop.run()
        timer.cancel()
        if isLate { Issue.record("this took longer than \(seconds) s", sourceLocation: sourceLocation) }
    }

    /// Submits one statement and waits for its outcome.
    func outcome(
        of statement: PreparedStatement,
        _ parameters: ParameterList = ParameterList(),
        settings: SessionSettings? = nil,
        isIdempotent: Bool = true
    ) -> Result<RowSet, PostgresError> {
        var outcome: Result<RowSet, PostgresError>?
        lane.submit(
            Block(
                statement: statement,
                parameters: parameters,
                settings: settings,
                isIdempotent: isIdempotent
            ) { outcome = $0 }
        )
        run { outcome != nil }
        return outcome ?? .failure(PostgresError(sqlState: "XX000", message: "no outcome"))
    }

    /// The same for SQL, whose rows are wanted as texts.
    func texts(_ sql: String, settings: SessionSettings? = nil) throws -> [[String?]] {
        try outcome(of: PreparedStatement(sql: sql, role: settings?.role), settings: settings).get().texts
    }

    /// The error of a statement that has one.
    func error(_ sql: String, settings: SessionSettings? = nil) throws -> PostgresError {
        try #require(throws: PostgresError.self) { try texts(sql, settings: settings) }
    }
}

extension RowSet {
    /// All values as UTF-8 texts: for statements that select texts.
    var texts: [[String?]] {
        (0..<rowCount).map { row in
            (0..<columnCount).map { column in
                self[row, column].copy.map { String(decoding: $0, as: UTF8.self) }
            }
        }
    }
}
