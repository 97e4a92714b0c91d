/// First in, first out, in a ring that grows to what was needed once.
struct Queue<Element> {
    private var slots: [Element?] = Array(repeating: nil, count: 8)
    private var head = 0
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    var first: Element? { count == 0 ? nil : slots[head] }

    mutating func append(_ element: Element) {
        if count == slots.count { grow() }
        slots[(head + count) % slots.count] = element
        count += 1
    }

    mutating func removeFirst() -> Element? {
        guard count > 0 else { return nil }
        defer {
            head = (head + 1) % slots.count
            count -= 1
        }
        return slots[head].take()
    }

    /// Changes the first element in place; does nothing when there is none.
    mutating func updateFirst(_ change: (inout Element) -> Void) {
        guard count > 0, var element = slots[head].take() else { return }
        change(&element)
        slots[head] = element
    }

    mutating func removeAll() -> [Element] {
        var all: [Element] = []
        while let element = removeFirst() { all.append(element) }
        return all
    }

    private mutating func grow() {
        var larger: [Element?] = []
        larger.reserveCapacity(slots.count * 2)
        for index in 0..<count { larger.append(slots[(head + index) % slots.count]) }
        larger.append(contentsOf: Array(repeating: nil, count: slots.count))
        slots = larger
        head = 0
    }
}
