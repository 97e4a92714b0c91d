import Glibc

/// The descriptors that this process may have open: sockets, files, pipes.
package enum Descriptors {
    /// Raises their number to the most that the system grants us, and returns it.
    ///
    /// The usual limit is a low one only for programs that put descriptors into `select`.
    package static func raiseLimit() -> Int {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 1024 }
        let before = limit.rlim_cur
        limit.rlim_cur = limit.rlim_max
        let isRaised = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
        return Int(clamping: isRaised ? limit.rlim_max : before)
    }
}
