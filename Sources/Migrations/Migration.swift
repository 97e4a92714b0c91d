/// One file of `migrations/`: `NNNN_name.sql`, applied once, in one transaction.
package struct Migration: Hashable, Sendable {
    /// The number that the file's name begins with, from 1.
    ///
    /// Gaps are allowed: a series of files (01xx, 02xx …) belongs to one line of work, and grows without regard to the others.
    package let version: Int
    /// The series that the file belongs to: files of one series are applied in order.
    var series: Int { version / 100 }
    /// The file's name without `.sql`: `0003_tickets`.
    package let name: String
    /// The file's path.
    package let path: String
    /// What the file says.
    package let sql: String

    /// Creates a migration from a file's path and text.
    ///
    /// - Throws: when the file is not named like a migration.
    package init(path: String, sql: String) throws(MigrationError) {
        let file = path.split(separator: "/").last.map(String.init) ?? path
        let digits = file.prefix { $0.isASCII && $0.isNumber }
        guard digits.count == 4, let version = Int(digits), version > 0, file.dropFirst(4).hasPrefix("_"),
            file.count > 9,
            file.hasSuffix(".sql")
        else {
            throw MigrationError(
                file: path,
                message: "the name is not a migration's",
                hint: "Four digits, an underscore, a name: 0003_tickets.sql."
            )
        }
        self.version = version
        name = String(file.dropLast(4))
        self.path = path
        self.sql = sql
    }

    /// Reads the migrations of a folder, in order.
    ///
    /// - Throws: when a file cannot be read, or two files have the same number.
    package static func read(folder: String) throws(MigrationError) -> [Migration] {
        var migrations: [Migration] = []
        for file in try Folder.scripts(in: folder) {
            let path = "\(folder)/\(file)"
            migrations.append(try Migration(path: path, sql: Folder.text(of: path)))
        }
        try check(migrations)
        return migrations
    }

    static func check(_ migrations: [Migration]) throws(MigrationError) {
        for (index, migration) in migrations.enumerated() {
            let previous = index > 0 ? migrations[index - 1] : nil
            if let previous, previous.version == migration.version {
                throw MigrationError(
                    file: migration.path,
                    message:
                        "there are two migrations \(migration.version): \(previous.name) and \(migration.name)",
                    hint: "Give the newer one the next free number of its series."
                )
            }
            let script = Script(migration.sql)
            if let statement = script.transactionControl {
                var error = MigrationError(
                    file: migration.path,
                    message: "a migration must not begin or end transactions itself",
                    hint: "Each file is one transaction already; remove this statement."
                )
                (error.line, error.column) = script.place(of: statement.start)
                throw error
            }
        }
    }
}
