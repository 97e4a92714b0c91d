import Bytes
import EventLoop
import Planner
import Postgres

/// Does the work that comes back, as long as no other gateway does it.
///
/// Who does a job holds a lock of the database for it, on a connection that is kept for nothing else: when that gateway or
/// its connection ends, the lock is free, and another gateway finds it so when it asks next.
final class JobRunner {
    private struct Task {
        var job: Job
        var statement: PreparedStatement
        var settings: SessionSettings
    }

    /// Whether this session holds the lock of a job, or has it from now on.
    ///
    /// An advisory lock that is asked for again would count twice.
    private static let lock = PreparedStatement(
        sql: """
            SELECT CASE WHEN EXISTS (
                SELECT FROM pg_catalog.pg_locks l
                WHERE l.locktype = 'advisory' AND l.pid = pg_backend_pid() AND l.granted AND l.objsubid = 1
                    AND (l.classid::bigint << 32) | l.objid::bigint = k.key)
                THEN true ELSE pg_try_advisory_lock(k.key) END
            FROM (SELECT hashtextextended('concierge job ' || $1, 0)) AS k (key)
            """,
        parameterTypes: [TypeOID.text],
        role: nil
    )

    private let loop: Loop
    private let lane: Postgres.Lane
    private let metrics: Metrics
    private let log: Log
    private let tasks: [Task]
    private var timers: [Int: EventLoop.Timer] = [:]
    private var isStopped = false

    /// Creates the runner of `schema`'s jobs, which begins when the first of them is due.
    ///
    /// - Parameter lane: one connection, for jobs alone.
    init(_ schema: BoundSchema, lane: Postgres.Lane, loop: Loop, metrics: Metrics, log: Log) {
        self.loop = loop
        self.lane = lane
        self.metrics = metrics
        self.log = log
        tasks = schema.jobs.map { job in
            let role = schema.roles[job.role].database
            return Task(
                job: job,
                statement: PreparedStatement(sql: job.statement, role: role),
                settings: SessionSettings(role: role, isReadOnly: false)
            )
        }
        for index in tasks.indices { wait(index) }
    }

    /// Begins no more runs, and gives the locks back.
    func stop() {
        isStopped = true
        for timer in timers.values { timer.cancel() }
        lane.close()
    }

    private func wait(_ index: Int) {
        guard !isStopped else { return }
        timers[index] = loop.schedule(after: .milliseconds(tasks[index].job.milliseconds)) { [weak self] in
            self?.run(index)
        }
    }

    private func run(_ index: Int) {
        let task = tasks[index]
        lane.lease { [weak self] result in
            guard let self else { return }
            switch result {
            case .success(let lease): ask(index, task, lease)
            // That the database is away is told by those who need it more often.
            case .failure: wait(index)
            }
        }
    }

    private func ask(_ index: Int, _ task: Task, _ lease: Lease) {
        var parameters = ParameterList()
        parameters.append(text: task.job.call)
        lease.submit(
            Block(statement: Self.lock, parameters: parameters, settings: nil) { [weak self] result in
                guard let self else { return }
                if case .success(let rows) = result, rows.rowCount == 1, rows[0, 0].copy == [1] {
                    return work(index, task, lease)
                }
                lease.release()
                wait(index)
            }
        )
    }

    private func work(_ index: Int, _ task: Task, _ lease: Lease) {
        let end = { [weak self] (result: Result<Void, PostgresError>) in
            lease.release()
            guard let self else { return }
            // A standby's work is done where its primary is; it may become one.
            if case .failure(let error) = result, error.isRefusalOfStandby { return wait(index) }
            metrics.add(.jobs)
            if case .failure(let error) = result {
                metrics.add(.failedJobs)
                log.databaseError(error, statement: task.job.call)
            }
            wait(index)
        }
        lease.begin(task.settings)
        lease.execute(task.statement) { result in
            switch result {
            case .success: lease.commit { end($0.map { _ in }) }
            case .failure(let error): end(.failure(error))
            }
        }
    }
}
