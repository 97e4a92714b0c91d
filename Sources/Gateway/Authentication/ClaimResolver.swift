import Bytes
import Execution
import GraphQL
import Planner
import Postgres

/// Reads the claims that the database derives from the token's subject, such as the confidential clients in an agent's care.
///
/// They are read for each request, because a response contains every commit before the request. Requests of one turn of the
/// loop, or that come while such a statement is under way, share the next statement. A request does not wait for it: it is
/// executed with the claims that were read last, and answered when the database confirms them (see ``assumed(_:)``). So callers
/// whose derived claims are empty share everything, and it costs them no round trip.
final class ClaimResolver {
    typealias Body = (Result<Principal, GraphQLError>) -> Void

    /// A closure that waits for the claims; in a struct, because a closure in a collection is wrapped once more.
    fileprivate struct Waiter {
        let body: Body
    }

    /// The derived claims of one principal that are known, and the requests that wait for them.
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
        /// The subjects of the principals that are known.
        ///
        /// The bound is for some 10,000, more than people at work; a subject that is dropped is read again.
        private let subjects = ByteCache<Subject>(bytes: 8 << 20)
        /// The subjects for which requests wait.
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
            guard let text = principal.claims[subject] else { return nil }
            let key = principal.identity(seeing: .all).key
            if let known = subjects.value(for: key) { return known }
            let made = Subject(bytes: kind.bytes(of: text), assumed: principal)
            subjects.set(made, for: key, bytes: key.count * 2 + 256)
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

        /// Stores the derived claims of `subjects` that `rows` hold.
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
    /// As for other batches: more subjects in one statement are not faster.
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

    /// Whether a statement of `plan` reads a derived claim.
    func areNeeded(by plan: ExecutionPlan, role: Int) -> Bool {
        guard let derivation = derivations[role] else { return false }
        return !plan.claims.isDisjoint(with: derivation.set)
    }

    /// The principal with the derived claims that were read last.
    ///
    /// What is read as this principal may be shown only after ``resolve(_:_:)``, called after the request came, has returned the
    /// same object.
    func assumed(_ principal: Principal) -> Principal {
        derivations[principal.role]?.subject(of: principal)?.assumed ?? principal
    }

    /// Calls `body` with the principal and its current derived claims; at once if its role has none.
    func resolve(_ principal: Principal, _ body: @escaping Body) {
        guard let derivation = derivations[principal.role],
            let subject = derivation.subject(of: principal)
        else { return body(.success(principal)) }
        if subject.waiting.isEmpty { derivation.queue.append(subject) }
        subject.waiting.append(Waiter(body: body))
    }

    // MARK: After a change

    /// Whether what is read of the answers of `plan`'s mutations depends on claims that a mutation may have changed.
    func areNeeded(toReadAnswersOf plan: ExecutionPlan, role: Int) -> Bool {
        guard let derivation = derivations[role] else { return false }
        return plan.steps.contains {
            $0.parent != nil && !$0.statement.claims.isDisjoint(with: derivation.set)
        }
    }

    /// The statement that reads the derived claims of one principal, on any connection.
    struct Probe {
        fileprivate let derivation: Derivation
        fileprivate let subject: Subject
        let parameters: ParameterList
        var statement: PreparedStatement { derivation.statement }
        var settings: SessionSettings { derivation.settings }

        /// The principal with the claims in `rows`: the same object if nothing changed.
        func principal(in rows: RowSet) -> Principal {
            derivation.take(rows, for: [subject])
            return subject.assumed
        }
    }

    /// The statement that reads the derived claims of `principal`; `nil` if it has none.
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
        // Requests from now on wait for the next statement: the snapshot of this one may be older than their commit.
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
                    let failure = events.errors.error(forRead: error)
                    for waiter in waiting.joined() { waiter.body(.failure(failure)) }
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

    /// A subject that was checked to be of this kind, in PostgreSQL's binary format.
    fileprivate func bytes(of text: String) -> [UInt8] {
        switch self {
        case .uuid: UUIDText.bytes(text) ?? []
        case .integer: Int64(text)?.bigEndianBytes ?? []
        case .text, .boolean: Array(text.utf8)
        }
    }
}
