import Glibc
import GraphQL
import Planner
import Postgres

/// Reads the folder of the schema and proves it against the live database.
enum SchemaLoader {
    /// What came of it: a schema that may be served where nothing in `findings` is an error.
    struct Outcome {
        var schema: BoundSchema?
        var findings: [Finding]

        /// Whether the schema may be served.
        var isSound: Bool { schema != nil && !findings.contains { $0.severity == .error } }
    }

    /// The schema of `folder` bound to the database behind `connection`, a connection of the login that serves.
    static func load(folder: String, connection: BlockingConnection) throws(CommandFailure) -> Outcome {
        let files = try read(folder)
        // Also a schema with problems of its own is held against the database: whoever mends it wants to know of everything.
        let (schema, problems) = SchemaBuilder.draft(files: files, prelude: BindingDirectives.prelude)
        guard let schema else { return Outcome(schema: nil, findings: problems.map(Finding.init)) }
        do throws(PostgresError) {
            let roles = schema.appliedDirectives.filter { $0.name == "role" }.compactMap {
                $0.argument("database")?.text
            }
            let catalog = try CatalogReader.read(connection, roles: roles)
            let bound = Binder.bind(schema, to: catalog, problems: problems)
            let expressions = bound.isSound ? try ExpressionProof.findings(of: bound, connection) : []
            return Outcome(schema: bound, findings: bound.findings + expressions)
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
