/// A message of the streaming replication protocol (*Streaming Replication Protocol*, §55.4).
package enum ReplicationFrame: Equatable {
    /// A piece of the log, which begins at `start`; the server has written up to `end`.
    case data(start: LogPosition, end: LogPosition, ArraySlice<UInt8>)
    /// The server is alive and has written up to `end`. An answer is due at once if it says so.
    case keepAlive(end: LogPosition, wantsReply: Bool)

    /// Decodes the content of a CopyData message.
    package init(_ bytes: ArraySlice<UInt8>) throws(LogError) {
        var reader = LogReader(bytes)
        switch try reader.byte() {
        case UInt8(ascii: "w"):
            let start = try reader.logPosition()
            let end = try reader.logPosition()
            _ = try reader.uint64()
            self = .data(start: start, end: end, try reader.bytes(reader.remaining))
        case UInt8(ascii: "k"):
            let end = try reader.logPosition()
            _ = try reader.uint64()
            self = .keepAlive(end: end, wantsReply: try reader.byte() == 1)
            guard reader.isAtEnd else { throw .malformed("A keep-alive is longer than its content.") }
        case let kind:
            throw .unexpected("A frame of the unknown kind \(kind).")
        }
    }

    /// A *standby status update*: everything up to `received` has arrived, everything up to `confirmed` may be
    /// forgotten.
    ///
    /// `microseconds` count from the beginning of 2000 (UTC).
    package static func statusUpdate(
        received: LogPosition,
        confirmed: LogPosition,
        microseconds: Int64
    ) -> [UInt8] {
        var bytes: [UInt8] = [UInt8(ascii: "r")]
        for value in [
            received.rawValue, confirmed.rawValue, confirmed.rawValue, UInt64(bitPattern: microseconds),
        ] {
            for shift in stride(from: UInt64(56), through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: value >> shift))
            }
        }
        bytes.append(0)
        return bytes
    }
}
