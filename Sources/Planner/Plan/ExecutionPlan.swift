package import Bytes
package import GraphQL

/// What an operation does for variables that look alike: fetch steps, and how the response is written from their rows.
///
/// Nothing in it depends on a variable's value beyond what ``looks`` says; values enter as parameters.
package final class ExecutionPlan {
    /// What was asked, for the locations of errors.
    package let document: Document
    package let steps: [FetchStep]
    package let data: ObjectPlan
    /// The steps without parents.
    package let roots: [Int]
    /// What it may cost: the rows that it reads if every page is full, ten for each list or group that is counted, and one
    /// for each value of a row that the response repeats under another alias.
    package let cost: Int
    /// Of a mutation, the fields that change something, in the order in which they do.
    package let calls: [MutationCall]
    /// The claims that its statements can see.
    package let claims: ClaimSet
    /// The schema coordinates of the deprecated fields and arguments that it uses, each once.
    package let deprecatedUses: [String]
    private let shapes: [VariableShape]
    /// What its answers to introspection hold of the loop's memory; `nil` where there are none.
    private let introspection: IntrospectionShare?

    init(
        of document: Document,
        steps: [FetchStep],
        data: ObjectPlan,
        calls: [MutationCall],
        shapes: [VariableShape],
        deprecatedUses: [String] = [],
        introspection: IntrospectionShare? = nil
    ) {
        self.document = document
        self.steps = steps
        self.data = data
        self.calls = calls
        self.shapes = shapes
        self.deprecatedUses = deprecatedUses
        self.introspection = introspection
        roots = steps.indices.filter { steps[$0].parent == nil }
        claims = steps.reduce(into: []) { $0.formUnion($1.statement.claims) }
        cost = Self.cost(of: steps, data)
    }

    /// Far above every limit, and far from where products of two overflow.
    private static let costCeiling = 1 << 30

    private static func cost(of steps: [FetchStep], _ data: ObjectPlan) -> Int {
        var rows: [Int] = []
        var total = 0
        // A step stands after its parent.
        for step in steps {
            let parents = step.parent.map { rows[$0] } ?? 1
            rows.append(min(parents * min(step.expectedRows, costCeiling), costCeiling))
            total = min(total + rows[rows.count - 1] * step.rowCost, costCeiling)
        }
        // Nesting is that of the document, which its parser bounds.
        func addRepetitions(in plan: ObjectPlan, rows count: Int) {
            total = min(total + plan.repetitions * count, costCeiling)
            for (step, plan) in plan.alternatives?.steps ?? [] { addRepetitions(in: plan, rows: rows[step]) }
            for field in plan.fields {
                switch field.value {
                case .object(let plan): addRepetitions(in: plan, rows: count)
                case .row(let step, let plan), .rows(let step, let plan, _, _):
                    addRepetitions(in: plan, rows: rows[step])
                case .objects(let plan): addRepetitions(in: plan, rows: count)
                case .leaf, .constant, .introspection, .id, .cursor, .leafOfRow, .hasMore, .boundaryCursor,
                    .failure:
                    break
                }
            }
        }
        addRepetitions(in: data, rows: 1)
        return total
    }

    /// Whether planning would see the same in `variables` as it saw when it made this plan.
    package func fits(_ variables: [InputValue?]) -> Bool {
        shapes.allSatisfy { $0.kind.observe($0.path, in: variables) == $0.seen }
    }
}

/// One statement of an execution plan: run once for all of its parents.
package struct FetchStep {
    /// Where the keys come from that the statement looks rows up by.
    package enum Keys {
        /// There are none: the statement runs once.
        case none
        /// Columns of the parent's rows.
        case parent(columns: [Int])
        /// Parameters of the request: one key.
        case parameters([Parameter])
        /// The ids of a list: a key for each that is of the step's type.
        case ids(IDList)
        /// A call of a set function for each of the parent's rows: columns of the row, then parameters of the request.
        case calls(columns: [Int], parameters: [Parameter])
    }

    /// The field that it fetches for: `Ticket.client`.
    package let coordinate: String
    package let statement: Statement
    /// What the statement reads of relations.
    package let reads: [RelationRead]
    /// What its answer depends on, all that is read in turn included.
    package let dependencies: Dependencies
    /// Of the statement's parameters those that are no keys, with their places.
    package let parameters: [(place: Int, parameter: Parameter)]
    /// The places of the keys' parameters, by component.
    package let keyPlaces: [Int: Int]
    /// The oid of each component's type.
    package let keyTypes: [UInt32]
    package let keys: Keys
    package let match: KeyMatch
    /// The step whose rows are this one's parents; `nil` at the root.
    package let parent: Int?
    package let children: [Int]
    /// How many rows are wanted for each parent; one more shows that there are more.
    package let limit: Int?
    /// Whether rows come last first.
    package let isReversed: Bool
    /// Whether more rows than the limit are an error, because nothing can show it.
    package let refusesMore: Bool
    /// The most items of the array that is the first column of the only row; more are an error.
    ///
    /// `nil`: any number.
    package let maximumItems: Int?
    /// Whether the step also runs for parents of which a key is NULL.
    package let takesNullKeys: Bool
    /// How many rows each parent may get, for the cost.
    let expectedRows: Int
    /// What one of its rows costs.
    let rowCost: Int
    /// The most keys of one statement; `nil`: the queue's own limit.
    package let maximumKeys: Int?
}

/// One field of a mutation: a transaction of its own.
package struct MutationCall {
    /// The step that calls the function; its children read what is selected of the answer.
    package let step: Int
    /// The field's name in the schema.
    package let field: String
    package let responseName: String
    /// Whether a failure leaves the whole answer without data.
    package let isNonNull: Bool
    /// Whether everything is taken back when the answer has been read.
    package let isDryRun: Bool
    /// What the caller gives, by its path, and the name that a column of it has.
    package let inputs: [(path: String, column: String)]
    /// The same columns as the step's, of the rows that were stored as JSON: the only parameter.
    package let replay: Statement
    /// The column of the step's statement that has what is stored of a row, as JSON.
    package let storedColumn: Int
    /// Of an array of rows, the column that says what a row stands for (see ``ValuePlan/rows(step:_:itemsAreNonNull:isItem:)``).
    package let isItemColumn: Int?
    private let form: [UInt8]
    private let input: [Parameter]

    init(
        step: Int,
        site: (field: String, responseName: String, isNonNull: Bool),
        isDryRun: Bool,
        call: SQL,
        inputs: [(path: String, column: String)],
        replay: Statement,
        columns: (stored: Int, isItem: Int?)
    ) {
        self.step = step
        field = site.field
        responseName = site.responseName
        isNonNull = site.isNonNull
        self.isDryRun = isDryRun
        self.inputs = inputs
        self.replay = replay
        storedColumn = columns.stored
        isItemColumn = columns.isItem
        (form, input) = call.form()
    }

    /// What is stored of `rows`, the answer of the step's statement: a JSON array; `nil` where an array was returned that is NULL.
    package func stored(_ rows: RowSet) -> [UInt8]? {
        var bytes = [UInt8(ascii: "[")]
        for row in 0..<rows.rowCount {
            if row > 0 { bytes.append(UInt8(ascii: ",")) }
            switch isItemColumn.map({ rows[row, $0].copy }) {
            case nil, [1]??: bytes += rows[row, storedColumn].copy ?? Array("null".utf8)
            case .some(nil): return nil
            case _??: bytes += Array("null".utf8)
            }
        }
        return bytes + [UInt8(ascii: "]")]
    }

    /// What the caller gives, as bytes that are equal exactly when it is the same.
    ///
    /// - Throws: what is wrong with a value, as BAD_USER_INPUT.
    package func input(_ variables: [InputValue?]) throws(GraphQLError) -> [UInt8] {
        var bytes = form
        for parameter in input {
            let value = try parameter.encoded(variables)
            bytes += Int32(truncatingIfNeeded: value?.count ?? -1).bigEndianBytes
            bytes += value ?? []
        }
        return bytes
    }
}

/// A statement: equal texts under one role are one object, however many documents lead to it.
package final class Statement: Hashable {
    package let id: Int
    package let text: String
    package let parameterTypes: [UInt32]
    /// The oid of the type that each column has for the catalog, from the first on; 0 where it does not say.
    package let columnTypes: [UInt32]
    package let role: Int
    /// The claims that it can see.
    package let claims: ClaimSet
    package let lane: Lane
    /// The most that one of the requests gives to it.
    package internal(set) var values: RequestValues

    init(
        id: Int,
        text: String,
        parameterTypes: [UInt32],
        columnTypes: [UInt32] = [],
        role: Int,
        claims: ClaimSet,
        lane: Lane,
        values: RequestValues = .none
    ) {
        self.id = id
        self.text = text
        self.parameterTypes = parameterTypes
        self.columnTypes = columnTypes
        self.role = role
        self.claims = claims
        self.lane = lane
        self.values = values
    }

    /// Statements are compared by identity.
    package static func == (left: Statement, right: Statement) -> Bool { left === right }

    /// Hashes its number.
    package func hash(into hasher: inout Hasher) { hasher.combine(id) }
}

/// Which connections a statement runs on.
package enum Lane: Sendable {
    /// Short reads: by key, or a page by an index.
    case point
    /// Reads that may take long: counts, and pages that no index leads to.
    case analytic
    /// What changes something, in a transaction of its own.
    case write
}

/// How an object of the response is written.
package struct ObjectPlan {
    package var fields: [FieldPlan] = []
    /// Where the object is of one of several types: how it is found and written in place of the fields.
    package var alternatives: Alternatives?
    /// Why no object can be written at all.
    package var failure: ObjectFailure?

    /// How many of its fields write a value of the row that another of them writes too.
    fileprivate var repetitions: Int {
        guard fields.count > 1 else { return 0 }
        var values: Set<Int> = []
        var count = 0
        for field in fields {
            switch field.value {
            case .leaf(let column, _, _): count += values.insert(column).inserted ? 0 : 1
            case .id: count += values.insert(-1).inserted ? 0 : 1
            case .cursor: count += values.insert(-2).inserted ? 0 : 1
            case .constant: count += values.insert(-3).inserted ? 0 : 1
            case .introspection, .object, .row, .rows, .objects, .leafOfRow, .hasMore, .boundaryCursor,
                .failure:
                break
            }
        }
        return count
    }
}

/// Why an object has no fields: a condition of its selections is null.
///
/// It is kept by reference, as nearly no plan has one.
package final class ObjectFailure: Sendable {
    /// The error, with its place in the document and the object's field.
    package let error: GraphQLError

    init(_ error: GraphQLError, at coordinate: String) {
        var error = error
        error.coordinate = coordinate
        self.error = error
    }
}

/// Steps of which at most one finds the row of an object.
package struct Alternatives {
    package var steps: [(step: Int, plan: ObjectPlan)] = []
    /// Whether it is an error that none finds it.
    package var isNonNull: Bool
    /// The object's field.
    package var coordinate: String
    /// Where the object's field stands in the document.
    package var offset: UInt32
}

/// How one field is written.
///
/// An object, as it is handed on for each field of each row: a copy is one count (benchmark `tickets-page`).
package final class FieldPlan {
    /// The response name as JSON, with its colon.
    package let key: [UInt8]
    package let responseName: String
    /// The field's schema coordinate, for messages, logs and metrics.
    package let coordinate: String
    package let isNonNull: Bool
    package let value: ValuePlan
    /// Where the field stands in the document, for the locations of errors.
    package let offset: UInt32

    init(
        key: [UInt8],
        responseName: String,
        coordinate: String,
        isNonNull: Bool,
        value: ValuePlan,
        offset: UInt32
    ) {
        self.key = key
        self.responseName = responseName
        self.coordinate = coordinate
        self.isNonNull = isNonNull
        self.value = value
        self.offset = offset
    }
}

/// A value of introspection with what went wrong in it.
package struct IntrospectionAnswer {
    /// `nil` where null went up to the field itself.
    package var json: [UInt8]?
    /// Each with its path below the field.
    package var errors: [GraphQLError]
}

/// Where a value of the response comes from; seen from one row of one step.
package indirect enum ValuePlan {
    /// Bytes that are known already.
    case constant([UInt8])
    /// Introspection that has errors: what it is where null propagates, and where it does not.
    case introspection(propagating: IntrospectionAnswer, keeping: IntrospectionAnswer)
    /// A column of the row.
    case leaf(column: Int, LeafFormat, TypeModifiers)
    /// A global id: what it begins with, and the key's columns. NULL where one of them is.
    case id(prefix: [UInt8], columns: [Int])
    /// The row's cursor: the order's digest, and the columns of the order's keys.
    case cursor(digest: UInt64, columns: [Int])
    /// An object over the same row.
    case object(ObjectPlan)
    /// The one row that `step` found for this row.
    case row(step: Int, ObjectPlan)
    /// The rows that `step` found for this row. Where there is a column `isItem`, it says what a row stands for: true is an item,
    /// false an item that is null, and NULL a list that is null.
    case rows(step: Int, ObjectPlan, itemsAreNonNull: Bool, isItem: Int? = nil)
    /// For each key of the request, what the plan's alternatives found.
    case objects(ObjectPlan)
    /// A leaf of the one row that `step` found for this row.
    case leafOfRow(step: Int, LeafFormat, TypeModifiers)
    /// Whether `step` found more rows for this row than were wanted.
    case hasMore(step: Int)
    /// The cursor of the first or last row that `step` found for this row; null where it found none.
    case boundaryCursor(step: Int, isLast: Bool, digest: UInt64, columns: [Int])
    /// An error that planning found.
    case failure(GraphQLError)

    /// Whether planning found an error.
    package var isFailure: Bool {
        if case .failure = self { return true }
        return false
    }
}
