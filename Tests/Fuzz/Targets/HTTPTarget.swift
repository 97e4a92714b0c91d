@testable import HTTP

/// What a connection makes of bytes does not depend on how they arrive.
enum HTTPTarget {
    static func run(_ bytes: [UInt8]) throws(FuzzFailure) {
        let whole = trace(bytes, piece: bytes.count + 1)
        for piece in [1, 7] {
            let cut = trace(bytes, piece: piece)
            try FuzzFailure.unless(cut == whole, "in pieces of \(piece): \(cut)\nwhole: \(whole)")
        }
    }

    /// What the machine does with `bytes`, each request being answered at once.
    private static func trace(_ bytes: [UInt8], piece: Int) -> [String] {
        var limits = HTTPLimits()
        limits.headBytes = 4_096
        limits.bodyBytes = 4_096
        var machine = ConnectionStateMachine(limits: limits, now: 0)
        var trace: [String] = []
        var pending: [UInt8] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            pending += rest.prefix(piece)
            rest = rest.dropFirst(piece)
            while let line = step(&machine, &pending) { trace += line.isEmpty ? [] : [line] }
        }
        return trace
    }

    /// One action; `nil` if there is none.
    private static func step(_ machine: inout ConnectionStateMachine, _ pending: inout [UInt8]) -> String? {
        // SAFETY: the machine keeps nothing of the bytes beyond the call.
        let (taken, action) = unsafe pending.withUnsafeBytes { unsafe machine.next($0, now: 0) }
        pending.removeFirst(taken)
        switch action {
        case nil: return nil
        // Whether a sign is wanted depends on whether the body is there already.
        case .sendContinue: return ""
        case .refuse(let id, let refusal, _):
            answer(id, &machine)
            return "refuse \(refusal.status)"
        case .deliver(let id, let head, let body):
            answer(id, &machine)
            let fields = head.fields.map { "\(head[$0.name]): \(head[$0.value])" }
            return
                "\(head.method) \(head[head.path])?\(head[head.query]) \(fields) \(body) \(head.isKeptAlive)"
        }
    }

    private static func answer(_ id: Int, _ machine: inout ConnectionStateMachine) {
        machine.answered(isLast: machine.turn(of: id).isLast, now: 0)
    }
}
