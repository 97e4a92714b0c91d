import Bytes
import EventLoop
import Execution
import GraphQL
import Planner
import Postgres

/// The one way from a queue to a connection and back: takes batches out of the queue, has them run, and hands what comes back to the steps that wait.
struct BatchPump {
    let queue: BatchQueue
    /// What becomes of a batch whose statement failed.
    let onFailure: (Batch, PostgresError) -> Void

    /// Runs the next batch of `lanes`, if there is one; `then` is called when its rows are handed out.
    ///
    /// - Parameter run: executes the statement of a batch, and completes with its rows.
    func next(
        of lanes: [Planner.Lane],
        run: (Batch, @escaping Block.Completion) -> Void,
        then body: @escaping () -> Void
    ) {
        while let batch = take(of: lanes) {
            if send(batch, run: run, then: body) { return }
        }
    }

    /// Runs `batch`; without keys there is nothing to run, and `false` is returned.
    func send(
        _ batch: Batch,
        run: (Batch, @escaping Block.Completion) -> Void,
        then body: @escaping () -> Void = {}
    ) -> Bool {
        guard !batch.isEmpty else {
            queue.finished(batch)
            batch.receivedNothing()
            return false
        }
        batch.leftAt = Loop.nanoseconds
        run(batch) { result in
            end(batch, result)
            body()
        }
        return true
    }

    /// Ends all batches of `lanes` with `error`.
    func fail(_ lanes: [Planner.Lane], _ error: GraphQLError) {
        while let batch = take(of: lanes) {
            queue.finished(batch)
            batch.failed(error)
        }
    }

    private func take(of lanes: [Planner.Lane]) -> Batch? {
        for lane in lanes {
            if let batch = queue.next(lane) { return batch }
        }
        return nil
    }

    private func end(_ batch: Batch, _ result: Result<RowSet, PostgresError>) {
        batch.endedAt = Loop.nanoseconds
        queue.finished(batch)
        switch result {
        case .success(let rows): batch.received(rows)
        case .failure(let error): onFailure(batch, error)
        }
    }
}
