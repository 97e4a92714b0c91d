extension ValidationRun {
    /// A field that is selected is defined on the type in which it stands; returns its index in the schema, or −1.
    ///
    /// Implements *Field Selections*, §5.3.1.
    mutating func findField(_ selection: Selection, in type: Int32) -> Int32 {
        guard type >= 0, let name = selection.name else { return -1 }
        let symbol = symbol(name)
        if symbol >= 0 && index.types[Int(type)].kind != .inputObject {
            let field = index.members.find(owner: type, symbol: symbol)
            if field >= 0 && isKnown(index.fields[Int(field)].roles) { return field }
        }
        let meta = findMetaField(name, in: type)
        if meta < 0 { reportUnknownField(name, in: type) }
        return meta
    }

    private func findMetaField(_ name: Name, in type: Int32) -> Int32 {
        guard source(at: name, beginsWith: 0x5F) else { return -1 }
        let text = document.text(name)
        if text == MetaField.typename.rawValue { return index.typenameField }
        guard let query = schema.queryType, Int32(query.index) == type else { return -1 }
        if text == MetaField.schema.rawValue { return index.schemaField }
        return text == MetaField.type.rawValue ? index.typeField : -1
    }

    private func source(at name: Name, beginsWith byte: UInt8) -> Bool {
        Int(name.offset) < document.source.count && document.source[Int(name.offset)] == byte
    }

    private mutating func reportUnknownField(_ name: Name, in type: Int32) {
        let text = document.text(name)
        var hint = ""
        if takeSuggestion() {
            let fields = schema.types[Int(type)].fields
            let known = index.types[Int(type)].fields.indices.filter { isKnown(index.fields[$0].roles) }
            let positions = known.map { Int(index.fields[$0].position) }
            hint = Suggestions.didYouMean(text, among: positions.map { fields[$0].name })
        }
        report("Cannot query field \"\(text)\" on type \"\(typeName(type))\".\(hint)", at: name.offset)
    }
}
