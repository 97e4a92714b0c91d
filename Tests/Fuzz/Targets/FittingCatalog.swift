import Foundation
import GraphQL

@testable import Planner

/// A catalog made up so that it fits a schema: the tables, columns and types that its directives name, readable by every role.
///
/// So the flagship's schema can be planned for without a database.
struct FittingCatalog {
    let schema: Schema
    var catalog = Catalog()
    var typeOIDs: [String: UInt32] = [
        "ID": TypeOID.uuid, "UUID": TypeOID.uuid, "Int": TypeOID.int4, "BigInt": TypeOID.int8,
        "Float": TypeOID.float8,
        "Boolean": TypeOID.bool, "String": TypeOID.text, "Decimal": TypeOID.numeric,
        "DateTime": TypeOID.timestamptz,
        "LocalDateTime": TypeOID.timestamp, "Date": TypeOID.date, "LocalTime": TypeOID.time,
        "Duration": TypeOID.interval, "JSON": TypeOID.jsonb, "Bytes": TypeOID.bytea,
    ]
    var readers: Set<String> = []
    /// Keys that are no `id`, which the schema leaves to the database.
    private let primaryKeys = ["service_tiers": ["tier"], "kpi_definitions": ["name"]]

    /// A field that calls a function, besides those that the flagship may have.
    private static let addition = """
        extend type Query { fuzz(input: FuzzInput!, of: ID @id(of: "Ticket")): FuzzAnswer @function(name: "fuzz") }
        input FuzzInput { text: String! tags: [String!] client: ID @id(of: "Client") inner: [FuzzPart!] kind: TicketKind }
        input FuzzPart { number: Int at: DateTime }
        type FuzzAnswer { count: Int! ticket: Ticket @relation(key: "ticket_id") }
        """

    /// The schema in the repository, bound; `nil` if it is not sound SDL.
    static func boundFlagship() -> BoundSchema? {
        let files = flagshipFiles()
        guard let schema = SchemaBuilder.build(files: files, prelude: BindingDirectives.prelude).schema else {
            return nil
        }
        var made = FittingCatalog(schema)
        return Binder.bind(schema, to: made.make())
    }

    /// The files of the repository's schema, and the addition.
    static func flagshipFiles() -> [(name: String, text: [UInt8])] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let folder = root.appending(path: "schema")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        var files = names.filter { $0.hasSuffix(".graphql") }.sorted().compactMap { name in
            (try? Data(contentsOf: folder.appending(path: name))).map { (name: name, text: [UInt8]($0)) }
        }
        files.append((name: "addition.graphql", text: Array(Self.addition.utf8)))
        return files
    }

    init(_ schema: Schema) { self.schema = schema }

    mutating func make() -> Catalog {
        for directive in schema.appliedDirectives where directive.name == "role" {
            readers.insert(directive.argument("database")?.text ?? "login")
        }
        catalog.login = Login(name: "login")
        catalog.roles = readers.sorted().map {
            DatabaseRole(name: $0, isGrantedToLogin: true, isSuperuser: false, bypassesRowSecurity: false)
        }
        catalog.schemas = ["public": readers]
        catalog.searchConfigurations = ["simple"]
        catalog.timeZones = ["UTC", "Europe/Warsaw"]
        makeTypes()
        for type in schema.types { makeRelation(type) }
        makeDerivedClaims()
        makeReadRelations()
        for type in schema.types { relate(type) }
        makeFunctions()
        return catalog
    }

    private mutating func makeTypes() {
        for oid in Set(typeOIDs.values) { define(oid, "type_\(oid)", .base) }
        for (number, type) in schema.types.enumerated() where type.kind == .enum {
            let oid = 20_000 + UInt32(number) * 2
            let labels = type.enumValues.map { value in
                value.appliedDirectives.first { $0.name == "label" }?.argument("name")?.text ?? value.name
            }
            typeOIDs[type.name] = oid
            define(oid, type.name, .enumeration(labels))
        }
    }

    mutating func define(_ oid: UInt32, _ name: String, _ kind: DatabaseType.Kind) {
        let array = oid + 100_000
        catalog.types[oid] = DatabaseType(
            oid: oid,
            schema: "public",
            name: name,
            kind: kind,
            arrayType: array
        )
        catalog.types[array] = DatabaseType(
            oid: array,
            schema: "public",
            name: "_" + name,
            kind: .array(oid),
            arrayType: 0
        )
    }

    private mutating func makeRelation(_ type: TypeDefinition) {
        guard let name = type.directive("table")?.argument("name")?.text else { return }
        var relation = Relation(
            oid: 1_000 + UInt32(catalog.relations.count),
            schema: "public",
            name: name,
            kind: .table,
            owner: "owner"
        )
        relation.selectableBy = readers
        relation.primaryKey = type.directive("table")?.argument("key")?.texts ?? primaryKeys[name] ?? ["id"]
        catalog.relations.append(relation)
        for field in type.fields { makeColumns(of: field, in: name, prefix: "") }
        for column in relation.primaryKey { add(column, TypeOID.uuid, isNotNull: true, to: name) }
        for directive in type.appliedDirectives where directive.name == "search" {
            add(directive.argument("column")?.text ?? "", TypeOID.tsvector, isNotNull: true, to: name)
        }
    }

    /// What the claims are derived from that the tokens do not carry.
    private mutating func makeDerivedClaims() {
        for role in schema.appliedDirectives where role.name == "role" {
            guard case .list(let claims)? = role.argument("claims") else { continue }
            for name in Set(claims.compactMap { $0["relation"]?.text }) {
                if catalog.relation(schema: "public", name: name) != nil { continue }
                let oid = 1_000 + UInt32(catalog.relations.count)
                catalog.relations.append(
                    Relation(oid: oid, schema: "public", name: name, kind: .view, owner: "owner")
                )
                add("subject", TypeOID.uuid, isNotNull: true, to: name)
                add("value", TypeOID.uuid, isNotNull: true, to: name)
            }
        }
    }

    /// The relations that functions read and that no type is bound to.
    private mutating func makeReadRelations() {
        let functions = schema.types.flatMap(\.fields).compactMap { $0.directive("function") }
        for name in Set(functions.flatMap { $0.argument("reads")?.texts ?? [] }).sorted()
        where catalog.relation(schema: "public", name: name) == nil {
            let oid = 1_000 + UInt32(catalog.relations.count)
            catalog.relations.append(
                Relation(oid: oid, schema: "public", name: name, kind: .table, owner: "owner")
            )
        }
    }

    private mutating func makeColumns(of field: FieldDefinition, in table: String, prefix: String) {
        let type = schema[field.type.type]
        if let embedding = field.directive("embed") {
            let inner = embedding.argument("prefix")?.text ?? ""
            for field in type.fields { makeColumns(of: field, in: table, prefix: prefix + inner) }
            return
        }
        guard field.directive("relation") == nil, field.directive("sql") == nil, let oid = typeOIDs[type.name]
        else { return }
        let column = field.directive("column")
        let isList = field.type.modifiers.nullable.isList
        let name = column?.argument("name")?.text ?? prefix + field.name.snakeCased
        add(name, isList ? oid + 100_000 : oid, isNotNull: field.type.modifiers.isNonNull, to: table)
        if let mask = column?.argument("masked")?.text { add(mask, oid, isNotNull: true, to: table) }
    }

    /// Adds the columns that relations name, on whichever side they stand.
    private mutating func relate(_ type: TypeDefinition) {
        let table = type.directive("table")?.argument("name")?.text
        for field in type.fields {
            if let column = field.directive("claim")?.argument("column")?.text,
                let target = schema[field.type.type].directive("table")?.argument("name")?.text
            {
                add(column, TypeOID.uuid, isNotNull: true, to: target)
            }
            if let relation = field.directive("relation"), let table {
                // Of a union or an interface, each member is pointed from.
                let members = schema[field.type.type].possibleTypes.compactMap {
                    schema[$0].directive("table")?.argument("name")?.text
                }
                for column in relation.argument("foreignKey")?.texts ?? [] {
                    for member in members { addKey(column, from: member, to: table) }
                }
            }
            guard let relation = field.directive("relation"), let table,
                let target = schema[field.type.type].directive("table")?.argument("name")?.text
            else { continue }
            for column in relation.argument("key")?.texts ?? [] { addKey(column, from: table, to: target) }
            guard let between = relation.argument("through")?.text else { continue }
            if catalog.relation(schema: "public", name: between) == nil {
                var relation = Relation(
                    oid: 1_000 + UInt32(catalog.relations.count),
                    schema: "public",
                    name: between,
                    kind: .table,
                    owner: "owner"
                )
                relation.selectableBy = readers
                catalog.relations.append(relation)
            }
            for column in relation.argument("from")?.texts ?? [] { addKey(column, from: between, to: table) }
            for column in relation.argument("to")?.texts ?? [] { addKey(column, from: between, to: target) }
        }
    }

    private mutating func addKey(_ column: String, from table: String, to target: String) {
        add(column, TypeOID.uuid, isNotNull: true, to: table)
        guard let index = catalog.relations.firstIndex(where: { $0.name == table }),
            let other = catalog.relation(schema: "public", name: target)
        else { return }
        catalog.relations[index].foreignKeys.append(
            ForeignKey(columns: [column], target: other.oid, targetColumns: other.primaryKey)
        )
        catalog.relations[index].indexes.append([column])
    }

    private mutating func add(_ column: String, _ type: UInt32, isNotNull: Bool, to table: String) {
        guard let index = catalog.relations.firstIndex(where: { $0.name == table }),
            catalog.relations[index].column(column) == nil
        else { return }
        var made = Column(name: column, type: type, isNotNull: isNotNull)
        made.selectableBy = readers
        catalog.relations[index].columns.append(made)
        // Whatever is looked up is one row.
        catalog.relations[index].uniqueKeys.append([column])
    }
}
