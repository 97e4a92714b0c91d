import Testing

@testable import Planner

@Suite("Names in a draft")
struct DraftNameTests {
    @Test(arguments: [
        ("customer_orders", "CustomerOrder", "customerOrders"),
        ("CustomerOrders", "CustomerOrder", "customerOrders"),
        ("order items", "OrderItem", "orderItems"), ("ORDERS", "Order", "orders"),
        ("2fa_codes", "_2faCode", "_2faCodes"), ("żółw", "W", "ws"), ("日本", "Table", "column"),
        ("area_alias", "AreaAlias", "areaAliases"), ("l_area_area", "LAreaArea", "lAreaAreas"),
        ("iso_3166_1", "Iso3166_1", "iso3166_1"), ("release_group", "ReleaseGroup", "releaseGroups"),
        ("staff", "Staff", "staff"), ("film_actor", "FilmActor", "filmActors"),
    ])
    func `a table's name gives the names of the type and the list`(table: String, type: String, list: String)
    {
        #expect(DraftName.type(table) == type)
        #expect(DraftName.list(of: DraftName.singular(table)) == list)
    }

    @Test(arguments: [
        ("address", "addresses"), ("category", "categories"), ("status", "statuses"), ("news", "news"),
        ("person", "people"), ("box", "boxes"), ("day", "days"), ("bus", "buses"), ("alias", "aliases"),
        ("atlas", "atlases"), ("canvas", "canvases"), ("analysis", "analyses"), ("series", "series"),
        ("staff", "staff"), ("movie", "movies"), ("cookie", "cookies"), ("cache", "caches"),
        ("house", "houses"), ("database", "databases"), ("purchase", "purchases"), ("release", "releases"),
        ("match", "matches"), ("index", "indices"), ("criterion", "criteria"), ("shelf", "shelves"),
        ("key", "keys"), ("city", "cities"), ("class", "classes"), ("quiz", "quizzes"), ("use", "uses"),
        ("virus", "viruses"), ("campus", "campuses"), ("hero", "heroes"),
    ])
    func `singular and plural`(singular: String, plural: String) {
        #expect(EnglishNoun.singular(of: plural) == singular)
        #expect(EnglishNoun.plural(of: singular) == plural)
        #expect(EnglishNoun.singular(of: singular) == singular)
    }

    @Test(arguments: [
        "password", "encrypted_password", "apiKey", "otp_secret", "reset_token", "pass_salt", "pass_crypt",
    ])
    func `a name of a secret`(name: String) {
        #expect(SecretName.matches(name))
    }

    @Test(arguments: ["key", "foreign_key", "sort_key", "passenger", "hashtag", "keyboard", "monkey", "name"])
    func `a name of no secret`(name: String) {
        #expect(!SecretName.matches(name))
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
