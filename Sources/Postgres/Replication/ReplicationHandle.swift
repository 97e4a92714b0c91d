import CLibPQ

/// libpq's connection in replication mode, with its calls in Swift's types: no policy here.
@safe
struct ReplicationHandle: ~Copyable {
    /// What has arrived.
    enum Arrival {
        /// The content of a CopyData message.
        case frame([UInt8])
        /// Nothing more until the socket is readable.
        case nothing
        /// The stream has ended, in order or by an error.
        case ended(PostgresError)
    }

    /// The answer to a command.
    enum Answer {
        /// Not all of it has arrived.
        case incomplete
        case rows(TextRows)
        /// The server streams from now on.
        case streaming
        case failed(PostgresError)
    }

    private let pointer: OpaquePointer
    private let source: ConnectionString

    /// Connects as a logical replication client, and waits for it: call it off the loop.
    ///
    /// - Parameter timeout: seconds until a host is given up.
    static func connect(_ source: ConnectionString, timeout: Int) throws(PostgresError) -> ReplicationHandle {
        let parameters = [
            ("dbname", source.text), ("replication", "database"), ("connect_timeout", String(timeout)),
            ("application_name", "concierge feed"), ("client_encoding", "UTF8"),
        ]
        // SAFETY: the strings outlive the call, which copies them.
        let connection = unsafe CStringArray.with(parameters.map(\.0)) { keywords in
            unsafe CStringArray.with(parameters.map(\.1)) { values in
                unsafe PQconnectdbParams(keywords, values, 1)
            }
        }
        guard let connection = unsafe connection, unsafe PQstatus(connection) == CONNECTION_OK,
            unsafe PQsetnonblocking(connection, 1) == 0
        else {
            let error = unsafe PostgresError(connection: connection, source: source)
            unsafe PQfinish(connection)
            throw error
        }
        // A notice without a receiver goes to standard error.
        unsafe PQsetNoticeReceiver(connection, { _, _ in }, nil)
        return unsafe ReplicationHandle(pointer: connection, source: source)
    }

    private init(pointer: OpaquePointer, source: ConnectionString) {
        unsafe self.pointer = pointer
        self.source = source
    }

    deinit { unsafe PQfinish(pointer) }

    /// The socket.
    var descriptor: Int32 { unsafe PQsocket(pointer) }

    /// The server's version, as in `150020`.
    var serverVersion: Int { Int(unsafe PQserverVersion(pointer)) }

    private var error: PostgresError { unsafe PostgresError(connection: pointer, source: source) }

    /// Reads what has arrived; returns whether the connection is alive.
    func consumeInput() -> Bool { unsafe PQconsumeInput(pointer) == 1 }

    /// Writes what waits; 0 is all, 1 not all, -1 a broken connection.
    func flush() -> Int32 { unsafe PQflush(pointer) }

    /// Sends a command of the replication protocol, or SQL.
    func send(_ command: String) -> Bool { unsafe PQsendQuery(pointer, command) == 1 }

    /// The answer to the last command, as far as it has arrived.
    func answer() -> Answer {
        guard consumeInput() else { return .failed(error) }
        guard unsafe PQisBusy(pointer) == 0 else { return .incomplete }
        guard let result = unsafe PQgetResult(pointer) else { return .failed(error) }
        // SAFETY: the result is ours, its values are copied, and it is cleared here.
        defer { unsafe PQclear(result) }
        switch unsafe PQresultStatus(result) {
        case PGRES_COPY_BOTH: return .streaming
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK: return .rows(unsafe TextRows(result))
        default: return .failed(unsafe PostgresError(result: result))
        }
    }

    /// Whether the end of the last answer has arrived, after which another command may be sent.
    ///
    /// - Returns: nil while it has not arrived.
    func endOfAnswer() -> Bool? {
        guard consumeInput() else { return false }
        while unsafe PQisBusy(pointer) == 0 {
            guard let result = unsafe PQgetResult(pointer) else { return true }
            unsafe PQclear(result)
        }
        return nil
    }

    /// The next frame of the stream, after ``consumeInput()``.
    func nextFrame() -> Arrival {
        var buffer: UnsafeMutablePointer<CChar>?
        let count = unsafe PQgetCopyData(pointer, &buffer, 1)
        guard count >= 0 else {
            guard count == -1, let result = unsafe PQgetResult(pointer) else { return .ended(error) }
            defer { unsafe PQclear(result) }
            let reason = unsafe PostgresError(result: result)
            return .ended(reason.message.isEmpty ? .connectionLost("the server ended the stream") : reason)
        }
        guard count > 0, let bytes = unsafe buffer else { return .nothing }
        // SAFETY: libpq allocated `count` bytes, which are copied and then freed by its own function.
        defer { unsafe PQfreemem(bytes) }
        return .frame(unsafe [UInt8](UnsafeRawBufferPointer(start: bytes, count: Int(count))))
    }

    /// Queues a CopyData message to the server.
    func send(frame: [UInt8]) -> Bool {
        // SAFETY: libpq copies the bytes before it returns.
        unsafe frame.withUnsafeBytes { bytes in
            unsafe PQputCopyData(
                pointer,
                bytes.baseAddress?.assumingMemoryBound(to: CChar.self),
                Int32(bytes.count)
            ) == 1
        }
    }
}
