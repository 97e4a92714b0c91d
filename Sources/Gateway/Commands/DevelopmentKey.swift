import CommandLine
import Glibc

/// The key that signs tokens for the private database: made at first use, stored in the folder of the state, accepted nowhere else.
enum DevelopmentKey {
    /// The key in the folder of the state; it is made if it is missing.
    static func secret(state: String) throws(CommandFailure) -> [UInt8] {
        let path = state + "/development-key"
        do throws(FileError) {
            if !Files.exists(path) {
                Files.createFolder(state)
                var generator = SystemRandomNumberGenerator()
                let bytes = (0..<48).map { _ in UInt8.random(in: 0...255, using: &generator) }
                let digits = Array("0123456789abcdef".utf8)
                try Files.create(path, bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
            }
            return try Files.read(path)
        } catch {
            throw CommandFailure("The development key \(path) cannot be used: \(error.reason).")
        }
    }
}
