import Bytes
import CommandLine
import Glibc
import JSON
import Postgres

/// Lines about what happens, on standard error: for people, or as JSON for programs.
struct Log: Sendable {
    enum Level: String, Sendable { case info, warning, error }

    var format: LogFormat

    /// Writes one line.
    func write(_ level: Level, _ message: String, _ details: [(String, String)] = []) {
        var line = ByteBuffer(capacity: 256)
        switch format {
        case .text:
            if level != .info { line.append("\(level.rawValue): ") }
            line.append(message)
            for (name, value) in details { line.append("  \(name)=\(value.replacing("\n", with: " "))") }
        case .json:
            line.append("{\"time\":\"\(Self.now())\",\"level\":\"\(level.rawValue)\",\"message\":")
            JSONWriter.write(message, into: &line)
            for (name, value) in details {
                line.append(UInt8(ascii: ","))
                JSONWriter.write(name, into: &line)
                line.append(UInt8(ascii: ":"))
                JSONWriter.write(value, into: &line)
            }
            line.append(UInt8(ascii: "}"))
        }
        line.append(UInt8(ascii: "\n"))
        unsafe line.withBytes { bytes in
            // SAFETY: the bytes live for the call. What standard error does not take is lost, as it has to be.
            _ = unsafe Glibc.write(2, bytes.baseAddress, bytes.count)
        }
    }

    /// Tells what PostgreSQL said, which callers never see.
    func databaseError(_ error: PostgresError, statement: String) {
        write(
            .error,
            "A statement failed: \(error.message)",
            [("sqlstate", error.sqlState), ("detail", error.detail ?? ""), ("statement", statement)]
        )
    }

    private static func now() -> String {
        let microseconds = Int64(Glibc.time(nil)) * 1_000_000
        return Timestamp.text(microsecondsSince1970: microseconds)
    }
}
