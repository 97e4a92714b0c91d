import JSON
import TestSupport

/// A mutation at random: how the graph is asked for it, and how psql is.
struct RandomMutation {
    /// The field with its arguments and its selection.
    var field: String
    /// Whether it may be repeated with a key.
    var isKeyed = false
    var isDryFirst = false
    /// Commands of psql that call the same function and print one line: what is right, as JSON.
    var sql: String

    private static let item = "{ id name status tags shout }"
    private static let itemJSON = """
        (select json_build_object('id', i.id, 'name', i.name, 'status', i.status, 'tags', i.tags, 'shout', upper(i.status))
        from items i where i.id = r.id and not i.secret)
        """

    /// The mutation with this number; of equal numbers it is the same.
    init(_ number: Int) {
        var generator = Generator(seed: number)
        func random(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
        func numbers() -> [Int] { (0..<random(0...5)).map { _ in random(1...25) } }
        func list(_ numbers: [Int]) -> String { "[" + numbers.map(String.init).joined(separator: ", ") + "]" }
        let id = random(1...25)
        let ids = numbers()
        let array = "array\(list(ids))::integer[]"
        let word = ["a", "ż", "it''s", ""][random(0...3)]
        let text = "\"\(word.replacing("''", with: "'"))\""
        switch random(0...13) {
        case 0:
            (field, sql) = Self.row(
                "addItem(id: \(1000 + number), name: \(text), secret: \(number % 5 == 0))",
                "add_item(\(1000 + number), '\(word)', \(number % 5 == 0))"
            )
        case 1:
            (field, sql) = Self.row(
                "renameItem(itemId: \(id), name: \(text))",
                "rename_item(\(id), '\(word)')"
            )
        case 2: (field, sql) = Self.row("renameItem(itemId: \(id))", "rename_item(\(id), null)")
        case 3: (field, sql) = Self.row("dropItem(itemId: \(20 + id % 5))", "drop_item(\(20 + id % 5))")
        case 4: (field, sql) = Self.rows("touchItems(ids: \(list(ids)))", "touch_items(\(array))")
        case 5: (field, sql) = Self.rows("touchArray(ids: \(list(ids)))", "unnest(touch_array(\(array)))")
        case 6:
            field = "addParts(item: \(id), names: [\"x\", \"\(number % 4)\"]) { item part weight doubled }"
            sql = """
                create temp table r as select * from add_parts(\(id), array['x', '\(number % 4)']) with ordinality;
                select coalesce(json_agg((select json_build_object('item', p.item, 'part', p.part, 'weight', p.weight::text,
                    'doubled', (p.weight * 2)::text) from parts p where (p.item, p.part) = (r.item, r.part)) order by r.ordinality), '[]')
                from r;
                """
        case 7:
            field = "summarize(itemId: \(id)) { id label double loud }"
            sql = """
                create temp table r as select * from summarize(\(id)) t where not (t is null);
                select coalesce((select \(Self.summary) from r), 'null');
                """
        case 8:
            field = "summaries(ids: \(list(ids))) { id label double loud }"
            sql = """
                create temp table r as select * from summaries(\(array)) with ordinality;
                select coalesce(json_agg(\(Self.summary) order by ordinality), '[]') from r;
                """
        case 9:
            field = "summaryArray(ids: \(list(ids))) { id label double loud }"
            sql = """
                create temp table a as select summary_array(\(array)) as list;
                create temp table r as select u.* from a, unnest(list) with ordinality u;
                select case when list is null then 'null' else (select coalesce(
                    json_agg(case when coalesce(id::text, label, double::text) is not null then \(Self.summary) end order by ordinality),
                    '[]') from r) end from a;
                drop table a;
                """
        case 10:
            field =
                "countUp(\(number % 3 == 0 ? "by: null, " : number % 3 == 1 ? "by: \(id), " : "")twice: true)"
            let by = number % 3 == 0 ? "by => null, " : number % 3 == 1 ? "by => \(id), " : ""
            sql = Self.value("count_up(\(by)twice => true)")
        case 11:
            field = "numberSet(count: \(ids.count))"
            sql = """
                create temp table r as select * from number_set(\(ids.count)) with ordinality u (n, place);
                select coalesce(json_agg(n order by place), '[]') from r;
                """
        case 12:
            field = "textArray(words: [\(text), null])"
            sql = Self.value("text_array(array['\(word)', null])")
        default:
            field = "total(label: \(text), numbers: [\(ids.map { "\"\($0)\"" }.joined(separator: ", "))])"
            sql = Self.value("total('\(word)', variadic array\(list(ids))::numeric[])::text")
        }
        sql += " drop table if exists r;"
        isKeyed = generator.chance(30)
        isDryFirst = generator.chance(20)
    }

    private static let summary =
        "json_build_object('id', id, 'label', label, 'double', double::text, 'loud', upper(label))"

    private static func row(_ field: String, _ call: String) -> (String, String) {
        (
            "\(field) \(item)",
            """
            create temp table r as select id from \(call);
            select coalesce((select \(itemJSON) from r), 'null');
            """
        )
    }

    private static func rows(_ field: String, _ call: String) -> (String, String) {
        (
            "\(field) \(item)",
            """
            create temp table r as select id, ordinality from \(call) with ordinality;
            select coalesce(json_agg(\(itemJSON) order by ordinality), '[]') from r;
            """
        )
    }

    private static func value(_ call: String) -> String {
        "create temp table r as select \(call) as value; select coalesce(to_json(value), 'null') from r;"
    }
}
