import Bytes
import EventLoop

/// Large bodies that are compressed block by block, each block in a turn of the loop of its own, one body after the other.
final class CompressionQueue {
    /// Bytes that are compressed without pause: about a millisecond.
    static let blockBytes = 64 * 1024

    private final class Job {
        var response: Response
        var compressed: ByteBuffer
        var next = 0
        let isWanted: () -> Bool
        let completion: (consuming Response) -> Void

        init(
            _ response: consuming Response,
            isWanted: @escaping () -> Bool,
            completion: @escaping (consuming Response) -> Void
        ) {
            compressed = ByteBuffer(capacity: response.body.count / 4)
            self.response = consume response
            self.isWanted = isWanted
            self.completion = completion
        }

        /// Compresses the next block; `nil` if others follow.
        func compressBlock(_ compressor: GzipCompressor) -> GzipCompressor.Progress? {
            guard next > 0 || compressor.begin() else { return .useless }
            let count = min(response.body.count - next, blockBytes)
            let progress = compressor.compress(response.body, from: next, count: count, into: &compressed)
            next += count
            return progress == .more ? nil : progress
        }
    }

    private let loop: Loop
    private let compressor = GzipCompressor()
    private var jobs: [Job] = []

    init(loop: Loop) {
        self.loop = loop
        loop.onTurnEnd(while: self) { [unowned self] in step() }
    }

    /// Compresses the body of `response`, and then gives it to `completion`; a body that does not get shorter stays as it is.
    ///
    /// - Parameter isWanted: whether the client still waits; if not, the response is dropped.
    func add(
        _ response: consuming Response,
        isWanted: @escaping () -> Bool,
        completion: @escaping (consuming Response) -> Void
    ) {
        jobs.append(Job(response, isWanted: isWanted, completion: completion))
        loop.turnAgain()
    }

    /// Drops the responses that no client waits for any more.
    func dropUnwanted() { jobs.removeAll { !$0.isWanted() } }

    private func step() {
        guard let job = jobs.first else { return }
        if !job.isWanted() {
            jobs.removeFirst()
        } else if let outcome = job.compressBlock(compressor) {
            jobs.removeFirst()
            if outcome == .complete {
                swap(&job.response.body, &job.compressed)
                job.response.headers.append(ResponseHeader("Content-Encoding", "gzip"))
            }
            var response = Response(status: 200)
            swap(&response, &job.response)
            job.completion(response)
        }
        if !jobs.isEmpty { loop.turnAgain() }
    }
}
