import Testing

@testable import Postgres

@Suite("Statement cache")
struct StatementCacheTests {
    private let one = PreparedStatement(sql: "select 1", role: "agent")
    private let two = PreparedStatement(sql: "select 2", role: nil)
    private let three = PreparedStatement(sql: "select 3", role: nil)

    @Test func `a statement is prepared once`() {
        var cache = StatementCache(limit: 2)
        let first = cache.use(one)
        #expect(first.prepares)
        #expect(cache.use(one) == .init(name: first.name, prepares: false))
    }

    @Test func `the name shows the role`() {
        #expect(one.name.hasSuffix("_agent"))
        #expect(PreparedStatement(sql: "", role: String(repeating: "r", count: 200)).name.utf8.count < 63)
    }

    @Test func `one that failed to be prepared is prepared under another name`() {
        var cache = StatementCache(limit: 2)
        let first = cache.use(one)
        cache.discard(one, as: first.name)
        let second = cache.use(one)
        #expect(second.prepares && second.name != first.name)
    }

    @Test func `the least recently used goes, and its name is to be deallocated`() {
        var cache = StatementCache(limit: 2)
        _ = cache.use(one)
        let second = cache.use(two)
        _ = cache.use(one)
        _ = cache.use(three)
        #expect(cache.takeExpired() == [second.name])
        #expect(cache.takeExpired() == [])
        #expect(!cache.use(one).prepares)
        #expect(cache.use(two).prepares)
    }

    @Test func `after a failure only another confirmed preparation will do`() {
        var cache = StatementCache(limit: 2)
        let first = cache.use(one)
        cache.confirm(one, as: first.name)
        let second = cache.use(one, after: first.name)
        #expect(second.prepares)
        #expect(cache.use(one, after: first.name).prepares)
        let third = cache.use(one)
        cache.confirm(one, as: third.name)
        #expect(cache.use(one, after: first.name) == .init(name: third.name, prepares: false))
    }

    @Test func `a late failure does not harm a newer preparation`() {
        var cache = StatementCache(limit: 2)
        let first = cache.use(one)
        let second = cache.use(one, after: first.name)
        cache.discard(one, as: first.name)
        #expect(cache.use(one) == .init(name: second.name, prepares: false))
    }
}
