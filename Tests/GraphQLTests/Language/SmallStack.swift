import Glibc
import Testing

/// Runs `body` on a thread with 64 kB of stack, and waits for it.
func onSmallStack<Result>(_ body: @escaping () -> [Result]) -> [Result] {
    var result: [Result] = []
    runOnSmallStack(Job { result = body() })
    return result
}

private final class Job {
    let body: () -> Void

    init(_ body: @escaping () -> Void) {
        self.body = body
    }
}

private func runOnSmallStack(_ job: Job) {
    var attributes = pthread_attr_t()
    var thread = pthread_t()
    // SAFETY: the attributes live in this frame, which outlives the thread; the job is retained until the
    // thread takes it over.
    unsafe pthread_attr_init(&attributes)
    #expect(unsafe pthread_attr_setstacksize(&attributes, 65_536) == 0)
    let pointer = unsafe Unmanaged.passRetained(job).toOpaque()
    let status = unsafe pthread_create(&thread, &attributes, runJob, pointer)
    #expect(status == 0)
    if status == 0 { pthread_join(thread, nil) }
    unsafe pthread_attr_destroy(&attributes)
}

private func runJob(_ pointer: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    // SAFETY: it is the job that was retained for this thread alone.
    if let pointer = unsafe pointer { unsafe Unmanaged<Job>.fromOpaque(pointer).takeRetainedValue().body() }
    return nil
}
