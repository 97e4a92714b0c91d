import GraphQL
import Planner
import Testing

/// The bound schema says of each field and of each derived member what it is, so that planning compares no names.
@Suite("Derived fields")
struct DerivedFieldTests {
    @Test func `each field of an object type is bound`() throws {
        let bound = try Flagship.schema()
        var unbound: [String] = []
        for (index, type) in bound.schema.types.enumerated()
        where type.kind == .object && !type.name.hasPrefix("__") {
            // The fields of an embedded object are bound where the object is used.
            if case .embedded = bound.objects[index] { continue }
            for (field, binding) in zip(type.fields, bound.fields[index]) where !field.roles.isEmpty {
                if case .none = binding { unbound.append("\(type.name).\(field.name)") }
            }
        }
        #expect(unbound.isEmpty)
    }

    @Test func `each member of a derived input type is bound`() throws {
        let bound = try Flagship.schema()
        let inputs = bound.inputs
        var counts: [TypeID: Int] = [:]
        func note(_ table: [TypeID: [some Any]]) {
            for (type, members) in table { counts[type, default: 0] += members.count }
        }
        note(inputs.filters)
        note(inputs.operators)
        note(inputs.quantifiers)
        note(inputs.orders)
        note(inputs.sharedOrders)
        note(inputs.groupings)
        note(inputs.buckets)
        note(inputs.groupOrders)
        note(inputs.groupKeyOrders)
        note(inputs.aggregateOrders)
        note(inputs.functions)
        note(inputs.percentiles)
        #expect(counts.count > 50)
        for (type, count) in counts {
            #expect(bound.schema[type].inputFields.count == count, "\(bound.schema[type].name)")
        }
        let derived = bound.schema.types.enumerated().filter { _, type in
            type.kind == .inputObject && type.location == nil
        }
        for (index, type) in derived { #expect(counts[TypeID(index)] != nil, "\(type.name)") }
    }
}
