/// How a row says whose it is.
package enum KeyMatch {
    /// There is one waiter, and all rows are its own.
    case everything
    /// By the key's columns in the row.
    case key(columns: [Int])
    /// By the key's number among the keys, from 1.
    case ordinal(column: Int)
}
