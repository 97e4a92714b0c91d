import GraphQL

/// Fields that call functions.
extension Compiler {
    /// A mutation's field while it is being planned.
    struct CallDraft {
        var step: StatementScope
        var site: FieldSite
        var isDryRun: Bool
        /// The call itself: what the caller gives is in its parameters.
        var call: SQL
        /// What the caller gives, by its path, and the name that a column of it has.
        var inputs: [(path: String, column: String)]
        /// The rows as they were stored, in the statement's only parameter.
        var stored: StoredSource
    }

    /// Plans the call of a root field, or of all rows of `parent`.
    mutating func call(
        _ site: FieldSite,
        _ call: FunctionBinding,
        on parent: StatementScope?
    ) throws(GraphQLError) -> ValuePlan {
        if call.function.callsType != nil { return try setCall(site, call, on: parent) }
        let step = newStep(parent: parent, table: call.rows, readsTable: false)
        // What a mutation reads may be anything.
        step.dependencies.formUnion(call.isMutation ? .unknown : call.dependencies[role])
        var source = FunctionSource(shape: call.shape, call: try sql(of: call, at: site))
        try checkSelections(of: site, call)
        let value = try value(site, call, on: step, &source)
        if call.isMutation {
            calls.append(
                CallDraft(
                    step: step,
                    site: site,
                    isDryRun: self.value(argument(.dryRun, of: site)) == .boolean(true),
                    call: source.call,
                    inputs: call.inputs,
                    stored: stored(call)
                )
            )
        }
        return value
    }

    private mutating func value(
        _ site: FieldSite,
        _ call: FunctionBinding,
        on step: StatementScope,
        _ source: inout FunctionSource
    ) throws(GraphQLError) -> ValuePlan {
        // Of what a mutation returned nothing is left out.
        let first = call.isList && !call.isMutation ? try pageSize(.first, of: site) : nil
        let most = first ?? limits.maximumPageSize
        if call.isList { source.limit = first ?? most + 1 }
        var piece = piece(of: call, source)
        switch call.result {
        case .value(let format):
            piece.limit = 1
            if case .list = format.leaf, call.isMutation || (call.isList && first == nil) {
                piece.maximumItems = most
            }
            add(step, keys: keys(of: call, on: step), piece)
            _ = step.column(format.selected("t.value"))
            return .leafOfRow(step: step.index, format.leaf, site.modifiers)
        case .row, .rowOfTable:
            piece.limit = call.isList ? most : 1
            piece.expectedRows = piece.limit ?? 1
            piece.refusesMore = call.isList && first == nil
            if call.isMutation { piece.expectedRows = min(piece.expectedRows, limits.defaultPageSize) }
            add(step, keys: keys(of: call, on: step), piece)
            let plan = object(site, call, on: step)
            guard call.isList else { return .row(step: step.index, plan) }
            return .rows(
                step: step.index,
                plan,
                itemsAreNonNull: site.modifiers.item.isNonNull,
                isItem: source.isItem == nil ? nil : step.selected.count
            )
        }
    }

    /// The step of a call, without its limits.
    private func piece(of call: FunctionBinding, _ source: FunctionSource) -> FetchPiece {
        let stored = call.isMutation ? storedRow(call) : nil
        return FetchPiece(
            rows: .call(source, [source.isItem, stored].compactMap { $0 }),
            // Nothing says how long a function takes.
            lane: call.isMutation ? .write : .analytic,
            callsFunction: true,
            // A function is called with NULL too, unless a parameter refuses it.
            takesNullKeys: !call.keys.contains { schema.refusesNull($0.parameter.type) }
        )
    }

    /// How one of the rows that are returned becomes an object.
    private mutating func object(
        _ site: FieldSite,
        _ call: FunctionBinding,
        on step: StatementScope
    ) -> ObjectPlan {
        guard case .rowOfTable = call.result else {
            return object(call.rows.type, children(of: site), bindings: nil, on: step)
        }
        // The statement of the call would read the table as it was before the call.
        let rows = newStep(parent: step, table: call.rows)
        let keys = StepKeys(
            values: .parent(columns: call.rows.key.map { step.column($0) }),
            columns: call.rows.key
        )
        let plan = lookUp(rows, by: call.rows.key, keys, children(of: site))
        var found = ObjectPlan()
        found.alternatives = Alternatives(
            steps: [(rows.index, plan)],
            isNonNull: call.isList ? site.modifiers.item.isNonNull : site.modifiers.isNonNull,
            coordinate: coordinate,
            offset: document.selections[Int(site.selections[0])].offset
        )
        return found
    }

    /// The columns of the parent's row that the call takes.
    private func keys(of call: FunctionBinding, on step: StatementScope) -> StepKeys {
        let columns = call.keys.map(\.column)
        guard let parent = step.parent else { return StepKeys(columns: columns) }
        return StepKeys(values: .parent(columns: columns.map { parent.column($0) }), columns: columns)
    }

    /// Nothing is changed for an answer that cannot be written.
    private mutating func checkSelections(
        of site: FieldSite,
        _ call: FunctionBinding
    ) throws(GraphQLError) {
        guard call.isMutation else { return }
        var plan = ObjectPlan()
        _ = collectFields(of: call.rows.type, children(of: site), for: &plan)
        if let failure = plan.failure { throw failure.error }
    }

    // MARK: Statements

    /// What is stored of a row: the key of a table's row, which is read again, and all of any other.
    private func storedRow(_ call: FunctionBinding) -> SQL {
        guard case .rowOfTable = call.result else { return "to_jsonb(t)::text" }
        let members = call.rows.key.map { column -> SQL in
            "\(SQL.constant(column.name)), t.\(SQL.identifier(column.name))"
        }
        return "jsonb_build_object(\(members.joined(", ")))::text"
    }

    private func stored(_ call: FunctionBinding) -> StoredSource {
        var columns = call.rows.relation.columns
        if case .rowOfTable = call.result { columns = call.rows.key }
        return StoredSource(
            parameter: SQL.parameter(Parameter(.literal(nil), format: .text)),
            columns: columns.map { ($0.name, schema.databaseTypes[$0.type]?.identifier ?? "text") },
            isArray: call.function.cardinality == .array
        )
    }
}

extension FunctionBinding {
    /// How the results stand in the statement of the call.
    fileprivate var shape: FunctionSource.Shape {
        switch (result, function.cardinality) {
        case (.value, .set): .values
        case (.value, .one), (.value, .array): .value
        case (.row, .one): .row
        case (.rowOfTable, .one): .nullableRow
        case (.row, .set), (.rowOfTable, .set): .rows
        case (.row, .array), (.rowOfTable, .array): .items
        }
    }
}
