import GraphQL

/// An argument as planning sees it: what the document says outright, and where the variables are that it leaves open.
indirect enum Argument: Sendable {
    case literal(InputValue)
    case variable(ValuePath)
    /// A list in the document, with variables among its items.
    case list([Argument])
    /// An object in the document, with variables among its members.
    case object([ArgumentMember])
}

/// A member of an object in the document.
struct ArgumentMember {
    var name: String
    var value: Argument
}

/// A member of a derived input object, with what it is.
struct BoundMember<Binding> {
    /// For messages.
    var name: String
    var binding: Binding
    var type: TypeID
    var value: Argument
}

extension Document {
    /// The value at `index` as an argument; `variables` has each variable's index by its name's id.
    ///
    /// The document's depth is bounded by its parser, and so is the recursion here.
    func argument(at index: Int32, variables: [Int32: Int]) -> Argument {
        let value = values[Int(index)]
        if value.kind == .variable {
            guard let name = value.name, let variable = variables[name.id] else { return .literal(.null) }
            return .variable(ValuePath(variable: variable))
        }
        if self.variables(inValue: index).isEmpty { return .literal(constantValue(at: index)) }
        let children = children(ofValue: index)
        if value.kind == .list { return .list(children.map { argument(at: $0, variables: variables) }) }
        return .object(
            children.map { child in
                ArgumentMember(
                    name: values[Int(child)].member.map { text($0) } ?? "",
                    value: argument(at: child, variables: variables)
                )
            }
        )
    }
}
