import Cluster
import Glibc

/// `throw-away-cluster COMMAND ARGUMENT…`: runs a command beside a PostgreSQL of its own, and removes that again.
///
/// The command finds the cluster in `PGHOST`, `PGPORT`, `PGDATABASE` and `PGUSER` (the superuser), and as connection
/// strings in `CONCIERGE_DATABASE`, `CONCIERGE_OWNER_DATABASE`, `CONCIERGE_FEED_DATABASE`. Its status is ours.
@main
enum Command {
    static func main() {
        let words = CommandLine.arguments.dropFirst()
        guard let program = words.first, program != "--help" else {
            write("usage: throw-away-cluster COMMAND [ARGUMENT ...]")
            exit(2)
        }
        let cluster = PrivateCluster.throwAway()
        do throws(ClusterError) {
            // Ctrl-C and a polite end reach the command too (or through us); what is left for us is to clear away.
            for signal in [SIGINT, SIGTERM, SIGHUP] { Forwarding.forward(signal) }
            let connection = try cluster.start()
            let status = run(program, Array(words.dropFirst()), beside: connection)
            try cluster.remove()
            exit(status)
        } catch {
            write("throw-away-cluster: \(error)")
            try? cluster.remove()
            exit(1)
        }
    }

    private static func run(
        _ program: String,
        _ arguments: [String],
        beside connection: ConnectionInfo
    ) -> Int32 {
        let variables = [
            ("PGHOST", connection.socketDirectory), ("PGPORT", "\(connection.port)"),
            ("PGDATABASE", connection.database), ("PGUSER", ConnectionInfo.Login.superuser.rawValue),
            ("CONCIERGE_DATABASE", connection.gateway), ("CONCIERGE_OWNER_DATABASE", connection.owner),
            ("CONCIERGE_FEED_DATABASE", connection.feed),
        ]
        // SAFETY: one thread; the strings are copied by the calls, or live (argv) until the child has its own copy.
        for (name, value) in variables { unsafe setenv(name, value, 1) }
        let argv = unsafe ([program] + arguments).map { unsafe strdup($0) } + [nil]
        var child: pid_t = 0
        let status = unsafe posix_spawnp(&child, program, nil, nil, argv, environ)
        guard status == 0 else {
            write("throw-away-cluster: cannot run \(program)")
            return 127
        }
        unsafe Forwarding.child = child
        var ended: Int32 = 0
        while unsafe waitpid(child, &ended, 0) < 0, errno == EINTR {}
        return ended & 0x7f == 0 ? (ended >> 8) & 0xff : 128 + (ended & 0x7f)
    }

    private static func write(_ text: String) {
        let line = Array((text + "\n").utf8)
        // SAFETY: the bytes live through the call, and their count is told.
        _ = unsafe line.withUnsafeBytes { unsafe Glibc.write(2, $0.baseAddress, $0.count) }
    }
}

/// Passes signals on to the command, so that it ends first and the cluster after it.
enum Forwarding {
    // SAFETY: a plain number, written once by the only thread, before which a signal is merely not passed on.
    nonisolated(unsafe) static var child: pid_t = 0

    static func forward(_ number: Int32) {
        // SAFETY: the handler calls `kill` alone, which a handler may.
        _ = signal(number) { number in
            if unsafe Forwarding.child > 0 { kill(unsafe Forwarding.child, number) }
        }
    }
}
