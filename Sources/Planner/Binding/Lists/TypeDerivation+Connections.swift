import GraphQL

/// The types of pages: connections, edges, and what is before and behind a page.
extension TypeDerivation {
    mutating func connection(of node: TypeID) -> TypeID {
        let name = types[node.index].name
        return derived(name + "Connection", .object, "A page of \(name) objects.") { pass in
            let edge = pass.edge(of: node)
            let pageInfo = pass.pageInfo()
            let objects = TypeModifiers([.nonNull, .list, .nonNull])
            let count = pass.builtIn("Int")
            var fields: [(ConnectionField, TypeReference, String)] = [
                (.edges, TypeReference(edge, objects), "The objects with their cursors."),
                (.nodes, TypeReference(node, objects), "The objects alone."),
                (
                    .pageInfo, TypeReference(pageInfo, TypeModifiers([.nonNull])),
                    "What is before and behind this page."
                ),
                (
                    .totalCount, TypeReference(count, TypeModifiers([.nonNull])),
                    "How many objects there are on all pages: counted, exact."
                ),
            ]
            if pass.table(of: node) != nil {
                fields.append(
                    (
                        .estimatedCount, TypeReference(count),
                        "About how many there are, as PostgreSQL's planner estimates it: cheap however many. "
                            + "Null where rows of others are hidden, or the list is one of many."
                    )
                )
            }
            let pages = fields.map { Derived($1, .connection($0), named: $0.rawValue, $2) }
            pass.setDerived(
                name + "Connection",
                as: .connection(node: node),
                fields: pages + pass.aggregates(ofConnectionOf: node)
            )
        }
    }

    private mutating func edge(of node: TypeID) -> TypeID {
        let name = types[node.index].name
        return derived(name + "Edge", .object, "One \(name) of a page, with its cursor.") { pass in
            let nonNull = TypeModifiers([.nonNull])
            let fields: [(EdgeField, TypeID, String)] = [
                (.cursor, pass.builtIn("String"), "Where the object stands in this order; opaque."),
                (.node, node, "The object."),
            ]
            pass.setDerived(
                name + "Edge",
                fields: fields.map { Derived(TypeReference($1, nonNull), .edge($0), named: $0.rawValue, $2) }
            )
        }
    }

    private mutating func pageInfo() -> TypeID {
        derived("PageInfo", .object, "What is before and behind a page.") { pass in
            let boolean = TypeReference(pass.builtIn("Boolean"), TypeModifiers([.nonNull]))
            let string = TypeReference(pass.builtIn("String"))
            let fields: [(PageInfoField, TypeReference, String)] = [
                (.hasNextPage, boolean, "Whether more objects follow."),
                (.hasPreviousPage, boolean, "Whether objects come before."),
                (.startCursor, string, "The first object's cursor."),
                (.endCursor, string, "The last object's cursor."),
            ]
            pass.setDerived(
                "PageInfo",
                fields: fields.map { Derived($1, .pageInfo($0), named: $0.rawValue, $2) }
            )
        }
    }

    func pageArguments() -> [InputValueDefinition] {
        [
            argument(.first, "Int", "At most so many, from the beginning or behind `after`."),
            argument(.after, "String", "Only what follows this cursor."),
            argument(.last, "Int", "At most so many, from the end or before `before`."),
            argument(.before, "String", "Only what precedes this cursor."),
        ]
    }
}
