import CLibUV
import Synchronization

/// A blocking job on libuv's pool of threads, and what follows on the loop.
@safe
private final class Work {
    let request = UnsafeMutablePointer<uv_work_t>.allocate(capacity: 1)
    let job: @Sendable () -> Void
    let completion: () -> Void

    init(job: @escaping @Sendable () -> Void, completion: @escaping () -> Void) {
        self.job = job
        self.completion = completion
    }

    deinit { unsafe request.deallocate() }
}

/// Carries a job's value from the pool's thread to the loop's.
private final class Slot<Value: Sendable>: Sendable {
    let value = Mutex<Value?>(nil)
}

extension Loop {
    /// Runs `job`, which may block, on another thread, and then `completion` with its value on the loop.
    ///
    /// The pool has four threads for all loops of the process (`UV_THREADPOOL_SIZE`).
    package func work<Value: Sendable>(
        _ job: @escaping @Sendable () -> Value,
        then completion: @escaping (Value) -> Void
    ) {
        let slot = Slot<Value>()
        let work = Work(
            job: {
                let value = job()
                slot.value.withLock { $0 = value }
            },
            completion: {
                if let value = slot.value.withLock({ $0 }) { completion(value) }
            }
        )
        // SAFETY: the request is retained until its last callback; the pool's thread touches nothing but `job`.
        unsafe work.request.pointee.data = Unmanaged.passRetained(work).toOpaque()
        let status = unsafe uv_queue_work(
            pointer,
            work.request,
            { request in
                guard let data = unsafe request?.pointee.data else { return }
                unsafe Unmanaged<Work>.fromOpaque(data).takeUnretainedValue().job()
            },
            { request, _ in
                guard let data = unsafe request?.pointee.data else { return }
                unsafe Unmanaged<Work>.fromOpaque(data).takeRetainedValue().completion()
            }
        )
        precondition(status == 0, "queueing work fails only without a job")
    }
}
