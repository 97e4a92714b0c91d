import Bytes
import EventLoop
import Execution
import GraphQL
import Planner
import Postgres

/// Takes batches out of a queue, has them run, and hands what comes back to the steps that wait.
struct BatchPump {
    let queue: BatchQueue
    /// The error that the waiting steps of a batch get.
    let error: (PostgresError, Batch) -> GraphQLError

    /// Runs the next batch of `lanes`, if there is one; `then` is called when its rows are handed out.
    ///
    /// - Parameter run: executes the statement of a batch, and completes with its rows.
    func next(
        of lanes: [Planner.Lane],
        run: (Batch, @escaping Block.Completion) -> Void,
        then body: @escaping () -> Void
    ) {
        while let batch = take(of: lanes) {
            guard batch.isEmpty else {
                batch.leftAt = Loop.nanoseconds
                return run(batch) { result in
                    end(batch, result)
                    body()
                }
            }
            queue.finished(batch)
            batch.receivedNothing()
        }
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
        case .failure(let failure): batch.failed(error(failure, batch))
        }
    }
}
