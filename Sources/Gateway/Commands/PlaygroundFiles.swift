import CommandLine
import Glibc
import HTTP

/// Finds and reads the static files of the playground.
enum PlaygroundFiles {
    /// The files; `nil` where the playground is off, or was searched for and not found.
    static func read(_ playground: Playground) throws(CommandFailure) -> StaticFiles? {
        switch playground {
        case .off: return nil
        case .folder(let folder): return try read(folder)
        case .search:
            guard let folder = places.first(where: { Files.exists($0 + "/index.html") }) else { return nil }
            return try read(folder)
        }
    }

    private static func read(_ folder: String) throws(CommandFailure) -> StaticFiles {
        do throws(StaticFilesError) {
            return try StaticFiles(folder: folder, immutable: "parts")
        } catch {
            throw CommandFailure(error.description)
        }
    }

    /// Where the files may be: in the working directory, beside the program, where a package installs them, and in the
    /// checkout in which the program was built (`.build/release/concierge`, `.build/PLATFORM/release/concierge`).
    private static var places: [String] {
        guard let program = Files.resolved("/proc/self/exe"), let end = program.lastIndex(of: "/") else {
            return ["./playground"]
        }
        let folder = String(program[..<end])
        return ["./playground", folder + "/playground", folder + "/../share/concierge/playground"]
            + ["/../..", "/../../.."].map { folder + $0 + "/playground" }
    }
}
