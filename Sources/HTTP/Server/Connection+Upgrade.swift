import Bytes
import EventLoop

/// Handing the stream over to another protocol (RFC 9110, §7.8 "Upgrade").
extension Connection {
    func canUpgrade(id: Int) -> Bool {
        machine.turn(of: id).isNow && exchanges.count == 1 && !stream.isClosed
    }

    func upgrade(
        to name: StaticString,
        headers: [ResponseHeader],
        delegate: (EventLoop.Stream) -> any StreamDelegate
    ) {
        server.writeUpgradeHead(to: name, headers: headers)
        unsafe server.headBuffer.withBytes { unsafe stream.write($0) }
        let delegate = delegate(stream)
        isReleased = true
        successor = delegate
        stream.start(delegate)
        stream.resumeReading()
        server.closed(self)
        guard !isProcessing else { return }
        let rest = pending
        pending = []
        // SAFETY: the array is held until the call returns.
        unsafe rest.withUnsafeBytes { unsafe handOver($0) }
    }

    /// Gives the bytes that came after the request to the new owner of the stream; after that, nothing leads here any more.
    func handOver(_ rest: UnsafeRawBufferPointer) {
        let successor = successor
        self.successor = nil
        if unsafe !rest.isEmpty { unsafe successor?.streamReceived(rest) }
    }
}
