import Bytes
import Planner

/// An id or a cursor that is read is the only text of what it says.
enum CursorTarget {
    static func run(_ bytes: [UInt8]) throws(FuzzFailure) {
        let text = String(decoding: bytes, as: UTF8.self)
        if let id = GlobalID(text) {
            try FuzzFailure.unless(id.text == text, "two texts of one id: \(text), \(id.text)")
        }
        for count in 0...4 {
            guard let cursor = Cursor(text, count: count) else { continue }
            try FuzzFailure.unless(cursor.components.count == count, "a cursor of other components")
            let again = Base64URL.encode(encoded(cursor))
            try FuzzFailure.unless(again == text, "two texts of one cursor: \(text), \(again)")
        }
    }

    private static func encoded(_ cursor: Cursor) -> [UInt8] {
        var bytes = (0..<8).map { UInt8(truncatingIfNeeded: cursor.digest >> (56 - 8 * UInt64($0))) }
        for component in cursor.components {
            guard let component else {
                bytes.append(0)
                continue
            }
            // SAFETY: the bytes are copied within the call.
            unsafe component.withUnsafeBytes { unsafe KeyBytes.append(nullable: $0, to: &bytes) }
        }
        return bytes
    }
}
