import Bytes
import Execution
import GraphQL
import Planner
import Postgres

/// Fills in the claims that the database derives from the token's subject, such as the confidential clients in an agent's care.
///
/// They are asked for anew with each request, because an answer contains every commit before it; all who ask in one turn of
/// the loop, or while a question is under way, share the next statement. A request need not wait for it: it is executed as
/// whom the database said last, and answered once the database has said the same again (see ``assumed(_:)``). So the many
/// whose derived claims are empty share everything, and nobody pays a round for it.
final class ClaimResolver {
    typealias Body = (Result<Principal, GraphQLError>) -> Void

    /// Who waits for an answer: a closure in a collection by itself would be wrapped once more.
    fileprivate struct Waiter {
        let body: Body
    }

    /// What is known of one principal's derived claims, and who waits to know it now.
    fileprivate final class Subject {
        let bytes: [UInt8]
        /// As of the last answer; at first as if there were no derived claims.
        var assumed: Principal
        var waiting: [Waiter] = []

        init(bytes: [UInt8], assumed: Principal) {
            self.bytes = bytes
            self.assumed = assumed
        }
    }

    /// The derived claims of one role.
    fileprivate final class Derivation {
        let statement: PreparedStatement
        let settings: SessionSettings
        let subject: Int
        let kind: ClaimDeclaration.Kind
        /// The claims' indices, in the order of the statement's columns.
        let claims: [Int]
        let set: ClaimSet
        /// Those for whom somebody waits.
        var queue: [Subject] = []
        var isUnderWay = false

        init(_ declaration: Role, subject: Int, claims: [Int]) {
            self.subject = subject
            self.claims = claims
            set = claims.reduce(into: ClaimSet()) { $0.insert(ClaimSet(claim: $1)) }
            kind = declaration.claims[subject].kind
            statement = PreparedStatement(
                sql: Self.sql(claims.map { declaration.claims[$0] }, of: kind),
                parameterTypes: [kind.typeOfArray],
                role: declaration.database
            )
            settings = SessionSettings(role: declaration.database)
        }

        /// What is known of `principal`; `nil` where it has no subject to derive claims from.
        func subject(of principal: Principal) -> Subject? {
            if let known = principal.attachment as? Subject { return known }
            guard let text = principal.claims[subject] else { return nil }
            let made = Subject(bytes: kind.bytes(of: text), assumed: principal)
            principal.attachment = made
            return made
        }

        /// One row for each subject and claim of it that has a value, as text.
        private static func sql(_ claims: [ClaimDeclaration], of kind: ClaimDeclaration.Kind) -> String {
            let cast: SQL = kind == .integer ? "::int8" : ""
            let parts = claims.enumerated().map { number, claim -> SQL in
                let (schema, name) = claim.qualifiedRelation
                return """
                    SELECT \(SQL.number(number)) AS claim, subject\(cast), value::text
                    FROM \(SQL.identifier(schema)).\(SQL.identifier(name)) WHERE subject = ANY($1)
                    """
            }
            return parts.joined("\nUNION ALL\n").rendered().text
        }

        func parameters(of subjects: [Subject]) -> ParameterList {
            var parameters = ParameterList()
            parameters.appendArray(of: kind.type, subjects.lazy.map(\.bytes))
            return parameters
        }

        /// Notes what the database said of `subjects`.
        func take(_ rows: RowSet, for subjects: [Subject]) {
            let none = [String?](repeating: nil, count: claims.count)
            var values: [[UInt8]: [String?]] = [:]
            for row in 0..<rows.rowCount {
                guard let claim = rows[row, 0].copy?.last, claim < claims.count,
                    let subject = rows[row, 1].copy
                else { continue }
                values[subject, default: none][Int(claim)] = rows[row, 2].copy.map {
                    String(decoding: $0, as: UTF8.self)
                }
            }
            // Most have none, and then nothing is looked up.
            for subject in subjects {
                let found = values.isEmpty ? none : values[subject.bytes] ?? none
                subject.assumed = subject.assumed.with(claims, found)
            }
        }
    }

    private let lane: Postgres.Lane
    private let events: Events
    private var derivations: [Derivation?]
    /// As for other batches: more subjects at once bring nothing.
    private static let subjectsPerStatement = 200

    init(roles: [Role], lane: Postgres.Lane, events: Events) {
        self.lane = lane
        self.events = events
        derivations = roles.map { role in
            let claims = role.claims.indices.filter { role.claims[$0].relation != nil }
            guard !claims.isEmpty, let subject = role.claims.firstIndex(where: { $0.name == "sub" }) else {
                return nil
            }
            return Derivation(role, subject: subject, claims: claims)
        }
    }

    /// Whether a statement of `program` reads a claim that has to be asked for.
    func areNeeded(by program: ExecutionPlan, role: Int) -> Bool {
        guard let derivation = derivations[role] else { return false }
        return !program.claims.isDisjoint(with: derivation.set)
    }

    /// The principal with its derived claims as the database said last.
    ///
    /// What is read as this principal may be shown only when ``resolve(_:_:)``, called no earlier than the request came,
    /// has answered with the very same object.
    func assumed(_ principal: Principal) -> Principal {
        derivations[principal.role]?.subject(of: principal)?.assumed ?? principal
    }

    /// Calls `body` with the principal with its derived claims as they are now, at once where there are none.
    func resolve(_ principal: Principal, _ body: @escaping Body) {
        guard let derivation = derivations[principal.role],
            let subject = derivation.subject(of: principal)
        else { return body(.success(principal)) }
        if subject.waiting.isEmpty { derivation.queue.append(subject) }
        subject.waiting.append(Waiter(body: body))
    }

    // MARK: After a change

    /// Whether what is read of the answers of `program`'s mutations depends on claims that a mutation may have changed.
    func areNeeded(toReadAnswersOf program: ExecutionPlan, role: Int) -> Bool {
        guard let derivation = derivations[role] else { return false }
        return program.steps.contains {
            $0.parent != nil && !$0.statement.claims.isDisjoint(with: derivation.set)
        }
    }

    /// What the database is asked for the derived claims of one principal, on any connection.
    struct Probe {
        fileprivate let derivation: Derivation
        fileprivate let subject: Subject
        let parameters: ParameterList
        var statement: PreparedStatement { derivation.statement }
        var settings: SessionSettings { derivation.settings }

        /// The principal as `rows` say: the very same where nothing changed.
        func principal(in rows: RowSet) -> Principal {
            derivation.take(rows, for: [subject])
            return subject.assumed
        }
    }

    /// What has to be asked for the derived claims of `principal`; `nil` where it has none.
    func question(_ principal: Principal) -> Probe? {
        guard let derivation = derivations[principal.role],
            let text = principal.claims[derivation.subject]
        else { return nil }
        let subject = Subject(bytes: derivation.kind.bytes(of: text), assumed: principal)
        return Probe(
            derivation: derivation,
            subject: subject,
            parameters: derivation.parameters(of: [subject])
        )
    }

    // MARK: Sending

    /// Sends the statements for all subjects that wait.
    func dispatch() {
        for case let derivation? in derivations
        where !derivation.queue.isEmpty && !derivation.isUnderWay && lane.hasRoom {
            send(derivation)
        }
    }

    private func send(_ derivation: Derivation) {
        let subjects = Array(derivation.queue.prefix(Self.subjectsPerStatement))
        derivation.queue.removeFirst(subjects.count)
        derivation.isUnderWay = true
        // Whoever comes from now on waits for the next statement: this one's snapshot may be older than their commit.
        let waiting = subjects.map { subject in
            defer { subject.waiting = [] }
            return subject.waiting
        }
        lane.submit(
            Block(
                statement: derivation.statement,
                parameters: derivation.parameters(of: subjects),
                settings: derivation.settings
            ) { [self] result in
                derivation.isUnderWay = false
                switch result {
                case .success(let rows):
                    derivation.take(rows, for: subjects)
                    for (subject, waiters) in zip(subjects, waiting) {
                        let assumed = subject.assumed
                        for waiter in waiters { waiter.body(.success(assumed)) }
                    }
                case .failure(let error):
                    events.statementFailed(error, derivation.statement.sql)
                    for waiter in waiting.joined() { waiter.body(.failure(DatabaseErrors.error(for: error))) }
                }
            }
        )
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

/// How subjects are sent.
extension ClaimDeclaration.Kind {
    fileprivate var type: UInt32 {
        switch self {
        case .uuid: TypeOID.uuid
        case .integer: TypeOID.int8
        case .text, .boolean: TypeOID.text
        }
    }

    fileprivate var typeOfArray: UInt32 { ScalarType[type]?.arrayOID ?? 0 }

    /// A subject that was proved to be of this kind, in PostgreSQL's binary format.
    fileprivate func bytes(of text: String) -> [UInt8] {
        switch self {
        case .uuid: UUIDText.bytes(text) ?? []
        case .integer: Int64(text)?.bigEndianBytes ?? []
        case .text, .boolean: Array(text.utf8)
        }
    }
}
