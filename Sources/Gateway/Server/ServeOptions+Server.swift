import CommandLine
import HTTP
import JSON

extension RequestPipeline.Options {
    /// The options that `settings` say.
    init(_ settings: ServeOptions, documents: TrustedDocuments) {
        self.init()
        limits = settings.requestLimits
        allowsIntrospection = settings.introspection
        suggests = settings.suggestions
        self.documents = documents
        keepsDocuments = settings.persistedQueries
        answersOnlyTrusted = settings.onlyTrustedDocuments
    }
}

extension GraphQLEndpoint.Options {
    /// The options that `settings` say.
    init(_ settings: ServeOptions) {
        self.init()
        reading.json.bytes = settings.limits.bodyBytes
        reading.batch = settings.limits.batch
        cors = CORSPolicy(settings)
    }
}

extension CORSPolicy {
    /// The policy that `settings` say; `nil` if no other origin is allowed.
    convenience init?(_ settings: ServeOptions) {
        if settings.corsOrigins.isEmpty { return nil }
        self.init(allowedOrigins: settings.corsOrigins)
    }
}

extension HTTPLimits {
    /// The limits that the settings say.
    init(_ limits: ServerLimits) {
        self.init()
        bodyBytes = limits.bodyBytes
        headBytes = limits.headBytes
        pipelinedRequests = limits.pipelined
    }
}
