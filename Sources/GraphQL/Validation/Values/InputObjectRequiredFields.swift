extension ValidationRun {
    /// A field of non-null type without a default is given. (That it is not `null` is a matter of *Values of Correct Type*.)
    ///
    /// Implements *Input Object Required Fields*, §5.6.4.
    mutating func checkInputObjectRequiredFields(_ value: Value, of type: Int32, seenIn epoch: Int32) {
        for number in index.types[Int(type)].inputs where seenInput[Int(number)] != epoch {
            let field = index.inputs[Int(number)]
            guard field.isRequired && isKnown(field.roles) else { continue }
            let definition = schema.types[Int(type)].inputFields[Int(field.position)]
            report(
                "Field \"\(typeName(type)).\(definition.name)\" of required type \"\(text(field.type))\" "
                    + "was not provided.",
                at: value.offset
            )
        }
    }
}
