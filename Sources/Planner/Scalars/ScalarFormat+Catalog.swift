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
        if type.kind == .scalar, let known = ScalarType[base], let format = ScalarFormat(known, as: type.name)
        {
            self = format
            return
        }
        guard Self.textual.contains(type.name), let definition = catalog.types[base] else { return nil }
        // A type that the gateway does not know, and strings of any type: as PostgreSQL writes them.
        if ScalarType[base] != nil && type.name != "String" { return nil }
        if case .array = definition.kind { return nil }
        // Not cast to a domain, whose rules are for what is stored.
        self.init(leaf: .string, parameter: .text, cast: definition.identifier)
        isSelectedAsText = true
        hasOwnEquality = definition.hasEquality
        hasPatterns = definition.hasPatterns && type.name == "String"
    }

    /// The format in which an argument of the GraphQL type `type` gives a parameter of the type `oid`, or `nil` where a value of the
    /// one is no value of the other: any type can be shown as a String, but no String stands for a number or a label.
    init?(ofParameter oid: UInt32, as type: TypeDefinition, in catalog: Catalog) {
        let base = catalog.baseType(of: oid)
        if Self.textual.contains(type.name) {
            if let known = ScalarType[base], known.leaf(as: type.name) == nil { return nil }
            if case .enumeration? = catalog.types[base]?.kind { return nil }
        }
        self.init(of: oid, as: type, in: catalog)
    }

    private init?(enumeration base: UInt32, as type: TypeDefinition, in catalog: Catalog) {
        if let known = ScalarType[base], case .integers = known.family {
            self.init(numbersOf: type, as: known)
            return
        }
        guard let definition = catalog.types[base] else { return nil }
        self.init(leaf: .label(type.labels), parameter: .text)
        labels = type.renamedLabels
        switch definition.kind {
        case .enumeration:
            cast = definition.identifier
            hasLabelOrder = true
        case .base where Self.isText(base): break
        case .base, .domain, .array, .composite, .other: return nil
        }
    }

    /// An enum whose values are numbers of the integers' type `known`; each has one.
    private init?(numbersOf type: TypeDefinition, as known: ScalarType) {
        var values: [(name: String, label: [UInt8])] = []
        var labels: [String: String] = [:]
        for value in type.enumValues {
            guard let number = value.number, let bytes = known.parameter.bytes(of: .int(number)) else {
                return nil
            }
            values.append((value.name, bytes))
            labels[value.name] = number
        }
        guard Set(labels.values).count == values.count else { return nil }
        self.init(leaf: .label(EnumLabels(values)), parameter: .text, cast: known.sqlName)
        self.labels = labels
        self.type = known.oid
        // They have the order of their numbers.
        hasLabelOrder = true
    }

    static func isText(_ oid: UInt32) -> Bool {
        if case .texts? = ScalarType[oid]?.family { true } else { false }
    }

    private static let textual: Set<String> = ["String", "ID"]
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
        guard one != other, let family = ScalarType[one]?.family else { return one == other }
        return family != .own && family == ScalarType[other]?.family
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
    /// The format of an SQL expression that is served as `type`, and the type that the statement casts it to.
    static func ofExpression(as type: TypeDefinition) -> (format: ScalarFormat, type: SQL)? {
        if type.kind == .enum {
            if let known = ScalarType[TypeOID.int8], let format = ScalarFormat(numbersOf: type, as: known) {
                return (format, known.sqlName)
            }
            var format = ScalarFormat(leaf: .label(type.labels), parameter: .text)
            format.labels = type.renamedLabels
            format.type = TypeOID.text
            return (format, "text")
        }
        guard let known = ScalarType.ofExpressions(as: type.name),
            let format = ScalarFormat(known, as: type.name)
        else { return nil }
        return (format, known.sqlName)
    }

    /// The type that serves values of the type `oid` best.
    static func suggestion(for oid: UInt32, in catalog: Catalog) -> String {
        if case .array(let item)? = catalog.types[oid]?.kind {
            return "[\(suggestion(for: catalog.baseType(of: item), in: catalog))]"
        }
        return ScalarType[oid]?.scalars[0].name ?? "String"
    }
}

extension TypeDefinition {
    /// What an enum's values are called in the database.
    fileprivate var labels: EnumLabels {
        let renamed = renamedLabels
        return EnumLabels(enumValues.map { ($0.name, Array((renamed[$0.name] ?? $0.name).utf8)) })
    }

    /// The labels of the values that have another name, by that.
    fileprivate var renamedLabels: [String: String] {
        var labels: [String: String] = [:]
        for value in enumValues {
            if let label = value.label { labels[value.name] = label }
        }
        return labels
    }
}

extension EnumValueDefinition {
    private var labelDirective: AppliedDirective? { appliedDirectives.first { $0.name == "label" } }

    /// The label that PostgreSQL has for it, where that differs from its name.
    var label: String? { labelDirective?.argument("name")?.text }

    /// The number that stands for it in a column of integers.
    var number: String? { labelDirective?.argument("value")?.scalarText }
}
