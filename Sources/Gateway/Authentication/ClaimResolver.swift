import Bytes
import EventLoop
import Execution
import GraphQL
import Planner
import Postgres

/// Fills in the claims that the database derives from the token's subject, such as the confidential clients in an agent's care.
///
/// They are asked for anew with each request, because an answer contains every commit before it; all who ask in one turn of
/// the loop, or while a question is under way, share the next statement. So the many whose derived claims are empty still
/// share everything that follows.
final class ClaimResolver {
    private struct Waiter {
        var subject: [UInt8]
        var principal: Principal
        var body: (Result<Principal, GraphQLError>) -> Void
    }

    /// The derived claims of one role.
    private final class Derivation {
        let role: Int
        let statement: PreparedStatement
        let settings: SessionSettings
        let subject: Int
        /// The claims' indices, in the order of the statement's columns.
        let claims: [Int]
        let set: ClaimSet
        var waiting: [Waiter] = []
        var isUnderWay = false

        init(role: Int, _ declaration: Role, subject: Int, claims: [Int]) {
            self.role = role
            self.subject = subject
            self.claims = claims
            set = claims.reduce(into: ClaimSet()) { $0.insert(ClaimSet(claim: $1)) }
            statement = PreparedStatement(
                sql: Self.sql(claims.compactMap { declaration.claims[$0].function }),
                parameterTypes: [declaration.claims[subject].kind == .uuid ? 2951 : TypeOID.textArray],
                role: declaration.database
            )
            settings = SessionSettings(role: declaration.database)
        }

        /// One row a subject: its number, and each function's value for it as text.
        private static func sql(_ functions: [String]) -> String {
            var columns: [SQL] = ["k.ordinal"]
            var joins = SQL.empty
            for (index, function) in functions.enumerated() {
                let name: SQL = "f\(SQL.number(index))"
                let parts = function.split(separator: ".").map { SQL.identifier(String($0)) }
                columns.append("\(name).value::text")
                joins.append(
                    "\nLEFT JOIN \(parts.joined("."))($1) AS \(name)(subject, value) ON \(name).subject = k.subject"
                )
            }
            let sql: SQL = """
                SELECT \(columns.joined(", "))
                FROM unnest($1) WITH ORDINALITY AS k(subject, ordinal)\(joins)
                """
            return sql.rendered().text
        }
    }

    private let lane: Postgres.Lane
    private let log: Log
    private var derivations: [Derivation?]
    /// As for other batches: more subjects at once bring nothing.
    private static let subjectsPerStatement = 200

    init(roles: [Role], lane: Postgres.Lane, loop: Loop, log: Log) {
        self.lane = lane
        self.log = log
        derivations = roles.enumerated().map { index, role in
            let claims = role.claims.indices.filter { role.claims[$0].function != nil }
            guard !claims.isEmpty, let subject = role.claims.firstIndex(where: { $0.name == "sub" }) else {
                return nil
            }
            return Derivation(role: index, role, subject: subject, claims: claims)
        }
        loop.onTurnEnd { [unowned self] in dispatch() }
    }

    /// Whether a statement of `program` reads a claim that has to be asked for.
    func areNeeded(by program: Program, role: Int) -> Bool {
        guard let derivation = derivations[role] else { return false }
        return program.steps.contains { !$0.statement.claims.isDisjoint(with: derivation.set) }
    }

    /// Calls `body` with the principal whose derived claims are filled in, at once where there are none.
    func resolve(_ principal: Principal, _ body: @escaping (Result<Principal, GraphQLError>) -> Void) {
        guard let derivation = derivations[principal.role], let subject = principal.claims[derivation.subject]
        else {
            return body(.success(principal))
        }
        let bytes = UUIDText.bytes(subject) ?? Array(subject.utf8)
        derivation.waiting.append(Waiter(subject: bytes, principal: principal, body: body))
    }

    private func dispatch() {
        for case let derivation? in derivations
        where !derivation.waiting.isEmpty && !derivation.isUnderWay && lane.hasRoom {
            send(derivation)
        }
    }

    private func send(_ derivation: Derivation) {
        let waiters = Array(derivation.waiting.prefix(Self.subjectsPerStatement))
        derivation.waiting.removeFirst(waiters.count)
        derivation.isUnderWay = true
        var parameters = ParameterList()
        let isUUID = derivation.statement.parameterTypes == [2951]
        parameters.appendArray(of: isUUID ? TypeOID.uuid : TypeOID.text, waiters.map(\.subject))
        lane.submit(
            Block(statement: derivation.statement, parameters: parameters, settings: derivation.settings) {
                [self] result in
                derivation.isUnderWay = false
                switch result {
                case .success(let rows): deliver(rows, to: waiters, derivation)
                case .failure(let error):
                    log.databaseError(error, statement: derivation.statement.sql)
                    for waiter in waiters { waiter.body(.failure(DatabaseErrors.error(for: error))) }
                }
                dispatch()
            }
        )
    }

    private func deliver(_ rows: RowSet, to waiters: [Waiter], _ derivation: Derivation) {
        var values = [[String?]](repeating: derivation.claims.map { _ in nil }, count: waiters.count)
        for row in 0..<rows.rowCount {
            guard let ordinal = rows[row, 0].copy.map({ $0.reduce(0) { $0 << 8 | Int($1) } }),
                ordinal >= 1, ordinal <= waiters.count
            else { continue }
            for column in derivation.claims.indices {
                values[ordinal - 1][column] = rows[row, column + 1].copy.map {
                    String(decoding: $0, as: UTF8.self)
                }
            }
        }
        for (waiter, value) in zip(waiters, values) {
            waiter.body(.success(waiter.principal.with(derivation.claims, value)))
        }
    }
}

extension Principal {
    /// The same with the claims at `indices` set to `values`; itself where nothing changes.
    fileprivate func with(_ indices: [Int], _ values: [String?]) -> Principal {
        var claims = claims
        for (index, value) in zip(indices, values) { claims[index] = value }
        return claims == self.claims ? self : Principal(role: role, claims: claims)
    }
}
