import JSON
import TestSupport

/// A small database of points in time around the changes of clocks, and of rows whose neighbours are hidden.
struct Visits {
    private static let shared = Result {
        try GatewayProcess(fixture: "visits", in: TestCluster.shared())
    }

    let gateway: GatewayProcess

    init() throws { gateway = try Self.shared.get() }

    func ask(
        _ query: String,
        as role: String = "guard",
        variables: JSONValue.Object = [:]
    ) throws -> Answer {
        try gateway.ask(query, as: role, variables: variables)
    }

    /// The groups of visits that `arguments` ask for, with the keys that `key` names and their count.
    func groups(
        _ arguments: String,
        _ key: String,
        where filter: String = "{}",
        as role: String = "guard"
    ) throws -> [String] {
        let query =
            "{ visits(where: \(filter)) { groups(\(arguments)) { key { \(key) } aggregate { count } } } }"
        let answer = try ask(query, as: role)
        guard let groups = answer["data", "visits", "groups"] else { return [answer.body] }
        return groups.items.map { group in
            guard case .object(let key)? = group[["key"]] else { return "" }
            let values =
                key.members.map { Self.text($0.value) } + [group[["aggregate", "count"]]?.text ?? ""]
            return values.joined(separator: "|")
        }
    }

    /// A value as psql shows it; of an object, its only member's.
    private static func text(_ value: JSONValue) -> String {
        if case .object(let object) = value { return object.members.first.map { text($0.value) } ?? "" }
        return value.text ?? ""
    }

    func sql(_ text: String) throws -> [String] {
        try gateway.sql("set timezone to 'UTC'; set intervalstyle to iso_8601; \(text)")
    }
}
