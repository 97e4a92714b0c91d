/// The database of a command.
package enum DatabaseSource: Sendable {
    /// The database that the command line names.
    case named(ConnectionString)
    /// The private PostgreSQL, which Concierge makes, migrates, starts and stops.
    case privateCluster(PrivateDatabase)

    /// The database of a command that reads as the login that serves.
    ///
    /// An owner's login alone never stands for it, and is not ignored: the command would use the private database instead.
    init(served values: OptionValues, by command: Command) throws(UsageError) {
        if let database = values.database {
            self = .named(database)
        } else if values.ownerDatabase != nil {
            throw UsageError(
                command,
                "needs --database beside --owner-database: it reads as the login that serves, not as the owner"
            )
        } else {
            self = .privateCluster(PrivateDatabase(state: values.state, migrations: values.migrations))
        }
    }

    /// The database of a command that changes it as its owner.
    init(owned values: OptionValues, by command: Command) throws(UsageError) {
        if let owner = values.ownerDatabase {
            self = .named(owner)
        } else if values.database != nil {
            throw UsageError(
                command,
                "needs --owner-database: the same database by the login that owns its tables"
            )
        } else {
            self = .privateCluster(PrivateDatabase(state: values.state, migrations: values.migrations))
        }
    }
}

/// Where the private PostgreSQL is and what it is made of.
package struct PrivateDatabase: Sendable {
    /// The folder of its state, which also holds the development key.
    package let state: String
    /// The folder of its migrations.
    package let migrations: String
}

/// What verifies the tokens of a gateway.
package enum TokenKeys: Sendable {
    /// The key of HS256 tokens.
    case secret(Secret)
    /// A file of public keys, a JSON Web Key Set (RFC 7517).
    case keySet(path: String)
    /// The development key where the private database is served; otherwise nothing: every caller is anonymous.
    case none

    init(_ values: OptionValues) throws(UsageError) {
        switch (values.jwtSecret, values.jwks) {
        case (nil, nil): self = .none
        case (let secret?, nil): self = .secret(secret)
        case (nil, let path?): self = .keySet(path: path)
        case (_?, _?):
            throw UsageError(
                .serve,
                "takes --jwt-secret or --jwks, not both: a public key must never be tried as a secret"
            )
        }
    }
}

/// What signs a token.
package enum SigningKey: Sendable {
    case secret(Secret)
    /// The key in the folder of the private database's state.
    case development(state: String)
}

/// The caller for whom a token is signed, or as whom statements are executed.
package struct CallerSettings: Sendable {
    /// The subject: an id of the graph, or the raw key.
    package let subject: String?
    /// Further claims, in order.
    package let claims: [ClaimSetting]

    init(_ values: OptionValues) {
        subject = values.subject
        claims = values.claims
    }
}
