/// Puts the messages of the log together to committed transactions: messages in, transactions out.
///
/// In protocol version 1 a transaction arrives whole, after its commit, and transactions do not mix. Of one transaction at most
/// `maximumBytes` are kept; of a larger one only which tables it changed.
package struct TransactionAssembler {
    private let maximumBytes: Int
    private let primaryKeys: [UInt32: Set<String>]
    private var relations: [UInt32: LoggedRelation] = [:]
    private var open: OpenTransaction?

    /// Creates an assembler at the beginning of a stream.
    ///
    /// - Parameter primaryKeys: the columns of the tables' primary keys, by the table's oid. With `REPLICA IDENTITY FULL` the log
    ///   calls every column a key, so that only the catalog knows which columns name a row.
    package init(maximumBytes: Int, primaryKeys: [UInt32: Set<String>]) {
        self.maximumBytes = maximumBytes
        self.primaryKeys = primaryKeys
    }

    /// Takes the next message.
    ///
    /// Returns the transaction that it completes.
    ///
    /// - Throws: `LogError` if the message cannot come here.
    package mutating func received(_ message: LogMessage) throws(LogError) -> CommittedTransaction? {
        switch message {
        case .begin(let commit, let transactionID):
            guard open == nil else { throw .unexpected("A transaction begins inside another.") }
            open = OpenTransaction(commit: commit, transactionID: transactionID, maximumBytes: maximumBytes)
        case .commit(let commit, let end):
            guard let transaction = open, transaction.commit == commit else {
                throw .unexpected("A commit of a transaction that did not begin.")
            }
            open = nil
            return transaction.committed(end: end)
        case .relation(let relation):
            relations[relation.oid] = relation.named(by: primaryKeys[relation.oid])
        case .origin, .type:
            break
        case .message(let isTransactional, let prefix, _):
            // Outside of a transaction only heartbeats are emitted, which mean nothing but a position.
            if isTransactional { try change { $0.messages.insert(prefix) } }
        case .truncate(let oids):
            try change { transaction in for oid in oids { transaction.truncate(oid) } }
        case .insert(let oid, let new):
            let relation = try relation(oid, new)
            try change { $0.insert(new, into: relation) }
        case .update(let oid, let old, let new):
            let relation = try relation(oid, new)
            try change { $0.update(relation, from: old, to: new) }
        case .delete(let oid, let old):
            let relation = try relation(oid, old.row)
            try change { $0.delete(old, from: relation) }
        }
        return nil
    }

    private mutating func change(_ body: (inout OpenTransaction) -> Void) throws(LogError) {
        guard open != nil else { throw .unexpected("A change outside of a transaction.") }
        body(&open!)
    }

    /// The table `oid`, whose columns `row` has.
    private func relation(_ oid: UInt32, _ row: LoggedRow?) throws(LogError) -> LoggedRelation {
        guard let relation = relations[oid] else {
            throw .unexpected("A row of a table that was not described.")
        }
        guard row?.values.count == relation.columns.count else {
            throw .malformed("A row has another number of columns than its table.")
        }
        return relation
    }
}

extension LoggedRelation {
    /// The table with `primaryKey` as its key.
    ///
    /// A table that is logged whole and has none has no key.
    fileprivate func named(by primaryKey: Set<String>?) -> LoggedRelation {
        guard identity == .full else { return self }
        var relation = self
        for index in columns.indices {
            relation.columns[index].isKey = primaryKey?.contains(columns[index].name) ?? false
        }
        return relation
    }
}
