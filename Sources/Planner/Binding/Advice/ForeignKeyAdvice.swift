import GraphQL

/// Warns of non-null relations between tables whose row no foreign key guarantees.
///
/// A missing row is then an error of the whole parent.
struct ForeignKeyAdvice: BindingPass, ContextReader, DerivedElements {
    let context: BindingContext
    var findings: [Finding] = []
    let elements: DerivedTypes

    init(_ context: BindingContext, _ elements: DerivedTypes) {
        self.context = context
        self.elements = elements
    }

    mutating func run() {
        for owner in types.indices {
            guard let source = table(of: TypeID(owner))?.relation, source.kind == .table else { continue }
            for (field, binding) in zip(types[owner].fields, fields[owner]) {
                guard case .one(let relation) = binding, field.type.modifiers.isNonNull,
                    let directive = field.directive("relation"),
                    directive.argument("alwaysVisible") != .boolean(true),
                    let target = table(of: relation.target)?.relation, target.kind == .table,
                    !source.hasForeignKey(relation.from.map(\.name), to: target, relation.to.map(\.name))
                else { continue }
                warn(
                    "\(types[owner].name).\(field.name) is non-null, but no foreign key guarantees that the row of "
                        + "\"\(target.displayName)\" exists.",
                    kind: .noForeignKey,
                    at: directive.location,
                    coordinate: "\(types[owner].name).\(field.name)",
                    fix: "Make the field nullable; or: ALTER TABLE \(source.sqlName) ADD FOREIGN KEY "
                        + "(\(relation.from.sqlNames)) REFERENCES \(target.sqlName) (\(relation.to.sqlNames));"
                )
            }
        }
    }
}

extension Relation {
    /// Whether a foreign key leads from `columns` to `others` of `target`.
    fileprivate func hasForeignKey(_ columns: [String], to target: Relation, _ others: [String]) -> Bool {
        let pairs = Set(zip(columns, others).map { [$0, $1] })
        return foreignKeys.contains { key in
            key.target == target.oid && Set(zip(key.columns, key.targetColumns).map { [$0, $1] }) == pairs
        }
    }
}
