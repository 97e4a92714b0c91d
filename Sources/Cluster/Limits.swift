/// What bounds each wait and each reading of this module.
enum Limits {
    /// Crash recovery of a cluster of this kind ends within it: `max_wal_size` is 2 GB.
    static let startSeconds = 180
    /// A fast shutdown writes one checkpoint.
    static let fastShutdownSeconds = 60
    /// An immediate shutdown only ends processes.
    static let immediateShutdownSeconds = 10
    /// A killed server's last processes end with the statement that they are at.
    static let orphanSeconds = 30
    /// Enough of a program's output to see why it failed.
    static let programOutputBytes = 8_192
    /// The server's log is set aside at a start when it has grown beyond this.
    static let logBytes = 16 << 20
    /// `postmaster.pid`, `PG_VERSION` and `/proc/…/cmdline` are far smaller.
    static let smallFileBytes = 65_536
    /// One entry of the user database; glibc recommends 1024.
    static let accountEntryBytes = 4_096
    /// `sun_path` has 108 bytes, the last of which is zero.
    static let socketPathBytes = 107
}
