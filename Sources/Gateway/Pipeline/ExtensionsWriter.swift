import Bytes
import Execution
import JSON
import Planner

/// Writes the entry `extensions` of a response: its cost and its statements (*Response Format*, §7.1).
enum ExtensionsWriter {
    /// Appends the object with the requested members.
    ///
    /// - Parameter costLimit: the most that a request of the role may cost; `nil` leaves the cost out.
    static func write(_ execution: OperationExecution, costLimit: Int?, into buffer: inout ByteBuffer) {
        buffer.append(UInt8(ascii: "{"))
        if let costLimit {
            buffer.append("\"cost\":{\"rows\":\(execution.plan.cost),\"limit\":\(costLimit)}")
            if execution.traces != nil { buffer.append(UInt8(ascii: ",")) }
        }
        if let traces = execution.traces {
            buffer.append(literal: "\"trace\":[")
            for (index, trace) in traces.enumerated() {
                if index > 0 { buffer.append(UInt8(ascii: ",")) }
                write(trace, of: execution.plan.steps[trace.step], into: &buffer)
            }
            buffer.append(UInt8(ascii: "]"))
        }
        buffer.append(UInt8(ascii: "}"))
    }

    private static func write(_ trace: StepTrace, of step: FetchStep, into buffer: inout ByteBuffer) {
        buffer.append(
            "{\"step\":\(trace.step),\"parent\":\(step.parent.map(String.init) ?? "null"),\"coordinate\":"
        )
        JSONWriter.write(step.coordinate, into: &buffer)
        buffer.append(",\"lane\":\"\(step.statement.lane)\",\"statement\":")
        JSONWriter.write(step.statement.text, into: &buffer)
        buffer.append(
            ",\"rows\":\(trace.rows),\"keys\":\(trace.keys),\"requests\":\(trace.requests)"
                + ",\"waitMicroseconds\":\(trace.waitNanoseconds / 1000)"
                + ",\"runMicroseconds\":\(trace.runNanoseconds / 1000)}"
        )
    }
}
