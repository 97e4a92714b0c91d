extension LogMessage {
    /// Decodes one message, which has to take all `bytes`.
    ///
    /// - Throws: `LogError` for what version 1 of the protocol does not have.
    package init(_ bytes: ArraySlice<UInt8>) throws(LogError) {
        var reader = LogReader(bytes)
        switch try reader.byte() {
        case UInt8(ascii: "B"): self = try Self.begin(&reader)
        case UInt8(ascii: "C"): self = try Self.commit(&reader)
        case UInt8(ascii: "O"): self = try Self.origin(&reader)
        case UInt8(ascii: "R"): self = .relation(try LoggedRelation(&reader))
        case UInt8(ascii: "Y"): self = try Self.type(&reader)
        case UInt8(ascii: "I"): self = try Self.insert(&reader)
        case UInt8(ascii: "U"): self = try Self.update(&reader)
        case UInt8(ascii: "D"): self = try Self.delete(&reader)
        case UInt8(ascii: "T"): self = try Self.truncate(&reader)
        case UInt8(ascii: "M"): self = try Self.message(&reader)
        case let kind: throw .unexpected("A message of the unknown kind \(kind).")
        }
        guard reader.isAtEnd else { throw .malformed("A message is longer than its content.") }
    }

    private static func begin(_ reader: inout LogReader) throws(LogError) -> LogMessage {
        let commit = try reader.logPosition()
        _ = try reader.uint64()  // The moment of the commit.
        return .begin(commit: commit, transactionID: try reader.uint32())
    }

    private static func commit(_ reader: inout LogReader) throws(LogError) -> LogMessage {
        _ = try reader.byte()  // Flags, none of which is in use.
        let commit = try reader.logPosition()
        let end = try reader.logPosition()
        _ = try reader.uint64()
        return .commit(commit: commit, end: end)
    }

    private static func origin(_ reader: inout LogReader) throws(LogError) -> LogMessage {
        _ = try reader.logPosition()
        _ = try reader.text()
        return .origin
    }

    private static func type(_ reader: inout LogReader) throws(LogError) -> LogMessage {
        _ = try reader.uint32()
        _ = try reader.text()
        _ = try reader.text()
        return .type
    }

    private static func insert(_ reader: inout LogReader) throws(LogError) -> LogMessage {
        let relation = try reader.uint32()
        guard try reader.byte() == UInt8(ascii: "N") else { throw .malformed("An insert has no new row.") }
        return .insert(relation: relation, new: try LoggedRow(&reader))
    }

    private static func update(_ reader: inout LogReader) throws(LogError) -> LogMessage {
        let relation = try reader.uint32()
        var kind = try reader.byte()
        var old = OldRow.absent
        if kind != UInt8(ascii: "N") {
            old = try OldRow(kind, &reader)
            kind = try reader.byte()
        }
        guard kind == UInt8(ascii: "N") else { throw .malformed("An update has no new row.") }
        return .update(relation: relation, old: old, new: try LoggedRow(&reader))
    }

    private static func delete(_ reader: inout LogReader) throws(LogError) -> LogMessage {
        let relation = try reader.uint32()
        return .delete(relation: relation, old: try OldRow(reader.byte(), &reader))
    }

    private static func truncate(_ reader: inout LogReader) throws(LogError) -> LogMessage {
        let count = try reader.length()
        _ = try reader.byte()  // CASCADE and RESTART IDENTITY; the tables that CASCADE reached are listed.
        guard count * 4 == reader.remaining else {
            throw .malformed("A list of tables has another length than it says.")
        }
        var relations: [UInt32] = []
        for _ in 0..<count { relations.append(try reader.uint32()) }
        return .truncate(relations: relations)
    }

    private static func message(_ reader: inout LogReader) throws(LogError) -> LogMessage {
        let isTransactional = try reader.byte() & 1 == 1
        _ = try reader.logPosition()
        let prefix = try reader.text()
        let content = try reader.bytes(reader.length())
        return .message(isTransactional: isTransactional, prefix: prefix, content: Array(content))
    }
}

extension OldRow {
    fileprivate init(_ kind: UInt8, _ reader: inout LogReader) throws(LogError) {
        switch kind {
        case UInt8(ascii: "K"): self = .key(try LoggedRow(&reader))
        case UInt8(ascii: "O"): self = .whole(try LoggedRow(&reader))
        default: throw .malformed("A row is of the unknown kind \(kind).")
        }
    }
}

extension LoggedRelation {
    fileprivate init(_ reader: inout LogReader) throws(LogError) {
        oid = try reader.uint32()
        schema = try reader.text()
        name = try reader.text()
        guard let identity = Identity(rawValue: try reader.byte()) else {
            throw .malformed("A table has an unknown replica identity.")
        }
        self.identity = identity
        columns = []
        for _ in 0..<(try reader.uint16()) {
            let isKey = try reader.byte() & 1 == 1
            let name = try reader.text()
            let type = try reader.uint32()
            _ = try reader.uint32()  // The type's modifier.
            columns.append(Column(name: name, type: type, isKey: isKey))
        }
        // PostgreSQL writes an empty schema for pg_catalog.
        if schema.isEmpty { schema = "pg_catalog" }
    }
}

extension LoggedRow {
    fileprivate init(_ reader: inout LogReader) throws(LogError) {
        values = []
        for _ in 0..<(try reader.uint16()) {
            switch try reader.byte() {
            case UInt8(ascii: "n"): values.append(.null)
            case UInt8(ascii: "u"): values.append(.unchanged)
            case UInt8(ascii: "t"): values.append(.text(try reader.bytes(reader.length())))
            case UInt8(ascii: "b"): values.append(.binary(try reader.bytes(reader.length())))
            case let kind: throw .malformed("A column is of the unknown kind \(kind).")
            }
        }
    }
}
