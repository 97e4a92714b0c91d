import GraphQL

/// The derived inputs of `where`.
extension Binder {
    mutating func filter(of target: TypeID) -> TypeID {
        let name = types[target.index].name
        return derived(name + "Filter", .inputObject, "Conditions on \(name) objects; all of them hold.") {
            binder in
            var members = binder.combinations(of: binder.builtIn(name + "Filter"))
            var bindings: [String: FilterField] = ["and": .all, "or": .any, "not": .not]
            for (field, binding) in zip(binder.types[target.index].fields, binder.fields[target.index]) {
                guard bindings[field.name] == nil,
                    let (type, filterField) = binder.filterField(for: field, bound: binding, in: target)
                else { continue }
                bindings[field.name] = filterField
                members.append(field.member(of: type))
            }
            for (field, columns) in binder.sharedColumns(of: target) where bindings[field.name] == nil {
                guard let column = columns.values.first,
                    let (type, _) = binder.filterField(for: field, bound: .column(column), in: target)
                else { continue }
                bindings[field.name] = .shared(columns)
                members.append(field.member(of: type))
            }
            for directive in binder.types[target.index].appliedDirectives where directive.name == "search" {
                let name = directive.argument("name")?.text ?? "search"
                guard let search = binder.bindSearch(directive, of: target, known: bindings[name] != nil)
                else { continue }
                bindings[name] = search
                members.append(
                    InputValueDefinition(
                        name: name,
                        type: TypeReference(binder.builtIn("String")),
                        description:
                            "Has all of these words; \"words in quotes\" follow each other, -word is not there, or is one of two."
                    )
                )
            }
            binder.setDerived(name + "Filter", inputFields: members, as: .filter(bindings))
        }
    }

    /// The members that make one condition of others of the input type `id`.
    func combinations(of id: TypeID) -> [InputValueDefinition] {
        let conditions = TypeModifiers([.list, .nonNull])
        return [
            InputValueDefinition(
                name: "and",
                type: TypeReference(id, conditions),
                description: "All of these hold."
            ),
            InputValueDefinition(
                name: "or",
                type: TypeReference(id, conditions),
                description: "At least one of these holds."
            ),
            InputValueDefinition(name: "not", type: TypeReference(id), description: "This does not hold."),
        ]
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
            return (operators(on: "ID", isList: false, .equality), .id(table.key, target: target))
        case .foreignID(let columns, let other):
            return (operators(on: "ID", isList: false, .equality), .id(columns, target: other))
        case .column(let column):
            let type = types[field.type.type.index].name
            if case .list(let item) = column.format.leaf {
                guard column.format.isSelectedAsText == false, item != .json(hasVersion: true) else {
                    return nil
                }
                return (operators(on: type, isList: true, .containment), .column(column))
            }
            if case .json(hasVersion: true) = column.format.leaf {
                return (operators(on: type, isList: false, .document), .column(column))
            }
            guard column.format.isComparable || column.format.hasOwnEquality else { return nil }
            let set = type == "ID" ? .equality : column.format.operators
            return (operators(on: type, isList: false, set), .column(column))
        case .embedded(let inner):
            guard inner.contains(where: \.isComparable) else { return nil }
            return (filter(ofEmbedded: field, inner, in: target), .embedded(inner))
        case .one(let relation):
            return (filter(of: relation.target), .one(relation))
        case .many(let relation, let list):
            return (listFilter(of: relation.target), .many(relation, list))
        case .none, .expression, .lookup, .collection, .node, .call:
            return nil
        }
    }

    /// Conditions on an object over columns of the same row.
    private mutating func filter(
        ofEmbedded field: FieldDefinition,
        _ inner: [FieldBinding],
        in owner: TypeID
    ) -> TypeID {
        let object = "\(types[owner.index].name).\(field.name)"
        let name = nameOfEmbedded(field, in: owner) + "Filter"
        return derived(name, .inputObject, "Conditions on \(object); all of them hold.") { binder in
            var members: [InputValueDefinition] = []
            var bindings: [String: FilterField] = [:]
            for (field, binding) in zip(binder.types[field.type.type.index].fields, inner) {
                guard let (type, filterField) = binder.filterField(for: field, bound: binding, in: owner)
                else { continue }
                bindings[field.name] = filterField
                members.append(field.member(of: type))
            }
            binder.setDerived(name, inputFields: members, as: .filter(bindings))
        }
    }

    /// What the names of the inputs begin with that are about an object over columns of its owner's row.
    func nameOfEmbedded(_ field: FieldDefinition, in owner: TypeID) -> String {
        types[owner.index].name + field.name.capitalized
    }

    private mutating func listFilter(of target: TypeID) -> TypeID {
        let name = types[target.index].name
        return derived(name + "ListFilter", .inputObject, "Conditions on related \(name) objects.") {
            binder in
            let filter = TypeReference(binder.filter(of: target))
            binder.setDerived(
                name + "ListFilter",
                inputFields: [
                    InputValueDefinition(name: "some", type: filter, description: "At least one meets this."),
                    InputValueDefinition(name: "none", type: filter, description: "None meets this."),
                    InputValueDefinition(name: "every", type: filter, description: "All of them meet this."),
                ],
                as: .listFilter
            )
        }
    }

    /// The operators that a type of values offers.
    enum OperatorSet { case equality, comparison, text, containment, document }

    /// What a scalar's own filter offers; columns that offer less have a filter of another name.
    func ownOperators(of scalar: String) -> OperatorSet {
        switch scalar {
        case "String": .text
        case "JSON": .document
        case "ID", "Boolean", "UUID", "Bytes": .equality
        default: .comparison
        }
    }

    private func filterName(of scalar: String, _ set: OperatorSet) -> String {
        scalar + (set == .equality && ownOperators(of: scalar) != .equality ? "EqualityFilter" : "Filter")
    }

    mutating func operators(on scalar: String, isList: Bool, _ set: OperatorSet) -> TypeID {
        let name = isList ? scalar + "ArrayFilter" : filterName(of: scalar, set)
        return derived(
            name,
            .inputObject,
            "Conditions on \(isList ? "a list of " : "a ")\(scalar); all of them hold."
        ) { binder in
            let value = TypeReference(binder.builtIn(scalar))
            let values = TypeReference(binder.builtIn(scalar), TypeModifiers([.list, .nonNull]))
            var members: [(String, TypeReference, String)] = []
            switch set {
            case .equality, .comparison, .text:
                members += [
                    ("eq", value, "Equal to it."), ("ne", value, "Different from it."),
                    ("in", values, "One of these."), ("notIn", values, "None of these."),
                ]
            case .document:
                members += [
                    ("contains", value, "Has all of this, at the same places."),
                    ("containedIn", value, "Has nothing but what this has."),
                ]
            case .containment:
                members += [
                    ("contains", values, "Has all of these."),
                    ("overlaps", values, "Has at least one of these."),
                    ("containedIn", values, "Has nothing but these."),
                ]
            }
            if set == .comparison || set == .text {
                members += [
                    ("lt", value, "Less than it."), ("lte", value, "Less than it, or equal."),
                    ("gt", value, "Greater than it."), ("gte", value, "Greater than it, or equal."),
                ]
            }
            if set == .text {
                members += [
                    ("contains", value, "Has it somewhere, case aside."),
                    (
                        "like", value,
                        "Matches the pattern: % is anything, _ one character, and what follows \\ is meant as it stands."
                    ),
                    ("startsWith", value, "Begins with it."), ("endsWith", value, "Ends with it."),
                ]
            }
            members.append(("isNull", TypeReference(binder.builtIn("Boolean")), "Whether there is no value."))
            binder.setDerived(
                name,
                inputFields: members.map { InputValueDefinition(name: $0.0, type: $0.1, description: $0.2) },
                as: .operators
            )
        }
    }
}

extension ScalarFormat {
    var operators: Binder.OperatorSet {
        switch leaf {
        case .boolean, .uuid, .bytes, .json, .planRows, .list: .equality
        case .label: hasLabelOrder ? .comparison : .equality
        case .string: isSelectedAsText ? .equality : .text
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
