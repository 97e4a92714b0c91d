extension ValidationRun {
    /// Checks the fields of an object literal against its input object type; their values come later in the walk.
    mutating func checkInputObject(_ value: Value, _ number: Int32, of type: Int32) {
        var given = PositionSet()
        var count = 0
        var member = number + 1
        while member < value.end {
            let field = document.values[Int(member)]
            if let name = field.member { checkInputObjectFieldName(name, of: type, &given) }
            count += 1
            member = field.end
        }
        checkInputObjectRequiredFields(value, of: type, given: given)
        if index.types[Int(type)].isOneOf { checkOneOf(value, number, count: count, type: type) }
    }

    /// A field of an object literal is defined by its type.
    ///
    /// Implements *Input Object Field Names*, §5.6.2.
    private mutating func checkInputObjectFieldName(_ name: Name, of type: Int32, _ given: inout PositionSet)
    {
        let found = index.members.find(owner: type, symbol: symbol(name))
        if found >= 0 && isKnown(index.inputs[Int(found)].roles) {
            given.insert(index.inputs[Int(found)].position)
            return
        }
        let text = document.text(name)
        var hint = ""
        if takeSuggestion() {
            let fields = index.types[Int(type)].inputs.indices.filter { isKnown(index.inputs[$0].roles) }
            let definitions = schema.types[Int(type)].inputFields
            hint = Suggestions.didYouMean(
                text,
                among: fields.map { definitions[Int(index.inputs[$0].position)].name }
            )
        }
        report("Field \"\(text)\" is not defined by type \"\(typeName(type))\".\(hint)", at: name.offset)
    }

    /// Exactly one field of a *OneOf Input Object* is given, and it is not null: *OneOf Input Objects*, §3.10.1.
    private mutating func checkOneOf(_ value: Value, _ number: Int32, count: Int, type: Int32) {
        guard count == 1 else {
            return report(
                "OneOf Input Object \"\(typeName(type))\" must specify exactly one key.",
                at: value.offset
            )
        }
        let field = document.values[Int(number) + 1]
        if field.kind == .null, let name = field.member {
            report("Field \"\(typeName(type)).\(document.text(name))\" must be non-null.", at: value.offset)
        }
    }
}
