/// Builds a schema from files of SDL: definitions and extensions of all files are merged, built-in ones added, and every problem is
/// reported, not just the first.
///
/// Implements *Type System Extensions*, §3.2, over the shapes of *Type System*, §3; the rules are ``SchemaValidation``'s.
package struct SchemaBuilder {
    private var files: [SchemaFile] = []
    var problems: [SchemaProblem] = []
    var types: [TypeDefinition] = []
    var directives: [DirectiveDefinition] = []
    var typeIDs: [String: TypeID] = [:]
    private var directiveNumbers: [String: Int] = [:]
    /// Types that are used and not defined: they are added, so that what uses them is still checked.
    private var unknownTypes: Set<String> = []
    private var preludeTypes: Set<TypeID> = []
    private var description: String?
    private var schemaDirectives: [AppliedDirective] = []
    private var rootTypes: [Operation.Kind: TypeID] = [:]
    private var hasSchemaDefinition = false

    private init() {}

    /// Builds the schema of `files`.
    ///
    /// - Parameters:
    ///   - files: Names, for places in messages, and texts.
    ///   - prelude: What the gateway adds: binding directives, the types of their arguments, and scalars with their rules.
    /// - Returns: The schema, or `nil` and at least one problem.
    package static func build(
        files: [(name: String, text: [UInt8])],
        prelude: SchemaPrelude? = nil
    ) -> (schema: Schema?, problems: [SchemaProblem]) {
        var (schema, problems) = draft(files: files, prelude: prelude)
        if let schema { problems += SchemaValidation.problems(of: schema) }
        return problems.isEmpty ? (schema, []) : (nil, problems)
    }

    /// The schema of `files` as far as it can be made, to find what else is wrong: none of its rules are checked, and a
    /// scalar stands in for each type that is not defined.
    ///
    /// - Returns: The schema, `nil` where a file cannot be read, and what stood in the way of its making.
    package static func draft(
        files: [(name: String, text: [UInt8])],
        prelude: SchemaPrelude? = nil
    ) -> (schema: Schema?, problems: [SchemaProblem]) {
        var builder = SchemaBuilder()
        for file in files { builder.parse(file, origin: .author) }
        if let prelude { builder.parse((prelude.name, prelude.text), origin: .prelude) }
        builder.parse(("built-in definitions", Array(BuiltInDefinitions.source.utf8)), origin: .builtIn)
        guard builder.problems.isEmpty else { return (nil, builder.problems) }
        let schema = builder.build(scalars: prelude?.scalars ?? [:])
        return (schema, builder.problems)
    }

    private mutating func parse(_ file: (name: String, text: [UInt8]), origin: SchemaFile.Origin) {
        // A file with nothing but comments is no document, yet an ordinary thing in a folder of files.
        if origin == .author && Self.isBlank(file.text) { return }
        do {
            let document = try SchemaDocument.parse(file.text)
            files.append(SchemaFile(name: file.name, document: document, origin: origin))
        } catch {
            let location = error.locations.first.map {
                SourceLocation(file: file.name, line: $0.line, column: $0.column)
            }
            problems.append(SchemaProblem(error.message, location: location))
        }
    }

    private static func isBlank(_ text: [UInt8]) -> Bool {
        var isComment = false
        for byte in text {
            if byte == 0x0A || byte == 0x0D { isComment = false }
            if byte == 0x23 { isComment = true }
            let isWhitespace = byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D || byte == 0x2C
            if !isComment && !isWhitespace { return false }
        }
        return true
    }

    private mutating func build(scalars: [String: ScalarRule]) -> Schema {
        for file in files { declare(file) }
        for file in files where file.origin == .builtIn { fill(file, extensions: false) }
        for file in files where file.origin != .builtIn { fill(file, extensions: false) }
        for file in files { fill(file, extensions: true) }
        if !hasSchemaDefinition { findRootTypesByName() }
        hidePrelude()
        for index in types.indices where types[index].kind == .scalar {
            types[index].scalarRule = scalars[types[index].name]
        }
        return Schema(
            description: description,
            types: types,
            directives: directives,
            queryType: rootTypes[.query],
            mutationType: rootTypes[.mutation],
            subscriptionType: rootTypes[.subscription],
            appliedDirectives: schemaDirectives
        )
    }

    // MARK: Declaring

    /// Gives each definition of `file` a number, so that references can be resolved in any order.
    private mutating func declare(_ file: SchemaFile) {
        for definition in file.document.definitions where !definition.isExtension {
            guard let name = definition.name else { continue }
            let text = file.document.text(name)
            let location = file.location(of: name)
            let description = file.document.description(at: definition.description)
            guard let kind = TypeKind(definition.kind) else {
                declareDirective(definition, text, description, location, file)
                continue
            }
            // The author may write out what is built in, but not as something else: *Schema*, §3.3.
            if BuiltInDefinitions.scalars.contains(text) && file.origin != .builtIn {
                if kind != .scalar { report("\"\(text)\" is a built-in scalar.", location, text) }
                continue
            }
            if let known = typeIDs[text] {
                // Also what the prelude has may be written out: the author's word holds.
                let type = types[known.index]
                if file.origin == .prelude, kind == type.kind, [.scalar, .interface].contains(kind) {
                    continue
                }
                let place = file.origin == .prelude ? type.location : location
                report("There can be only one type named \"\(text)\".", place, text)
                continue
            }
            if file.origin == .prelude { preludeTypes.insert(TypeID(types.count)) }
            typeIDs[text] = TypeID(types.count)
            var type = TypeDefinition(kind: kind, name: text, description: description)
            type.location = location
            types.append(type)
        }
    }

    private mutating func declareDirective(
        _ definition: SchemaDocument.Definition,
        _ name: String,
        _ description: String?,
        _ location: SourceLocation?,
        _ file: SchemaFile
    ) {
        guard definition.kind == .directive else { return }
        if BuiltInDefinitions.directives.contains(name) && file.origin != .builtIn { return }
        if directiveNumbers[name] != nil {
            return report("There can be only one directive named \"@\(name)\".", location, "@\(name)")
        }
        directiveNumbers[name] = directives.count
        let locations = file.document.locations[definition.locations.indices].map(\.location)
        var directive = DirectiveDefinition(name: name, locations: locations, description: description)
        directive.isRepeatable = definition.isRepeatable
        directive.location = location
        if file.origin == .prelude { directive.roles = [] }
        directives.append(directive)
    }

    // MARK: Filling

    /// Adds what the definitions of `file`, or else its extensions, say.
    private mutating func fill(_ file: SchemaFile, extensions: Bool) {
        for definition in file.document.definitions where definition.isExtension == extensions {
            if definition.kind == .schema {
                fillSchema(definition, file)
            } else if let name = definition.name {
                if definition.kind == .directive {
                    fillDirective(definition, name, file)
                } else {
                    fillType(definition, name, file)
                }
            }
        }
    }

    private mutating func fillSchema(_ definition: SchemaDocument.Definition, _ file: SchemaFile) {
        let location = file.location(of: definition.offset)
        if !definition.isExtension {
            if hasSchemaDefinition {
                return report("There can be only one schema definition.", location, nil)
            }
            hasSchemaDefinition = true
            description = file.document.description(at: definition.description)
        } else if !hasSchemaDefinition && rootTypes.isEmpty {
            // Without a definition the roots have their default names, and are there to be extended.
            findRootTypesByName()
            hasSchemaDefinition = true
        }
        schemaDirectives += applied(definition.directives, file)
        for root in file.document.rootOperationTypes[definition.rootOperationTypes.indices] {
            let place = file.location(of: root.offset)
            if rootTypes[root.operation] != nil {
                report("There can be only one \(root.operation.keyword) type in a schema.", place, nil)
                continue
            }
            rootTypes[root.operation] = reference(root.type, TypeModifiers(), file, nil).type
        }
    }

    private mutating func findRootTypesByName() {
        let names: [(Operation.Kind, String)] = [
            (.query, "Query"), (.mutation, "Mutation"), (.subscription, "Subscription"),
        ]
        for (kind, name) in names where rootTypes[kind] == nil { rootTypes[kind] = typeIDs[name] }
    }

    private mutating func fillDirective(
        _ definition: SchemaDocument.Definition,
        _ name: Name,
        _ file: SchemaFile
    ) {
        let text = file.document.text(name)
        guard let number = directiveNumbers[text] else {
            return report(
                "Cannot extend directive \"@\(text)\": it is not defined.",
                file.location(of: name),
                "@\(text)"
            )
        }
        if !definition.isExtension {
            // Of two definitions only the first is filled.
            guard directives[number].location == file.location(of: name) else {
                return checkBuiltIn(definition, directives[number], file)
            }
            directives[number].arguments = inputValues(
                definition.inputValues,
                file,
                in: "@\(text)",
                areArguments: true
            )
        }
        directives[number].appliedDirectives += applied(definition.directives, file)
        directives[number].deprecationReason = deprecation(directives[number].appliedDirectives)
    }

    /// What is built in may be written out, also as older editions have it: with fewer arguments and locations.
    private mutating func checkBuiltIn(
        _ definition: SchemaDocument.Definition,
        _ directive: DirectiveDefinition,
        _ file: SchemaFile
    ) {
        guard BuiltInDefinitions.directives.contains(directive.name), let name = definition.name else {
            return
        }
        let document = file.document
        let areLocationsKnown = document.locations[definition.locations.indices].allSatisfy {
            directive.locations.contains($0.location)
        }
        let areArgumentsKnown = document.inputValues[definition.inputValues.indices].allSatisfy { argument in
            directive.arguments.contains { $0.name == document.text(argument.name) }
        }
        if areLocationsKnown && areArgumentsKnown && !definition.isRepeatable { return }
        report(
            "The built-in directive \"@\(directive.name)\" can only be defined as the specification has it.",
            file.location(of: name),
            "@\(directive.name)"
        )
    }

    private mutating func fillType(_ definition: SchemaDocument.Definition, _ name: Name, _ file: SchemaFile)
    {
        let text = file.document.text(name)
        let location = file.location(of: name)
        guard let id = typeIDs[text], !unknownTypes.contains(text) else {
            return report("Cannot extend type \"\(text)\": it is not defined.", location, text)
        }
        if !definition.isExtension && types[id.index].location != location { return }
        guard TypeKind(definition.kind) == types[id.index].kind else {
            let kind = types[id.index].kind.noun
            return report("Cannot extend \"\(text)\" as another kind of type: it is \(kind).", location, text)
        }
        let document = file.document
        types[id.index].appliedDirectives += applied(definition.directives, file)
        types[id.index].fields += fields(definition.fields, file, in: text)
        types[id.index].inputFields += inputValues(
            definition.inputValues,
            file,
            in: text,
            areArguments: false
        )
        let interfaces = document.namedTypes[definition.interfaces.indices].compactMap {
            known($0, file, text)
        }
        types[id.index].interfaces += interfaces
        let members = document.namedTypes[definition.members.indices].compactMap { known($0, file, text) }
        types[id.index].possibleTypes += members
        types[id.index].enumValues += enumValues(definition.enumValues, file)
        interpretDirectives(of: id, definition, location)
    }

    private mutating func interpretDirectives(
        of id: TypeID,
        _ definition: SchemaDocument.Definition,
        _ location: SourceLocation?
    ) {
        let type = types[id.index]
        let isOneOf = type.appliedDirectives.contains { $0.name == "oneOf" }
        if definition.isExtension && isOneOf && !type.isOneOf {
            report("The directive \"@oneOf\" must not be provided by an extension.", location, type.name)
        }
        types[id.index].isOneOf = isOneOf
        let specifiedBy = type.appliedDirectives.first { $0.name == "specifiedBy" }
        types[id.index].specifiedByURL = specifiedBy?.argument("url")?.text
    }

    // MARK: References

    /// The type called `name`; where it is not defined that is a problem, and a scalar of that name stands in for it.
    mutating func reference(
        _ name: Name,
        _ modifiers: TypeModifiers,
        _ file: SchemaFile,
        _ coordinate: String?
    ) -> TypeReference {
        if let known = known(name, file, coordinate) { return TypeReference(known, modifiers) }
        let text = file.document.text(name)
        if let known = typeIDs[text] { return TypeReference(known, modifiers) }
        unknownTypes.insert(text)
        typeIDs[text] = TypeID(types.count)
        types.append(TypeDefinition(kind: .scalar, name: text))
        return TypeReference(TypeID(types.count - 1), modifiers)
    }

    private mutating func known(_ name: Name, _ file: SchemaFile, _ coordinate: String?) -> TypeID? {
        let text = file.document.text(name)
        if let id = typeIDs[text], !unknownTypes.contains(text) { return id }
        let names = types.map(\.name).filter { !unknownTypes.contains($0) }
        let hint = Suggestions.didYouMean(text, among: names)
        report("Unknown type \"\(text)\".\(hint)", file.location(of: name), coordinate)
        return nil
    }

    mutating func report(_ message: String, _ location: SourceLocation?, _ coordinate: String?) {
        problems.append(SchemaProblem(message, location: location, coordinate: coordinate))
    }

    /// Takes from every role the types of the prelude that the author's schema does not use.
    private mutating func hidePrelude() {
        var isUsed = Array(repeating: false, count: types.count)
        var pending: [TypeID] = types.indices.map(TypeID.init).filter { !preludeTypes.contains($0) }
        for type in pending { isUsed[type.index] = true }
        while let id = pending.popLast() {
            for next in types[id.index].referencedTypes where !isUsed[next.index] {
                isUsed[next.index] = true
                pending.append(next)
            }
        }
        for id in preludeTypes where !isUsed[id.index] { types[id.index].roles = [] }
    }
}

extension TypeDefinition {
    /// The types that it names, in any way.
    var referencedTypes: [TypeID] {
        fields.flatMap { [$0.type.type] + $0.arguments.map(\.type.type) }
            + inputFields.map(\.type.type) + interfaces + possibleTypes
    }
}

extension TypeKind {
    /// The kind of type that `kind` defines; `nil` for the schema and for directives.
    init?(_ kind: SchemaDocument.Definition.Kind) {
        switch kind {
        case .schema, .directive: return nil
        case .scalar: self = .scalar
        case .object: self = .object
        case .interface: self = .interface
        case .union: self = .union
        case .enum: self = .enum
        case .inputObject: self = .inputObject
        }
    }

    /// What it is called in a sentence.
    var noun: String {
        switch self {
        case .scalar: "a scalar"
        case .object: "an object type"
        case .interface: "an interface"
        case .union: "a union"
        case .enum: "an enum"
        case .inputObject: "an input object"
        }
    }
}
