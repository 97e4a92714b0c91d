/// What a policy looks rows up by: its expression, as PostgreSQL prints it, read as far as an index could serve it.
///
/// `pg_get_expr` makes that easy: each operator with its operands stands in parentheses, keywords are capitals and names
/// are not, and inside of a subselect each column has its table before it. Which names are columns says the catalog.
struct PolicyCondition {
    /// How rows of one relation are found.
    enum Search: Equatable {
        /// By looking at each: nothing is compared with what is known beforehand.
        case scan
        /// With an index that is there.
        case index
        /// By columns that no index begins with.
        case missing([String])
        /// By a column that is cast before it is compared, so that its index finds nothing.
        case cast(String)
    }

    let policy: Policy
    let catalog: Catalog
    private let nodes: [PrintedNode]

    init(of policy: Policy, catalog: Catalog) {
        self.policy = policy
        self.catalog = catalog
        nodes = PrintedNode.read(policy.expression ?? "")
    }

    /// How the policy finds rows of `relation`, whose policy it is, and of what its subselects read.
    func searches(on relation: Relation) -> [(relation: Relation, search: Search)] {
        var searches = [(relation, Table(relation, policy, in: catalog).search(nodes))]
        for select in nodes.selects {
            for source in select.sources(in: catalog) {
                let table = Table(source.relation, policy, in: catalog, alias: source.alias)
                searches.append((source.relation, table.search(all: select.conditions)))
            }
        }
        return searches
    }
}

/// One of the relations that a policy reads rows of, as its conditions name it.
private struct Table {
    let catalog: Catalog
    let relation: Relation
    /// What stands before its columns; `nil` where they stand alone.
    let alias: String?
    let columns: Set<String>

    init(_ relation: Relation, _ policy: Policy, in catalog: Catalog, alias: String? = nil) {
        self.catalog = catalog
        self.relation = relation
        self.alias = alias
        columns = policy.columns[relation.oid] ?? []
    }

    // MARK: Conditions

    func search(_ nodes: [PrintedNode]) -> PolicyCondition.Search {
        var nodes = nodes
        while nodes.count == 1, case .group(let inner) = nodes[0], !inner.isSelect { nodes = inner }
        let alternatives = nodes.split(separator: .word("OR"))
        if alternatives.count > 1 { return search(any: alternatives.map(Array.init)) }
        let conditions = nodes.split(separator: .word("AND"))
        if conditions.count > 1 { return search(all: conditions.map(Array.init)) }
        return compare(nodes)
    }

    /// One index is enough for conditions that all must hold.
    func search(all conditions: [[PrintedNode]]) -> PolicyCondition.Search {
        let searches = conditions.map(search)
        if searches.contains(.index) { return .index }
        let columns = searches.flatMap { search in
            if case .missing(let columns) = search { return columns }
            return []
        }
        return columns.isEmpty ? searches.first { $0 != .scan } ?? .scan : .missing(columns)
    }

    /// Where one condition of several is enough, each needs its index; and where one looks at each row, none helps.
    private func search(any conditions: [[PrintedNode]]) -> PolicyCondition.Search {
        let searches = conditions.map(search)
        if searches.contains(.scan) { return .scan }
        return searches.first { $0 != .index } ?? .index
    }

    // MARK: Comparisons

    private func compare(_ nodes: [PrintedNode]) -> PolicyCondition.Search {
        guard let place = nodes.firstIndex(where: { $0 == .symbol("=") || $0 == .word("IN") }) else {
            return .scan
        }
        let sides = [Array(nodes[..<place]), Array(nodes[(place + 1)...])]
        for (side, other) in [(sides[0], sides[1]), (sides[1], sides[0])] {
            guard let (column, isCast) = column(side), isKnownBeforehand(other) else { continue }
            if isCast && !isReadAsItIs(column) { return .cast(column) }
            return relation.hasIndex(leadingWith: [column]) ? .index : .missing([column])
        }
        return .scan
    }

    /// Whether a cast leaves the column as its index has it: a domain's to its type, and varchar's to text.
    private func isReadAsItIs(_ column: String) -> Bool {
        guard let type = relation.column(column)?.type else { return false }
        if case .domain? = catalog.types[type]?.kind { return true }
        return type == TypeOID.varchar
    }

    private func column(_ side: [PrintedNode]) -> (name: String, isCast: Bool)? {
        var side = side
        let isCast = side.last == .cast
        if isCast { side.removeLast() }
        while side.count == 1, case .group(let inner) = side[0] { side = inner }
        let name: [PrintedNode]
        if let alias {
            guard side.starts(with: [.name(alias), .symbol(".")]) else { return nil }
            name = Array(side.dropFirst(2))
        } else {
            name = side
        }
        guard name.count == 1, case .name(let column) = name[0], columns.contains(column) else { return nil }
        return (column, isCast)
    }

    /// Whether a side of a comparison is the same for all rows of this table, and yet no constant.
    private func isKnownBeforehand(_ side: [PrintedNode]) -> Bool {
        !reads(side, isInside: false) && side.varies
    }

    private func reads(_ nodes: [PrintedNode], isInside: Bool) -> Bool {
        nodes.indices.contains { index in
            switch nodes[index] {
            case .group(let inner): return reads(inner, isInside: isInside || inner.isSelect)
            case .name(let name):
                let isQualified = nodes[..<index].last == .symbol(".")
                let qualifies = nodes.indices.contains(index + 1) && nodes[index + 1] == .symbol(".")
                if qualifies { return name == alias ?? relation.name }
                return alias == nil && !isInside && !isQualified && columns.contains(name)
            case .word, .symbol, .literal, .cast: return false
            }
        }
    }
}
