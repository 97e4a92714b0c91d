extension ValidationRun {
    /// An argument of non-null type without a default is given. (That it is not `null` is a matter of *Values of Correct Type*.)
    ///
    /// Implements *Required Arguments*, §5.4.3.
    mutating func checkRequiredArguments(
        _ definitions: Range<Int32>,
        of owner: ArgumentOwner,
        seenIn epoch: Int32,
        offset: UInt32
    ) {
        for number in definitions where seenInput[Int(number)] != epoch {
            let input = index.inputs[Int(number)]
            guard input.isRequired && isKnown(input.roles), let argument = definition(of: number, in: owner)
            else { continue }
            let place =
                switch owner {
                case .field(let field): "Field \"\(coordinate(ofField: field))\""
                case .directive(let directive): "Directive \"@\(schema.directives[Int(directive)].name)\""
                }
            report(
                "\(place) argument \"\(argument.name)\" of type \"\(text(argument.type))\" is required, "
                    + "but it was not provided.",
                at: offset
            )
        }
    }
}
