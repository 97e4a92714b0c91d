/// The limits on what a client can make grow, in bytes, counts and milliseconds.
package struct HTTPLimits: Sendable {
    /// A request's head; browsers stay below 8 kB, tokens and cookies included.
    package var headBytes = 16 * 1024
    /// Fields of a head; browsers send about 20.
    package var headerCount = 100
    /// A request target; a query by GET fits, longer ones are posted.
    package var targetBytes = 8 * 1024
    /// A request's body after decoding; documents and variables are text.
    package var bodyBytes = 1 << 20
    /// Chunk extensions and trailers of one body, which are read and dropped.
    package var chunkOverheadBytes = 8 * 1024
    /// Requests of one connection that are being answered at once.
    package var pipelinedRequests = 32
    /// From a head's first byte, or a connection's beginning, to the head's end.
    package var headMilliseconds = 10_000
    /// From a head's end to its body's end, besides what `bodyBytesPerSecond` grants.
    package var bodyMilliseconds = 30_000
    /// A body that comes at least this fast may take longer.
    package var bodyBytesPerSecond = 8 * 1024
    /// Between an answer and the next request; longer than the usual proxy's 60 s, so that the proxy closes first.
    package var idleMilliseconds = 75_000
    /// The longest time in which a client reads none of the bytes that wait for it.
    package var writeStallMilliseconds = 30_000
    /// From a connection's last answer until it is closed, so that the client can read it.
    package var lingerMilliseconds = 2_000
    /// From the end of what a client sends until it counts as gone, though it is owed an answer.
    package var halfClosedMilliseconds = 1_000
    /// Connections of one loop; each costs about 1 kB here and 10 kB in the kernel.
    package var connections = 10_000
    /// Further connections that are answered with 503; any more are closed without an answer.
    package var refusedConnections = 32
    /// Bytes that wait on a streamed answer; above that its connection is closed.
    package var streamQueueBytes = 1 << 20
    /// Answers that a client has not read: above so many bytes, its further requests wait.
    package var connectionUnreadBytes = 256 * 1024
    /// Answers that the clients of one loop have not read, together: above so many bytes, the connections that have made no
    /// progress for the longest time are closed.
    package var loopUnreadBytes = 256 << 20
    /// Bodies from this size on are compressed if the client accepts it; a smaller one fits in one packet anyway.
    package var compressedFromBytes = 1024

    /// Creates the defaults.
    package init() {}
}
