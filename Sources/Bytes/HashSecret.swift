/// Numbers that are secret to the process, for the hashes of what clients send.
///
/// They come of the seed that the standard library draws for its own hashes. So `SWIFT_DETERMINISTIC_HASHING=1`
/// makes them the same in every process too: under a fuzzer, what one run reaches the next one reaches again.
package enum HashSecret {
    /// The odd number of this name; the same one as long as the process lives.
    package static func number(_ name: String) -> UInt64 {
        UInt64(bitPattern: Int64(name.hashValue)) | 1
    }
}
