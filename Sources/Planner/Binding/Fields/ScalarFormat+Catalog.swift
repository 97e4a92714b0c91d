import GraphQL

extension ScalarFormat {
    /// The format in which values of the database's type `oid` are served as the GraphQL type `type`, or `nil` when the
    /// two do not fit.
    init?(of oid: UInt32, as type: TypeDefinition, in catalog: Catalog) {
        let base = catalog.baseType(of: oid)
        if type.kind == .enum {
            self.init(enumeration: base, as: type, in: catalog)
            return
        }
        guard type.kind == .scalar, let match = Self.scalars[base]?[type.name] else {
            guard Self.textual.contains(type.name), let definition = catalog.types[base] else { return nil }
            // A type that the gateway does not know, and strings of any type: as PostgreSQL writes them.
            if Self.scalars[base] != nil && type.name != "String" { return nil }
            if case .array = definition.kind { return nil }
            self.init(
                leaf: .string,
                isSelectedAsText: true,
                equality: definition.equality,
                parameter: .text,
                parameterArrayType: TypeOID.textArray,
                cast: definition.identifier
            )
            return
        }
        let parameter = Self.parameters[base] ?? .text
        // Not to a domain, whose rules are for what is stored; text is compared with `character` as if that had no padding.
        let isText = Self.isText(base) && base != TypeOID.bpchar
        let needsCast = parameter.type != base && !(parameter == .text && isText)
        self.init(
            leaf: match,
            parameter: parameter,
            parameterArrayType: Self.arrayTypes[parameter.type] ?? TypeOID.textArray,
            cast: needsCast ? catalog.types[base]?.identifier : nil
        )
    }

    private init?(enumeration base: UInt32, as type: TypeDefinition, in catalog: Catalog) {
        guard let definition = catalog.types[base] else { return nil }
        var cast: SQL?
        switch definition.kind {
        case .enumeration: cast = definition.identifier
        case .base where Self.isText(base): cast = nil
        case .base, .domain, .array, .composite, .other: return nil
        }
        self.init(
            leaf: .label(type.labels),
            parameter: .text,
            parameterArrayType: TypeOID.textArray,
            cast: cast,
            labels: type.renamedLabels
        )
    }

    static func isText(_ oid: UInt32) -> Bool {
        [TypeOID.text, TypeOID.varchar, TypeOID.bpchar, TypeOID.name].contains(oid)
    }

    private static let textual: Set<String> = ["String", "ID"]

    /// For each of PostgreSQL's types, the scalars that serve it without loss.
    private static let scalars: [UInt32: [String: LeafFormat]] = [
        TypeOID.bool: ["Boolean": .boolean],
        TypeOID.int2: [
            "Int": .integer(width: 2, quoted: false), "BigInt": .integer(width: 2, quoted: true),
            "ID": .integer(width: 2, quoted: true),
        ],
        TypeOID.int4: [
            "Int": .integer(width: 4, quoted: false), "BigInt": .integer(width: 4, quoted: true),
            "ID": .integer(width: 4, quoted: true),
        ],
        TypeOID.int8: ["BigInt": .integer(width: 8, quoted: true), "ID": .integer(width: 8, quoted: true)],
        TypeOID.float4: ["Float": .float(width: 4)],
        TypeOID.float8: ["Float": .float(width: 8)],
        TypeOID.numeric: ["Decimal": .numeric],
        TypeOID.text: ["String": .string, "ID": .string],
        TypeOID.varchar: ["String": .string, "ID": .string],
        TypeOID.bpchar: ["String": .string, "ID": .string],
        TypeOID.name: ["String": .string, "ID": .string],
        TypeOID.uuid: ["UUID": .uuid, "ID": .uuid, "String": .uuid],
        TypeOID.timestamptz: ["DateTime": .timestamp(hasTimeZone: true)],
        TypeOID.timestamp: ["LocalDateTime": .timestamp(hasTimeZone: false)],
        TypeOID.date: ["Date": .date],
        TypeOID.time: ["LocalTime": .time],
        TypeOID.interval: ["Duration": .interval],
        TypeOID.bytea: ["Bytes": .bytes],
        TypeOID.json: ["JSON": .json(hasVersion: false)],
        TypeOID.jsonb: ["JSON": .json(hasVersion: true)],
    ]

    private static let parameters: [UInt32: ParameterFormat] = [
        TypeOID.bool: .boolean, TypeOID.int2: .int2, TypeOID.int4: .int4, TypeOID.int8: .int8,
        TypeOID.float8: .float8, TypeOID.uuid: .uuid, TypeOID.json: .json, TypeOID.jsonb: .json,
        TypeOID.bytea: .bytes,
    ]

    private static let arrayTypes: [UInt32: UInt32] = [
        TypeOID.bool: 1000, TypeOID.int2: 1005, TypeOID.int4: 1007, TypeOID.int8: 1016, TypeOID.float8: 1022,
        TypeOID.uuid: 2951, TypeOID.text: TypeOID.textArray, TypeOID.bytea: 1001,
    ]
}

extension Catalog {
    /// The type under all domains of `oid`.
    package func baseType(of oid: UInt32) -> UInt32 {
        var oid = oid
        // A domain over a domain is rare, and PostgreSQL lets none be circular; the bound is for a broken catalog.
        for _ in 0..<32 {
            guard case .domain(let base)? = types[oid]?.kind else { break }
            oid = base
        }
        return oid
    }

    /// Whether values of two types are compared as they are: a foreign key may be narrower than the key it points to.
    func compares(_ one: UInt32, with other: UInt32) -> Bool {
        let (one, other) = (baseType(of: one), baseType(of: other))
        let families: [Set<UInt32>] = [
            [TypeOID.int2, TypeOID.int4, TypeOID.int8],
            [TypeOID.text, TypeOID.varchar, TypeOID.bpchar, TypeOID.name],
            [TypeOID.float4, TypeOID.float8],
        ]
        return one == other || families.contains { $0.isSuperset(of: [one, other]) }
    }

    /// Whether the type itself refuses NULL, as a domain can.
    package func refusesNull(_ oid: UInt32) -> Bool {
        var oid = oid
        for _ in 0..<32 {
            guard let type = types[oid], case .domain(let base) = type.kind else { return false }
            if type.isNotNull { return true }
            oid = base
        }
        return false
    }

    /// The type's name as a person writes it.
    package func displayName(ofType oid: UInt32) -> String {
        guard let type = types[oid] else { return "type \(oid)" }
        let name =
            if case .array(let item) = type.kind { displayName(ofType: item) + "[]" } else { type.name }
        return ["pg_catalog", "public"].contains(type.schema) ? name : type.schema + "." + name
    }
}

extension ScalarFormat {
    /// The format of an SQL expression that is served as `type`, which the statement casts to the type's own choice.
    init?(ofExpressionAs type: TypeDefinition) {
        let choices: [String: (LeafFormat, ParameterFormat, SQL)] = [
            "Boolean": (.boolean, .boolean, "boolean"),
            "Int": (.integer(width: 4, quoted: false), .int4, "integer"),
            "BigInt": (.integer(width: 8, quoted: true), .int8, "bigint"),
            "Float": (.float(width: 8), .float8, "double precision"),
            "Decimal": (.numeric, .text, "numeric"),
            "String": (.string, .text, "text"),
            "UUID": (.uuid, .uuid, "uuid"),
            "DateTime": (.timestamp(hasTimeZone: true), .text, "timestamptz"),
            "LocalDateTime": (.timestamp(hasTimeZone: false), .text, "timestamp"),
            "Date": (.date, .text, "date"),
            "LocalTime": (.time, .text, "time"),
            "Duration": (.interval, .text, "interval"),
            "Bytes": (.bytes, .bytes, "bytea"),
            "JSON": (.json(hasVersion: true), .text, "jsonb"),
        ]
        if type.kind == .enum {
            self.init(
                leaf: .label(type.labels),
                parameter: .text,
                parameterArrayType: TypeOID.textArray,
                cast: "text"
            )
            return
        }
        guard let (leaf, parameter, cast) = choices[type.name] else { return nil }
        self.init(
            leaf: leaf,
            parameter: parameter,
            parameterArrayType: Self.arrayTypes[parameter.type] ?? TypeOID.textArray,
            cast: cast
        )
    }

    /// The type that serves values of the type `oid` best.
    static func suggestion(for oid: UInt32, in catalog: Catalog) -> String {
        if case .array(let item)? = catalog.types[oid]?.kind {
            return "[\(suggestion(for: catalog.baseType(of: item), in: catalog))]"
        }
        return scalar(for: oid) ?? "String"
    }

    private static func scalar(for oid: UInt32) -> String? {
        guard let names = scalars[oid]?.keys else { return "String" }
        let order = ["Boolean", "Int", "BigInt", "Float", "Decimal", "UUID", "String"]
        return order.first { names.contains($0) } ?? names.first { $0 != "ID" && $0 != "String" }
    }
}

extension TypeDefinition {
    /// What an enum's values are called in the database.
    fileprivate var labels: EnumLabels {
        let renamed = renamedLabels
        return EnumLabels(enumValues.map { ($0.name, renamed[$0.name] ?? $0.name) })
    }

    /// The labels of the values that have another name, by that.
    fileprivate var renamedLabels: [String: String] {
        var labels: [String: String] = [:]
        for value in enumValues {
            let directive = value.appliedDirectives.first { $0.name == "label" }
            if let label = directive?.argument("name")?.text { labels[value.name] = label }
        }
        return labels
    }
}
