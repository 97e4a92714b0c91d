/// A data type of PostgreSQL that the gateway knows: how its values are served, sent, compared and called.
///
/// ``table`` is the one place that lists them. A type that is not in it is served as a `String`: as PostgreSQL writes it.
package struct ScalarType: Sendable {
    /// Types whose values PostgreSQL compares with each other as they are.
    enum Family: Sendable {
        case integers, floats, texts
        /// Compared with its own values alone.
        case own
    }

    /// The same in every database (`pg_type.dat`).
    package let oid: UInt32
    /// The oid of the type of arrays of it.
    package let arrayOID: UInt32
    /// The name in SQL.
    let sqlName: SQL
    /// The scalars that serve it without loss, the best one first, each with the format of its answers.
    let scalars: [(name: String, leaf: LeafFormat)]
    /// The format of a request's values.
    let parameter: ParameterFormat
    /// Whether SQL expressions that serve the first scalar are cast to this type.
    let isOfExpressions: Bool
    /// The operators of its filter.
    let operators: OperatorSet
    let family: Family
    /// The bytes of a value in PostgreSQL's binary format; `nil` where that differs.
    let width: Int?
    /// Whether equal values have equal bytes, and equal bytes are equal values.
    let hasEqualBytes: Bool

    /// The type with this oid.
    package static subscript(oid: UInt32) -> ScalarType? { byOID[oid] }

    /// The type to which expressions are cast that serve `scalar`.
    static func ofExpressions(as scalar: String) -> ScalarType? {
        table.first { $0.isOfExpressions && $0.scalars[0].name == scalar }
    }

    /// How `scalar` is written where it serves this type; `nil` where it does not.
    func leaf(as scalar: String) -> LeafFormat? { scalars.first { $0.name == scalar }?.leaf }

    private static let byOID = Dictionary(
        table.map { ($0.oid, $0) },
        uniquingKeysWith: { first, _ in first }
    )
}

extension ScalarType {
    private static let text: [(name: String, leaf: LeafFormat)] = [("String", .string), ("ID", .string)]

    /// Every type that is known.
    package static let table: [ScalarType] = [
        ScalarType(TypeOID.bool, 1000, "boolean", [("Boolean", .boolean)], .boolean, .equality, width: 1),
        ScalarType(
            TypeOID.int2,
            1005,
            "smallint",
            [
                ("Int", .integer(width: 2, quoted: false)), ("BigInt", .integer(width: 2, quoted: true)),
                ("ID", .integer(width: 2, quoted: true)),
            ],
            .int2,
            .comparison,
            .integers,
            isOfExpressions: false,
            width: 2
        ),
        ScalarType(
            TypeOID.int4,
            1007,
            "integer",
            [
                ("Int", .integer(width: 4, quoted: false)), ("BigInt", .integer(width: 4, quoted: true)),
                ("ID", .integer(width: 4, quoted: true)),
            ],
            .int4,
            .comparison,
            .integers,
            width: 4
        ),
        ScalarType(
            TypeOID.int8,
            1016,
            "bigint",
            [("BigInt", .integer(width: 8, quoted: true)), ("ID", .integer(width: 8, quoted: true))],
            .int8,
            .comparison,
            .integers,
            width: 8
        ),
        ScalarType(
            TypeOID.float4,
            1021,
            "real",
            [("Float", .float(width: 4))],
            .float4,
            .comparison,
            .floats,
            isOfExpressions: false,
            width: 4,
            hasEqualBytes: false
        ),
        ScalarType(
            TypeOID.float8,
            1022,
            "double precision",
            [("Float", .float(width: 8))],
            .float8,
            .comparison,
            .floats,
            width: 8,
            hasEqualBytes: false
        ),
        ScalarType(
            TypeOID.numeric,
            1231,
            "numeric",
            [("Decimal", .numeric)],
            .numeric,
            .comparison,
            hasEqualBytes: false
        ),
        ScalarType(TypeOID.text, 1009, "text", text, .text, .text, .texts),
        ScalarType(TypeOID.varchar, 1015, "varchar", text, .text, .text, .texts, isOfExpressions: false),
        ScalarType(
            TypeOID.bpchar,
            1014,
            "bpchar",
            text,
            .text,
            .text,
            .texts,
            isOfExpressions: false,
            hasEqualBytes: false
        ),
        ScalarType(TypeOID.name, 1003, "name", text, .text, .text, .texts, isOfExpressions: false),
        ScalarType(
            TypeOID.uuid,
            2951,
            "uuid",
            [("UUID", .uuid), ("ID", .uuid), ("String", .uuid)],
            .uuid,
            .equality,
            width: 16
        ),
        ScalarType(
            TypeOID.timestamptz,
            1185,
            "timestamptz",
            [("DateTime", .timestamp(hasTimeZone: true))],
            .timestamp(hasTimeZone: true),
            .comparison,
            width: 8
        ),
        ScalarType(
            TypeOID.timestamp,
            1115,
            "timestamp",
            [("LocalDateTime", .timestamp(hasTimeZone: false))],
            .timestamp(hasTimeZone: false),
            .comparison,
            width: 8
        ),
        ScalarType(TypeOID.date, 1182, "date", [("Date", .date)], .date, .comparison, width: 4),
        ScalarType(TypeOID.time, 1183, "time", [("LocalTime", .time)], .time, .comparison, width: 8),
        ScalarType(
            TypeOID.interval,
            1187,
            "interval",
            [("Duration", .interval)],
            .interval,
            .comparison,
            width: 16,
            hasEqualBytes: false
        ),
        ScalarType(TypeOID.bytea, 1001, "bytea", [("Bytes", .bytes)], .bytes, .equality),
        ScalarType(
            TypeOID.json,
            199,
            "json",
            [("JSON", .json(hasVersion: false))],
            .json(hasVersion: false),
            .equality,
            isOfExpressions: false,
            hasEqualBytes: false
        ),
        ScalarType(
            TypeOID.jsonb,
            3807,
            "jsonb",
            [("JSON", .json(hasVersion: true))],
            .json(hasVersion: true),
            .document,
            hasEqualBytes: false
        ),
    ]

    private init(
        _ oid: UInt32,
        _ arrayOID: UInt32,
        _ sqlName: SQL,
        _ scalars: [(name: String, leaf: LeafFormat)],
        _ parameter: ParameterFormat,
        _ operators: OperatorSet,
        _ family: Family = .own,
        isOfExpressions: Bool = true,
        width: Int? = nil,
        hasEqualBytes: Bool = true
    ) {
        self.oid = oid
        self.arrayOID = arrayOID
        self.sqlName = sqlName
        self.scalars = scalars
        self.parameter = parameter
        self.isOfExpressions = isOfExpressions
        self.operators = operators
        self.family = family
        self.width = width
        self.hasEqualBytes = hasEqualBytes
    }
}
