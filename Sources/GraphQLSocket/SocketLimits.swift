/// What one socket of *graphql-transport-ws* may cost.
package struct SocketLimits: Sendable {
    /// How long a client may take to send `connection_init`, in milliseconds.
    ///
    /// Stock clients send it at once.
    package var initMilliseconds = 3_000
    /// The pause between two pings of the server, in milliseconds: proxies cut a connection that is silent for 60 s.
    package var pingMilliseconds = 20_000
    /// After how long a silence the socket is closed, in milliseconds: two pings without an answer.
    package var silenceMilliseconds = 40_000
    /// How many operations a socket may run at a time.
    package var operations = 100
    /// The most bytes of an operation's id.
    ///
    /// Clients send counters or UUIDs.
    package var idBytes = 128
    /// How many `subscribe` messages a client may send within a second.
    package var subscribesPerSecond = 100

    /// Creates the defaults.
    package init() {}
}
