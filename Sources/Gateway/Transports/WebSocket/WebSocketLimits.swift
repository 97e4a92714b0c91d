import GraphQLSocket

/// What clients may make grow over WebSockets.
struct WebSocketLimits: Sendable {
    var socket = SocketLimits()
    /// The sockets of one loop; each costs about 1 kB here and 10 kB in the kernel.
    var sockets = 10_000
    /// The bytes of a client's message: documents and variables are text.
    var messageBytes = 64 * 1024
    /// The bytes that may wait for a client before another message to it closes its socket.
    var queueBytes = 256 * 1024
    /// How long a client may take to answer a Close frame, in milliseconds.
    var closeMilliseconds = 2_000
}
