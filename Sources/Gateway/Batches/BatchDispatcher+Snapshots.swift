import Execution
import Planner
import Postgres

/// Calls of set functions of one identity that wait together: they read one snapshot, so that the figures of one request add up.
extension BatchDispatcher {
    /// Runs `batches`, all of one identity, one after the other in a transaction of their own.
    func sendTogether(_ batches: [Batch], _ name: Planner.Lane, on lane: Postgres.Lane) {
        let identity = settings(batches[0].key.identity)
        let patience = lane.options.statementTimeout.components
        let milliseconds = UInt64(max(patience.seconds, 0)) &* 1000
        lane.lease(patience: milliseconds == 0 ? nil : milliseconds) { [self] result in
            switch result {
            case .success(let lease):
                lease.begin(identity, as: .snapshot)
                run(batches[...], name, in: lease)
            case .failure(let error):
                for batch in batches { _ = pump.send(batch) { $1(.failure(error)) } }
            }
        }
    }

    /// A call that fails takes nothing back but itself; where the transaction is gone, the others fail for the same reason.
    private func run(
        _ batches: ArraySlice<Batch>,
        _ name: Planner.Lane,
        in lease: Lease,
        after failure: PostgresError? = nil
    ) {
        guard let batch = batches.first else { return lease.release() }
        let isGone = failure != nil && !lease.isInTransaction
        let isSent = pump.send(batch) { batch, completion in
            if let failure, isGone { return completion(.failure(failure)) }
            lease.attempt(
                prepared(batch.key.statement, reading: batch.tables),
                parameters(of: batch),
                then: observed(batch, name) { [self] result in
                    completion(result)
                    var error: PostgresError?
                    if case .failure(let found) = result { error = found }
                    run(batches.dropFirst(), name, in: lease, after: error ?? failure)
                }
            )
        }
        if !isSent || isGone { run(batches.dropFirst(), name, in: lease, after: failure) }
    }
}
