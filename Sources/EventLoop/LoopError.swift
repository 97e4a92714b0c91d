import CLibUV

/// Why the operating system refused something.
package struct LoopError: Error, CustomStringConvertible {
    /// The system's error number (`errno`), positive; 0 when the error is not the system's.
    package let code: Int32
    /// A sentence that names what was tried.
    package let description: String

    /// Creates an error of our own words.
    package init(code: Int32, description: String) {
        self.code = code
        self.description = description
    }

    /// The error behind libuv's negative `status`, after `attempt` ("Cannot …").
    init(status: Int32, attempt: String) {
        // SAFETY: `uv_strerror` answers with a static text for every known status, and leaks a few bytes for others.
        let reason = unsafe String(cString: uv_strerror(status))
        self.init(code: status == Int32.min ? 0 : -status, description: "\(attempt): \(reason).")
    }
}
