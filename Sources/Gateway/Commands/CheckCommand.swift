import CommandLine
import Planner

/// `concierge check`: checks the schema against the database, and trusted documents against the schema.
struct CheckCommand {
    let settings: CheckSettings

    /// Prints the report.
    ///
    /// - Returns: the exit code: 1 if something would not be served.
    func run() throws(CommandFailure) -> Int32 {
        let session = try DatabaseSession(settings.database)
        defer { session.end() }
        let outcome = try SchemaLoader.load(folder: settings.schema, connection: session.connect())
        let report = FindingReport(findings: outcome.findings, errorsOnly: settings.errorsOnly)
        if settings.format == .json {
            try Terminal.print(report.json)
        } else {
            try Terminal.print(report.text)
        }
        guard outcome.isSound, let schema = outcome.schema else { return 1 }
        guard let path = settings.documents else { return 0 }
        let documents = DocumentReport(
            try TrustedDocuments(path: path),
            schema: schema,
            rules: DocumentRules(
                schema,
                limits: settings.requestLimits,
                allowsIntrospection: true,
                suggests: true
            )
        )
        for line in documents.lines + [documents.summary] {
            // The report in JSON is the whole of standard output.
            if settings.format == .json { Terminal.note(line) } else { try Terminal.print(line + "\n") }
        }
        return documents.brokenCount == 0 ? 0 : 1
    }
}
