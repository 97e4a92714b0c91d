import GraphQL
import JSON
import Planner

/// The findings of a check as text, in the form that editors can follow to the place, or as JSON for programs.
struct FindingReport {
    private let findings: [Finding]

    /// - Parameter errorsOnly: whether warnings are left out.
    init(findings: [Finding], errorsOnly: Bool = false) {
        self.findings =
            findings.filter { !errorsOnly || $0.severity == .error }
            .sorted { Self.order($0) < Self.order($1) }
    }

    /// By file, place and message.
    private static func order(_ finding: Finding) -> (String, Int, Int, String) {
        let place = finding.location
        return (place?.file ?? "", place?.line ?? 0, place?.column ?? 0, finding.message)
    }

    // MARK: Text

    /// A line for each finding with its fix below, and a summary.
    var text: String {
        var text = ""
        for finding in findings {
            if let place = finding.location { text += "\(place.file):\(place.line):\(place.column): " }
            text += "\(finding.severity.rawValue): "
            if let coordinate = finding.coordinate, !Self.names(coordinate, in: finding.message) {
                text += "\(coordinate): "
            }
            text += finding.message + "\n"
            if let fix = finding.fix { text += "    → \(fix)\n" }
        }
        return text + summary + "\n" + table
    }

    /// Whether a message already says where it is: many begin with the coordinate.
    private static func names(_ coordinate: String, in message: String) -> Bool {
        message.hasPrefix(coordinate + " ")
            || (coordinate.contains(".") && message.contains(coordinate))
    }

    /// How many errors and warnings there are.
    var summary: String {
        let errors = findings.count { $0.severity == .error }
        let warnings = findings.count - errors
        if findings.isEmpty { return "The schema fits the database." }
        return "\(errors) error\(errors == 1 ? "" : "s"), \(warnings) warning\(warnings == 1 ? "" : "s")."
    }

    /// How many findings there are of each kind, where a list is too long to be counted by eye.
    private var table: String {
        guard findings.count >= 10 else { return "" }
        let counts = counts.map { (String($0.count), "\($0.severity.rawValue) \($0.kind.rawValue)") }
        let width = counts.map(\.0.count).max() ?? 0
        return counts.map { count, name in
            String(repeating: " ", count: width - count.count + 2) + "\(count)  \(name)\n"
        }
        .joined()
    }

    /// The kinds that there are, errors first, the most frequent first.
    private var counts: [(severity: Finding.Severity, kind: Finding.Kind, count: Int)] {
        [Finding.Severity.error, .warning].flatMap { severity in
            let counts = Finding.Kind.allCases.map { kind in
                (severity, kind, findings.count { $0.severity == severity && $0.kind == kind })
            }
            return counts.filter { $0.2 > 0 }.sorted { $0.2 > $1.2 }
        }
    }

    // MARK: JSON

    /// One object: the numbers of errors and warnings, and the findings with their members that are known.
    var json: String {
        let findings = self.findings.map { finding in
            var object: JSONValue.Object = [
                "severity": .string(finding.severity.rawValue), "kind": .string(finding.kind.rawValue),
                "message": .string(finding.message),
            ]
            if let coordinate = finding.coordinate { object.set("coordinate", to: .string(coordinate)) }
            if let place = finding.location {
                object.set("file", to: .string(place.file))
                object.set("line", to: .number(String(place.line)))
                object.set("column", to: .number(String(place.column)))
            }
            if let fix = finding.fix { object.set("fix", to: .string(fix)) }
            return JSONValue.object(object)
        }
        let errors = self.findings.count { $0.severity == .error }
        return JSONWriter.text(
            of: .object([
                "errors": .number(String(errors)),
                "warnings": .number(String(findings.count - errors)),
                "findings": .array(findings),
            ])
        ) + "\n"
    }
}
