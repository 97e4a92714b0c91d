import GraphQL

/// Reads the work that comes back: `@job`.
struct JobReader: BindingPass, ContextReader {
    let context: BindingContext
    var findings: [Finding] = []

    init(_ context: BindingContext) { self.context = context }

    mutating func run() -> [Job] {
        var jobs: [Job] = []
        for directive in context.schema.appliedDirectives where directive.name == "job" {
            let call = directive.argument("call")?.text ?? ""
            let name = directive.argument("role")?.text ?? ""
            guard let schedule = schedule(of: call, directive) else { continue }
            guard let role = roles.firstIndex(where: { $0.name == name }) else {
                reportJob(
                    "The job \"\(call)\" runs as \"\(name)\", which is no role.\(Suggestions.didYouMean(name, among: roles.map(\.name)))",
                    directive,
                    fix: "Declare the role, or name another one."
                )
                continue
            }
            guard checkCall(call, as: roles[role], directive) else { continue }
            guard checkRuns(call, schedule, as: roles[role], directive) else { continue }
            jobs.append(Job(call: call, schedule: schedule, role: role))
        }
        return jobs
    }

    /// When the job runs: exactly one of `every` and `at` says it.
    private mutating func schedule(of call: String, _ directive: AppliedDirective) -> Job.Schedule? {
        let every = directive.argument("every")?.text
        let time = directive.argument("at")?.text
        guard (every == nil) != (time == nil) else {
            reportJob(
                "The job \"\(call)\" has \(every == nil ? "neither" : "both") of `every` and `at`.",
                directive,
                fix: "Say either how often it comes back, or at which time of the day."
            )
            return nil
        }
        if let every {
            if let milliseconds = Job.milliseconds(every), milliseconds >= 100 {
                return .every(milliseconds: milliseconds)
            }
            reportJob(
                "The job \"\(call)\" comes back every \"\(every)\", which is no duration of a tenth of a second or more.",
                directive,
                fix: "Write it as ISO 8601 does: PT10S, PT5M, PT1H30M."
            )
            return nil
        }
        if let time, Job.isTime(time), let timeZone = directive.argument("timeZone")?.text, !timeZone.isEmpty
        {
            return .daily(at: time, timeZone: timeZone)
        }
        reportJob(
            "The job \"\(call)\" runs at \"\(time ?? "")\" without a time zone, or at no time of a day.",
            directive,
            fix: "Write it as at: \"03:30\", timeZone: \"Europe/Warsaw\"."
        )
        return nil
    }

    /// Whether the database can keep the runs of a daily job.
    private mutating func checkRuns(
        _ call: String,
        _ schedule: Job.Schedule,
        as role: Role,
        _ directive: AppliedDirective
    ) -> Bool {
        guard case .daily = schedule else { return true }
        let database = access.databaseRole(of: role)
        let missing = ["claim_job_run", "end_job_run"].filter { name in
            !catalog.functions.contains {
                $0.schema == "concierge" && $0.name == name && $0.executableBy.contains(database)
            }
        }
        guard let first = missing.first else { return true }
        reportJob(
            "The job \"\(call)\" runs at a time of the day, and \"\(role.name)\" may not execute concierge.\(first), which keeps its runs.",
            directive,
            fix:
                "Create concierge.job_runs with its two functions, as the migrations of the support desk do, and grant them to \(database.sqlName)."
        )
        return false
    }

    /// Whether `call` begins with the name of a function that `role` may execute.
    private mutating func checkCall(_ call: String, as role: Role, _ directive: AppliedDirective) -> Bool {
        let parts = call.prefix { $0 != "(" }.split(separator: ".", maxSplits: 1).map(String.init)
        let schema = parts.count == 2 ? parts[0] : "public"
        let found = catalog.functions.filter { $0.schema == schema && $0.name == parts.last }
        guard call.hasSuffix(")"), !found.isEmpty else {
            let name = parts.joined(separator: ".")
            let known = catalog.functions.map(\.displayName)
            reportJob(
                "The job \"\(call)\" calls no function.\(Suggestions.didYouMean(name, among: known))",
                directive,
                fix: "Name an existing function with its arguments, as in breach_overdue_clocks(500)."
            )
            return false
        }
        let database = access.databaseRole(of: role)
        guard found.contains(where: { $0.executableBy.contains(database) }) else {
            reportJob(
                "The job \"\(call)\" runs as \"\(role.name)\", which may not execute the function.",
                directive,
                fix: "GRANT EXECUTE ON FUNCTION \(catalog.signature(of: found[0])) TO \(database.sqlName);"
            )
            return false
        }
        return true
    }

    private mutating func reportJob(_ message: String, _ directive: AppliedDirective, fix: String) {
        findings.append(Finding(.error, message, at: directive.location, fix: fix))
    }
}
