/// What a lane, or one of its connections, has done since its start.
package struct TrafficCounters: Sendable {
    /// Statements sent, without settings, preparations and transaction control.
    package var statementsSent = 0
    /// Blocks that are over, in whatever way.
    package var blocksFinished = 0
    /// Blocks that PostgreSQL refused.
    package var errors = 0
    /// Rows received.
    package var rowsReceived = 0
    /// Memory of the results received, in bytes.
    package var bytesReceived = 0
    /// Connections made after the first of each slot.
    package var reconnects = 0
    /// Blocks sent a second time, because the connection broke under them or they failed by chance.
    package var retries = 0
    /// Blocks that were moved to another connection from after one that ran for long.
    package var moved = 0
    /// Statements that were ended because their waiters had left.
    package var cancelled = 0

    static func += (left: inout TrafficCounters, right: TrafficCounters) {
        left.statementsSent += right.statementsSent
        left.blocksFinished += right.blocksFinished
        left.errors += right.errors
        left.rowsReceived += right.rowsReceived
        left.bytesReceived += right.bytesReceived
        left.reconnects += right.reconnects
        left.retries += right.retries
        left.moved += right.moved
        left.cancelled += right.cancelled
    }
}
