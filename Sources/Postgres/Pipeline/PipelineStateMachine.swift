/// What a connection in pipeline mode answers next: results in, their meaning out.
///
/// A *segment* is what stands before one Sync. Its commands are answered in order, each by a result and an end; when
/// one fails, those behind it are answered as aborted; then the Sync is answered, and the next segment starts clean
/// (*Pipeline Mode*, §34.5 of PostgreSQL's manual).
struct PipelineStateMachine {
    /// A command of a segment; the cases stand in the order in which they are sent.
    enum Step: UInt8, CaseIterable {
        /// Something without rows: BEGIN, COMMIT, DEALLOCATE.
        case command
        case prepareSettings
        case settings
        case prepare
        case execute
    }

    /// The commands that a segment has.
    struct Steps: OptionSet {
        let rawValue: UInt8
        init(rawValue: UInt8) { self.rawValue = rawValue }
        init(_ step: Step) { rawValue = 1 << step.rawValue }

        static let command = Steps(.command)
        static let prepareSettings = Steps(.prepareSettings)
        static let settings = Steps(.settings)
        static let prepare = Steps(.prepare)
        static let execute = Steps(.execute)

        var first: Step? { Step(rawValue: UInt8(truncatingIfNeeded: rawValue.trailingZeroBitCount)) }
    }

    /// A result, by its kind.
    enum Event {
        case rows
        case completed
        case failed
        case aborted
        case endOfCommand
        case synchronized
        case unexpected
    }

    /// What a result means.
    enum Action: Equatable {
        /// Nothing to do.
        case none
        /// The step was done; its result may be of interest.
        case done(Step)
        /// The step failed, and with it its segment; `nil` is the Sync itself, which may fail to commit.
        case failed(Step?)
        /// The step was not tried, because one before it failed.
        case skipped(Step)
        /// The first segment is over.
        case finished
        /// The server, or libpq, said what cannot be: the connection is of no further use.
        case broken
    }

    private struct Segment {
        var remaining: Steps
        var hasFailed = false
        /// Whether the first of `remaining` has had its result and waits for its end.
        var isAnswered = false
    }

    private var segments = Queue<Segment>()

    /// The number of segments sent and not yet over.
    var segmentsInFlight: Int { segments.count }

    /// A segment of `steps` and its Sync have been sent.
    mutating func sent(_ steps: Steps) { segments.append(Segment(remaining: steps)) }

    /// A result has arrived.
    mutating func received(_ event: Event) -> Action {
        guard var segment = segments.first else { return .broken }
        if event == .synchronized {
            guard segment.remaining.isEmpty else { return .broken }
            _ = segments.removeFirst()
            return .finished
        }
        let action = Self.answer(event, to: &segment)
        segments.updateFirst { $0 = segment }
        return action
    }

    private static func answer(_ event: Event, to segment: inout Segment) -> Action {
        guard let step = segment.remaining.first else {
            // Every command is over, so this error is one of the commit at the Sync.
            if event == .endOfCommand { return .none }
            guard event == .failed, !segment.hasFailed else { return .broken }
            segment.hasFailed = true
            return .failed(nil)
        }
        if segment.isAnswered {
            guard event == .endOfCommand else { return .broken }
            segment.isAnswered = false
            segment.remaining.remove(Steps(step))
            return .none
        }
        segment.isAnswered = true
        switch event {
        case .rows: return segment.hasFailed || !step.mayHaveRows ? .broken : .done(step)
        case .completed: return segment.hasFailed || step == .settings ? .broken : .done(step)
        case .failed:
            guard !segment.hasFailed else { return .broken }
            segment.hasFailed = true
            return .failed(step)
        case .aborted: return segment.hasFailed ? .skipped(step) : .broken
        case .endOfCommand, .synchronized, .unexpected: return .broken
        }
    }
}

extension PipelineStateMachine.Step {
    fileprivate var mayHaveRows: Bool {
        switch self {
        case .settings, .execute: true
        case .command, .prepareSettings, .prepare: false
        }
    }
}
