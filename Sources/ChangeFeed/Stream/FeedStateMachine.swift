/// The change feed of one gateway: what a replication connection answers and streams in, commands and transactions out.
///
/// Where `max_slot_wal_keep_size` bounds the log that a slot keeps, the slot is permanent and the feed goes on where it stopped,
/// also after a restart. Elsewhere it is temporary, so that a gateway that is gone cannot fill the server's disk. A slot that
/// has lost its log, or is older than its publication, is dropped and made anew. The machine does no input or output; moments are
/// milliseconds of one clock.
package struct FeedStateMachine {
    /// What has to be done.
    package enum Action: Equatable {
        /// Connect, and answer by ``opened(now:)`` or ``failed(sqlState:message:now:)``.
        case open
        /// Send the command, and answer by ``answered(_:now:)``, ``streams(now:)`` or ``failed(sqlState:message:now:)``.
        case send(String)
        /// Send a frame on the stream.
        case status([UInt8])
        /// Close the connection.
        case close
        /// The feed runs from `position` on. `isContinuous` says whether all changes since the last call were reported.
        case started(FeedCursor.History, position: LogPosition, isContinuous: Bool, isPermanent: Bool)
        case committed(CommittedTransaction)
        /// Nothing that the publication has happened up to `position`.
        case advanced(LogPosition)
        /// The feed is away; the reason in words. The next attempt follows by itself.
        case interrupted(String)
    }

    private enum State: Equatable {
        /// Leads to `opening` at the moment.
        case waiting(until: Int)
        /// Leads to `identifying`.
        case opening
        /// IDENTIFY_SYSTEM was sent. Leads to `checking`.
        case identifying
        /// The slot's status was asked for. Leads to `dropping`, `creating`, `starting`.
        case checking
        /// Leads to `creating`.
        case dropping(isPermanent: Bool)
        /// Leads to `starting`.
        case creating(isPermanent: Bool)
        /// START_REPLICATION was sent. Leads to `streaming`.
        case starting(LogPosition, isPermanent: Bool, isContinuous: Bool)
        case streaming
    }

    private let settings: FeedSettings
    private var state: State
    private var history: FeedCursor.History?
    private var lastHistory: FeedCursor.History?
    private var assembler: TransactionAssembler
    /// Up to where the stream was read, and may be forgotten by the server.
    private var receivedUpTo = LogPosition(0)
    private var confirmed = LogPosition(0)
    /// The end of the last transaction that was given out, or of the log that is known to hold none.
    private var position: LogPosition?
    private var isInTransaction = false
    private var lastStatusAt = 0
    private var wait: Int
    /// Whether the slot has to be made anew although it looks usable.
    private var mustReplaceSlot = false

    /// Creates the machine of a feed that is not connected; ``timePassed(now:)`` begins.
    package init(settings: FeedSettings, now: Int) {
        self.settings = settings
        state = .waiting(until: now)
        wait = settings.firstWait
        assembler = TransactionAssembler(
            maximumBytes: settings.transactionBytes,
            primaryKeys: settings.primaryKeys
        )
    }

    /// Whether the stream is read.
    var isStreaming: Bool { state == .streaming }

    /// Time has passed; called at least once a second.
    package mutating func timePassed(now: Int) -> [Action] {
        switch state {
        case .waiting(let until) where now >= until:
            state = .opening
            return [.open]
        case .streaming where now - lastStatusAt >= settings.statusMilliseconds:
            return [status(now: now)]
        case .waiting, .opening, .identifying, .checking, .dropping, .creating, .starting, .streaming:
            return []
        }
    }

    /// The connection is there.
    package mutating func opened() -> [Action] {
        guard state == .opening else { return [.close] }
        state = .identifying
        return [.send("IDENTIFY_SYSTEM")]
    }

    /// The rows of the last command have arrived, each by its columns' names.
    package mutating func answered(_ rows: [[String: String]], now: Int) -> [Action] {
        switch state {
        case .identifying:
            guard let row = rows.first, let system = row["systemid"].flatMap({ UInt64($0) }),
                let timeline = row["timeline"].flatMap({ UInt32($0) })
            else { return interrupt("The server does not say which it is.", now: now) }
            history = FeedCursor.History(system: system, timeline: timeline)
            state = .checking
            return [.send(SlotStatus.query(slot: settings.slot, publication: settings.publication))]
        case .checking:
            guard let row = rows.first else { return interrupt("The slot's state cannot be read.", now: now) }
            return checked(SlotStatus(row), now: now)
        case .dropping(let isPermanent):
            return create(isPermanent: isPermanent)
        case .creating(let isPermanent):
            guard let start = rows.first?["consistent_point"].flatMap(LogPosition.init) else {
                return interrupt("The slot has no position.", now: now)
            }
            return self.start(at: start, isPermanent: isPermanent, isContinuous: false)
        case .waiting, .opening, .starting, .streaming:
            return []
        }
    }

    private mutating func checked(_ status: SlotStatus, now: Int) -> [Action] {
        guard status.hasPublication else {
            return interrupt("The publication \"\(settings.publication)\" does not exist.", now: now)
        }
        switch status.slot {
        case .absent:
            return create(isPermanent: status.isCapped)
        case .inUse:
            return interrupt(
                "The slot \"\(settings.slot)\" is read by another gateway; give each its own --instance.",
                now: now
            )
        case .usable(let confirmed) where status.isCapped && !mustReplaceSlot:
            return start(
                at: confirmed,
                isPermanent: true,
                isContinuous: lastHistory == nil || lastHistory == history
            )
        case .usable, .unusable:
            mustReplaceSlot = false
            state = .dropping(isPermanent: status.isCapped)
            return [.send("DROP_REPLICATION_SLOT \(settings.slot)")]
        }
    }

    private mutating func create(isPermanent: Bool) -> [Action] {
        mustReplaceSlot = false
        state = .creating(isPermanent: isPermanent)
        let duration = isPermanent ? "" : "TEMPORARY "
        return [
            .send("CREATE_REPLICATION_SLOT \(settings.slot) \(duration)LOGICAL pgoutput NOEXPORT_SNAPSHOT")
        ]
    }

    private mutating func start(at start: LogPosition, isPermanent: Bool, isContinuous: Bool) -> [Action] {
        state = .starting(start, isPermanent: isPermanent, isContinuous: isContinuous)
        let publication = quoted("\"" + settings.publication.replacing("\"", with: "\"\"") + "\"")
        return [
            .send(
                "START_REPLICATION SLOT \(settings.slot) LOGICAL \(start) "
                    + "(proto_version '1', publication_names '\(publication)', binary 'true', messages 'true')"
            )
        ]
    }

    /// The server streams.
    package mutating func streams(now: Int) -> [Action] {
        guard case .starting(let start, let isPermanent, let isContinuous) = state, let history else {
            return []
        }
        state = .streaming
        lastHistory = history
        (receivedUpTo, confirmed) = (start, start)
        if !isContinuous || position == nil { position = start }
        isInTransaction = false
        assembler = TransactionAssembler(
            maximumBytes: settings.transactionBytes,
            primaryKeys: settings.primaryKeys
        )
        lastStatusAt = now
        return [.started(history, position: start, isContinuous: isContinuous, isPermanent: isPermanent)]
    }

    /// A frame of the stream has arrived.
    package mutating func received(_ frame: [UInt8], now: Int) -> [Action] {
        guard state == .streaming else { return [] }
        wait = settings.firstWait
        do throws(LogError) {
            switch try ReplicationFrame(frame[...]) {
            case .keepAlive(let end, let wantsReply):
                receivedUpTo = max(receivedUpTo, end)
                let actions = isInTransaction ? [] : advance(to: end)
                return wantsReply ? actions + [status(now: now)] : actions
            case .data(_, _, let content):
                return try take(LogMessage(content))
            }
        } catch {
            return interrupt("The stream cannot be read: \(error).", now: now)
        }
    }

    private mutating func take(_ message: LogMessage) throws(LogError) -> [Action] {
        if case .begin = message { isInTransaction = true }
        guard let transaction = try assembler.received(message) else { return [] }
        isInTransaction = false
        receivedUpTo = max(receivedUpTo, transaction.end)
        // After a reconnection the server repeats what was not confirmed.
        if let position, transaction.commit < position { return [] }
        position = transaction.end
        return [.committed(transaction)]
    }

    private mutating func advance(to end: LogPosition) -> [Action] {
        guard let position, end > position else { return [] }
        self.position = end
        return [.advanced(end)]
    }

    /// The server may remove the log up to `position`; the next status reports it.
    package mutating func confirm(_ position: LogPosition) { confirmed = max(confirmed, position) }

    private mutating func status(now: Int) -> Action {
        lastStatusAt = now
        // The server does not use the moment.
        return .status(
            ReplicationFrame.statusUpdate(
                received: max(receivedUpTo, confirmed),
                confirmed: confirmed,
                microseconds: 0
            )
        )
    }

    /// A command failed, the connection could not be made, or it has ended.
    package mutating func failed(sqlState: String, message: String, now: Int) -> [Action] {
        switch state {
        // `undefined_object`: the slot reads the catalog as it was when the publication did not exist.
        case .starting, .streaming: if sqlState == "42704" { mustReplaceSlot = true }
        case .waiting: return []
        case .opening, .identifying, .checking, .dropping, .creating: break
        }
        return interrupt(message, now: now)
    }

    private mutating func interrupt(_ reason: String, now: Int) -> [Action] {
        state = .waiting(until: now + wait)
        wait = min(wait * 2, settings.longestWait)
        return [.close, .interrupted(reason)]
    }
}
