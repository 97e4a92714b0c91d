import Glibc

/// The target that the environment names.
private let target: FuzzTarget = {
    // SAFETY: nothing changes the environment of this program.
    let name = unsafe getenv("CONCIERGE_FUZZ").map { unsafe String(cString: $0) } ?? ""
    guard let target = FuzzTarget(rawValue: name) else {
        fatalError("CONCIERGE_FUZZ names no target: \(FuzzTarget.allCases.map(\.rawValue))")
    }
    return target
}()

/// Reads inputs of no interest, before libFuzzer looks at what is reached.
///
/// So what is made once, as a bound schema, is not taken for what the first input reaches: where a corpus is made small,
/// that one would stand for all others which reach the same.
@c(LLVMFuzzerInitialize)
public func prepare(
    _ count: UnsafeMutablePointer<CInt>?,
    _ arguments: UnsafeMutableRawPointer?
) -> CInt {
    for text in ["{ __typename }", "type Query { name: String }"] { _ = try? target.run(Array(text.utf8)) }
    return 0
}

/// Gives `size` bytes to the target; what it breaks ends the program, as libFuzzer expects it.
@c(LLVMFuzzerTestOneInput)
public func fuzz(_ data: UnsafePointer<UInt8>?, _ size: Int) -> Int32 {
    // SAFETY: libFuzzer's bytes live until this function returns, and are copied here.
    let bytes = unsafe Array(UnsafeBufferPointer(start: data, count: size))
    do throws(FuzzFailure) {
        try target.run(bytes)
    } catch {
        fatalError(error.description)
    }
    return 0
}
