/// First in, first out, in a ring that grows to what was needed once.
struct Queue<Element> {
    private var slots: [Element?] = Array(repeating: nil, count: 8)
    private var head = 0
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    var first: Element? { count == 0 ? nil : slots[head] }

    /// All elements, in order.
    var elements: [Element] { (0..<count).compactMap { slots[(head + $0) % slots.count] } }

    mutating func append(_ element: Element) {
        if count == slots.count { grow() }
        slots[(head + count) % slots.count] = element
        count += 1
    }

    /// Puts an element before all others.
    mutating func prepend(_ element: Element) {
        let rest = removeAll()
        append(element)
        for element in rest { append(element) }
    }

    func contains(where condition: (Element) -> Bool) -> Bool { elements.contains(where: condition) }

    /// Takes the first element that fulfils `condition` out.
    mutating func remove(where condition: (Element) -> Bool) -> Element? {
        var found: Element?
        for element in removeAll() {
            if found == nil, condition(element) { found = element } else { append(element) }
        }
        return found
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

    /// Changes every element but the first in place, in order.
    mutating func updateRest(_ change: (inout Element) -> Void) {
        for index in 1..<max(count, 1) {
            let slot = (head + index) % slots.count
            guard var element = slots[slot].take() else { continue }
            change(&element)
            slots[slot] = element
        }
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
