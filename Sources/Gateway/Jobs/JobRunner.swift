import Bytes
import EventLoop
import Planner
import Postgres

/// Runs the schema's jobs, unless another gateway runs them.
///
/// The gateway that runs a job holds an advisory lock for it, on a connection of its own. When that gateway or its connection
/// ends, the lock is free, and another gateway gets it when it tries next.
final class JobRunner {
    private struct Task {
        var job: Job
        var statement: PreparedStatement
        var settings: SessionSettings
    }

    /// Whether this session holds the lock of a job, or gets it now.
    ///
    /// A session that locks an advisory lock twice must unlock it twice; so the lock is looked up first.
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
    private let events: Events
    private let tasks: [Task]
    private var timers: [Int: EventLoop.Timer] = [:]
    private var isStopped = false

    /// Creates the runner of `schema`'s jobs; it starts when the first job is due.
    ///
    /// - Parameter lane: one connection, for jobs alone.
    init(_ schema: BoundSchema, lane: Postgres.Lane, loop: Loop, events: Events) {
        self.loop = loop
        self.lane = lane
        self.events = events
        tasks = schema.jobs.map { job in
            let role = schema.roles[job.role].database
            return Task(
                job: job,
                statement: PreparedStatement(sql: job.statement, role: role),
                settings: SessionSettings(role: role, isReadOnly: false)
            )
        }
        for index in tasks.indices { wait(index, isFirst: true) }
    }

    /// Starts no more runs, and releases the locks.
    func stop() {
        isStopped = true
        for timer in timers.values { timer.cancel() }
        lane.close()
    }

    /// A daily job is asked for at once when the gateway starts: its last run may have been missed.
    private func wait(_ index: Int, isFirst: Bool = false) {
        guard !isStopped else { return }
        let job = tasks[index].job
        let delay = isFirst && job.isDaily ? 100 : job.milliseconds
        timers[index] = loop.schedule(after: .milliseconds(delay)) { [weak self] in
            self?.run(index)
        }
    }

    private func run(_ index: Int) {
        let task = tasks[index]
        lane.lease { [weak self] result in
            guard let self else { return }
            switch result {
            case .success(let lease): tryLock(index, task, lease)
            // Reads and mutations report that the database is unreachable.
            case .failure: wait(index)
            }
        }
    }

    private func tryLock(_ index: Int, _ task: Task, _ lease: Lease) {
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
            // A standby writes nothing; the job runs where the primary is. The standby may become the primary.
            if case .failure(let error) = result, error.isRefusalOfStandby { return wait(index) }
            if case .failure(let error) = result {
                events.jobRan(task.job.call, error: error)
            } else {
                events.jobRan(task.job.call)
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
