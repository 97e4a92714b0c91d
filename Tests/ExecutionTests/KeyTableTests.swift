import Bytes
import TestSupport
import Testing

@testable import Execution
@testable import Planner

@Suite("The keys of a batch")
struct KeyTableTests {
    private func insert(_ key: [[UInt8]?], into table: inout KeyTable) -> Int? {
        let rows = RowSet(columnCount: key.count, rows: [key])
        return withExtendedLifetime(rows) { table.insert { rows[0, $0] } }
    }

    private func index(_ key: [[UInt8]?], in table: KeyTable) -> Int? {
        let rows = RowSet(columnCount: key.count, rows: [key])
        return withExtendedLifetime(rows) { table.index { rows[0, $0] } }
    }

    @Test(arguments: 1...3, [1, 2, 3])
    func `keys have numbers as a dictionary would give them`(components: Int, seed: Int) {
        var generator = Generator(seed: seed * 10 + components)
        var table = KeyTable(componentCount: components)
        var oracle: [[[UInt8]?]: Int] = [:]
        var order: [[[UInt8]?]] = []
        for _ in 0..<2000 {
            // Few different lengths and values, so that keys come again and parts of them are equal.
            let key: [[UInt8]?] = (0..<components).map { _ in
                if generator.chance(3) { return nil }
                return (0..<Int.random(in: 0...3, using: &generator)).map { _ in
                    UInt8.random(in: 0...5, using: &generator)
                }
            }
            let number = insert(key, into: &table)
            guard !key.contains(nil) else {
                #expect(number == nil)
                continue
            }
            if oracle[key] == nil {
                oracle[key] = order.count
                order.append(key)
            }
            #expect(number == oracle[key])
        }
        #expect(table.count == order.count)
        for (number, key) in order.enumerated() { #expect(index(key, in: table) == number) }
        #expect(index(Array(repeating: [9, 9, 9, 9], count: components), in: table) == nil)
        for component in 0..<components {
            let array = BinaryArray.encode(order.map { $0[component] }, of: 25)
            #expect(table.array(ofComponent: component, element: 25) == array)
        }
        table.withCells { cell in
            for (number, key) in order.enumerated() {
                for component in 0..<components { #expect(cell(number, component).copy == key[component]) }
            }
            #expect(cell(-1, 0).isNull)
        }
    }

    @Test func `a key may hold NULL where the table takes it, which differs from an empty value`() {
        var table = KeyTable(componentCount: 2, takesNull: true)
        let keys: [[[UInt8]?]] = [[nil, [1]], [[], [1]], [[1], nil], [nil, nil]]
        for (number, key) in keys.enumerated() { #expect(insert(key, into: &table) == number) }
        for (number, key) in keys.enumerated() { #expect(insert(key, into: &table) == number) }
        table.withCells { cell in
            for (number, key) in keys.enumerated() {
                for component in 0..<2 { #expect(cell(number, component).copy == key[component]) }
            }
        }
        let array = table.array(ofComponent: 1, element: 25)
        // One dimension, with a NULL, of type 25, of 4 items from 1 on.
        #expect(Array(array.prefix(20)) == [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 25, 0, 0, 0, 4, 0, 0, 0, 1])
        let items: [UInt8] = [0, 0, 0, 1, 1, 0, 0, 0, 1, 1] + Array(repeating: 0xFF, count: 8)
        #expect(Array(array.dropFirst(20)) == items)
    }

    @Test func `where parts meet makes a difference`() {
        var table = KeyTable(componentCount: 2)
        #expect(insert([[1], [2, 3]], into: &table) == 0)
        #expect(insert([[1, 2], [3]], into: &table) == 1)
        #expect(insert([[], [1, 2, 3]], into: &table) == 2)
        #expect(insert([[1], [2, 3]], into: &table) == 0)
    }

    @Test func `an empty table is an empty array`() {
        #expect(
            KeyTable(componentCount: 1).array(ofComponent: 0, element: 20) == BinaryArray.encode([], of: 20)
        )
    }
}
