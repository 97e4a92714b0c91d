import TestSupport
import Testing

@Suite("What commands print")
struct OutputTests {
    private func run(_ script: String) throws -> (status: Int32, output: String) {
        let program = GatewayProcess.folder + "/" + GatewayProcess.program
        let outcome = try ChildProcess.run(["sh", "-c", script.replacing("concierge", with: program)])
        return (outcome.status, outcome.output)
    }

    @Test func `a full disk fails the command that prints`() throws {
        let (status, output) = try run("concierge schema directives 2>&1 >/dev/full")
        #expect(status == 1)
        #expect(output.hasSuffix("The output cannot be written: No space left on device.\n"))
    }

    @Test func `a reader that closes its end early is no failure`() throws {
        let script = "exec 3>&1; { sleep 0.2; concierge schema directives; echo $? >&3; } | true"
        #expect(try run(script).output == "0\n")
    }
}
