import Bytes
import GraphQL
import Planner

/// The prepared operations of one loop: by the document's text, the operation's name and the role.
final class OperationCache {
    /// The operations that were prepared from one text.
    private final class Operations {
        var all: [(name: String?, operation: PreparedOperation)] = []

        func operation(named name: String?, role: Int) -> PreparedOperation? {
            all.first { $0.operation.role == role && $0.name == name }?.operation
        }
    }

    /// A prepared operation takes several times as much memory as its text.
    private static let bytesPerTextByte = 8
    private let texts: ByteCache<Operations>

    /// - Parameter bytes: front ends have some hundred documents, which fit; generated ones pass through.
    init(bytes: Int = 64 << 20) {
        texts = ByteCache(bytes: bytes)
    }

    /// The operation called `name` in the document `text`, as `role` may execute it; `prepare` makes it if there is none.
    func operation(
        of text: String,
        named name: String?,
        role: Int,
        prepare: () throws(RequestError) -> PreparedOperation
    ) throws(RequestError) -> PreparedOperation {
        let known = texts.value(for: text)
        if let operation = known?.operation(named: name, role: role) { return operation }
        let operation = try prepare()
        let operations = known ?? Operations()
        operations.all.append((name, operation))
        texts.set(
            operations,
            for: text,
            bytes: text.utf8.count * Self.bytesPerTextByte * operations.all.count
        )
        return operation
    }
}
