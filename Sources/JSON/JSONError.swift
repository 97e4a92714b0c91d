/// Why bytes are not the JSON that was asked for.
package struct JSONError: Error, Hashable {
    /// A sentence for the sender.
    package let message: String
    /// Where, in bytes from the first.
    package let offset: Int
    /// Whether it may be JSON, but is more than is read.
    package var isLimit = false
}
