/// What keeps a private cluster from being found, made, started or stopped, each with what to do about it.
package enum ClusterError: Error, Equatable {
    /// No PostgreSQL server of version 15 or newer is installed in any of the places looked at.
    case serverProgramsMissing(searched: [String])
    /// The data was made by another major version than any that is installed.
    case versionMismatch(dataVersion: Int, directory: String, installed: [Int])
    /// A path is another user's, or of another kind, so using it would not be safe.
    case notOurs(path: String, reason: String)
    /// A call of the operating system failed, with its `errno`.
    case system(operation: String, path: String, code: Int32)
    /// A program of PostgreSQL or of the system ended with a status other than zero.
    case programFailed(program: String, status: Int32, output: String)
    /// The server ended, or did not become ready in time; the tail of its log says why.
    case serverNotReady(reason: String, log: String, tail: String)
    /// The server did not end in time after a fast, then an immediate, shutdown.
    case serverNotStopped(processIdentifier: Int32)
    /// The operation needs a server, and `start` has not been called.
    case notStarted
}

extension ClusterError: CustomStringConvertible {
    /// The sentence to show: what happened, where, and what to do.
    package var description: String {
        switch self {
        case .serverProgramsMissing(let searched):
            "PostgreSQL's server (15 or newer) is not installed; looked in \(searched.joined(separator: ", ")). "
                + "Install it (Debian: apt-get install postgresql-15), or name a database with --database."
        case .versionMismatch(let dataVersion, let directory, let installed):
            "The private cluster in \(directory) is of PostgreSQL \(dataVersion), but installed "
                + "\(installed.count == 1 ? "is" : "are") \(installed.map(String.init).joined(separator: ", ")). "
                + "Install postgresql-\(dataVersion), or remove that directory to begin anew."
        case .notOurs(let path, let reason):
            "\(path) cannot be used for the private cluster: \(reason)"
        case .system(let operation, let path, let code):
            "Cannot \(operation) \(path): \(SystemError.text(of: code))."
        case .programFailed(let program, let status, let output):
            "\(program) ended with status \(status)\(output.isEmpty ? "." : ": " + output)"
        case .serverNotReady(let reason, let log, let tail):
            "The private PostgreSQL \(reason) Its log is \(log)\(tail.isEmpty ? "." : "; it ends with:\n" + tail)"
        case .serverNotStopped(let processIdentifier):
            "The private PostgreSQL (process \(processIdentifier)) does not stop. "
                + "See what it is doing before killing it."
        case .notStarted:
            "The private cluster has not been started."
        }
    }
}
