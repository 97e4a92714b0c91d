import Glibc
import GraphQL
import Planner
import Postgres

/// Reads the folder of the schema and checks it against the database.
enum SchemaLoader {
    /// A schema, which may be served if none of the findings is an error.
    struct Outcome {
        var schema: BoundSchema?
        var findings: [Finding]

        /// Whether the schema may be served.
        var isSound: Bool { schema != nil && !findings.contains { $0.severity == .error } }
    }

    /// The schema of `folder`, which must fit the database: otherwise its errors are printed.
    static func require(
        folder: String,
        connection: BlockingConnection
    ) throws(CommandFailure) -> BoundSchema {
        let outcome = try load(folder: folder, connection: connection)
        guard outcome.isSound, let schema = outcome.schema else {
            Terminal.note(FindingReport(findings: outcome.findings, errorsOnly: true).text)
            throw CommandFailure("The schema does not fit the database; the errors are listed above.")
        }
        return schema
    }

    /// The schema of `folder` bound to the database behind `connection`, a connection of the login that serves.
    static func load(folder: String, connection: BlockingConnection) throws(CommandFailure) -> Outcome {
        let files = try read(folder)
        // A schema with errors of its own is checked against the database too, so that one run shows everything.
        let (schema, problems) = SchemaBuilder.draft(files: files, prelude: BindingDirectives.prelude)
        guard let schema else { return Outcome(schema: nil, findings: problems.map(Finding.init)) }
        do throws(PostgresError) {
            let bound = try SchemaBinding.bind(schema, problems: problems, to: connection)
            return Outcome(schema: bound, findings: bound.findings)
        } catch {
            throw CommandFailure("The database's catalog cannot be read: \(error)")
        }
    }

    /// The folder's `*.graphql` files, by name.
    private static func read(_ folder: String) throws(CommandFailure) -> [(name: String, text: [UInt8])] {
        let names: [String]
        do throws(FileError) {
            names = try Files.list(folder).filter { $0.hasSuffix(".graphql") }.sorted()
        } catch {
            throw CommandFailure("The schema's folder \(folder) cannot be read: \(error.reason).")
        }
        guard !names.isEmpty else {
            throw CommandFailure(
                "There is no *.graphql file in \(folder); name the schema's folder with --schema."
            )
        }
        var files: [(name: String, text: [UInt8])] = []
        for name in names {
            let path = "\(folder)/\(name)"
            do throws(FileError) {
                files.append((path, try Files.read(path)))
            } catch {
                throw CommandFailure("\(path) cannot be read: \(error.reason).")
            }
        }
        return files
    }
}
