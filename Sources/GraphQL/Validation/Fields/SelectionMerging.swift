/// The state of *Field Selection Merging*: which selections matter, and which sets of selection sets are still to be looked at.
struct SelectionMerging {
    /// Selection sets that merge, to be looked at as one.
    ///
    /// A set is named by the selection of the field that it belongs to, or, of an
    /// operation or fragment, by the count of all selections and the definition's place.
    struct Task {
        var sets: [Int32] = []
        /// The only set, where ``sets`` is empty.
        var single: Int32 = -1
        /// Whether only shapes must agree, because the fields can stand in different objects.
        var shapeOnly = false
    }

    private(set) var tasks: [Task] = []
    var stepsLeft: Int
    private var known: Set<[Int32]> = []
    private var isKnownSingle: [Bool] = []
    private var conflicts: Set<UInt64> = []

    /// By name id: whether fields of this response name differ somewhere.
    private let isAmbiguous: [Bool]
    /// By selection: how many selections that matter come before it.
    private var marksBefore: [Int32] = []
    private var isRelevantFragment: [Bool] = []
    /// By selection: the number of its set of arguments, the same for identical ones; found when it is first asked for.
    private var argumentSets: [Int32: Int32] = [:]
    private var argumentSetOfText: [[UInt8]: Int32] = [:]

    /// The groups of the selection sets collected last: heads and tails of lists of entries.
    private(set) var groups: [(head: Int32, tail: Int32)] = []
    private var entries: [(selection: Int32, next: Int32)] = []
    private var groupOfName: [Int32] = []
    private var groupEpoch: [Int32] = []
    private var fragmentEpoch: [Int32] = []
    private var epoch: Int32 = 0
    private var pendingRuns: [Run] = []

    /// - Parameter isAmbiguous: By name id, what ``ValidationRun/findAmbiguousNames()`` found.
    init(_ run: borrowing ValidationRun, isAmbiguous: [Bool]) {
        stepsLeft = run.limits.freeSteps + run.limits.stepsPerNode * run.document.selections.count
        self.isAmbiguous = isAmbiguous
    }

    // MARK: What matters

    /// Finds the selections in which an ambiguous name can be met, through fragments too.
    mutating func findRelevantSelections(_ run: borrowing ValidationRun) {
        let document = run.document
        isRelevantFragment = Array(repeating: false, count: document.fragments.count)
        groupOfName = Array(repeating: 0, count: document.namePlaces.count)
        groupEpoch = Array(repeating: 0, count: document.namePlaces.count)
        fragmentEpoch = Array(repeating: 0, count: document.fragments.count)
        let definitions = document.operations.count + document.fragments.count
        isKnownSingle = Array(repeating: false, count: document.selections.count + definitions)
        var isMarked = Array(repeating: false, count: document.selections.count)
        for number in document.selections.indices where run.places[number].field >= 0 {
            guard let name = document.selections[number].responseName else { continue }
            isMarked[number] = isAmbiguous[Int(name.id)]
        }
        if run.fragmentOrder.count < document.fragments.count {
            // Fragments spread each other in a circle, or were not all seen: everything may matter.
            isRelevantFragment = Array(repeating: true, count: document.fragments.count)
            for number in document.selections.indices { isMarked[number] = true }
        }
        for fragment in run.fragmentOrder {
            mark(run.definition(ofFragment: fragment), run, &isMarked)
            let selections: Range<Int> = document.fragments[Int(fragment)].selections.indices
            isRelevantFragment[Int(fragment)] = selections.contains { isMarked[$0] }
        }
        for operation in document.operations.indices { mark(operation, run, &isMarked) }
        marksBefore = [0]
        marksBefore.reserveCapacity(isMarked.count + 1)
        var count: Int32 = 0
        for mark in isMarked {
            count += mark ? 1 : 0
            marksBefore.append(count)
        }
    }

    private func mark(_ definition: Int, _ run: borrowing ValidationRun, _ isMarked: inout [Bool]) {
        guard definition < run.spreadsOf.count else { return }
        for spread in run.spreads[run.spreadsOf[definition].indices] where spread.fragment >= 0 {
            if isRelevantFragment[Int(spread.fragment)] { isMarked[Int(spread.selection)] = true }
        }
    }

    // MARK: Arguments

    /// Whether two fields have identical sets of arguments: each is read once, in however many places it is met.
    mutating func haveSameArguments(_ first: Int32, _ second: Int32, _ run: borrowing ValidationRun) -> Bool {
        let selections = run.document.selections
        guard selections[Int(first)].arguments.count == selections[Int(second)].arguments.count else {
            return false
        }
        return selections[Int(first)].arguments.isEmpty
            || argumentSet(of: first, run) == argumentSet(of: second, run)
    }

    private mutating func argumentSet(of selection: Int32, _ run: borrowing ValidationRun) -> Int32 {
        if let known = argumentSets[selection] { return known }
        let text = run.canonicalArguments(of: selection)
        let number = argumentSetOfText[text] ?? Int32(argumentSetOfText.count)
        argumentSetOfText[text] = number
        argumentSets[selection] = number
        return number
    }

    // MARK: Scheduling

    /// Notes that the selection sets of `fields` merge, those of them in which something matters.
    mutating func schedule(setsOf fields: [Int32], _ document: Document, shapeOnly: Bool) {
        let sets = fields.filter { countRelevant(selections(of: $0, document)) > 0 }
        // One set alone is looked at in full where its field stands.
        if sets.isEmpty || (shapeOnly && sets.count < 2) { return }
        if sets.count == 1 { return schedule(single: sets[0], document) }
        stepsLeft -= sets.count
        if known.contains(sets) { return }
        guard known.insert(shapeOnly ? sets + [-1] : sets).inserted else { return }
        tasks.append(Task(sets: sets, shapeOnly: shapeOnly))
    }

    /// Notes one selection set that merges with no other.
    ///
    /// Where only one selection in it matters, nothing can conflict: a fragment that it spreads is looked at by itself.
    mutating func schedule(single set: Int32, _ document: Document) {
        stepsLeft -= 1
        let selections = selections(of: set, document)
        guard countRelevant(selections) > 1, !isKnownSingle[Int(set)] else { return }
        isKnownSingle[Int(set)] = true
        tasks.append(Task(single: set))
    }

    /// How many of these selections matter.
    private func countRelevant(_ selections: Run) -> Int32 {
        marksBefore[Int(selections.upperBound)] - marksBefore[Int(selections.lowerBound)]
    }

    /// Whether this pair was not reported yet.
    mutating func isNew(conflict first: Int32, _ second: Int32) -> Bool {
        conflicts.insert(UInt64(UInt32(bitPattern: first)) << 32 | UInt64(UInt32(bitPattern: second)))
            .inserted
    }

    // MARK: Collecting

    /// Groups the relevant fields of a task's sets, those in fragments included, by response name.
    mutating func collect(_ task: Task, _ run: borrowing ValidationRun) {
        groups.removeAll(keepingCapacity: true)
        entries.removeAll(keepingCapacity: true)
        epoch += 1
        for set in task.sets { pendingRuns.append(selections(of: set, run.document)) }
        if task.single >= 0 { pendingRuns.append(selections(of: task.single, run.document)) }
        while let selections = pendingRuns.popLast() {
            var number = selections.lowerBound
            while number < selections.upperBound {
                stepsLeft -= 1
                if stepsLeft < 0 { return pendingRuns.removeAll() }
                let selection = run.document.selections[Int(number)]
                let isRelevant = countRelevant(number..<selection.end) > 0
                if isRelevant && selection.kind == .inlineFragment {
                    number += 1
                } else {
                    if isRelevant { collect(selection, number, run) }
                    number = selection.end
                }
            }
        }
    }

    private mutating func collect(_ selection: Selection, _ number: Int32, _ run: borrowing ValidationRun) {
        switch selection.kind {
        case .field:
            if run.places[Int(number)].field >= 0, let name = selection.responseName {
                add(number, Int(name.id))
            }
        case .fragmentSpread:
            let fragment = selection.name.map { Int(run.names[Int($0.id)].fragment) } ?? -1
            guard fragment >= 0, isRelevantFragment[fragment], fragmentEpoch[fragment] != epoch else {
                return
            }
            fragmentEpoch[fragment] = epoch
            pendingRuns.append(run.document.fragments[fragment].selections)
        case .inlineFragment: break
        }
    }

    private mutating func add(_ selection: Int32, _ name: Int) {
        let entry = Int32(entries.count)
        entries.append((selection, -1))
        if groupEpoch[name] == epoch {
            let group = Int(groupOfName[name])
            entries[Int(groups[group].tail)].next = entry
            groups[group].tail = entry
        } else {
            groupEpoch[name] = epoch
            groupOfName[name] = Int32(groups.count)
            groups.append((entry, entry))
        }
    }

    private func selections(of set: Int32, _ document: Document) -> Run {
        let definition = Int(set) - document.selections.count
        if definition < 0 { return set + 1..<document.selections[Int(set)].end }
        if definition < document.operations.count { return document.operations[definition].selections }
        return document.fragments[definition - document.operations.count].selections
    }

    /// The only field of a group; `nil` if there are more.
    func onlyField(of group: Int) -> Int32? {
        groups[group].head == groups[group].tail ? entries[Int(groups[group].head)].selection : nil
    }

    /// The fields of a group, in the order of the document.
    func fields(of group: Int) -> [Int32] {
        var fields: [Int32] = []
        var entry = groups[group].head
        while entry >= 0 {
            fields.append(entries[Int(entry)].selection)
            entry = entries[Int(entry)].next
        }
        fields.sort()
        return fields
    }

    /// Takes the next sets to be looked at.
    mutating func nextTask() -> Task? { tasks.popLast() }
}
