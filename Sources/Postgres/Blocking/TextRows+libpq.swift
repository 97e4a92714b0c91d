import CLibPQ

extension TextRows {
    /// Copies the rows of a result in the text format.
    init(_ result: OpaquePointer) {
        // SAFETY: indices stay below the counts that the result itself gives; texts are copied.
        let columns = unsafe (0..<PQnfields(result)).map { column in
            unsafe PQfname(result, column).map { unsafe String(cString: $0) } ?? ""
        }
        let values = unsafe (0..<PQntuples(result)).map { row in
            unsafe (0..<PQnfields(result)).map { column -> String? in
                guard unsafe PQgetisnull(result, row, column) == 0 else { return nil }
                return unsafe PQgetvalue(result, row, column).map { unsafe String(cString: $0) }
            }
        }
        let affected = unsafe PQcmdTuples(result).map { unsafe String(cString: $0) } ?? ""
        self.init(columns: columns, values: values, affected: Int(affected) ?? 0)
    }
}
