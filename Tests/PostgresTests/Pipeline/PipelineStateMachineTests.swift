import Testing

@testable import Postgres

@Suite("§34.5 Pipeline Mode")
struct PipelineStateMachineTests {
    private typealias Machine = PipelineStateMachine

    private func actions(
        _ machine: inout PipelineStateMachine,
        _ events: [PipelineStateMachine.Event]
    )
        -> [PipelineStateMachine.Action]
    {
        events.map { machine.received($0) }.filter { $0 != .none }
    }

    @Test func `a block with everything is answered step by step`() {
        var machine = Machine()
        machine.sent([.prepareSettings, .settings, .prepare, .execute])
        #expect(
            actions(
                &machine,
                [
                    .completed, .endOfCommand, .rows, .endOfCommand, .completed, .endOfCommand, .rows,
                    .endOfCommand, .synchronized,
                ]
            ) == [.done(.prepareSettings), .done(.settings), .done(.prepare), .done(.execute), .finished]
        )
        #expect(machine.segmentsInFlight == 0)
    }

    @Test func `what stands behind a failure is skipped, and the next block starts clean`() {
        var machine = Machine()
        machine.sent([.settings, .prepare, .execute])
        machine.sent([.execute])
        #expect(
            actions(
                &machine,
                [.failed, .endOfCommand, .aborted, .endOfCommand, .aborted, .endOfCommand, .synchronized]
            ) == [.failed(.settings), .skipped(.prepare), .skipped(.execute), .finished]
        )
        #expect(actions(&machine, [.rows, .endOfCommand, .synchronized]) == [.done(.execute), .finished])
    }

    @Test func `a commit may fail at the Sync`() {
        var machine = Machine()
        machine.sent([.execute])
        #expect(
            actions(&machine, [.completed, .endOfCommand, .failed, .endOfCommand, .synchronized])
                == [.done(.execute), .failed(nil), .finished]
        )
    }

    @Test(
        arguments: [
            [.rows], [.synchronized], [.aborted], [.completed, .completed], [.completed, .synchronized],
            [.endOfCommand], [.unexpected], [.failed, .endOfCommand, .completed],
            [.failed, .endOfCommand, .failed],
        ] as [[PipelineStateMachine.Event]]
    )
    func `an answer that cannot be breaks the connection`(events: [PipelineStateMachine.Event]) {
        var machine = Machine()
        machine.sent([.prepare, .execute])
        #expect(actions(&machine, events).last == .broken)
    }

    @Test func `nothing may be answered when nothing was asked`() {
        var machine = Machine()
        #expect(machine.received(.synchronized) == .broken)
        #expect(machine.received(.rows) == .broken)
    }

    @Test func `sixteen blocks in flight are answered in order`() {
        var machine = Machine()
        for _ in 0..<16 { machine.sent([.settings, .execute]) }
        for left in (0..<16).reversed() {
            _ = actions(&machine, [.rows, .endOfCommand, .rows, .endOfCommand, .synchronized])
            #expect(machine.segmentsInFlight == left)
        }
    }
}
