/// What the answer of a statement depends on, all that is read in turn included, for one role.
package struct Dependencies: Hashable, Sendable {
    /// The claims that the statement can see: its identity.
    package var claims: ClaimSet = []
    /// The tables whose changes may change the answer, by oid.
    package var relations: Set<UInt32> = []
    /// Those of `relations` that something else reads: a policy, a view, a function, or what claims are derived from.
    ///
    /// What is known of the rows that a statement reads directly does not hold of them.
    package var indirect: Set<UInt32> = []
    /// Whether `relations` are all; `false` where something is read that the catalog cannot see into.
    package var isComplete = true
    /// Whether the answer changes although no table does: it depends on the time, or on something random.
    package var movesByItself = false

    /// Creates a value without dependencies.
    package init() {}

    /// Of what nothing is known of.
    package static var unknown: Dependencies {
        var dependencies = Dependencies()
        dependencies.claims = .all
        dependencies.isComplete = false
        return dependencies
    }

    /// Adds `other`.
    package mutating func formUnion(_ other: Dependencies) {
        claims.formUnion(other.claims)
        relations.formUnion(other.relations)
        indirect.formUnion(other.indirect)
        isComplete = isComplete && other.isComplete
        movesByItself = movesByItself || other.movesByItself
    }
}

/// Follows what is read through views, policies, functions and derived claims to its end.
struct DependencyClosure {
    private let relations: [UInt32: Relation]
    private let functions: [UInt32: Function]
    private let roles: [Role]
    private let login: String

    init(_ catalog: Catalog, roles: [Role]) {
        relations = Dictionary(
            catalog.relations.map { ($0.oid, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        functions = Dictionary(
            catalog.functions.map { ($0.oid, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        self.roles = roles
        login = catalog.login.name
    }

    /// What reading `relation` depends on, for each role.
    func dependencies(reading relation: UInt32) -> [Dependencies] {
        var reads = Reads()
        reads.relations = [relation]
        return dependencies(of: reads)
    }

    /// What `reads` depends on, for each role.
    func dependencies(of reads: Reads, withOwnersRights: Bool = false) -> [Dependencies] {
        roles.map { dependencies(of: reads, as: $0, withOwnersRights: withOwnersRights) }
    }

    /// What `reads` depends on for `role`.
    ///
    /// - Parameter withOwnersRights: whether other policies apply than those for the role.
    func dependencies(of reads: Reads, as role: Role, withOwnersRights: Bool = false) -> Dependencies {
        var walk = Walk(closure: self, reader: role.database ?? login)
        walk.run(reads, isCaller: !withOwnersRights)
        var dependencies = walk.found
        dependencies.claims = walk.claims.map { claims(named: $0, of: role) } ?? .all
        // Whom the statement runs as depends on what the claims are derived from.
        for (index, claim) in role.claims.enumerated()
        where claim.relation != nil && dependencies.claims.contains(ClaimSet(claim: index)) {
            let place = claim.qualifiedRelation
            let relation = relations.values.first { $0.schema == place.schema && $0.name == place.name }
            guard let relation else { continue }
            var derivation = Walk(closure: self, reader: role.database ?? login)
            var reads = Reads()
            reads.relations = [relation.oid]
            derivation.run(reads)
            derivation.found.claims = []
            derivation.found.indirect = derivation.found.relations
            dependencies.formUnion(derivation.found)
        }
        return dependencies
    }

    private func claims(named names: Set<String>, of role: Role) -> ClaimSet {
        var result: ClaimSet = []
        for (index, claim) in role.claims.enumerated() where names.contains(claim.name.lowercased()) {
            result.insert(ClaimSet(claim: index))
        }
        return result
    }

    /// One walk from what is read to what that reads.
    private struct Walk {
        /// Something that is read, and with whose rights.
        struct Step: Hashable {
            var oid: UInt32
            /// Whether the caller's own policies apply; else they are those of the owner of a function or view.
            var isCaller: Bool
        }

        let closure: DependencyClosure
        /// The database role of the caller.
        let reader: String
        var found = Dependencies()
        var claims: Set<String>? = []
        private var open: [(reads: Reads, isCaller: Bool)] = []
        /// Whether what is read now is read by something that the statement reads.
        private var isIndirect = false
        private var seenRelations: Set<Step> = []
        private var seenFunctions: Set<Step> = []

        init(closure: DependencyClosure, reader: String) {
            self.closure = closure
            self.reader = reader
        }

        mutating func run(_ reads: Reads, isCaller: Bool = true) {
            open = [(reads, isCaller)]
            var isFirst = true
            while let (next, isCaller) = open.popLast() {
                isIndirect = !isFirst
                isFirst = false
                claims = next.claims.flatMap { claims?.union($0) }
                if next.movesByItself { found.movesByItself = true }
                if next.relations == nil { found.isComplete = false }
                for oid in next.relations ?? [] { readRelation(Step(oid: oid, isCaller: isCaller)) }
                for oid in next.functions { call(Step(oid: oid, isCaller: isCaller)) }
            }
        }

        private mutating func readRelation(_ step: Step) {
            if isIndirect { found.indirect.insert(step.oid) }
            guard seenRelations.insert(step).inserted else { return }
            guard let relation = closure.relations[step.oid] else {
                // One of PostgreSQL's own, or of a kind that is not read here.
                claims = nil
                found.isComplete = false
                return
            }
            switch relation.kind {
            case .view: open.append((relation.definition, step.isCaller && !relation.readsAsOwner))
            // A materialized view reads when it is refreshed, and not when it is read.
            case .table, .materializedView, .foreignTable, .composite: found.relations.insert(relation.oid)
            }
            guard relation.hasRowSecurity else { return }
            for policy in relation.policies where !step.isCaller || policy.roles.contains(reader) {
                open.append((policy.reads, step.isCaller))
            }
        }

        private mutating func call(_ step: Step) {
            guard seenFunctions.insert(step).inserted else { return }
            guard let function = closure.functions[step.oid] else {
                open.append((.unknown, step.isCaller))
                return
            }
            // With the owner's rights other policies apply, which are not looked into here.
            if function.isSecurityDefiner { claims = nil }
            open.append((function.body, step.isCaller && !function.isSecurityDefiner))
        }
    }
}
