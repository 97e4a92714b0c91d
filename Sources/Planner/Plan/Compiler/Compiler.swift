import Bytes
import GraphQL
import JSON

/// Makes the execution plan of an operation.
///
/// It walks the selections once, breadth decided by the document: each object adds columns to the step that its row comes
/// from, and each relation adds a step. Fields are collected as *Field Collection*, §6.3.2, has it.
struct Compiler {
    let schema: BoundSchema
    let document: Document
    let operation: Operation
    let role: Int
    let limits: PreparationLimits
    let statements: StatementRegistry
    let variableValues: VariableValues
    /// Each variable's index, by its name's id.
    let variableIndices: [Int32: Int]
    /// Each fragment's place, by its name's id.
    let fragments: [Int32: Int]
    /// By number; `nil` while what a step selects is still being planned.
    private(set) var steps: [PlannedStep?] = []
    var calls: [CallDraft] = []
    /// The field that is being planned.
    var coordinate = ""
    /// How many more conditions the filter that is being planned may have.
    var conditionsLeft = 0
    private var shapes: [VariableShape] = []
    private var deprecatedUses: [String] = []
    /// How many fields of introspection may still be answered, and how many bytes were.
    private var introspectionBudget: Int
    private var introspectionBytes = 0

    init(
        _ plan: PreparedOperation,
        _ schema: BoundSchema,
        _ statements: StatementRegistry,
        _ limits: PreparationLimits,
        _ variables: VariableValues
    ) {
        self.schema = schema
        document = plan.document
        operation = plan.document.operations[plan.operation]
        role = plan.role
        self.limits = limits
        self.statements = statements
        variableValues = variables
        var indices: [Int32: Int] = [:]
        for (index, definition) in document.variables[operation.variables.indices].enumerated() {
            indices[definition.name.id] = index
        }
        variableIndices = indices
        fragments = document.fragmentsByName()
        introspectionBudget = Introspection.budget(of: schema.schema)
    }

    var variables: [InputValue?] { variableValues.values }

    var viewer: RoleSet { RoleSet(role: role) }

    mutating func compile() -> ExecutionPlan {
        let root = schema.schema.rootType(of: operation.kind) ?? TypeID(0)
        let data = object(root, [operation.selections], bindings: nil, on: nil)
        return ExecutionPlan(
            of: document,
            steps: steps.compactMap { $0?.step(statements, schema, role: role) },
            data: data,
            calls: calls.map { mutationCall($0) },
            shapes: shapes,
            deprecatedUses: deprecatedUses,
            introspection: statements.introspection(bytes: introspectionBytes)
        )
    }

    private func mutationCall(_ draft: CallDraft) -> MutationCall {
        let selected = draft.step.selected
        let columns = selected + [draft.stored.isItem].compactMap { $0 }
        let replay: SQL = "SELECT \(columns.joined(", "))\n\(draft.stored.clauses)"
        let (text, parameters) = replay.rendered()
        let selection = document.selections[Int(draft.site.selections[0])]
        return MutationCall(
            step: draft.step.index,
            site: (
                draft.site.name, selection.responseName.map { document.text($0) } ?? draft.site.name,
                draft.site.modifiers.isNonNull
            ),
            isDryRun: draft.isDryRun,
            call: draft.call,
            inputs: draft.inputs,
            replay: statements.statement(
                text,
                types: parameters.map(\.type),
                columnTypes: draft.step.columnTypes.map(schema.baseType),
                role: role,
                claims: .all,
                lane: .write,
                values: .none
            ),
            columns: (columns.count, draft.stored.isArray ? selected.count : nil)
        )
    }

    // MARK: Objects

    /// Plans the selections in `runs` on an object of `type` that the row of `draft` stands for; `draft` is `nil` at the root.
    mutating func object(
        _ type: TypeID,
        _ runs: [Run],
        bindings: [FieldBinding]?,
        on draft: StatementScope?
    ) -> ObjectPlan {
        if let draft, !draft.variants.isEmpty { return variantObject(runs, on: draft) }
        var plan = ObjectPlan()
        for group in collectFields(of: type, runs, for: &plan) {
            let site = fieldSite(group, of: type, bindings: bindings)
            plan.fields.append(field(group, site, value(site, on: draft)))
        }
        return plan
    }

    /// The field that `group` selects of an object of `type`.
    ///
    /// This is where a name becomes what the field is; whatever follows switches over the binding.
    func fieldSite(_ group: FieldGroup, of type: TypeID, bindings: [FieldBinding]? = nil) -> FieldSite {
        let name = document.selections[Int(group.selections[0])].name.map { document.text($0) } ?? ""
        let fields = schema.schema[type].fields
        guard let index = fields.firstIndex(where: { $0.name == name }) else {
            let binding = MetaField(rawValue: name).map { FieldBinding.meta($0) } ?? .none
            return FieldSite(
                name: name,
                binding: binding,
                definition: nil,
                owner: type,
                selections: group.selections
            )
        }
        return FieldSite(
            name: name,
            binding: bindings?[index] ?? schema.fields[type.index][index],
            definition: fields[index],
            owner: type,
            selections: group.selections
        )
    }

    /// The field of `group`, which is written as `value` says.
    func field(_ group: FieldGroup, _ site: FieldSite, _ value: ValuePlan) -> FieldPlan {
        FieldPlan(
            key: group.key,
            responseName: group.name,
            coordinate: coordinate(of: site),
            isNonNull: site.isNonNull,
            value: value,
            offset: document.selections[Int(group.selections[0])].offset
        )
    }

    private mutating func value(_ site: FieldSite, on draft: StatementScope?) -> ValuePlan {
        let outer = coordinate
        coordinate = coordinate(of: site)
        noteDeprecated(site)
        defer { coordinate = outer }
        return value { compiler throws(GraphQLError) in
            if case .meta(let field) = site.binding { return try compiler.metaValue(site, field) }
            try compiler.checkArguments(of: site)
            guard let draft else { return try compiler.rootValue(site) }
            return try compiler.rowValue(site, on: draft)
        }
    }

    /// The value of a field that every object has, or the root.
    mutating func metaValue(_ site: FieldSite, _ field: MetaField) throws(GraphQLError) -> ValuePlan {
        switch field {
        case .typename: .constant(quoted(schema.schema[site.owner].name))
        case .schema, .type: try introspection(site)
        }
    }

    /// What `plan` makes of a field, or what is wrong with it, so that the field alone fails.
    ///
    /// A field adds a step when nothing of the step can fail any more, so that no step is fetched for a field that failed.
    mutating func value(plan: (inout Compiler) throws(GraphQLError) -> ValuePlan) -> ValuePlan {
        do throws(GraphQLError) { return try plan(&self) } catch { return .failure(error) }
    }

    private mutating func rowValue(
        _ site: FieldSite,
        on draft: StatementScope
    ) throws(GraphQLError) -> ValuePlan {
        switch site.binding {
        case .id:
            return .id(prefix: draft.table.idPrefix, columns: draft.table.key.map { draft.column($0) })
        case .foreignID(let columns, let target):
            guard let prefix = schema.table(of: target)?.idPrefix else { throw .unbound(site.name) }
            return .id(prefix: prefix, columns: columns.map { draft.column($0) })
        case .column(let column):
            let source =
                schema.isReadable(column.column, by: role) ? column.column : column.mask ?? column.column
            let name = draft.own[source]
            let type = column.format.isSelectedAsText ? 0 : source.type
            let index = draft.column(column.format.selected(name), type: type)
            return .leaf(column: index, column.format.leaf, site.modifiers)
        case .expression(let expression):
            let column = draft.column(evaluate(expression, on: draft))
            return .leaf(column: column, expression.format.leaf, site.modifiers)
        case .embedded(let inner):
            guard let type = site.definition?.type.type else { throw .unbound(site.name) }
            return .object(object(type, children(of: site), bindings: inner, on: draft))
        case .one(let relation):
            return try one(site, relation, on: draft, by: relation.from.map { draft.column($0) })
        case .many(let relation, let list): return try many(site, relation, list, on: draft)
        case .call(let call): return try self.call(site, call, on: draft)
        case .none, .lookup, .collection, .node, .nodes, .live, .derived, .meta: throw .unbound(site.name)
        }
    }

    /// The author's expression over the rows of `step`: it counts as reading all of their columns.
    func evaluate(_ expression: ExpressionBinding, on step: StatementScope) -> SQL {
        evaluate(expression, over: step.own)
    }

    /// The same over rows of another relation; nothing else that the statement names without an alias may have its columns.
    func evaluate(_ expression: ExpressionBinding, over source: RelationSource) -> SQL {
        source.noteAllColumns()
        source.step.dependencies.formUnion(expression.dependencies[role] ?? .unknown)
        return expression.sql
    }

    // MARK: Steps

    /// Adds the step of `scope`, which is `piece`: nothing of it can fail any more.
    mutating func add(_ scope: StatementScope, keys: StepKeys = .none, _ piece: FetchPiece) {
        scope.number(steps.count)
        steps.append(PlannedStep(scope: scope, keys: keys, piece: piece))
    }

    /// Adds the step of `scope`, of which nothing can fail any more; what it selects is planned by `selections`.
    ///
    /// - Parameter piece: the step, when all that it selects is known.
    mutating func add<Value>(
        _ scope: StatementScope,
        keys: StepKeys = .none,
        selecting selections: (inout Compiler) -> Value,
        as piece: (Compiler) -> FetchPiece
    ) -> Value {
        scope.number(steps.count)
        steps.append(nil)
        let value = selections(&self)
        steps[scope.index] = PlannedStep(scope: scope, keys: keys, piece: piece(self))
        return value
    }

    // MARK: The shape of the variables

    /// What planning observes at `path`; the observation becomes part of the shape.
    mutating func shape(_ path: ValuePath, _ kind: VariableShape.Kind) -> VariableShape.Observation {
        let seen = kind.observe(path, in: variables)
        let shape = VariableShape(path: path, kind: kind, seen: seen)
        if !shapes.contains(shape) { shapes.append(shape) }
        return seen
    }

    /// Introspection is answered while planning: it may use any variable.
    private mutating func introspection(_ site: FieldSite) throws(GraphQLError) -> ValuePlan {
        for index in variables.indices { _ = shape(ValuePath(variable: index), .value) }
        let propagating = try introspection(site, propagatesNull: true)
        if propagating.errors.isEmpty { return .constant(propagating.json ?? []) }
        return .introspection(
            propagating: propagating,
            keeping: try introspection(site, propagatesNull: false)
        )
    }

    private mutating func introspection(
        _ site: FieldSite,
        propagatesNull: Bool
    ) throws(GraphQLError) -> IntrospectionAnswer {
        var buffer = ByteBuffer()
        let outcome = try Introspection.write(
            document,
            selections: site.selections,
            schema: schema.schema,
            role: viewer,
            variables: variableValues,
            propagatesNull: propagatesNull,
            budget: &introspectionBudget,
            into: &buffer
        )
        introspectionBytes += buffer.count
        return IntrospectionAnswer(json: outcome.isNull ? nil : buffer.bytes, errors: outcome.errors)
    }

    // MARK: Coordinates

    func coordinate(of site: FieldSite) -> String { "\(schema.schema[site.owner].name).\(site.name)" }

    /// Notes the deprecated elements that `site` uses.
    private mutating func noteDeprecated(_ site: FieldSite) {
        guard let definition = site.definition else { return }
        var found = definition.deprecationReason == nil ? [] : [coordinate]
        for argument in definition.arguments where argument.deprecationReason != nil {
            let given = document.selections[Int(site.selections[0])].arguments
            guard document.value(ofArgument: argument.name, in: given) != nil else { continue }
            found.append("\(coordinate)(\(argument.name):)")
        }
        for use in found where !deprecatedUses.contains(use) { deprecatedUses.append(use) }
    }

    func quoted(_ text: String) -> [UInt8] {
        var buffer = ByteBuffer(capacity: text.utf8.count + 2)
        JSONWriter.write(text, into: &buffer)
        return buffer.bytes
    }
}

/// A field of the response, while it is being planned.
struct FieldSite {
    var name: String
    var binding: FieldBinding
    var definition: FieldDefinition?
    var owner: TypeID
    /// All selections with the same response name.
    var selections: [Int32]

    var modifiers: TypeModifiers { definition?.type.modifiers ?? TypeModifiers() }

    var isNonNull: Bool {
        switch binding {
        case .meta(.typename), .meta(.schema): true
        case .meta(.type): false
        case .none, .id, .foreignID, .column, .expression, .embedded, .one, .many, .lookup, .collection,
            .node, .nodes, .call, .live, .derived:
            modifiers.isNonNull
        }
    }
}

extension GraphQLError {
    static func unbound(_ name: String) -> GraphQLError {
        GraphQLError("The field \"\(name)\" is bound to nothing.", code: .internalError)
    }
}

extension BoundSchema {
    /// Whether `role` may read `column` itself.
    func isReadable(_ column: Column, by role: Int) -> Bool {
        column.selectableBy.contains(databaseRoles[role])
    }
}
