import Bytes
import CommandLine
import Glibc
import JSON

/// Log lines on standard error: as text for people, or as JSON for programs.
struct Log: Sendable {
    enum Level: String, Sendable { case info, warning, error }

    var format: LogFormat
    /// Bounds the lines about statements that failed, by SQLSTATE.
    let failures = LineBudget()

    init(format: LogFormat) {
        self.format = format
    }

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
            // SAFETY: the bytes live for the call. If standard error does not take all of them, the rest is lost.
            _ = unsafe Glibc.write(2, bytes.baseAddress, bytes.count)
        }
    }

    private static func now() -> String {
        let microseconds = Int64(Glibc.time(nil)) * 1_000_000
        return Timestamp.text(microsecondsSince1970: microseconds)
    }
}
