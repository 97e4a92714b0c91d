/// The state of validating one document: its names resolved, and what the walk noted for the rules that follow it.
struct ValidationRun: ~Copyable {
    let document: Document
    let schema: Schema
    let index: SchemaIndex
    let role: RoleSet
    let limits: ValidationLimits
    var suggestionsLeft: Int

    /// By a name's id.
    var names: [NameState]
    /// By selection.
    var places: [SelectionPlace]
    /// By definition (operations first, then fragments): its spreads and its variables' usages.
    var spreadsOf: [Range<Int32>] = []
    var usagesOf: [Range<Int32>] = []
    var spreads: [Spread] = []
    var usages: [VariableUsage] = []
    /// The distinct names of variables; empty until ``checkVariables()``.
    var variableNames: [VariableName] = []
    /// The fragments, each behind all that it spreads; empty where there are cycles.
    var fragmentOrder: [Int32] = []

    /// For "seen already?" of directives in one small scope: the epoch of the scope that saw them last.
    var seenDirective: [Int32] = []
    private var epoch: Int32 = 0

    /// The walk's stack of selection sets.
    var selectionFrames: [SelectionFrame] = []
    /// The stack of *Values of Correct Type*.
    var valueFrames: [ValueFrame] = []

    private var violations: [Violation] = []
    private var exceeded: GraphQLError?
    /// Whether no further error is wanted.
    private(set) var isFull = false

    /// What is known of a name.
    struct NameState {
        /// Its number in the schema, or −1.
        var symbol: Int32
        /// The fragment of that name, or −1.
        var fragment: Int32 = -1
        /// Its place in ``ValidationRun/variableNames``, or −1.
        var variable: Int32 = -1
        /// The first selection of a field with this response name, or −1.
        var firstField: Int32 = -1
        /// For "seen already?" in one small scope: the epoch of the scope that saw it last.
        var seen: Int32 = 0
    }

    /// What is known of a selection.
    struct SelectionPlace {
        /// The field's index in the schema, or −1; unused for what is no field.
        var field: Int32 = -1
        /// The type in which it stands, or −1.
        var parent: Int32 = -1
    }

    struct Violation {
        var message: String
        var offsets: [UInt32]
    }

    /// A fragment spread: which fragment (−1 for an unknown one), and where.
    struct Spread {
        var fragment: Int32
        var selection: Int32
    }

    /// A variable where it is used: what type is expected there, if that is known.
    struct VariableUsage {
        var name: Int32
        var value: Int32
        var type: TypeReference
        var isTypeKnown: Bool
        var hasLocationDefault: Bool
        /// Whether it stands for a field of a *OneOf Input Object*.
        var isOneOfField: Bool
    }

    /// A name that variables have: the first definition of such a one, or −1.
    struct VariableName {
        var name: Int32
        var definition: Int32
    }

    struct SelectionFrame {
        var end: Int32
        var type: Int32
    }

    struct ValueFrame {
        enum Kind { case list, object, unknown }

        var kind: Kind
        var end: Int32
        /// The items' type in a list; in an object, the input object type's index.
        var item: TypeReference
        var object: Int32
    }

    init(
        _ document: Document,
        _ schema: Schema,
        role: RoleSet,
        suggestions: Bool,
        limits: ValidationLimits
    ) {
        self.document = document
        self.schema = schema
        index = schema.index
        self.role = role
        self.limits = limits
        suggestionsLeft = suggestions ? limits.suggestions : 0
        names = document.namePlaces.map { place in
            NameState(symbol: schema.index.symbols.find(document.source.span.extracting(place.range)))
        }
        places = Array(repeating: SelectionPlace(), count: document.selections.count)
    }

    /// Runs every rule.
    mutating func validate() {
        checkFragmentNameUniqueness()
        checkOperationNameUniqueness()
        checkLoneAnonymousOperation()
        for operation in document.operations.indices { walk(operation: operation) }
        for fragment in document.fragments.indices { walk(fragment: fragment) }
        checkFragmentsMustBeUsed()
        let isAcyclic = checkFragmentSpreadsMustNotFormCycles()
        for operation in document.operations { checkSingleRootField(operation) }
        if isAcyclic { checkVariables() }
        checkFieldSelectionMerging()
    }

    /// The symbol of `name` in the schema, or −1.
    func symbol(_ name: Name) -> Int32 { names[Int(name.id)].symbol }

    /// The type called `name`, if the role may know of it; −1 otherwise.
    func type(_ name: Name) -> Int32 {
        let symbol = symbol(name)
        guard symbol >= 0 else { return -1 }
        let type = index.typeOfSymbol[Int(symbol)]
        return type >= 0 && isKnown(index.types[Int(type)].roles) ? type : -1
    }

    /// Whether the role may know of what `roles` may know.
    func isKnown(_ roles: RoleSet) -> Bool { !roles.isDisjoint(with: role) }

    /// The name of the type at `type`.
    func typeName(_ type: Int32) -> String { schema.types[Int(type)].name }

    /// The text of `type`, as in `[Ticket!]!`.
    func text(_ type: TypeReference) -> String { type.modifiers.text(around: schema[type.type].name) }

    /// Begins a scope in which nothing has been seen.
    mutating func nextEpoch() -> Int32 {
        epoch += 1
        return epoch
    }

    /// Notes a violation at `offsets`.
    mutating func report(_ message: String, at offsets: UInt32...) {
        guard !isFull else { return }
        violations.append(Violation(message: message, offsets: offsets))
        isFull = violations.count >= limits.errors
    }

    /// Whether another message may have a suggestion.
    mutating func takeSuggestion() -> Bool {
        guard suggestionsLeft > 0, !isFull else { return false }
        suggestionsLeft -= 1
        return true
    }

    /// Gives up: the document would need more work than any honest one does.
    mutating func refuse(_ message: String) {
        exceeded = GraphQLError(message, code: .limitExceeded)
        isFull = true
    }

    /// What was found, with places.
    func errors() -> [GraphQLError] {
        var errors: [GraphQLError] = []
        guard !violations.isEmpty || exceeded != nil else { return errors }
        let locations = document.locations(of: violations.flatMap(\.offsets))
        for violation in violations {
            let places = violation.offsets.compactMap { locations[$0] }
            errors.append(GraphQLError(violation.message, code: .validationFailed, locations: places))
        }
        if let exceeded { errors.append(exceeded) }
        if violations.count >= limits.errors {
            let message = "There are more errors; the first \(limits.errors) are reported."
            errors.append(GraphQLError(message, code: .validationFailed))
        }
        return errors
    }
}

/// Which of the arguments of a field, or of the fields of an input object, were given, by their places.
struct PositionSet {
    private var bits: UInt64 = 0
    private var beyond: Set<Int32> = []

    mutating func insert(_ position: Int32) {
        if position < 64 { bits |= 1 << UInt64(position) } else { beyond.insert(position) }
    }

    func contains(_ position: Int32) -> Bool {
        position < 64 ? bits >> UInt64(position) & 1 == 1 : beyond.contains(position)
    }
}

extension Document {
    /// The locations of many offsets, in one pass over the source.
    func locations(of offsets: [UInt32]) -> [UInt32: Location] {
        var found: [UInt32: Location] = [:]
        var line = 1
        var column = 1
        var index = 0
        for offset in Set(offsets).sorted() {
            let end = min(Int(offset), source.count)
            while index < end {
                let byte = source[index]
                if byte == 0x0A || (byte == 0x0D && !(index + 1 < source.count && source[index + 1] == 0x0A))
                {
                    line += 1
                    column = 1
                } else if byte & 0xC0 != 0x80 && byte != 0x0D {
                    column += 1
                }
                index += 1
            }
            found[offset] = Location(line: line, column: column)
        }
        return found
    }
}
