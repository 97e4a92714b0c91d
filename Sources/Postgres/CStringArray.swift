/// Arrays of C strings for libpq's calls.
enum CStringArray {
    /// Calls `body` with a NULL-terminated array of C strings, which live as long as the call.
    @unsafe
    static func with<Value>(
        _ strings: [String?],
        _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Value
    ) -> Value {
        // One block of bytes and one of pointers: recursion over `withCString` would go as deep as there are strings.
        var bytes: [CChar] = []
        var offsets: [Int?] = []
        for string in strings {
            offsets.append(string == nil ? nil : bytes.count)
            if let string { bytes += string.utf8CString }
        }
        return unsafe bytes.withUnsafeBufferPointer { bytes in
            // SAFETY: every offset is where a terminated string was put; both arrays outlive the call of `body`.
            let pointers = unsafe offsets.map { offset in
                unsafe offset.flatMap { offset in unsafe bytes.baseAddress.map { unsafe $0 + offset } }
            }
            return unsafe (pointers + [nil]).withUnsafeBufferPointer { pointers in
                let nothing: UnsafePointer<CChar>? = nil
                return unsafe withUnsafePointer(to: nothing) { empty in
                    unsafe body(pointers.baseAddress ?? empty)
                }
            }
        }
    }

    @unsafe
    static func with<Value>(
        _ strings: [String],
        _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Value
    ) -> Value {
        unsafe with(strings.map { Optional($0) }, body)
    }
}
