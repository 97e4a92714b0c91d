extension ValidationRun {
    /// Fields of one response name that can meet in one object are the same field with the same arguments, and all that can meet in one
    /// place of the response have the same shape.
    ///
    /// Implements *Field Selection Merging*, §5.3.2, in three steps:
    ///
    /// 1. A conflict needs two fields of one response name that differ. One pass finds the names for which there are such fields
    ///    *anywhere* in the document; most documents, and floods of equal fields, have none, and are done.
    /// 2. Only selections with such a name in them, or in a fragment that they spread, matter from here on.
    /// 3. For these, selection sets that merge are collected together and grouped by response name, as execution does, instead of compared
    ///    in pairs; each set of selection sets is looked at once. Fragments that combine in ever new ways could still make many such sets:
    ///    hence a bound of steps, see ``ValidationLimits``.
    mutating func checkFieldSelectionMerging() {
        guard !isFull, !document.selections.isEmpty else { return }
        let isAmbiguous = findAmbiguousNames()
        guard !isAmbiguous.isEmpty else { return }
        var merging = SelectionMerging(self, isAmbiguous: isAmbiguous)
        merging.findRelevantSelections(self)
        for definition in 0..<(document.operations.count + document.fragments.count) {
            merging.schedule(single: Int32(document.selections.count + definition), document)
        }
        while let task = merging.nextTask(), !isFull {
            merging.collect(task, self)
            for group in merging.groups.indices { check(group, of: task, &merging) }
            if merging.stepsLeft < 0 {
                return refuse("The document's fragments overlap in too many ways to be checked.")
            }
        }
    }

    /// The response names whose fields are not all the same, by name id; empty if there are none.
    private mutating func findAmbiguousNames() -> [Bool] {
        var isAmbiguous: [Bool] = []
        for number in document.selections.indices where places[number].field >= 0 {
            guard let name = document.selections[number].responseName.map({ Int($0.id) }) else { continue }
            let first = names[name].firstField
            if first < 0 {
                names[name].firstField = Int32(number)
            } else if isAmbiguous.isEmpty || !isAmbiguous[name], !areSame(first, Int32(number)) {
                if isAmbiguous.isEmpty { isAmbiguous = Array(repeating: false, count: names.count) }
                isAmbiguous[name] = true
            }
        }
        return isAmbiguous
    }

    private mutating func check(
        _ group: Int,
        of task: SelectionMerging.Task,
        _ merging: inout SelectionMerging
    ) {
        if let field = merging.onlyField(of: group) { return merging.schedule(single: field, document) }
        let fields = merging.fields(of: group)
        guard let first = fields.first, !isFull else { return }
        for field in fields.dropFirst() where !isFull && !haveSameShape(first, field) {
            let types = "\"\(returnType(first))\" and \"\(returnType(field))\""
            reportConflict(first, field, "they return conflicting types \(types)", &merging)
        }
        if task.shapeOnly { return merging.schedule(setsOf: fields, document, shapeOnly: true) }
        let classes = parentClasses(fields)
        for members in classes { check(members, &merging) }
        if classes.count > 1 { merging.schedule(setsOf: fields, document, shapeOnly: true) }
    }

    /// Checks fields of one response name that can all meet in one object.
    private mutating func check(_ fields: [Int32], _ merging: inout SelectionMerging) {
        guard let first = fields.first else { return }
        merging.stepsLeft -= fields.count
        let firstName = document.selections[Int(first)].name?.id
        for field in fields.dropFirst() where !isFull {
            if document.selections[Int(field)].name?.id != firstName {
                let names = "\"\(fieldName(first))\" and \"\(fieldName(field))\""
                reportConflict(first, field, "\(names) are different fields", &merging)
            } else if !merging.haveSameArguments(first, field, self) {
                reportConflict(first, field, "they have differing arguments", &merging)
            }
        }
        merging.schedule(setsOf: fields, document, shapeOnly: false)
    }

    /// The fields by the object in which they stand; those that stand in an interface or a union can meet any, and are in each class.
    private func parentClasses(_ fields: [Int32]) -> [[Int32]] {
        var abstract: [Int32] = []
        var byObject: [Int32: [Int32]] = [:]
        var objects: [Int32] = []
        for field in fields {
            let parent = places[Int(field)].parent
            if index.types[Int(parent)].kind != .object {
                abstract.append(field)
            } else {
                if byObject[parent] == nil { objects.append(parent) }
                byObject[parent, default: []].append(field)
            }
        }
        guard objects.count > 1 else { return [fields] }
        return objects.map { abstract + (byObject[$0] ?? []) }
    }

    private mutating func reportConflict(
        _ first: Int32,
        _ second: Int32,
        _ reason: String,
        _ merging: inout SelectionMerging
    ) {
        guard merging.isNew(conflict: first, second) else { return }
        let field = document.selections[Int(first)]
        let name = field.responseName.map { document.text($0) } ?? ""
        report(
            "Fields \"\(name)\" conflict because \(reason). "
                + "Use different aliases on the fields to fetch both if this was intentional.",
            at: field.offset,
            document.selections[Int(second)].offset
        )
    }

    private func fieldName(_ selection: Int32) -> String {
        document.selections[Int(selection)].name.map { document.text($0) } ?? ""
    }

    private func returnType(_ selection: Int32) -> String {
        text(index.fields[Int(places[Int(selection)].field)].type)
    }

    /// *SameResponseShape*, of the two fields themselves; their selection sets are merged and looked at in turn.
    func haveSameShape(_ first: Int32, _ second: Int32) -> Bool {
        let one = index.fields[Int(places[Int(first)].field)]
        let other = index.fields[Int(places[Int(second)].field)]
        guard one.type.modifiers == other.type.modifiers else { return false }
        return one.type.type == other.type.type || (one.isComposite && other.isComposite)
    }
}
