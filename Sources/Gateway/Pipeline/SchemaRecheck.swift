import EventLoop
import Execution
import Planner

/// One loop's requests that failed as if the schema no longer fitted the database, until the watch has looked.
final class SchemaRecheck {
    /// A request that runs once again.
    struct Retry {
        let request: GraphQLRequest
        let caller: Caller
        /// The caller's role in the schema that the request failed on.
        let role: Role
        let responder: any Responder

        init(_ request: GraphQLRequest, _ caller: Caller, role: Role, _ responder: any Responder) {
            self.request = request
            self.caller = caller
            self.role = role
            self.responder = responder
        }

        /// The caller among `roles`, those of another schema; `nil` if it has no such role.
        func caller(among roles: [Role]) -> Caller? {
            guard
                let index = roles.firstIndex(where: {
                    $0.name == role.name && $0.isAnonymous == role.isAnonymous
                })
            else { return nil }
            var values: [ClaimDeclaration: String] = [:]
            for (claim, value) in zip(role.claims, caller.principal.claims) { values[claim] = value }
            var moved = caller
            moved.principal = Principal(role: index, claims: roles[index].claims.map { values[$0] })
            return moved
        }
    }

    /// Runs a request again, on the schema that is served now.
    var onRetry: (Retry) -> Void = { _ in }
    private let catalog: CatalogWatch
    private let loop: Loop
    private var waiting: [(CatalogWatch.Verdict) -> Void] = []
    private var isUnderWay = false

    init(_ catalog: CatalogWatch, loop: Loop) {
        self.catalog = catalog
        self.loop = loop
    }

    /// How often another schema has taken the place of the one before.
    var generation = 0

    /// Whether the schema is known not to fit the database.
    var isMisfit: Bool { catalog.misfit != nil }

    /// Calls `body` on the loop with the outcome of a check that begins after this call.
    func check(then body: @escaping (CatalogWatch.Verdict) -> Void) {
        waiting.append(body)
        if !isUnderWay { begin() }
    }

    private func begin() {
        let bodies = waiting
        waiting = []
        isUnderWay = true
        let wake = loop.wake
        // The closures belong to the loop, which alone calls them.
        let list = Confined(self, bodies)
        catalog.check { verdict in wake.post { list.deliver(verdict) } }
    }

    private func ended(_ bodies: [(CatalogWatch.Verdict) -> Void], _ verdict: CatalogWatch.Verdict) {
        isUnderWay = false
        for body in bodies { body(verdict) }
        if !waiting.isEmpty && !isUnderWay { begin() }
    }

    /// Carries closures of the loop through the watch's thread, which does not touch them.
    private final class Confined: @unchecked Sendable {
        private let owner: SchemaRecheck
        private let bodies: [(CatalogWatch.Verdict) -> Void]

        init(_ owner: SchemaRecheck, _ bodies: [(CatalogWatch.Verdict) -> Void]) {
            self.owner = owner
            self.bodies = bodies
        }

        func deliver(_ verdict: CatalogWatch.Verdict) { owner.ended(bodies, verdict) }
    }
}
