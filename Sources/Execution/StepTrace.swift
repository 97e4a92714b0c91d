/// How one step of an operation was answered.
package struct StepTrace: Sendable {
    /// Its index in the execution plan.
    package let step: Int
    /// How many rows of it this operation got.
    package let rows: Int
    /// How many keys its statement looked up, those of other requests included.
    package let keys: Int
    /// How many requests shared the statement.
    package let requests: Int
    /// From the first waiter to the statement's leaving.
    package let waitNanoseconds: UInt64
    /// From its leaving to its rows.
    package let runNanoseconds: UInt64

    init(_ step: Int, of batch: Batch, rows: Int) {
        self.step = step
        self.rows = rows
        keys = batch.keyCount
        requests = batch.waiterCount
        waitNanoseconds = batch.waitTime
        runNanoseconds = batch.runTime
    }
}
