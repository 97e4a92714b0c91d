import CLibPQ

/// libpq's connection in pipeline mode, with its calls in Swift's types: no policy here.
@safe
struct PipelineHandle: ~Copyable {
    /// A result, as far as the state machine cares, with what is in it.
    enum Answer: ~Copyable {
        case endOfCommand
        case rows(ResultOwner)
        case completed(ResultOwner)
        case failed(PostgresError)
        case aborted
        case synchronized
        case unexpected(String)
    }

    /// What `PQconnectPoll` waits for.
    enum Progress {
        case reading
        case writing
        case connected(ServerFacts)
        case failed(PostgresError)
    }

    /// Keeps the closure alive that libpq's callback calls.
    private final class NoticeReceiver {
        let body: (PostgresError) -> Void
        init(_ body: @escaping (PostgresError) -> Void) { self.body = body }
    }

    private let pointer: OpaquePointer
    private let source: ConnectionString
    private let question: String
    private let notices: NoticeReceiver
    /// Whether the first statement was sent.
    private var isAsked = false

    /// Begins to connect, without waiting.
    ///
    /// - Parameters:
    ///   - overrides: keywords that replace those of `source`.
    ///   - question: the first statement of the session: see ``ServerOptions``.
    ///   - onNotice: receives PostgreSQL's notices, inside of calls on this connection.
    init(
        _ source: ConnectionString,
        overrides: [(keyword: String, value: String)],
        question: String,
        onNotice: @escaping (PostgresError) -> Void = { _ in }
    ) throws(PostgresError) {
        let keywords = ["dbname"] + overrides.map(\.keyword)
        let values = [source.text] + overrides.map(\.value)
        // SAFETY: the strings outlive the call, which copies them; `deinit` closes what it returns.
        let connection = unsafe CStringArray.with(keywords) { keywords in
            unsafe CStringArray.with(values) { values in unsafe PQconnectStartParams(keywords, values, 1) }
        }
        guard let connection = unsafe connection, unsafe PQstatus(connection) != CONNECTION_BAD else {
            let error = unsafe PostgresError(connection: connection, source: source)
            unsafe PQfinish(connection)
            throw error
        }
        unsafe pointer = connection
        self.source = source
        self.question = question
        notices = NoticeReceiver(onNotice)
        // SAFETY: the receiver lives as long as this handle, which ends the connection when it goes.
        unsafe PQsetNoticeReceiver(
            connection,
            { context, result in
                guard let context = unsafe context, let result = unsafe result else { return }
                let receiver = unsafe Unmanaged<NoticeReceiver>.fromOpaque(context).takeUnretainedValue()
                receiver.body(unsafe PostgresError(result: result))
            },
            Unmanaged.passUnretained(notices).toOpaque()
        )
    }

    deinit { unsafe PQfinish(pointer) }

    /// The socket; it may change with each step of connecting.
    var descriptor: Int32 { unsafe PQsocket(pointer) }

    /// Why the connection is of no use.
    var reason: String { unsafe PostgresError(connection: pointer, source: source).message }

    /// Takes the next step of connecting, checks the session, and enters pipeline mode with the last.
    mutating func proceed() -> Progress {
        if isAsked { return takeAnswer() }
        switch unsafe PQconnectPoll(pointer) {
        case PGRES_POLLING_READING: return .reading
        case PGRES_POLLING_WRITING: return .writing
        case PGRES_POLLING_OK:
            isAsked = true
            guard unsafe PQsetnonblocking(pointer, 1) == 0,
                unsafe PQsendQuery(pointer, question) == 1, flush() == 0
            else { return failed }
            return .reading
        default: return failed
        }
    }

    private var failed: Progress { .failed(unsafe PostgresError(connection: pointer, source: source)) }

    private func takeAnswer() -> Progress {
        guard consumeInput() else { return failed }
        var facts = ServerFacts()
        while !isBusy {
            // SAFETY: the result is ours, read for the values of its one row, and cleared here.
            guard let result = unsafe PQgetResult(pointer) else {
                if let refusal = ServerOptions.refusal(of: facts.marker) { return .failed(refusal) }
                return unsafe PQenterPipelineMode(pointer) == 1 ? .connected(facts) : failed
            }
            defer { unsafe PQclear(result) }
            guard unsafe PQresultStatus(result) == PGRES_TUPLES_OK, unsafe PQntuples(result) == 1 else {
                return .failed(unsafe PostgresError(result: result))
            }
            facts = ServerFacts { column in
                unsafe PQgetvalue(result, 0, column).map { unsafe String(cString: $0) } ?? ""
            }
        }
        return .reading
    }

    /// Reads what has arrived; returns whether the connection is alive.
    func consumeInput() -> Bool { unsafe PQconsumeInput(pointer) == 1 }

    /// Whether the next answer has not arrived yet.
    var isBusy: Bool { unsafe PQisBusy(pointer) == 1 }

    /// Writes what waits; 0 is all, 1 not all, -1 a broken connection.
    func flush() -> Int32 { unsafe PQflush(pointer) }

    /// The next answer, which must not be waited for: ask ``isBusy`` first.
    func next() -> Answer {
        guard let result = unsafe PQgetResult(pointer) else { return .endOfCommand }
        // SAFETY: the result is ours from here on, and `owner` clears it on every path.
        let owner = unsafe ResultOwner(result)
        switch unsafe PQresultStatus(result) {
        case PGRES_TUPLES_OK: return .rows(owner)
        case PGRES_COMMAND_OK, PGRES_EMPTY_QUERY: return .completed(owner)
        case PGRES_FATAL_ERROR: return .failed(unsafe PostgresError(result: result))
        case PGRES_PIPELINE_ABORTED: return .aborted
        case PGRES_PIPELINE_SYNC: return .synchronized
        default:
            let name = unsafe PQresStatus(PQresultStatus(result)).map { unsafe String(cString: $0) }
            return .unexpected(name ?? "an unknown answer")
        }
    }

    /// Sends a statement without parameters.
    func send(command: String) -> Bool {
        unsafe PQsendQueryParams(pointer, command, 0, nil, nil, nil, nil, 1) == 1
    }

    /// Sends a preparation.
    func sendPreparation(of statement: PreparedStatement, as name: String) -> Bool {
        let types = statement.parameterTypes
        return unsafe PQsendPrepare(pointer, name, statement.sql, Int32(types.count), types) == 1
    }

    /// Sends an execution; results are wanted in the binary format.
    func sendExecution(of name: String, _ parameters: ParameterList) -> Bool {
        let count = parameters.count
        return unsafe withUnsafeTemporaryAllocation(of: UnsafePointer<CChar>?.self, capacity: count) {
            values in
            unsafe withUnsafeTemporaryAllocation(of: Int32.self, capacity: count * 2) { numbers in
                unsafe parameters.bytes.withUnsafeBytes { bytes in
                    // SAFETY: every value lies inside `bytes`; NULL is the only value without an address, and the
                    // address of an empty one is never read. libpq copies all before it returns.
                    let empty = UnsafeRawPointer(values.baseAddress)
                    for (index, value) in parameters.values.enumerated() {
                        let start = unsafe bytes.baseAddress.map { unsafe $0 + value.offset } ?? empty
                        unsafe values[index] =
                            value.length < 0 ? nil : start?.assumingMemoryBound(to: CChar.self)
                        unsafe numbers[index] = Int32(truncatingIfNeeded: max(value.length, 0))
                        unsafe numbers[count + index] = value.isText ? 0 : 1
                    }
                    let lengths = numbers.baseAddress
                    let formats = unsafe lengths.map { unsafe $0 + count }
                    return unsafe PQsendQueryPrepared(
                        pointer,
                        name,
                        Int32(count),
                        values.baseAddress,
                        lengths,
                        formats,
                        1
                    ) == 1
                }
            }
        }
    }

    /// Ends a segment; libpq 15 also writes out what waits.
    func sendSync() -> Bool { unsafe PQpipelineSync(pointer) == 1 }

    /// The server's process.
    var serverProcess: Int32 { unsafe PQbackendPID(pointer) }

    /// What is needed to end the statement that runs.
    var cancellation: Cancellation? { unsafe Cancellation(connection: pointer) }
}
