import Bytes
import GraphQL

@testable import Execution
@testable import Planner

/// Programs made by hand, as planning would make them.
enum Plans {
    static func statement(
        _ id: Int,
        claims: ClaimSet = [],
        lane: Lane = .point,
        parameters: Int = 1
    ) -> Statement {
        Statement(
            id: id,
            text: "statement \(id)",
            parameterTypes: Array(repeating: 1016, count: parameters),
            role: 0,
            claims: claims,
            lane: lane
        )
    }

    /// A step without keys, or for each row of `parent` by the row's first column.
    static func step(
        _ statement: Statement,
        parent: Int? = nil,
        children: [Int] = [],
        limit: Int? = nil,
        isReversed: Bool = false,
        ordinalColumn: Int = 0,
        keys: FetchStep.Keys? = nil,
        parameters: [(place: Int, parameter: Parameter)] = []
    ) -> FetchStep {
        let keys = keys ?? (parent == nil ? .none : .parent(columns: [0]))
        let hasKeys = if case .none = keys { false } else { true }
        return FetchStep(
            coordinate: "Query.field",
            statement: statement,
            reads: [],
            dependencies: Dependencies(),
            parameters: parameters,
            keyPlaces: hasKeys ? [0: 0] : [:],
            keyTypes: hasKeys ? [20] : [],
            keys: keys,
            match: hasKeys ? .ordinal(column: ordinalColumn) : .everything,
            parent: parent,
            children: children,
            limit: limit,
            isReversed: isReversed,
            refusesMore: false,
            maximumItems: nil,
            takesNullKeys: false,
            expectedRows: 1,
            rowCost: 1,
            maximumKeys: nil
        )
    }

    static func field(_ name: String, isNonNull: Bool, _ value: ValuePlan) -> FieldPlan {
        FieldPlan(
            key: Array("\"\(name)\":".utf8),
            responseName: name,
            coordinate: "Query.\(name)",
            isNonNull: isNonNull,
            value: value,
            offset: 0
        )
    }

    static func document() throws -> Document { try Document.parse(Array("{ a }".utf8)) }

    static func principal(_ claims: [String?] = []) -> Principal { Principal(role: 0, claims: claims) }

    /// The keys that a batch asks for: the items of its first parameter, an array of `bigint`.
    static func keys(of batch: Batch) -> [[UInt8]] {
        guard let array = batch.parameters().first ?? nil else { return [] }
        return withCell(array) { ArrayItems($0)?.cells.compactMap(\.copy) ?? [] }
    }
}
