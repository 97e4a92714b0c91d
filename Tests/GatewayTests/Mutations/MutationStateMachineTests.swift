import Postgres
import Testing

@testable import Gateway

/// Traces of mutations: what happens, and what is done about it.
@Suite("The course of a mutation")
struct MutationStateMachineTests {
    private typealias Machine = MutationStateMachine

    private func machine(_ fields: [MutationStateMachine.Field]) -> MutationStateMachine {
        MutationStateMachine(fields, limits: MutationLimits())
    }

    private func error(_ state: String) -> PostgresError { PostgresError(sqlState: state, message: "") }

    /// The actions that follow `events`, from the start on.
    private func actions(
        _ machine: inout MutationStateMachine,
        _ events: [MutationStateMachine.Event]
    ) -> [MutationStateMachine.Action?] {
        [machine.start()] + events.map { machine.received($0) }
    }

    // MARK: Without trouble

    @Test func `a field without a key is called, committed and read`() {
        var machine = machine([.init()])
        let trace = actions(
            &machine,
            [.prepared(isKeyed: false), .leased, .returned(limit: nil), .done, .settled]
        )
        #expect(
            trace == [
                .prepare(0), .lease(isUrgent: false), .call(inSavepoint: false), .commit, .read, .finish,
            ]
        )
    }

    @Test func `a field with a key is claimed first, and its answer kept before the commit`() {
        var machine = machine([.init()])
        let trace = actions(
            &machine,
            [
                .prepared(isKeyed: true), .leased, .claimed(.new), .returned(limit: nil), .done, .done,
                .settled,
            ]
        )
        #expect(
            trace == [
                .prepare(0), .lease(isUrgent: false), .claim, .call(inSavepoint: true), .keepAnswer, .commit,
                .read, .finish,
            ]
        )
    }

    @Test func `a dry run is read before it is rolled back, and never committed`() {
        var machine = machine([.init(isDryRun: true)])
        let trace = actions(
            &machine,
            [.prepared(isKeyed: false), .leased, .returned(limit: nil), .settled]
        )
        #expect(
            trace == [.prepare(0), .lease(isUrgent: false), .call(inSavepoint: true), .read, .finish]
        )
    }

    @Test func `fields are run one after the other`() {
        var machine = machine([.init(), .init()])
        let one: [MutationStateMachine.Event] = [
            .prepared(isKeyed: false), .leased, .returned(limit: nil), .done, .settled,
        ]
        let trace = actions(&machine, one + one)
        #expect(trace[5] == .prepare(1) && trace[10] == .finish)
    }

    @Test func `without fields nothing is done`() {
        var machine = machine([])
        #expect(machine.start() == .finish)
    }

    // MARK: Repetitions

    @Test func `an answer that was kept is replayed and read, and nothing is called`() {
        var machine = machine([.init()])
        let trace = actions(
            &machine,
            [.prepared(isKeyed: true), .leased, .claimed(.answered), .done, .settled]
        )
        #expect(trace.suffix(3) == [.replay, .read, .finish])
    }

    @Test func `a rule that was kept, and another input, fail the field`() {
        for (claim, failure) in [
            (Machine.Claim.refused(error("QL409")), Machine.Failure.refusal(error("QL409"))),
            (.other, .otherInput),
        ] {
            var machine = machine([.init()])
            let trace = actions(&machine, [.prepared(isKeyed: true), .leased, .claimed(claim), .settled])
            #expect(trace.suffix(2) == [.fail(failure), .finish])
        }
    }

    @Test func `a rule is kept with the key, and then fails the field`() {
        var machine = machine([.init()])
        let rule = error("QL400")
        let trace = actions(
            &machine,
            [.prepared(isKeyed: true), .leased, .claimed(.new), .refused(rule), .done, .done, .settled]
        )
        #expect(trace.suffix(4) == [.keepRefusal(rule), .commit, .fail(.refusal(rule)), .finish])
    }

    @Test func `a database without a store fails the field`() {
        var machine = machine([.init()])
        let trace = actions(&machine, [.prepared(isKeyed: true), .leased, .failed(error("3F000"))])
        #expect(trace.last == .fail(.missingStore))
    }

    // MARK: Failures

    @Test func `refused arguments lead to the next field, and to the end where no data can be left`() {
        var lenient = machine([.init(), .init()])
        #expect(actions(&lenient, [.settled, .settled]) == [.prepare(0), .prepare(1), .finish])
        var strict = machine([.init(endsMutation: true), .init()])
        #expect(actions(&strict, [.settled]) == [.prepare(0), .finish])
    }

    @Test func `a failure ends the mutation only where no data can be left`() {
        for (endsMutation, last) in [(true, Machine.Action.finish), (false, .prepare(1))] {
            var machine = machine([.init(endsMutation: endsMutation), .init()])
            let trace = actions(
                &machine,
                [.prepared(isKeyed: false), .leased, .failed(error("22012")), .settled]
            )
            #expect(trace.suffix(2) == [.fail(.database(error("22012"))), last])
        }
    }

    @Test func `more rows than are served fail the field before the commit`() {
        var machine = machine([.init()])
        let trace = actions(&machine, [.prepared(isKeyed: false), .leased, .returned(limit: 500)])
        #expect(trace.last == .fail(.tooManyRows(500)))
    }

    @Test func `where too many wait the field fails`() {
        var machine = machine([.init()])
        #expect(actions(&machine, [.prepared(isKeyed: false), .refusedToWait]).last == .fail(.busy))
    }

    // MARK: Other attempts

    @Test func `a conflict is tried three times`() {
        var machine = machine([.init()])
        let conflict: [MutationStateMachine.Event] = [.leased, .failed(error("40001"))]
        let trace = actions(
            &machine,
            [.prepared(isKeyed: false)] + conflict + [.waited] + conflict + [.waited] + conflict
        )
        #expect(
            trace.compactMap { $0 }.filter { if case .call = $0 { false } else { true } } == [
                .prepare(0), .lease(isUrgent: false), .wait(.conflict(1)), .lease(isUrgent: false),
                .wait(.conflict(2)), .lease(isUrgent: false), .fail(.database(error("40001"))),
            ]
        )
    }

    @Test func `each field has its own attempts`() {
        var machine = machine([.init(), .init()])
        let conflict: [MutationStateMachine.Event] = [.leased, .failed(error("40P01")), .waited]
        let field: [MutationStateMachine.Event] =
            [.prepared(isKeyed: false)] + conflict + conflict + [
                .leased, .returned(limit: nil), .done, .settled,
            ]
        #expect(actions(&machine, field + field).last == .finish)
    }

    @Test func `the claim says whether a commit happened whose answer was lost`() {
        let begin: [MutationStateMachine.Event] = [
            .prepared(isKeyed: true), .leased, .claimed(.new), .returned(limit: nil), .done,
            .failed(error("08007")), .waited, .leased,
        ]
        for (claim, action) in [
            (Machine.Claim.answered, Machine.Action.replay), (.new, .call(inSavepoint: true)),
        ] {
            var machine = machine([.init()])
            let trace = actions(&machine, begin + [.claimed(claim)])
            #expect(trace.suffix(4) == [.wait(.inquiry(1)), .lease(isUrgent: true), .claim, action])
        }
    }

    @Test func `a commit that cannot be asked for is in doubt`() {
        var machine = machine([.init()])
        var events: [MutationStateMachine.Event] = [
            .prepared(isKeyed: true), .leased, .claimed(.new), .returned(limit: nil), .done,
            .failed(error("08007")),
        ]
        for _ in 0..<MutationLimits().inquiries { events += [.waited, .failed(error("08001"))] }
        let trace = actions(&machine, events)
        #expect(trace.last == .fail(.inDoubt))
        #expect(trace.compactMap { $0 }.count { if case .wait = $0 { true } else { false } } == 7)
    }

    @Test func `without a key a lost commit is reported as it is`() {
        var machine = machine([.init()])
        let trace = actions(
            &machine,
            [.prepared(isKeyed: false), .leased, .returned(limit: nil), .failed(error("08007"))]
        )
        #expect(trace.last == .fail(.database(error("08007"))))
    }

    @Test func `an event that comes too late changes nothing`() {
        var machine = machine([.init()])
        #expect(
            actions(&machine, [.settled, .leased, .done, .waited]) == [.prepare(0), .finish, nil, nil, nil]
        )
    }
}
