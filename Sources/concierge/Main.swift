import Gateway
import Glibc

@main
enum Main {
    static func main() {
        keepStandardDescriptors()
        // A client that hangs up makes one write fail; it does not end the program.
        signal(SIGPIPE, SIG_IGN)
        // The parent process may have blocked our signals: a mask is inherited.
        var mask = sigset_t()
        unsafe sigemptyset(&mask)
        unsafe sigaddset(&mask, SIGTERM)
        unsafe sigaddset(&mask, SIGINT)
        unsafe sigaddset(&mask, SIGHUP)
        unsafe sigprocmask(SIG_UNBLOCK, &mask, nil)
        exit(
            CommandLineProgram.run(
                arguments: Array(CommandLine.arguments.dropFirst()),
                environment: environment()
            )
        )
    }

    /// The parent process may have closed standard input, output or error.
    ///
    /// Without this, a socket would get such a number, and messages for the terminal would be sent to it.
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
