/// What may grow on the way to PostgreSQL, and how far.
package struct Limits: Sendable {
    /// Blocks under way on one connection: 16 give 1.8 × the throughput of one, more give nothing.
    package var blocksInFlight = 16
    /// Statements prepared on one connection: a plan takes tens of kilobytes of the server's memory.
    package var preparedStatements = 512
    /// Milliseconds for one address, from the first packet to the first answer, where the connection string has no
    /// `connect_timeout`.
    package var connectMilliseconds: UInt64 = 10_000
    /// Milliseconds beyond a statement's time limit, which the server keeps, until a connection that says nothing is given up:
    /// the server hangs, or the network to it is cut without a word.
    package var silenceMilliseconds: UInt64 = 5_000
    /// Milliseconds that a block may run until no other block is sent after it on its connection.
    package var oldHeadMilliseconds = 100
    /// Milliseconds after that until a new connection tests whether the server is alive at all.
    package var probeMilliseconds = 500
    /// Milliseconds after which a spare connection that is not needed any more is closed.
    package var spareMilliseconds = 10_000
    /// Milliseconds between the first attempts of a lane's connections.
    package var connectionSpacingMilliseconds = 100
    /// Milliseconds without any connection until statements fail instead of waiting.
    package var graceMilliseconds: UInt64 = 1_000
    /// Milliseconds before the second attempt to connect; doubled for each one after.
    package var firstRetryMilliseconds: UInt64 = 50
    /// Milliseconds between attempts to connect, at most: a database is noticed soon after it is back.
    package var lastRetryMilliseconds: UInt64 = 2_000
    /// Milliseconds until a read whose connection broke is sent again: the other connections to a server that goes break too.
    package var retryMilliseconds: UInt64 = 20
    /// Times that a read is sent when connections break under it.
    package var attempts = 2

    /// The defaults.
    package init() {}
}
