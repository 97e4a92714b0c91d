/// One installed PostgreSQL server: its major version and where its programs lie.
struct Installation: Equatable {
    /// Views with `security_invoker` begin with it.
    static let oldestVersion = 15

    let version: Int
    let directory: String

    func program(_ name: String) -> String { "\(directory)/\(name)" }

    /// Finds the server for the data there is (its major version), or the newest for data to be made.
    static func find(forDataOf version: Int?, in directory: String) throws(ClusterError) -> Installation {
        let places = places()
        let installed = installed(in: places)
        if let version {
            if let match = installed.first(where: { $0.version == version }) { return match }
            let versions = installed.map(\.version)
            guard versions.isEmpty else {
                throw .versionMismatch(dataVersion: version, directory: directory, installed: versions)
            }
        }
        if let newest = installed.first(where: { $0.version >= oldestVersion }) { return newest }
        throw .serverProgramsMissing(searched: places)
    }

    /// The installations in the directories, the newest first and each version once.
    static func installed(in directories: [String]) -> [Installation] {
        var found: [Installation] = []
        for directory in directories {
            let programs = ["postgres", "initdb", "psql"].map { "\(directory)/\($0)" }
            guard programs.allSatisfy(FileSystem.isProgram) else { continue }
            guard let answer = try? ChildProcess.run(programs[0], ["--version"]) else { continue }
            guard let version = majorVersion(in: answer) else { continue }
            guard !found.contains(where: { $0.version == version }) else { continue }
            found.append(Installation(version: version, directory: directory))
        }
        return found.sorted { $0.version > $1.version }
    }

    /// Reads `postgres (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)`.
    static func majorVersion(in answer: String) -> Int? {
        guard let word = answer.split(separator: " ").first(where: { $0.first?.isNumber == true }) else {
            return nil
        }
        return Int(word.prefix { $0.isNumber })
    }

    /// Where servers may lie: what `pg_config` says, Debian's directories, and `PATH`.
    private static func places() -> [String] {
        let paths = (EnvironmentVariable.value(of: "PATH") ?? "/usr/bin").split(separator: ":").map(
            String.init
        )
        var places: [String] = []
        if let tool = paths.map({ "\($0)/pg_config" }).first(where: FileSystem.isProgram),
            let answer = try? ChildProcess.run(tool, ["--bindir"])
        {
            places.append(answer)
        }
        let debian = "/usr/lib/postgresql"
        let versions = FileSystem.names(in: debian).sorted { (Int($0) ?? 0) > (Int($1) ?? 0) }
        places += versions.map { "\(debian)/\($0)/bin" } + paths
        return places.filter { $0.hasPrefix("/") }
    }
}
