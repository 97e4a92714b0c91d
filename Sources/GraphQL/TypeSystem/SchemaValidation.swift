/// The rules that a schema must keep.
package enum SchemaValidation {
    /// Every problem of `schema`.
    package static func problems(of schema: Schema) -> [SchemaProblem] { [] }
}
