import JSON
import Testing

/// What functions of the library give to queries, over HTTP, by the built binary.
@Suite("Functions that read")
struct ReadingFunctionTests {
    private let gateway: GatewayProcess

    init() throws { gateway = try MutationTests.library.get() }

    @Test func `functions of queries are values, rows and lists of rows`() throws {
        let answer = try gateway.ask(
            """
            { bookCount shelfReport(shelf: "S3") { shelf copies booksPerCopy } none: shelfReport(shelf: "?") { shelf }
              shelfReports(atLeast: "1", first: 2) { shelf copies } thickest(pages: 590) { title pages authors { name } } }
            """,
            as: nil
        )
        #expect(answer.status == 200, "\(answer.body)")
        #expect(answer["data", "bookCount"]?.text == "200")
        let expected = try gateway.sql("select count(*) from stacks.copies where shelf = 'S3'")
        #expect(answer["data", "shelfReport", "copies"]?.text == expected[0])
        #expect(answer["data", "none"] == .null)
        #expect(answer["data", "shelfReports"]?.items.map { $0[["shelf"]]?.text } == ["S0", "S1"])
        #expect(
            answer["data", "thickest"]?.items.map { $0[["pages"]]?.text } == ["600", "597", "594", "591"]
        )
        #expect(answer["data", "thickest", "0", "authors"]?.items.isEmpty == false)
    }

    @Test func `a function of a row is called once for all rows`() throws {
        let query = """
            { books(first: 30, orderBy: [{isbn: ASC}]) { nodes { isbn price priceWithTax shelves(first: 9) { shelf copies }
              like(first: 5) { isbn title authors(first: 2) { name } } one: like(atMost: 1, first: 1) { isbn } } } }
            """
        let answer = try gateway.ask(query, as: nil)
        #expect(answer.status == 200, "\(answer.body)")
        // Other tests ask the same gateway now and then, so that the fewest of several counts.
        let counts = try (0..<10).map { _ in
            let before = gateway.metric("batches_total")
            _ = try gateway.ask(query, as: nil)
            return gateway.metric("batches_total") - before
        }
        // The rows of tables that `like` returns are read by key, in a statement of their own.
        #expect(counts.min() == 8)
        let books = answer["data", "books", "nodes"]?.items ?? []
        let expected = try gateway.sql(
            """
            select b.isbn || ' ' || coalesce(round(b.price * 1.23, 2)::text, '-') || ' ' || (
                    select string_agg(l.isbn, ',' order by l.isbn) from (
                        select * from stacks."Books" o where o."Title" = b."Title" and o.isbn <> b.isbn order by o.isbn limit 2) l)
                || ' ' || coalesce((select string_agg(s.shelf || s.n, ',' order by s.shelf) from (
                    select shelf, count(*) n from stacks.copies c where c.book = b.isbn and shelf is not null group by 1) s), '')
            from stacks."Books" b order by isbn limit 30
            """
        )
        let found = books.map { book in
            let like = (book[["like"]]?.items ?? []).map { $0[["isbn"]]?.text ?? "" }.joined(separator: ",")
            let shelves = (book[["shelves"]]?.items ?? []).map {
                ($0[["shelf"]]?.text ?? "-") + ($0[["copies"]]?.text ?? "")
            }
            let words = [
                book[["isbn"]]?.text ?? "", book[["priceWithTax"]]?.text ?? "-", like,
                shelves.joined(separator: ","),
            ]
            return words.joined(separator: " ")
        }
        #expect(found == expected)
        #expect(books.allSatisfy { $0[["one"]]?.items.count == 1 })
    }

    @Test func `a function reads as its caller`() throws {
        let counts = try [1, 2, 999].map { member in
            let claims: JSONValue.Object = ["member_number": .number(String(member))]
            return try gateway.ask("{ myOpenLoans }", as: "member", claims: claims)["data", "myOpenLoans"]?
                .text
        }
        let expected = try [1, 2, 999].map {
            try gateway.sql(
                "select count(*) from stacks.\"Loan Items\" where not returned and member = \($0)"
            )[0]
        }
        #expect(counts == expected)
    }
}
