import GraphQL

@testable import Planner

/// The functions that fields are bound to, with the composite types that they take and return.
extension FittingCatalog {
    mutating func makeFunctions() {
        for (index, type) in schema.types.enumerated() {
            for field in type.fields {
                guard let name = field.directive("function")?.argument("name")?.text else { continue }
                make(name, for: field, of: type, isMutation: TypeID(index) == schema.mutationType)
            }
        }
        for job in schema.appliedDirectives where job.name == "job" {
            add(String((job.argument("call")?.text ?? "").prefix { $0 != "(" }))
        }
        // What keeps the runs of jobs that have a time of the day.
        for name in ["claim_job_run", "end_job_run"] { add(name, in: "concierge") }
    }

    /// A function that a job calls, of whose arguments and answer nothing is asked.
    private mutating func add(_ name: String, in namespace: String = "public") {
        var function = Function(
            oid: 50_000 + UInt32(catalog.functions.count),
            schema: namespace,
            name: name
        )
        function.volatility = .volatile
        function.hasOwnSearchPath = true
        function.executableBy = readers
        catalog.functions.append(function)
    }

    private mutating func make(
        _ name: String,
        for field: FieldDefinition,
        of owner: TypeDefinition,
        isMutation: Bool
    ) {
        var function = Function(
            oid: 50_000 + UInt32(catalog.functions.count),
            schema: "public",
            name: name
        )
        function.parameters = field.arguments.map {
            Function.Parameter(name: $0.name.snakeCased, type: oid(of: $0), hasDefault: !$0.isRequired)
        }
        let table = owner.directive("table")?.argument("name")?.text ?? ""
        for (parameter, column) in field.rowParameters {
            let type = catalog.relation(schema: "public", name: table)?.column(column)?.type
            function.parameters.append(
                Function.Parameter(name: parameter, type: type ?? TypeOID.uuid, hasDefault: false)
            )
        }
        function.answer = answer(of: field)
        function.cardinality = field.type.modifiers.nullable.isList ? .set : .one
        function.volatility = isMutation ? .volatile : .stable
        function.hasOwnSearchPath = true
        function.executableBy = readers
        if field.callsSets { takeSets(&function, for: field) }
        catalog.functions.append(function)
    }

    /// Makes `function`, which takes one call, one that takes a set of them.
    private mutating func takeSets(_ function: inout Function, for field: FieldDefinition) {
        let ordinal = Column(name: "ordinal", type: TypeOID.int4, isNotNull: true)
        let given = function.parameters.map { ($0.name, $0.type) }
        let constants = field.constantParameters.map { ($0.parameter, TypeOID.text) }
        let call = 45_000 + UInt32(catalog.functions.count)
        define(
            call,
            function.name + "_call",
            .composite(
                [ordinal] + (given + constants).map { Column(name: $0.0, type: $0.1, isNotNull: false) }
            )
        )
        function.parameters = [
            Function.Parameter(name: "calls", type: call + 100_000, hasDefault: false)
        ]
        switch function.answer {
        case .row: break
        case .rowOfRelation(let oid):
            function.answer = .row([ordinal] + (catalog.relation(oid)?.columns ?? []))
        case .value(let type):
            function.answer = .row([ordinal, Column(name: "value", type: type, isNotNull: false)])
        case .nothing: break
        }
        function.cardinality = .set
    }

    private func answer(of field: FieldDefinition) -> Function.Answer {
        let type = schema[field.type.type]
        guard type.kind == .object else { return typeOIDs[type.name].map { .value($0) } ?? .nothing }
        if let table = type.directive("table")?.argument("name")?.text {
            return catalog.relation(schema: "public", name: table).map { .rowOfRelation($0.oid) } ?? .nothing
        }
        // The rows of a set of calls say whose they are, also where another function returns them.
        let isOfSets = schema.types.contains { owner in
            owner.fields.contains { $0.callsSets && $0.type.type == field.type.type }
        }
        var columns =
            isOfSets ? [Column(name: "ordinal", type: TypeOID.int4, isNotNull: true)] : []
        for field in type.fields {
            if let keys = field.directive("relation")?.argument("key")?.texts {
                let target = schema[field.type.type].directive("table")?.argument("name")?.text ?? ""
                columns += keys.map { Column(name: $0, type: keyType(of: target), isNotNull: true) }
            } else if let oid = typeOIDs[schema[field.type.type].name] {
                let name = field.directive("column")?.argument("name")?.text ?? field.name.snakeCased
                let type = field.type.modifiers.nullable.isList ? oid + 100_000 : oid
                columns.append(Column(name: name, type: type, isNotNull: field.type.modifiers.isNonNull))
            }
        }
        return .row(columns)
    }

    /// The type of the first column of a table's primary key.
    private func keyType(of table: String) -> UInt32 {
        let relation = catalog.relation(schema: "public", name: table)
        return relation?.primaryKey.first.flatMap { relation?.column($0)?.type } ?? TypeOID.uuid
    }

    private mutating func oid(of input: InputValueDefinition) -> UInt32 {
        let type = schema[input.type.type]
        let oid = type.kind == .inputObject ? composite(type) : typeOIDs[type.name] ?? TypeOID.text
        return input.type.modifiers.nullable.isList ? oid + 100_000 : oid
    }

    private mutating func composite(_ type: TypeDefinition) -> UInt32 {
        if let known = typeOIDs[type.name] { return known }
        let oid = 40_000 + UInt32(typeOIDs.count)
        // It is known before it is filled, as input objects may refer to each other.
        typeOIDs[type.name] = oid
        var attributes: [Column] = []
        for field in type.inputFields {
            attributes.append(
                Column(name: field.name.snakeCased, type: self.oid(of: field), isNotNull: false)
            )
        }
        define(oid, type.name.snakeCased, .composite(attributes))
        return oid
    }
}
