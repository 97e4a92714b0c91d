/// Values by byte strings, bounded in bytes.
///
/// There are two generations. New values go to the young one; when it holds half of the bound it becomes the old one, and the
/// old one is dropped. A value that is found in the old one moves to the young one, so that values in use stay.
///
/// A look-up copies nothing and allocates nothing (benchmarks `typename`, `ticket-by-id`).
package final class ByteCache<Value> {
    private struct Generation: ~Copyable {
        var keys = ByteTable()
        /// By the numbers of their keys, each with the bytes that it stands for.
        var values: [(value: Value, bytes: Int)] = []
        var bytes = 0

        func index(of key: UnsafeRawBufferPointer) -> Int? { unsafe keys.index(of: key) }

        mutating func set(_ value: Value, for key: UnsafeRawBufferPointer, bytes: Int) {
            let number = unsafe keys.insert(key)
            if number == values.count {
                values.append((value, bytes))
            } else {
                self.bytes -= values[number].bytes
                values[number] = (value, bytes)
            }
            self.bytes += bytes
        }
    }

    /// What an entry takes besides its key and its value.
    private static var overhead: Int { 64 }

    private let limit: Int
    private var young = Generation()
    private var old = Generation()

    /// Creates a cache whose keys and values take at most `bytes` bytes, by the sizes given to ``set(_:for:bytes:)``.
    package init(bytes: Int) {
        limit = bytes
    }

    /// The value of `key`, if it is there.
    package func value(for key: UnsafeRawBufferPointer) -> Value? {
        if let index = unsafe young.index(of: key) { return young.values[index].value }
        guard let index = unsafe old.index(of: key) else { return nil }
        let (value, bytes) = old.values[index]
        unsafe keep(value, for: key, bytes: bytes)
        return value
    }

    /// Stores `value` for `key`, in place of the value that is there.
    ///
    /// - Parameter bytes: the memory that the value takes, besides its key; an estimate will do.
    package func set(_ value: Value, for key: UnsafeRawBufferPointer, bytes: Int = 0) {
        unsafe keep(value, for: key, bytes: key.count + bytes + Self.overhead)
    }

    private func keep(_ value: Value, for key: UnsafeRawBufferPointer, bytes: Int) {
        // A value that alone would take half of the room is not worth the others.
        guard bytes <= limit / 2 else { return }
        if young.bytes + bytes > limit / 2 {
            swap(&young, &old)
            young = Generation()
        }
        unsafe young.set(value, for: key, bytes: bytes)
    }
}

extension ByteCache {
    /// The value of `key`, if it is there.
    package func value(for key: [UInt8]) -> Value? { unsafe key.withUnsafeBytes { unsafe value(for: $0) } }

    /// The value of `key`, if it is there.
    package func value(for key: ArraySlice<UInt8>) -> Value? {
        unsafe key.withUnsafeBytes { unsafe value(for: $0) }
    }

    /// The value of the UTF-8 bytes of `key`, if it is there.
    package func value(for key: String) -> Value? {
        var key = key
        return key.withUTF8 { unsafe value(for: UnsafeRawBufferPointer($0)) }
    }

    /// Stores `value` for `key`, in place of the value that is there.
    package func set(_ value: Value, for key: [UInt8], bytes: Int = 0) {
        unsafe key.withUnsafeBytes { unsafe set(value, for: $0, bytes: bytes) }
    }

    /// Stores `value` for `key`, in place of the value that is there.
    package func set(_ value: Value, for key: ArraySlice<UInt8>, bytes: Int = 0) {
        unsafe key.withUnsafeBytes { unsafe set(value, for: $0, bytes: bytes) }
    }

    /// Stores `value` for the UTF-8 bytes of `key`, in place of the value that is there.
    package func set(_ value: Value, for key: String, bytes: Int = 0) {
        var key = key
        key.withUTF8 { unsafe set(value, for: UnsafeRawBufferPointer($0), bytes: bytes) }
    }
}
