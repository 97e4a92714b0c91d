import GraphQL
import Planner

/// The findings of a check as lines for a person, in the form that editors follow to the place.
struct FindingReport {
    let findings: [Finding]

    /// A line for each finding with its mend below, by file and place, and a summary.
    var text: String {
        var text = ""
        for finding in sorted {
            if let place = finding.location { text += "\(place.file):\(place.line):\(place.column): " }
            text += "\(finding.severity.rawValue): "
            if let coordinate = finding.coordinate { text += "\(coordinate): " }
            text += finding.message + "\n"
            if let fix = finding.fix { text += "    → \(fix)\n" }
        }
        return text + summary + "\n"
    }

    /// How many errors and warnings there are.
    var summary: String {
        let errors = findings.count { $0.severity == .error }
        let warnings = findings.count - errors
        if findings.isEmpty { return "The schema fits the database." }
        return "\(errors) error\(errors == 1 ? "" : "s"), \(warnings) warning\(warnings == 1 ? "" : "s")."
    }

    private var sorted: [Finding] {
        findings.sorted { left, right in
            let leftPlace = (left.location?.file ?? "", left.location?.line ?? 0, left.location?.column ?? 0)
            let rightPlace = (
                right.location?.file ?? "", right.location?.line ?? 0, right.location?.column ?? 0
            )
            return leftPlace == rightPlace ? left.message < right.message : leftPlace < rightPlace
        }
    }
}
