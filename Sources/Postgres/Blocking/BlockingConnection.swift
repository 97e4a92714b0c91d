import CLibPQ

/// A connection whose calls wait: for commands that have nothing else to do meanwhile (migrate, seed, check).
///
/// It belongs to one thread; only ``cancellation`` may be used from another.
@safe
package final class BlockingConnection {
    /// A sentence that PostgreSQL says beside its answers.
    package struct Notice: Sendable {
        /// `NOTICE`, `WARNING`, …, not translated.
        package let severity: String
        /// The sentence.
        package let message: String
    }

    private let handle: OpaquePointer
    private let source: ConnectionString
    private var isClosed = false
    /// Called for each notice, while a statement runs.
    package var onNotice: (Notice) -> Void = { _ in }

    /// Connects, and waits for it.
    ///
    /// - Parameters:
    ///   - source: where to.
    ///   - timeout: seconds until giving up on one host.
    ///   - applicationName: what `pg_stat_activity` shows.
    package init(
        _ source: ConnectionString,
        timeout: Int = 10,
        applicationName: String = "concierge"
    ) throws(PostgresError) {
        let parameters = [
            ("dbname", source.text), ("connect_timeout", String(timeout)),
            ("application_name", applicationName), ("client_encoding", "UTF8"),
            // Commands take the time that they need.
            ServerOptions.options(of: source, [("statement_timeout", "0")]),
        ]
        // SAFETY: the strings outlive the call; the connection is closed in `close`, at the latest by `deinit`.
        let connection = unsafe CStringArray.with(parameters.map(\.0)) { keywords in
            unsafe CStringArray.with(parameters.map(\.1)) { values in
                unsafe PQconnectdbParams(keywords, values, 1)
            }
        }
        guard let connection = unsafe connection, unsafe PQstatus(connection) == CONNECTION_OK else {
            let error = unsafe PostgresError(connection: connection, source: source)
            unsafe PQfinish(connection)
            throw error
        }
        unsafe handle = connection
        self.source = source
        // SAFETY: the callback is called only inside calls on this connection, during which `self` is alive.
        unsafe PQsetNoticeReceiver(
            connection,
            { context, result in
                guard let context = unsafe context, let result = unsafe result else { return }
                let owner = unsafe Unmanaged<BlockingConnection>.fromOpaque(context).takeUnretainedValue()
                let notice = unsafe PostgresError(result: result)
                owner.onNotice(Notice(severity: notice.severity, message: notice.message))
            },
            Unmanaged.passUnretained(self).toOpaque()
        )
        let answer = try query(ServerOptions.question(isReadOnly: false)).first?[0]
        if let refusal = ServerOptions.refusal(of: answer) { throw refusal }
    }

    /// Connects to what `text` says: see ``ConnectionString``.
    package convenience init(_ text: String, timeout: Int = 10) throws(PostgresError) {
        try self.init(ConnectionString(text), timeout: timeout)
    }

    deinit { close() }

    /// Closes the connection; statements afterwards throw.
    package func close() {
        guard !isClosed else { return }
        isClosed = true
        unsafe PQfinish(handle)
    }

    /// Runs one statement with text parameters (`nil` is NULL) and returns its rows.
    @discardableResult
    package func query(_ sql: String, parameters: [String?] = []) throws(PostgresError) -> TextRows {
        try requireOpen()
        // SAFETY: the strings outlive the call; `read` clears the result.
        let result = unsafe CStringArray.with(parameters) { values in
            unsafe PQexecParams(handle, sql, Int32(parameters.count), nil, values, nil, nil, 0)
        }
        return unsafe try read(result)
    }

    /// Runs a script of several statements and returns the last one's rows.
    ///
    /// PostgreSQL runs a script without BEGIN as one transaction. The position of an error counts from its start.
    ///
    /// - Parameter onStatement: called as often as a statement has been completed, so that an error without a position
    ///   can be told to a statement.
    @discardableResult
    package func execute(
        _ script: String,
        onStatement: () -> Void = {}
    ) throws(PostgresError) -> TextRows {
        try requireOpen()
        guard unsafe PQsendQuery(handle, script) == 1 else {
            throw .connectionLost(unsafe PostgresError(connection: handle, source: source).message)
        }
        var last = TextRows(columns: [], values: [], affected: 0)
        var failure: PostgresError?
        // SAFETY: `read` clears each result. All of them are taken, also behind an error, as libpq requires.
        while !isClosed, let result = unsafe PQgetResult(handle) {
            do throws(PostgresError) {
                last = unsafe try read(result)
                onStatement()
            } catch {
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
        return last
    }

    /// Runs `body` between BEGIN and COMMIT; rolls back when it throws.
    package func transaction<Value>(
        _ body: (BlockingConnection) throws(PostgresError) -> Value
    ) throws(PostgresError) -> Value {
        try execute("BEGIN")
        do {
            let value = try body(self)
            try execute("COMMIT")
            return value
        } catch {
            _ = try? execute("ROLLBACK")
            throw error
        }
    }

    /// The server's version, as in `150020`.
    package var serverVersion: Int { isClosed ? 0 : Int(unsafe PQserverVersion(handle)) }

    /// Whether a transaction is open, failed or not.
    package var isInTransaction: Bool {
        guard !isClosed else { return false }
        let status = unsafe PQtransactionStatus(handle)
        return status == PQTRANS_INTRANS || status == PQTRANS_INERROR
    }

    /// A way to end the statement that runs, from another thread.
    package var cancellation: Cancellation? { isClosed ? nil : unsafe Cancellation(connection: handle) }

    private func requireOpen() throws(PostgresError) {
        guard !isClosed else { throw .connectionLost("this connection has been closed") }
    }

    private func read(_ result: OpaquePointer?) throws(PostgresError) -> TextRows {
        // SAFETY: the result is this function's alone and cleared when it returns; values are copied before.
        guard let result = unsafe result else {
            throw .connectionLost(unsafe PostgresError(connection: handle, source: source).message)
        }
        defer { unsafe PQclear(result) }
        switch unsafe PQresultStatus(result) {
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY: return unsafe TextRows(result)
        case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
            close()
            throw PostgresError(sqlState: "0A000", message: "COPY needs a client that feeds it")
        default: throw unsafe PostgresError(result: result)
        }
    }
}
