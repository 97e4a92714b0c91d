import GraphQL

/// Warns of an anonymous role without a database role: callers without a token then read with the rights of the login.
struct AnonymousLoginAdvice: BindingPass, ContextReader {
    let context: BindingContext
    var findings: [Finding] = []

    init(_ context: BindingContext) { self.context = context }

    mutating func run() {
        guard let role = roles.first(where: { $0.isAnonymous && $0.database == nil }) else { return }
        let directive = context.schema.appliedDirectives.first {
            $0.name == "role" && $0.argument("name")?.text == role.name
        }
        findings.append(
            Finding(
                .warning,
                "Callers without a token read with all rights of the login \"\(catalog.login.name)\".",
                kind: .anonymousLogin,
                at: directive?.location,
                fix: "Give the anonymous role a database role of its own: "
                    + "@role(name: \"\(role.name)\", database: \"…\", anonymous: true)."
            )
        )
    }
}
