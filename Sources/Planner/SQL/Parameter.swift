package import GraphQL

/// What a `$n` of a statement stands for.
package struct Parameter: Hashable, Sendable {
    package enum Source: Hashable, Sendable {
        /// One component of the parents' keys, as an array: the only parameter that differs within a batch.
        case keys(component: Int)
        /// A literal of the document, in the parameter's format; `nil` is NULL.
        case literal([UInt8]?)
        /// A variable of the operation, or a part of it.
        case variable(ValuePath)
        /// One component of the key in a global id.
        case idComponent(ValuePath, type: String, component: Int)
        /// One component of a cursor.
        case cursorComponent(ValuePath, digest: UInt64, component: Int)
    }

    package var source: Source
    package var format: ParameterFormat
    /// The oid of the array's type where a list of values is sent; `nil` for a single one.
    package var arrayType: UInt32?
    /// Whether a list is sent as the text of an array: a key cannot be an array, because keys are sent as one.
    package var isArrayText = false
    /// The most items of a list that is sent.
    package var maximumItems = Int.max
    /// The most bytes of a value.
    package var maximumBytes = Int.max
    /// Whether the statement casts it, so that PostgreSQL reads its text.
    package var isInterpreted = false
    /// Labels of an enum by their GraphQL names, where they differ.
    package var labels: [String: String] = [:]
    /// The key of ids that a list or a value holds: the components' types, so that lengths can be checked.
    package var keyTypes: [UInt32] = []

    /// The oid of the type with which the statement is prepared.
    package var type: UInt32 { arrayType ?? format.type }

    /// Creates a parameter.
    package init(_ source: Source, format: ParameterFormat, arrayType: UInt32? = nil) {
        self.source = source
        self.format = format
        self.arrayType = arrayType
    }
}

/// A variable, or the value at a place inside of it.
package struct ValuePath: Hashable, Sendable {
    package enum Step: Hashable, Sendable {
        case member(String)
        case item(Int)
    }

    /// The variable's index in its operation.
    package var variable: Int
    package var steps: [Step] = []

    /// Creates the path of a whole variable.
    package init(variable: Int, steps: [Step] = []) {
        self.variable = variable
        self.steps = steps
    }

    /// The same, one step further in.
    package func appending(_ step: Step) -> ValuePath { ValuePath(variable: variable, steps: steps + [step]) }

    /// The value at this place; `nil` where the variable or a member is absent.
    package func value(in variables: [InputValue?]) -> InputValue? {
        guard var value = variables[variable] else { return nil }
        for step in steps {
            switch (step, value) {
            case (.member(let name), .object):
                guard let member = value[name] else { return nil }
                value = member
            case (.item(let index), .list(let items)):
                guard index < items.count else { return nil }
                value = items[index]
            case (.item(0), _): break  // A single value where a list is asked for is a list of one.
            case (.item, _), (.member, _): return nil
            }
        }
        return value
    }
}
