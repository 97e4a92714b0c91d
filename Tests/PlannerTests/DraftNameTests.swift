import Testing

@testable import Planner

@Suite("Names in a draft")
struct DraftNameTests {
    @Test(arguments: [
        ("customer_orders", "CustomerOrder", "customerOrders"),
        ("CustomerOrders", "CustomerOrder", "customerOrders"),
        ("order items", "OrderItem", "orderItems"), ("addresses", "Address", "addresses"),
        ("categories", "Category", "categories"), ("statuses", "Status", "statuses"),
        ("news", "News", "news"),
        ("people", "Person", "people"), ("boxes", "Box", "boxes"), ("days", "Day", "days"),
        ("bus", "Bus", "buses"),
        ("ORDERS", "Order", "orders"), ("2fa_codes", "_2faCode", "_2faCodes"), ("żółw", "W", "ws"),
        ("日本", "Table", "tables"),
    ])
    func `a table's name is an object's and a list's`(table: String, type: String, list: String) {
        #expect(DraftName.type(table) == type)
        #expect(DraftName.list(of: type) == list)
    }

    @Test(arguments: [
        ("first_name", "firstName"), ("firstName", "firstName"), ("Born", "born"), ("__x", "x"),
        ("line_2", "line2"),
        ("", "column"),
    ])
    func `a column's name is a field's`(column: String, field: String) {
        #expect(DraftName.field(column) == field)
    }

    @Test func `a name that is taken gives way`() {
        var names = NamesInUse(["id"])
        #expect(names.take("a", "b") == "a")
        #expect(names.take("a", "b") == "b")
        #expect(names.take("a", "b") == "b2")
        #expect(names.take("id") == "id2")
    }
}
