/// One value of a row: where its bytes stand, in PostgreSQL's binary format, and how many they are.
///
/// A cell borrows from the ``RowSet`` that it came from.
@safe
public struct Cell {
    /// The first byte; `nil` is SQL's NULL.
    public let start: UnsafePointer<UInt8>?
    /// The number of bytes.
    public let count: Int

    /// Creates a cell over bytes that other code owns.
    @inlinable
    public init(start: UnsafePointer<UInt8>?, count: Int) {
        unsafe self.start = start
        self.count = count
    }

    /// NULL.
    public static var null: Cell { unsafe Cell(start: nil, count: 0) }

    /// Whether the value is NULL.
    @inlinable public var isNull: Bool { unsafe start == nil }

    /// The value's bytes; empty for NULL.
    @inlinable public var bytes: UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count)
    }

    /// A copy of the value's bytes; `nil` for NULL.
    public var copy: [UInt8]? { isNull ? nil : unsafe Array(bytes) }
}

/// The rows of one statement, as cells that point into the bytes received: nothing is copied.
///
/// Whoever receives rows fills the cells once; Execution reads them. It is one concrete type, because a protocol
/// here would cost a call for every field (benchmark `tickets-page`).
@safe
public final class RowSet {
    /// The number of rows.
    public let rowCount: Int
    /// The number of columns.
    public let columnCount: Int
    @usableFromInline let cells: UnsafeMutablePointer<Cell>
    private let release: () -> Void

    /// Creates rows of `rowCount` × `columnCount` cells.
    ///
    /// - Parameters:
    ///   - fill: gives the cell at (row, column); called once for each.
    ///   - release: frees what the cells point into; called when the last reader has gone.
    public init(
        rowCount: Int,
        columnCount: Int,
        fill: (_ row: Int, _ column: Int) -> Cell,
        release: @escaping () -> Void
    ) {
        self.rowCount = rowCount
        self.columnCount = columnCount
        self.release = release
        // SAFETY: freed in `deinit`; every cell is initialised right below.
        unsafe cells = .allocate(capacity: max(rowCount * columnCount, 1))
        for row in 0..<rowCount {
            for column in 0..<columnCount {
                unsafe (cells + row * columnCount + column).initialize(to: fill(row, column))
            }
        }
    }

    /// Creates rows that own copies of `values`: for tests, and for rows that no database sent.
    public convenience init(columnCount: Int, rows: [[[UInt8]?]]) {
        let total = rows.reduce(0) { $0 + $1.reduce(0) { $0 + ($1?.count ?? 0) } }
        let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: max(total, 1))
        var used = 0
        self.init(
            rowCount: rows.count,
            columnCount: columnCount,
            fill: { row, column in
                guard let value = rows[row][column] else { return unsafe Cell(start: nil, count: 0) }
                // SAFETY: `bytes` has room for all values; each is stored behind the one before.
                let start = unsafe bytes + used
                unsafe start.initialize(from: value, count: value.count)
                used += value.count
                return unsafe Cell(start: UnsafePointer(start), count: value.count)
            },
            release: { unsafe bytes.deallocate() }
        )
    }

    deinit {
        unsafe cells.deallocate()
        release()
    }

    /// The value at (row, column), which must exist.
    @inlinable
    public subscript(row: Int, column: Int) -> Cell {
        precondition(row >= 0 && row < rowCount && column >= 0 && column < columnCount, "no such cell")
        // SAFETY: the index lies inside the allocation, as the line above makes sure.
        return unsafe cells[row * columnCount + column]
    }
}
