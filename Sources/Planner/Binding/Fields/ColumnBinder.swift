import GraphQL

/// Binds a field to a column.
struct ColumnBinder: ContextReader {
    let context: BindingContext
    var findings: [Finding] = []
    private let tables: BoundTables

    init(_ context: BindingContext, _ tables: BoundTables) {
        self.context = context
        self.tables = tables
    }

    private var types: [TypeDefinition] { tables.types }

    mutating func bind(
        _ field: FieldDefinition,
        of relation: Relation,
        defaultName: String,
        _ coordinate: String
    ) -> FieldBinding {
        let directive = field.directive("column")
        let name = directive?.argument("name")?.text ?? defaultName
        let location = directive?.location ?? field.location
        guard let column = columns([name], of: relation, at: location, coordinate: coordinate)?.first else {
            return .none
        }
        guard let format = checkFormat(of: column, for: field, coordinate) else { return .none }
        checkNullability(of: column, in: relation, for: field, coordinate)
        var mask: Column?
        if let masked = directive?.argument("masked")?.text {
            mask = columns([masked], of: relation, at: location, coordinate: coordinate)?.first
            if let mask, mask.type != column.type {
                report(
                    "\(coordinate)'s mask \"\(masked)\" is \(catalog.displayName(ofType: mask.type)), not "
                        + "\(catalog.displayName(ofType: column.type)) as \"\(name)\".",
                    at: location,
                    coordinate: coordinate,
                    fix: "Give the mask the column's type."
                )
            }
            if let mask { checkNullability(of: mask, in: relation, for: field, coordinate) }
        }
        return .column(ColumnBinding(column: column, mask: mask, format: format))
    }

    /// How values of `column` are served as `field`; `nil`, with a finding, where they cannot be.
    mutating func checkFormat(
        of column: Column,
        for field: FieldDefinition,
        _ coordinate: String
    ) -> ScalarFormat? {
        let type = types[field.type.type.index]
        var oid = column.type
        if field.type.modifiers.isList {
            guard case .array(let item)? = catalog.types[catalog.baseType(of: oid)]?.kind else {
                report(
                    "\(coordinate) is a list, but \"\(column.name)\" is \(catalog.displayName(ofType: oid)).",
                    at: field.location,
                    coordinate: coordinate,
                    fix: "Make the field a \(type.name), or the column an array."
                )
                return nil
            }
            oid = item
        }
        guard let format = ScalarFormat(of: oid, as: type, in: catalog) else {
            report(
                "\(coordinate) is \(type.name), which cannot hold \(catalog.displayName(ofType: oid)).",
                at: field.location,
                coordinate: coordinate,
                fix: fix(for: oid, as: type)
            )
            return nil
        }
        checkLabels(of: oid, against: type, for: field, coordinate)
        return field.type.modifiers.isList ? format.list : format.of(column)
    }

    /// How a column of the type `oid` and a field of `type` come together.
    private func fix(for oid: UInt32, as type: TypeDefinition) -> String {
        let base = catalog.baseType(of: oid)
        let scalar = "Make the field \(ScalarFormat.suggestion(for: base, in: catalog))."
        guard type.kind == .enum, case .integers? = ScalarType[base]?.family else { return scalar }
        return "Give each value of \(type.name) a number of its own, as in @label(value: 1). Or: \(scalar)"
    }

    private mutating func checkLabels(
        of oid: UInt32,
        against type: TypeDefinition,
        for field: FieldDefinition,
        _ coordinate: String
    ) {
        guard type.kind == .enum,
            case .enumeration(let labels)? = catalog.types[catalog.baseType(of: oid)]?.kind
        else { return }
        let names = type.enumValues.map { $0.label ?? $0.name }
        for label in labels where !names.contains(label) {
            report(
                "\(type.name) has no value for the label '\(label)' of \(catalog.displayName(ofType: oid)).",
                at: type.location,
                coordinate: type.name,
                fix: "Add the value \(label), or one with @label(name: \"\(label)\")."
            )
        }
        for (name, value) in zip(names, type.enumValues) where !labels.contains(name) {
            report(
                "\(catalog.displayName(ofType: oid)) has no label '\(name)', which \(type.name).\(value.name) stands for."
                    + Suggestions.didYouMean(name, among: labels),
                at: value.location,
                coordinate: "\(type.name).\(value.name)",
                fix:
                    "ALTER TYPE \(catalog.sqlName(ofType: oid)) ADD VALUE \(name.sqlString); or remove the value."
            )
        }
    }

    private mutating func checkNullability(
        of column: Column,
        in relation: Relation,
        for field: FieldDefinition,
        _ coordinate: String
    ) {
        // A view's columns are never known as NOT NULL; there the schema's word is taken, and a NULL is a field error.
        guard field.type.modifiers.isNonNull, !column.isNotNull, relation.kind == .table,
            !catalog.refusesNull(column.type)
        else { return }
        report(
            "\(coordinate) is non-null, but \"\(relation.displayName).\(column.name)\" can be NULL.",
            at: field.location,
            coordinate: coordinate,
            fix:
                "Make the field nullable, or: ALTER TABLE \(relation.sqlName) ALTER COLUMN \(column.name.sqlName) SET NOT NULL;"
        )
    }
}
