/// Circles of input objects.
extension SchemaValidation {
    /// Finds the input objects that no finite value can satisfy, and reports each circle of them once.
    ///
    /// Of a *OneOf Input Object* it is enough that one field can hold a finite value; of any other every field of plain non-null type must.
    /// Lists, nullable fields and leaves always can. Implements *Input Objects*, §3.10, *Circular References* and *OneOf inhabitability* of
    /// the edition of September 2026, as a fixed point over reversed edges.
    mutating func checkInputCircles() {
        var waiting = Array(repeating: 0, count: schema.types.count)
        var dependents: [[Int]] = Array(repeating: [], count: schema.types.count)
        var isInhabited = Array(repeating: true, count: schema.types.count)
        var ready: [Int] = []
        for (number, type) in schema.types.enumerated()
        where type.kind == .inputObject && !type.inputFields.isEmpty {
            let needed = type.inputFields.filter { needsValue($0, of: type) }
            for field in needed { dependents[field.type.type.index].append(number) }
            // A OneOf Input Object waits for one of its fields; a free one is there at once.
            let isFree = type.isOneOf ? needed.count < type.inputFields.count : needed.isEmpty
            waiting[number] = type.isOneOf ? 1 : needed.count
            isInhabited[number] = isFree
            if isFree { ready.append(number) }
        }
        while let number = ready.popLast() {
            for dependent in dependents[number] where !isInhabited[dependent] {
                waiting[dependent] -= 1
                guard waiting[dependent] <= 0 else { continue }
                isInhabited[dependent] = true
                ready.append(dependent)
            }
        }
        reportCircles(isInhabited)
    }

    /// Whether a value of `type` needs a value of `field`'s input object to be there.
    private func needsValue(_ field: InputValueDefinition, of type: TypeDefinition) -> Bool {
        guard schema[field.type.type].kind == .inputObject, !field.type.modifiers.isList else { return false }
        return type.isOneOf || field.type.modifiers.isNonNull
    }

    private mutating func reportCircles(_ isInhabited: [Bool]) {
        // Each such type has a field that leads to another one: following these ends in a circle.
        var walk = Array(repeating: 0, count: schema.types.count)
        for start in schema.types.indices where !isInhabited[start] && walk[start] == 0 {
            var path: [(type: Int, field: String)] = []
            var current = start
            while walk[current] == 0 {
                walk[current] = start + 1
                let type = schema.types[current]
                let next = type.inputFields.first {
                    needsValue($0, of: type) && !isInhabited[$0.type.type.index]
                }
                guard let next else { break }
                path.append((current, next.name))
                current = next.type.type.index
            }
            guard walk[current] == start + 1, let first = path.firstIndex(where: { $0.type == current })
            else { continue }
            let type = schema.types[current]
            let fields = path[first...].map { "\(schema.types[$0.type].name).\($0.field)" }.joined(
                separator: ", "
            )
            report(
                "No finite value satisfies input object \"\(type.name)\": it needs a value of itself through \(fields). "
                    + "Make one of these fields nullable or a list.",
                type.location,
                type.name
            )
        }
    }

    /// Finds defaults of input fields that contain themselves.
    ///
    /// Implements *InputObjectDefaultValueHasCycle()*, §3.10, as a depth-first search over fields with defaults.
    mutating func checkDefaultCircles() {
        var state: [InputFieldPlace: Bool] = [:]
        for (number, type) in schema.types.enumerated() where type.kind == .inputObject {
            for position in type.inputFields.indices where type.inputFields[position].defaultValue != nil {
                searchDefaults(from: InputFieldPlace(type: number, position: position), &state)
            }
        }
    }

    private struct InputFieldPlace: Hashable {
        var type: Int
        var position: Int
    }

    /// `state` holds whether a field that was met is done.
    private mutating func searchDefaults(from start: InputFieldPlace, _ state: inout [InputFieldPlace: Bool])
    {
        guard state[start] == nil else { return }
        var path: [(place: InputFieldPlace, rest: [InputFieldPlace])] = [(start, defaultsUsed(by: start))]
        state[start] = false
        while let (place, rest) = path.last {
            guard let next = rest.last else {
                state[place] = true
                path.removeLast()
                continue
            }
            path[path.count - 1].rest.removeLast()
            switch state[next] {
            case true: continue
            case nil:
                state[next] = false
                path.append((next, defaultsUsed(by: next)))
            case false: reportDefaultCircle(path.map(\.place), next)
            }
        }
    }

    /// The fields whose defaults come in where the default of the field at `place` leaves them out.
    private func defaultsUsed(by place: InputFieldPlace) -> [InputFieldPlace] {
        let field = schema.types[place.type].inputFields[place.position]
        var used: [InputFieldPlace] = []
        var pending: [(InputValue, TypeID)] = field.defaultValue.map { [($0, field.type.type)] } ?? []
        while let (value, type) = pending.popLast() {
            switch value {
            case .list(let items): pending += items.map { ($0, type) }
            case .object(let members):
                for (position, field) in schema[type].inputFields.enumerated() {
                    if let member = members.first(where: { $0.name == field.name }) {
                        pending.append((member.value, field.type.type))
                    } else if field.defaultValue != nil && schema[field.type.type].kind == .inputObject {
                        used.append(InputFieldPlace(type: type.index, position: position))
                    }
                }
            case .null, .boolean, .int, .float, .string, .enum: break
            }
        }
        return used
    }

    private mutating func reportDefaultCircle(_ path: [InputFieldPlace], _ target: InputFieldPlace) {
        guard let first = path.firstIndex(of: target) else { return }
        let type = schema.types[target.type]
        let field = type.inputFields[target.position]
        let coordinate = "\(type.name).\(field.name)"
        let through = path[(first + 1)...].map {
            "\(schema.types[$0.type].name).\(schema.types[$0.type].inputFields[$0.position].name)"
        }
        let via = through.isEmpty ? "" : " through \(through.joined(separator: ", "))"
        report("The default value of \"\(coordinate)\" contains itself\(via).", field.location, coordinate)
    }
}
