/// The last transactions, for clients that come back: bounded in bytes and in time.
struct ChangeLog {
    /// What a client that comes back with a cursor gets.
    enum Resumption: Equatable {
        /// Everything after the cursor is known: the transactions from the cursor's own on, of which events up to the cursor are left out.
        case transactions(ArraySlice<CommittedTransaction>)
        /// Something after the cursor is not known: another history, too old, or from a future that did not happen.
        case reset
    }

    private let maximumBytes: Int
    private let maximumAge: Int
    private var transactions: [CommittedTransaction] = []
    private var arrivals: [Int] = []
    private var dropped = 0
    private var byteCount = 0
    private let history: FeedCursor.History
    /// Everything after this position is in the log.
    private var floor: LogPosition
    /// The position up to which the log is complete.
    private var end: LogPosition

    /// Creates an empty log of `history` that begins after `start`.
    ///
    /// `maximumAge` is in milliseconds.
    init(history: FeedCursor.History, start: LogPosition, maximumBytes: Int, maximumAge: Int) {
        (self.history, floor, end) = (history, start, start)
        (self.maximumBytes, self.maximumAge) = (maximumBytes, maximumAge)
    }

    /// Adds a transaction that has passed the gate in order, at the moment `now` in milliseconds.
    mutating func append(_ transaction: CommittedTransaction, now: Int) {
        end = max(end, transaction.commit)
        byteCount += transaction.byteCount
        transactions.append(transaction)
        arrivals.append(now)
        // A transaction that is larger than the log cannot be replayed later.
        if transaction.content == .tooLarge { dropFirst(transactions.count - dropped) }
        trim(now: now)
    }

    /// Nothing has happened up to `position`.
    mutating func advanced(to position: LogPosition) { end = max(end, position) }

    /// Forgets what is older than the window or does not fit.
    mutating func trim(now: Int) {
        while dropped < transactions.count, byteCount > maximumBytes || now - arrivals[dropped] > maximumAge {
            dropFirst(1)
        }
        guard dropped > 64, dropped * 2 > transactions.count else { return }
        transactions.removeFirst(dropped)
        arrivals.removeFirst(dropped)
        dropped = 0
    }

    private mutating func dropFirst(_ count: Int) {
        for index in dropped..<dropped + count {
            byteCount -= transactions[index].byteCount
            floor = max(floor, transactions[index].commit)
        }
        dropped += count
    }

    /// What has happened after `cursor`.
    func resume(after cursor: FeedCursor) -> Resumption {
        let isWhole = cursor.ordinal == .max
        guard cursor.history == history, cursor.commit <= end,
            cursor.commit > floor || cursor.commit == floor && isWhole
        else { return .reset }
        let known = transactions[dropped...]
        return .transactions(known[position(of: cursor, in: known)...])
    }

    /// The first transaction of which events come after `cursor`, by bisection.
    private func position(of cursor: FeedCursor, in known: ArraySlice<CommittedTransaction>) -> Int {
        var (low, high) = (known.startIndex, known.endIndex)
        while low < high {
            let middle = low + (high - low) / 2
            if cursor.precedes(commit: known[middle].commit, ordinal: .max) {
                high = middle
            } else {
                low = middle + 1
            }
        }
        return low
    }
}
