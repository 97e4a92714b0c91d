package import Planner

/// A command with everything that it needs.
///
/// The initializers of the structs throw where something is missing, so a command can only start with all of it.
package enum CommandSettings: Sendable {
    case serve(ServeSettings)
    case migrate(MigrateSettings)
    case seed(SeedSettings)
    case check(CheckSettings)
    case schemaPrint(SchemaPrintSettings)
    case schemaDraft(SchemaDraftSettings)
    case schemaDirectives
    case migrationsIdempotency
    case feedSetup(FeedSetupSettings)
    case token(TokenSettings)
    case explain(ExplainSettings)

    init(_ command: Command, _ values: OptionValues) throws(UsageError) {
        self =
            switch command {
            case .serve: .serve(try ServeSettings(values))
            case .migrate: .migrate(try MigrateSettings(values))
            case .seed: .seed(try SeedSettings(values))
            case .check: .check(try CheckSettings(values))
            case .schemaPrint: .schemaPrint(try SchemaPrintSettings(values))
            case .schemaDraft: .schemaDraft(try SchemaDraftSettings(values))
            case .schemaDirectives: .schemaDirectives
            case .migrationsIdempotency: .migrationsIdempotency
            case .feedSetup: .feedSetup(try FeedSetupSettings(values))
            case .token: .token(try TokenSettings(values))
            case .explain: .explain(try ExplainSettings(values))
            }
    }
}

/// `concierge serve`.
package struct ServeSettings: Sendable {
    /// The database that is served.
    package let database: DatabaseSource
    /// The file with the connection string, which is read again for each connection.
    package let databaseFile: String?
    /// The same database, by the login that reads the change feed; nil without one, or for the private database.
    package let feedDatabase: ConnectionString?
    /// How long to wait for a database that does not accept connections yet.
    package let databaseWait: Duration
    /// The folder of the schema.
    package let schema: String
    /// The folder, or the manifest, of trusted documents.
    package let documents: String?
    /// What verifies tokens.
    package let keys: TokenKeys
    /// Everything else.
    package let options: ServeOptions

    init(_ values: OptionValues) throws(UsageError) {
        database = try DatabaseSource(served: values, by: .serve)
        databaseFile = values.files["database"]
        feedDatabase = values.feedDatabase
        databaseWait = values.databaseWait
        schema = values.schema
        documents = values.documents
        keys = try TokenKeys(values)
        options = values.serve
        if options.onlyTrustedDocuments, documents == nil {
            throw UsageError(.serve, "needs --documents PATH with --only-trusted-documents")
        }
        if options.requestLimits.plan.defaultPageSize > options.requestLimits.plan.maximumPageSize {
            throw UsageError(.serve, "needs --limit-default-page to be at most --limit-page")
        }
    }
}

/// `concierge migrate`.
package struct MigrateSettings: Sendable {
    /// The database, by the login that owns it.
    package let database: DatabaseSource
    /// How long to wait for a database that does not accept connections yet.
    package let databaseWait: Duration
    /// The folder of the migrations.
    package let migrations: String

    init(_ values: OptionValues) throws(UsageError) {
        database = try DatabaseSource(owned: values, by: .migrate)
        databaseWait = values.databaseWait
        migrations = values.migrations
    }
}

/// `concierge seed`.
package struct SeedSettings: Sendable {
    /// The database, by the login that owns it.
    package let database: DatabaseSource
    /// The folder of the migrations, in which `demo/` holds the demo data.
    package let migrations: String
    /// The factor by which the demo data grows.
    package let scale: Int
    /// The last day of the demo data; `nil` is today in Warsaw.
    package let until: CalendarDate?

    init(_ values: OptionValues) throws(UsageError) {
        database = try DatabaseSource(owned: values, by: .seed)
        migrations = values.migrations
        scale = values.scale
        until = values.until
    }
}

/// `concierge check`.
package struct CheckSettings: Sendable {
    /// The database against which the schema is checked.
    package let database: DatabaseSource
    /// The folder of the schema.
    package let schema: String
    /// The folder, or the manifest, of trusted documents, which are checked too.
    package let documents: String?
    /// The limits under which the documents are checked.
    package let requestLimits: RequestLimits
    /// Whether warnings are left out.
    package let errorsOnly: Bool
    /// The format of the report.
    package let format: ReportFormat

    init(_ values: OptionValues) throws(UsageError) {
        database = try DatabaseSource(served: values, by: .check)
        schema = values.schema
        documents = values.documents
        requestLimits = values.serve.requestLimits
        errorsOnly = values.errorsOnly
        format = values.reportFormat
    }
}

/// `concierge schema print`.
package struct SchemaPrintSettings: Sendable {
    /// The database to which the schema is bound.
    package let database: DatabaseSource
    /// The folder of the schema.
    package let schema: String
    /// The role whose view of the schema is printed; `nil` is the whole schema.
    package let role: String?
    /// The schema coordinate of what is printed; `nil` is everything.
    package let coordinate: String?

    init(_ values: OptionValues) throws(UsageError) {
        database = try DatabaseSource(served: values, by: .schemaPrint)
        schema = values.schema
        role = values.role
        coordinate = values.coordinate
    }
}

/// `concierge schema draft`.
package struct SchemaDraftSettings: Sendable {
    /// The database for which a schema is drafted.
    package let database: DatabaseSource
    /// The PostgreSQL role that reads; `nil` is the login itself.
    package let databaseRole: String?

    init(_ values: OptionValues) throws(UsageError) {
        database = try DatabaseSource(served: values, by: .schemaDraft)
        databaseRole = values.databaseRole
    }
}

/// `concierge feed setup`.
package struct FeedSetupSettings: Sendable {
    /// The database whose tables are published.
    package let database: DatabaseSource

    init(_ values: OptionValues) throws(UsageError) {
        database = try DatabaseSource(served: values, by: .feedSetup)
    }
}

/// `concierge token`.
package struct TokenSettings: Sendable {
    /// The role that the token names.
    package let role: String
    /// The caller: the subject and further claims.
    package let caller: CallerSettings
    /// What signs it.
    package let key: SigningKey
    /// The issuer that it names.
    package let issuer: String?
    /// The audience that it names.
    package let audience: String?
    /// How long it is valid.
    package let lifetime: Duration

    init(_ values: OptionValues) throws(UsageError) {
        guard let role = values.role else { throw UsageError(.token, "needs --role ROLE") }
        self.role = role
        caller = CallerSettings(values)
        if let claim = caller.claims.first(where: { ["role", "iat", "exp"].contains($0.name) }) {
            throw UsageError(
                .token,
                "sets the claim \(quoted(claim.name)) by --role and --ttl, not by --claim"
            )
        }
        key = values.jwtSecret.map { .secret($0) } ?? .development(state: values.state)
        issuer = values.serve.jwtIssuer
        audience = values.serve.jwtAudience
        lifetime = values.lifetime
    }
}

/// `concierge explain`.
package struct ExplainSettings: Sendable {
    /// The file of the document.
    package let file: String
    /// The database to which the schema is bound.
    package let database: DatabaseSource
    /// The folder of the schema.
    package let schema: String
    /// The role of the caller.
    package let role: String
    /// The name of the operation; `nil` where the document has one.
    package let operation: String?
    /// The variables, as the text of a JSON object.
    package let variables: String?
    /// The limits under which the operation is planned.
    package let requestLimits: RequestLimits
    /// The caller as whom the statements are executed; `nil`: they are not executed.
    package let analysis: CallerSettings?

    init(_ values: OptionValues) throws(UsageError) {
        guard let file = values.operands.first else { throw UsageError(.explain, "needs FILE") }
        guard let role = values.role else { throw UsageError(.explain, "needs --role ROLE") }
        guard values.analyze || (values.subject == nil && values.claims.isEmpty) else {
            throw UsageError(.explain, "needs --analyze with --sub and --claim")
        }
        self.file = file
        self.role = role
        database = try DatabaseSource(served: values, by: .explain)
        schema = values.schema
        operation = values.operation
        variables = values.variables
        requestLimits = values.serve.requestLimits
        analysis = values.analyze ? CallerSettings(values) : nil
    }
}
