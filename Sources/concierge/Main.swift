import Gateway
import Glibc

@main
enum Main {
    static func main() {
        keepStandardDescriptors()
        // A client that hangs up is an error of one write, and no reason to end.
        signal(SIGPIPE, SIG_IGN)
        // Whoever started us may have blocked the signals that shall end us; a mask is inherited.
        var mask = sigset_t()
        unsafe sigemptyset(&mask)
        unsafe sigaddset(&mask, SIGTERM)
        unsafe sigaddset(&mask, SIGINT)
        unsafe sigprocmask(SIG_UNBLOCK, &mask, nil)
        exit(
            CommandLineProgram.run(
                arguments: Array(CommandLine.arguments.dropFirst()),
                environment: environment()
            )
        )
    }

    /// Whoever started us may have closed input, output or the place for errors: a socket that got such a number would be sent
    /// what is meant for a person.
    private static func keepStandardDescriptors() {
        while case let descriptor = unsafe open("/dev/null", O_RDWR), descriptor >= 0 {
            guard descriptor > 2 else { continue }
            close(descriptor)
            return
        }
    }

    private static func environment() -> [String: String] {
        var variables: [String: String] = [:]
        var place = unsafe environ
        // SAFETY: `environ` is an array of strings that ends with a null; nothing changes it while the program begins.
        while let entry = unsafe place.pointee {
            let text = unsafe String(cString: entry)
            if let end = text.firstIndex(of: "=") {
                variables[String(text[..<end])] = String(text[text.index(after: end)...])
            }
            unsafe place += 1
        }
        return variables
    }
}
