/// The tables of which a lane knows that somebody holds a lock which its reads wait for: a state machine with the time as a
/// parameter.
///
/// While such a lock is held, each block that reads the table would take a connection for as long as the lock's time limit. So
/// a single one is sent at a time, to find out when the lock is gone, and the others wait without a connection.
struct LockedTables {
    /// By the table's oid, until when it counts as locked; milliseconds.
    private var deadlines: [UInt32: Int] = [:]
    /// By the table's oid, until when it counts as locked although nobody knows yet whether it is; milliseconds.
    private var suspicions: [UInt32: Int] = [:]
    private let memory: Int

    /// - Parameter memory: milliseconds for which a table counts as locked after the last sign of it.
    init(memory: Int) { self.memory = memory }

    var isEmpty: Bool { deadlines.isEmpty && suspicions.isEmpty }

    /// A block has been found waiting for a lock on `table`.
    mutating func found(_ table: UInt32, now: Int) {
        deadlines = deadlines.filter { $0.value > now }
        deadlines[table] = now + memory
    }

    /// A block that reads `tables` runs for long, and PostgreSQL is asked whether it waits for a lock: until the answer, or for
    /// `time` milliseconds, no other block may wait for the same lock.
    mutating func suspect(_ tables: Set<UInt32>, now: Int, for time: Int) {
        suspicions = suspicions.filter { $0.value > now }
        for table in tables { suspicions[table] = now + time }
    }

    /// PostgreSQL has said what the block waits for.
    mutating func endSuspicion(of tables: Set<UInt32>) {
        for table in tables { suspicions[table] = nil }
    }

    /// A block that reads `tables` has had its rows: nothing locks them.
    mutating func succeeded(_ tables: Set<UInt32>) {
        guard !isEmpty else { return }
        for table in tables { (deadlines[table], suspicions[table]) = (nil, nil) }
    }

    /// Whether a lock on one of `tables` is known or suspected; no tables stand for any.
    func contains(_ tables: Set<UInt32>, now: Int) -> Bool {
        [deadlines, suspicions].contains { times in
            times.contains { $0.value > now && (tables.isEmpty || tables.contains($0.key)) }
        }
    }
}
