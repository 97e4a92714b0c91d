import Glibc

/// Reading of our own environment.
enum EnvironmentVariable {
    /// Returns the value of a variable, or nil where it is unset.
    static func value(of name: String) -> String? {
        // SAFETY: the text is copied at once; this program changes no variable once it runs.
        guard let text = unsafe getenv(name) else { return nil }
        return unsafe String(cString: text)
    }
}
