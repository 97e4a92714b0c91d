import GraphQL

/// The derived inputs of `where`.
extension TypeDerivation {
    mutating func filter(of target: TypeID) -> TypeID {
        let name = types[target.index].name
        return derived(name + "Filter", .inputObject, "Conditions on \(name) objects; all of them hold.") {
            pass in
            var members: Members<FilterField> = pass.combinations(of: pass.builtIn(name + "Filter"))
            var names = Set(members.map(\.definition.name))
            for (field, binding) in zip(pass.types[target.index].fields, pass.fields[target.index]) {
                guard !names.contains(field.name),
                    let (type, filterField) = pass.filterField(for: field, bound: binding, in: target)
                else { continue }
                names.insert(field.name)
                members.append((field.member(of: type), filterField))
            }
            for (field, columns) in pass.sharedColumns(of: target, in: pass.catalog)
            where !names.contains(field.name) {
                // The tables' columns may differ in what they offer; the list offers what each of them has.
                guard
                    let column = columns.values.first(where: { !$0.format.hasPatterns })
                        ?? columns.values.first,
                    let (type, _) = pass.filterField(for: field, bound: .column(column), in: target)
                else { continue }
                names.insert(field.name)
                members.append((field.member(of: type), .shared(columns)))
            }
            for directive in pass.types[target.index].appliedDirectives where directive.name == "search" {
                let name = directive.argument("name")?.text ?? "search"
                guard let search = pass.bindSearch(directive, of: target, known: names.contains(name))
                else { continue }
                names.insert(name)
                let member = InputValueDefinition(
                    name: name,
                    type: TypeReference(pass.builtIn("String")),
                    description:
                        "Has these words. Supports \"exact phrase\", -excluded and `or`."
                )
                members.append((member, search))
            }
            pass.setDerived(name + "Filter", members: members, in: \.filters)
        }
    }

    /// Members of an input type, each with what it is.
    typealias Members<Binding> = [(definition: InputValueDefinition, binding: Binding)]

    /// The members that make one condition of others of the input type `id`.
    func combinations(of id: TypeID) -> Members<FilterField> {
        Combination.allCases.map { combination in
            let description: String
            var type = TypeReference(id, TypeModifiers([.list, .nonNull]))
            switch combination {
            case .and: description = "All of these hold."
            case .or: description = "At least one of these holds."
            case .not:
                type.modifiers = TypeModifiers()
                description = "This does not hold."
            }
            let member = InputValueDefinition(
                name: combination.rawValue,
                type: type,
                description: description
            )
            return (member, .combination(combination))
        }
    }

    private mutating func bindSearch(
        _ directive: AppliedDirective,
        of target: TypeID,
        known: Bool
    ) -> FilterField? {
        let name = types[target.index].name
        let columnName = directive.argument("column")?.text ?? ""
        let configuration = directive.argument("configuration")?.text ?? "simple"
        guard let relation = table(of: target)?.relation,
            let column = columns([columnName], of: relation, at: directive.location, coordinate: name)?.first
        else { return nil }
        let problem: (message: String, fix: String)?
        if known {
            problem = (
                "\(name) has another condition of the name that @search gives.", "Give it another name."
            )
        } else if catalog.baseType(of: column.type) != TypeOID.tsvector {
            problem = (
                "\(name) is searched by \"\(columnName)\", which is \(catalog.displayName(ofType: column.type)), not tsvector.",
                "ALTER TABLE \(relation.sqlName) ADD COLUMN … tsvector "
                    + "GENERATED ALWAYS AS (to_tsvector('\(configuration)', …)) STORED;"
            )
        } else if !catalog.searchConfigurations.contains(configuration) {
            problem = (
                "There is no text search configuration \"\(configuration)\"."
                    + Suggestions.didYouMean(configuration, among: Array(catalog.searchConfigurations)),
                "Name one of those that \\dF lists."
            )
        } else {
            return .search(column, configuration: configuration)
        }
        if let problem {
            report(problem.message, at: directive.location, coordinate: name, fix: problem.fix)
        }
        return nil
    }

    private mutating func filterField(
        for field: FieldDefinition,
        bound binding: FieldBinding,
        in target: TypeID
    ) -> (TypeID, FilterField)? {
        switch binding {
        case .id:
            guard let table = table(of: target) else { return nil }
            return (operators(on: "ID", .equality), .id(table.key, target: target))
        case .foreignID(let columns, let other):
            return (operators(on: "ID", .equality), .id(columns, target: other))
        case .column(let column): return valueFilter(field, column.format).map { ($0, .column(column)) }
        case .expression(let expression) where expression.isImmutable:
            return valueFilter(field, expression.format).map { ($0, .expression(expression)) }
        case .embedded(let inner):
            guard inner.contains(where: \.isComparable) else { return nil }
            return (filter(ofEmbedded: field, inner, in: target), .embedded(inner))
        case .one(let relation):
            return (filter(of: relation.target), .one(relation))
        case .many(let relation, let list):
            return (listFilter(of: relation.target), .many(relation, list))
        case .none, .expression, .lookup, .collection, .node, .nodes, .call, .live, .derived, .meta:
            return nil
        }
    }

    /// The filter of a field whose values have the format `format`; `nil` where they have no operators.
    private mutating func valueFilter(_ field: FieldDefinition, _ format: ScalarFormat) -> TypeID? {
        let type = types[field.type.type.index].name
        if case .list(let item) = format.leaf {
            guard !format.isSelectedAsText, item != .json(hasVersion: true) else { return nil }
            return operators(on: type, .containment)
        }
        if case .json(hasVersion: true) = format.leaf { return operators(on: type, .document) }
        guard format.isComparable || format.hasOwnEquality else { return nil }
        return operators(on: type, type == "ID" ? .equality : format.operators)
    }

    /// Conditions on an object over columns of the same row.
    private mutating func filter(
        ofEmbedded field: FieldDefinition,
        _ inner: [FieldBinding],
        in owner: TypeID
    ) -> TypeID {
        let object = "\(types[owner.index].name).\(field.name)"
        let name = nameOfEmbedded(field, in: owner) + "Filter"
        return derived(name, .inputObject, "Conditions on \(object); all of them hold.") { pass in
            var members: Members<FilterField> = []
            for (field, binding) in zip(pass.types[field.type.type.index].fields, inner) {
                guard let (type, filterField) = pass.filterField(for: field, bound: binding, in: owner)
                else { continue }
                members.append((field.member(of: type), filterField))
            }
            pass.setDerived(name, members: members, in: \.filters)
        }
    }

    /// What the names of the inputs begin with that are about an object over columns of its owner's row.
    func nameOfEmbedded(_ field: FieldDefinition, in owner: TypeID) -> String {
        types[owner.index].name + field.name.capitalized
    }

    private mutating func listFilter(of target: TypeID) -> TypeID {
        let name = types[target.index].name
        return derived(name + "ListFilter", .inputObject, "Conditions on related \(name) objects.") {
            pass in
            let filter = TypeReference(pass.filter(of: target))
            let members: Members<Quantifier> = Quantifier.allCases.map { quantifier in
                let description =
                    switch quantifier {
                    case .some: "At least one meets this."
                    case .none: "None meets this."
                    case .every: "All of them meet this."
                    }
                let member = InputValueDefinition(
                    name: quantifier.rawValue,
                    type: filter,
                    description: description
                )
                return (member, quantifier)
            }
            pass.setDerived(name + "ListFilter", members: members, in: \.quantifiers)
        }
    }

    /// The filter of values of `scalar` with the operators of `set`.
    mutating func operators(on scalar: String, _ set: OperatorSet) -> TypeID {
        let name = set.filterName(of: scalar)
        let kind = set == .containment ? "a list of " : "a "
        return derived(name, .inputObject, "Conditions on \(kind)\(scalar); all of them hold.") { pass in
            let value = TypeReference(pass.builtIn(scalar))
            let values = TypeReference(pass.builtIn(scalar), TypeModifiers([.list, .nonNull]))
            let boolean = TypeReference(pass.builtIn("Boolean"))
            let members: Members<ValueOperator> = set.operators.map { row in
                let type: TypeReference =
                    switch row.binding {
                    case .isNull: boolean
                    case .membership, .array: values
                    case .comparison, .pattern, .document: value
                    }
                let member = InputValueDefinition(name: row.name, type: type, description: row.description)
                return (member, row.binding)
            }
            pass.setDerived(name, members: members, in: \.operators)
        }
    }
}

extension ScalarFormat {
    var operators: OperatorSet {
        switch leaf {
        case .boolean, .uuid, .bytes, .json, .planRows, .list: .equality
        case .label: hasLabelOrder ? .comparison : .equality
        case .string: hasPatterns ? .text : isSelectedAsText ? .equality : .comparison
        case .integer, .float, .numeric, .timestamp, .date, .time, .interval: .comparison
        }
    }
}

extension FieldDefinition {
    /// A member of an input that is about this field: of its name and description, and of the type `type`.
    func member(of type: TypeID) -> InputValueDefinition {
        InputValueDefinition(name: name, type: TypeReference(type), description: description)
    }
}
