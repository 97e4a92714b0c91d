import Bytes
import CLibPQ

/// A result of libpq's with one owner: cleared when dropped, unless its rows took it over.
@safe
struct ResultOwner: ~Copyable {
    private let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) { unsafe self.pointer = pointer }

    deinit { unsafe PQclear(pointer) }

    /// The bytes that libpq holds for it.
    var byteCount: Int { unsafe PQresultMemorySize(pointer) }

    /// What the server says was done: `COMMIT`, `INSERT 0 1`.
    var tag: String { unsafe PQcmdStatus(pointer).map { unsafe String(cString: $0) } ?? "" }

    /// The first column, from 1, that is not of the type that it is taken for; `nil` where all are.
    ///
    /// Types that are sent as their text are alike: those of texts, and user-defined ones such as enums.
    func mismatch(_ types: [UInt32]) -> Int? {
        func isText(_ type: UInt32) -> Bool { [25, 1043, 1042, 19].contains(type) || type >= 16384 }
        let count = Int(unsafe PQnfields(pointer))
        return types.indices.first { index in
            // SAFETY: libpq gives 0 for a column that there is not.
            let type = index < count ? unsafe PQftype(pointer, Int32(truncatingIfNeeded: index)) : 0
            return types[index] != 0 && type != types[index] && !(isText(type) && isText(types[index]))
        }
        .map { $0 + 1 }
    }

    /// Its rows, whose cells point into it; it is cleared when they go.
    consuming func rows() -> RowSet {
        let result = unsafe pointer
        discard self
        // SAFETY: indices stay below the counts that the result gives; the values stay where they are until
        // `PQclear`, which the rows call when their last owner has gone.
        return unsafe RowSet(
            rowCount: Int(PQntuples(result)),
            columnCount: Int(PQnfields(result)),
            fill: { row, column in
                let (row, column) = (Int32(truncatingIfNeeded: row), Int32(truncatingIfNeeded: column))
                let length = unsafe PQgetlength(result, row, column)
                if length == 0, unsafe PQgetisnull(result, row, column) == 1 {
                    return unsafe Cell(start: nil, count: 0)
                }
                let start = unsafe UnsafeRawPointer(PQgetvalue(result, row, column))
                return unsafe Cell(start: start?.assumingMemoryBound(to: UInt8.self), count: Int(length))
            },
            release: { unsafe PQclear(result) }
        )
    }
}
