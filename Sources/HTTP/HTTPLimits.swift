/// Everything that a stranger could make grow, in bytes, counts and milliseconds.
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
    /// Without any byte taken by a client that has bytes to take.
    package var writeStallMilliseconds = 30_000
    /// From a connection's last answer until it is cut, for the client to read it.
    package var lingerMilliseconds = 2_000
    /// Connections of one loop; each costs about 1 kB here and 10 kB in the kernel.
    package var connections = 10_000
    /// Connections beyond those that are told so; any more are closed without a word.
    package var refusedConnections = 32
    /// Bytes waiting on a streamed answer before its connection is given up.
    package var streamQueueBytes = 1 << 20
    /// Answers that a client has not read: above so many bytes, its further requests wait.
    package var connectionUnreadBytes = 256 * 1024
    /// Answers that the clients of one loop have not read, together: above so many bytes, the connections that have made no
    /// progress for the longest time are closed.
    package var loopUnreadBytes = 256 << 20
    /// Bodies from this size on are compressed when the client asks for it; below, a packet is a packet.
    package var compressedFromBytes = 1024

    /// Creates the defaults.
    package init() {}
}
