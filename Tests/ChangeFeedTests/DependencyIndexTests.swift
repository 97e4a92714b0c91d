import Testing

@testable import ChangeFeed

private let columns = ["id", "status", "agent"]

private func relation(isWhole: Bool) -> LoggedRelation {
    LoggedRelation(
        oid: 1,
        schema: "public",
        name: "t",
        identity: isWhole ? .full : .primaryKey,
        columns: columns.map { LoggedRelation.Column(name: $0, type: 25, isKey: $0 == "id") }
    )
}

private func row(_ values: [String]) -> LoggedRow {
    LoggedRow(values: values.map { .binary(Array($0.utf8)[...]) })
}

private func transaction(_ changes: RowChange...) -> CommittedTransaction {
    CommittedTransaction(
        commit: LogPosition(1),
        end: LogPosition(2),
        transactionID: 1,
        content: .changes(changes),
        relations: [1],
        truncated: [],
        messages: []
    )
}

private func update(_ old: [String], _ new: [String], isWhole: Bool) -> RowChange {
    RowChange(
        kind: .updated,
        relation: relation(isWhole: isWhole),
        old: isWhole ? .whole(row(old)) : .absent,
        new: row(new),
        ordinal: 0
    )
}

private func value(
    _ column: String,
    _ text: String,
    columns: Set<String>? = nil,
    countsRows: Bool = false
) -> Dependency {
    Dependency(
        relation: 1,
        rows: .value(column: column, bytes: Array(text.utf8)),
        columns: columns,
        countsRows: countsRows
    )
}

private func key(_ id: String) -> Dependency {
    Dependency(relation: 1, rows: .key(RowKey(binary: [Array(id.utf8)])!))
}

@Suite("Which groups a change touches")
struct DependencyIndexTests {
    private func touched(_ dependencies: [Dependency], by change: RowChange) -> [Int] {
        var index = DependencyIndex()
        for (group, dependency) in dependencies.enumerated() { index.insert(dependency, of: group) }
        let found = index.groups(touchedBy: transaction(change)).sorted()
        for (group, dependency) in dependencies.enumerated() { index.remove(dependency, of: group) }
        #expect(index.isEmpty)
        return found
    }

    @Test func `A change touches the groups of its key, its values and its table`() {
        let dependencies = [
            key("1"), key("2"), value("status", "open"), value("status", "closed"),
            Dependency(relation: 1, rows: .all), Dependency(relation: 2, rows: .all),
        ]
        #expect(
            touched(dependencies, by: update(["1", "new", "a"], ["1", "open", "a"], isWhole: false)) == [
                0, 2, 4,
            ]
        )
    }

    @Test func `A row that leaves a value touches it if the old row is known`() {
        let dependencies = [value("status", "open"), value("status", "closed"), value("status", "new")]
        #expect(
            touched(dependencies, by: update(["1", "open", "a"], ["1", "closed", "a"], isWhole: true)) == [
                0, 1,
            ]
        )
        #expect(
            touched(dependencies, by: update(["1", "open", "a"], ["1", "closed", "a"], isWhole: false)) == [1]
        )
    }

    @Test
    func `Without the old row a count is touched by every update and delete, and not by an insert elsewhere`()
    {
        let dependencies = [value("status", "open", countsRows: true), value("status", "open")]
        #expect(
            touched(dependencies, by: update(["1", "open", "a"], ["1", "closed", "a"], isWhole: false)) == [0]
        )
        let insert = RowChange(
            kind: .inserted,
            relation: relation(isWhole: false),
            old: .absent,
            new: row(["9", "closed", "a"]),
            ordinal: 0
        )
        #expect(touched(dependencies, by: insert).isEmpty)
        let delete = RowChange(
            kind: .deleted,
            relation: relation(isWhole: false),
            old: .key(LoggedRow(values: [.binary([0x39]), .null, .null])),
            new: nil,
            ordinal: 0
        )
        #expect(touched(dependencies, by: delete) == [0])
    }

    @Test func `An update of columns that a group does not read passes it by, if the old row is known`() {
        let dependencies = [
            value("agent", "a", columns: ["agent", "id"]), value("agent", "a", columns: ["status"]),
            Dependency(relation: 1, rows: .all, columns: ["id"]),
        ]
        #expect(
            touched(dependencies, by: update(["1", "open", "a"], ["1", "closed", "a"], isWhole: true)) == [1]
        )
        #expect(
            touched(dependencies, by: update(["1", "open", "b"], ["1", "open", "a"], isWhole: true)) == [
                0, 1,
            ]
        )
        #expect(
            touched(dependencies, by: update(["1", "open", "a"], ["1", "closed", "a"], isWhole: false)) == [
                0, 1, 2,
            ]
        )
    }

    @Test func `TRUNCATE and a transaction too large to keep touch every group of their tables`() {
        var index = DependencyIndex()
        for (group, dependency) in [
            key("1"), value("status", "x"), Dependency(relation: 1, rows: .all),
            Dependency(relation: 2, rows: .all),
        ].enumerated() {
            index.insert(dependency, of: group)
        }
        var truncate = transaction()
        truncate.truncated = [1]
        #expect(index.groups(touchedBy: truncate) == [0, 1, 2])
        var large = transaction()
        large.content = .tooLarge
        #expect(index.groups(touchedBy: large) == [0, 1, 2])
    }

    @Test func `The index names no group too few: compared with asking each group, over random changes`() {
        var generator = SystemRandomNumberGenerator()
        func pick(_ values: [String]) -> String { values.randomElement(using: &generator)! }
        func randomRow(_ id: String) -> [String] {
            [id, pick(["open", "closed", "new"]), pick(["a", "b"])]
        }
        let dependencies =
            ["open", "closed", "new"].map { value("status", $0, countsRows: true) }
            + ["a", "b"].map { value("agent", $0) }
        var index = DependencyIndex()
        for (group, dependency) in dependencies.enumerated() { index.insert(dependency, of: group) }
        for _ in 0..<500 {
            let id = pick(["1", "2", "3"])
            let (old, new) = (randomRow(id), randomRow(id))
            for isWhole in [true, false] {
                let found = index.groups(touchedBy: transaction(update(old, new, isWhole: isWhole)))
                for (group, dependency) in dependencies.enumerated() where old != new {
                    guard case .value(let column, let bytes) = dependency.rows,
                        let position = columns.firstIndex(of: column)
                    else { continue }
                    let (wasIn, isIn) = (
                        Array(old[position].utf8) == bytes, Array(new[position].utf8) == bytes
                    )
                    // A row that left a list that does not count is found by its key, which lists note besides.
                    if isIn || wasIn && (isWhole || dependency.countsRows) { #expect(found.contains(group)) }
                    if isWhole, !isIn, !wasIn { #expect(!found.contains(group)) }
                }
            }
        }
    }
}
