package import GraphQL

/// Reads the roles of callers: `@role`.
struct RoleReader: BindingPass {
    private let schema: Schema
    private let catalog: Catalog
    var findings: [Finding] = []
    private var roles: [Role] = []

    init(_ schema: Schema, _ catalog: Catalog) {
        self.schema = schema
        self.catalog = catalog
    }

    mutating func run() -> [Role] {
        for directive in schema.appliedDirectives where directive.name == "role" {
            var role = Role(directive)
            role.limits = limits(of: directive)
            let (name, claims) = (role.name, role.claims)
            if roles.contains(where: { $0.name == name }) {
                findings.append(
                    Finding(.error, "Role \"\(name)\" is declared twice.", at: directive.location)
                )
            }
            for claim in claims where !Self.isSettingName(claim.name) {
                findings.append(
                    Finding(
                        .error,
                        "Role \"\(name)\" has the claim \"\(claim.name)\", by which PostgreSQL can call no setting.",
                        at: directive.location,
                        fix: "Let the token have it under a name of letters, digits and underscores."
                    )
                )
            }
            if claims.count > 64 {
                findings.append(
                    Finding(.error, "Role \"\(name)\" has more than 64 claims.", at: directive.location)
                )
            }
            checkRole(role, at: directive.location)
            checkDerivations(of: role, at: directive.location)
            roles.append(role)
        }
        if roles.isEmpty { roles = [Role(name: "anonymous", database: nil, isAnonymous: true)] }
        if roles.count(where: \.isAnonymous) > 1 {
            findings.append(Finding(.error, "More than one role is anonymous."))
        }
        if roles.count > 64 { findings.append(Finding(.error, "There are more than 64 roles.")) }
        return roles
    }

    /// Whether policies can read a claim of this name as `current_setting('claims.NAME')`.
    private static func isSettingName(_ name: String) -> Bool {
        name.utf8.first.map { $0 > UInt8(ascii: "9") } ?? false
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                    true
                case _: false
                }
            }
    }

    private mutating func limits(of directive: AppliedDirective) -> [String: Int] {
        guard case .object(let members)? = directive.argument("limits") else { return [:] }
        var limits: [String: Int] = [:]
        for member in members {
            guard let entry = RequestLimits.table.first(where: { $0.fieldName == member.name }),
                case .int(let text) = member.value
            else { continue }
            if let value = Int(text), entry.range.contains(value) {
                limits[member.name] = value
                continue
            }
            findings.append(
                Finding(
                    .error,
                    "The limit \"\(member.name)\" is not from \(entry.range.lowerBound) to \(entry.range.upperBound).",
                    at: directive.location
                )
            )
        }
        return limits
    }

    private mutating func checkRole(_ role: Role, at location: SourceLocation?) {
        guard let name = role.database else { return }
        guard let found = catalog.roles.first(where: { $0.name == name }) else {
            findings.append(
                Finding(
                    .error,
                    "Role \"\(role.name)\" runs as the PostgreSQL role \"\(name)\", which does not exist.",
                    at: location,
                    fix: "CREATE ROLE \(name.sqlName) NOLOGIN;"
                )
            )
            return
        }
        if !found.isGrantedToLogin {
            findings.append(
                Finding(
                    .error,
                    "The login \"\(catalog.login.name)\" may not switch to the role \"\(name)\".",
                    at: location,
                    fix: "GRANT \(name.sqlName) TO \(catalog.login.name.sqlName);"
                )
            )
        }
        if found.isSuperuser || found.bypassesRowSecurity {
            findings.append(
                Finding(
                    .error,
                    "The role \"\(name)\" steps over row-level security.",
                    at: location,
                    fix: "ALTER ROLE \(name.sqlName) NOSUPERUSER NOBYPASSRLS;"
                )
            )
        }
    }

    // MARK: Derived claims

    /// Proves that the claims of `role` which the database derives can be read for its subjects, by the role itself.
    private mutating func checkDerivations(of role: Role, at location: SourceLocation?) {
        let derived = role.claims.filter { $0.relation != nil }
        if derived.isEmpty { return }
        let subject = role.claims.first { $0.name == "sub" && $0.relation == nil && !$0.isList }
        guard let subject, let types = subject.kind.typesOfSubjects else {
            report(
                "Role \"\(role.name)\" derives claims from its subject, but its tokens have none to derive them from.",
                at: location,
                fix: "Declare the claim \"sub\" of the type UUID, TEXT or INTEGER."
            )
            return
        }
        for claim in derived {
            guard let relation = relation(of: claim, at: location) else { continue }
            let column = relation.column("subject")
            if column.map({ types.contains($0.type) }) != true || relation.column("value") == nil {
                report(
                    "The claim \"\(claim.name)\" is derived by \"\(relation.displayName)\", which has not the columns "
                        + "\"subject\", of the type of \"sub\" (\(subject.kind.rawValue)), and \"value\".",
                    at: location,
                    fix: "Name a view that selects them."
                )
                continue
            }
            let reader = role.database ?? catalog.login.name
            let readable = relation.columns.filter { ["subject", "value"].contains($0.name) }
            if !readable.allSatisfy({ $0.selectableBy.contains(reader) }) {
                report(
                    "The claim \"\(claim.name)\" is derived by \"\(relation.displayName)\", which the role \"\(reader)\" may not read.",
                    at: location,
                    fix: "GRANT SELECT ON \(relation.displayName) TO \(reader);"
                )
            }
        }
    }

    private mutating func relation(of claim: ClaimDeclaration, at location: SourceLocation?) -> Relation? {
        let parts = claim.qualifiedRelation
        if let found = catalog.relation(schema: parts.schema, name: parts.name) { return found }
        let known = catalog.relations.filter { $0.schema == parts.schema }.map(\.name)
        report(
            "The claim \"\(claim.name)\" is derived by \"\(parts.schema).\(parts.name)\", which is no table or view.\(Suggestions.didYouMean(parts.name, among: known))",
            at: location,
            fix: "Name an existing relation, or create it in a migration and grant it to the role."
        )
        return nil
    }
}

extension Role {
    /// What a `@role` declares, without its limits.
    fileprivate init(_ directive: AppliedDirective) {
        var claims: [ClaimDeclaration] = []
        if case .list(let items)? = directive.argument("claims") {
            claims = items.map { item in
                ClaimDeclaration(
                    name: item["name"]?.text ?? "",
                    kind: item["type"]?.text.flatMap(ClaimDeclaration.Kind.init) ?? .text,
                    isList: item["list"] == .boolean(true),
                    isRequired: item["required"] == .boolean(true),
                    relation: item["relation"]?.text
                )
            }
        }
        self.init(
            name: directive.argument("name")?.text ?? "",
            database: directive.argument("database")?.text,
            claims: claims,
            isAnonymous: directive.argument("anonymous") == .boolean(true),
            allowsIntrospection: directive.argument("introspection") != .boolean(false)
        )
        allowsTracing = directive.argument("tracing") == .boolean(true)
        requiresTrustedDocuments = directive.argument("onlyTrustedDocuments") == .boolean(true)
    }

    /// The roles that `schema` declares, as its author wrote them.
    package static func declared(in schema: Schema) -> [Role] {
        schema.appliedDirectives.filter { $0.name == "role" }.map { Role($0) }
    }
}
