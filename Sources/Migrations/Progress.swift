/// What is worth showing while migrations or demo data are applied; its description is a line for people.
package enum Progress: Hashable, Sendable, CustomStringConvertible {
    /// Another process migrates; this one waits for it.
    case waitingForOther
    /// A file begins.
    case applying(name: String)
    /// A file is done.
    case applied(name: String, milliseconds: Int)
    /// PostgreSQL said something.
    case notice(String)
    /// Nothing was left to do.
    case upToDate(String)

    /// A line for people.
    package var description: String {
        switch self {
        case .waitingForOther: "Waiting for another process that migrates …"
        case .applying(let name): "Applying \(name) …"
        case .applied(let name, let milliseconds): "Applying \(name) … \(milliseconds) ms"
        case .notice(let text): "  \(text)"
        case .upToDate(let text): text
        }
    }
}
