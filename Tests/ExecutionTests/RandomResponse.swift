import Bytes
import GraphQL

@testable import Execution
@testable import Planner
import TestSupport

/// A type of the response, with what the specification needs to know of it.
indirect enum Shape {
    /// A number of four bytes in a column.
    case leaf(column: Int)
    case constant
    case failure
    /// An object over the same row.
    case object([Field])
    /// The row that a step finds, if any.
    case row(step: Int, [Field])
    /// The rows that a step finds.
    case rows(step: Int, [Field], itemsAreNonNull: Bool)

    struct Field {
        var name: String
        var isNonNull: Bool
        var shape: Shape
    }
}

/// A random program, the database that it reads, and what the specification says of its response.
struct RandomResponse {
    /// A row of a step: its own number, and what its columns hold.
    struct Row {
        var id: Int64
        var cells: [[UInt8]?]
    }

    static let columns = 3
    private(set) var fields: [Shape.Field] = []
    private(set) var steps: [(parent: Int?, limit: Int, isReversed: Bool)] = []
    private let seed: Int
    private var generator: Generator

    init(seed: Int) {
        self.seed = seed
        generator = Generator(seed: seed)
        fields = fields(depth: 0, step: nil)
    }

    private mutating func fields(depth: Int, step: Int?) -> [Shape.Field] {
        (0..<Int.random(in: depth == 0 ? 1...4 : 0...4, using: &generator)).map { index in
            Shape.Field(
                name: "f\(index)",
                isNonNull: generator.chance(50),
                shape: shape(depth: depth, step: step)
            )
        }
    }

    private mutating func shape(depth: Int, step: Int?) -> Shape {
        switch Int.random(in: 0..<100, using: &generator) {
        case 0..<40 where step != nil:
            return .leaf(column: Int.random(in: 1...Self.columns, using: &generator))
        case 0..<50: return .constant
        case 50..<54: return .failure
        case 54..<64 where depth < 3: return .object(fields(depth: depth + 1, step: step))
        case 64..<80 where depth < 3:
            let index = addStep(parent: step, limit: 1, isReversed: false)
            return .row(step: index, fields(depth: depth + 1, step: index))
        case 80..<100 where depth < 3:
            let limit = Int.random(in: 0...3, using: &generator)
            let index = addStep(parent: step, limit: limit, isReversed: generator.chance(30))
            let items = generator.chance(50)
            return .rows(step: index, fields(depth: depth + 1, step: index), itemsAreNonNull: items)
        case _: return .constant
        }
    }

    private mutating func addStep(parent: Int?, limit: Int, isReversed: Bool) -> Int {
        steps.append((parent, limit, isReversed))
        return steps.count - 1
    }

    // MARK: The database

    /// Whether the statement of `step` fails.
    func fails(_ step: Int) -> Bool {
        var generator = Generator(seed: seed &* 131 &+ step)
        return generator.chance(4)
    }

    /// What `step` finds for the row `parent`: one more than its limit at most, and with NULLs and nonsense among the values.
    func rows(_ step: Int, for parent: Int64) -> [Row] {
        var generator = Generator(seed: Int(truncatingIfNeeded: parent &* 1009) &+ seed &* 31 &+ step)
        return (0..<Int.random(in: 0...(steps[step].limit + 1), using: &generator)).map { _ in
            let values: [[UInt8]?] = (0..<Self.columns).map { _ in
                if generator.chance(15) { return nil }
                return generator.chance(5) ? [1] : bigEndian(Int32.random(in: -99...99, using: &generator))
            }
            let id = Int64.random(in: 1...Int64.max, using: &generator)
            return Row(id: id, cells: [bigEndian(id)] + values)
        }
    }

    // MARK: The program

    func program() throws -> ExecutionPlan {
        let fetchSteps = steps.indices.map { index in
            Plans.step(
                Plans.statement(index),
                parent: steps[index].parent,
                children: steps.indices.filter { steps[$0].parent == index },
                limit: steps[index].limit,
                isReversed: steps[index].isReversed,
                ordinalColumn: Self.columns + 1
            )
        }
        return ExecutionPlan(
            of: try Plans.document(),
            steps: fetchSteps,
            data: plan(fields),
            calls: [],
            shapes: []
        )
    }

    private func plan(_ fields: [Shape.Field]) -> ObjectPlan {
        ObjectPlan(fields: fields.map { Plans.field($0.name, isNonNull: $0.isNonNull, value($0)) })
    }

    private func value(_ field: Shape.Field) -> ValuePlan {
        switch field.shape {
        case .leaf(let column):
            let modifiers = field.isNonNull ? TypeModifiers([.nonNull]) : TypeModifiers()
            return .leaf(column: column, .integer(width: 4, quoted: false), modifiers)
        case .constant: return .constant(Array("7".utf8))
        case .failure: return .failure(GraphQLError("no", code: .badUserInput))
        case .object(let fields): return .object(plan(fields))
        case .row(let step, let fields): return .row(step: step, plan(fields))
        case .rows(let step, let fields, let items):
            return .rows(step: step, plan(fields), itemsAreNonNull: items)
        }
    }
}
