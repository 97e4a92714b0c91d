extension ValidationRun {
    /// No field of an object literal is given twice.
    ///
    /// Implements *Input Object Field Uniqueness*, §5.6.3.
    mutating func checkInputObjectFieldUniqueness(_ value: Value, _ number: Int32) {
        let epoch = nextEpoch()
        var member = number + 1
        while member < value.end {
            let field = document.values[Int(member)]
            if let name = field.member {
                if names[Int(name.id)].seen == epoch {
                    let text = document.text(name)
                    report("There can be only one input field named \"\(text)\".", at: name.offset)
                }
                names[Int(name.id)].seen = epoch
            }
            member = field.end
        }
    }
}
