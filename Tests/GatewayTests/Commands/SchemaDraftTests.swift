import Glibc
import TestSupport
import Testing

@Suite("concierge schema draft")
struct SchemaDraftTests {
    /// A database as strangers have them.
    private static let shop = Result { () throws -> TestCluster in
        let cluster = try TestCluster.shared()
        try cluster.run("create database shop")
        try cluster.run("create role shop_reader login")
        try cluster.run(
            """
            create type parcel_state as enum ('waiting', 'on the way', 'ARRIVED');
            create table people (id serial primary key, "fullName" text not null, friend_id integer references people);
            create table addresses (person_id integer primary key references people, street text);
            create table orders (
                id uuid primary key, number bigint not null unique, buyer_id integer not null references people,
                giver_id integer references people, placed timestamptz, words tsvector);
            create table order_groups (name text primary key, "2nd" inet[]);
            create table "order lines" (
                order_id uuid references orders, line integer, state parcel_state not null, primary key (order_id, line));
            create table tags (id integer primary key, secret text);
            create table order_tags (order_id uuid references orders, tag_id integer references tags, primary key (order_id, tag_id));
            create table loose (anything text);
            create view everything as select 1 as one;
            comment on table orders is 'What was
                bought.';
            comment on column orders.placed is 'When it was "placed".';
            grant select on all tables in schema public to shop_reader;
            revoke select on tags from shop_reader;
            grant select (id) on tags to shop_reader;
            insert into people values (1, 'Ada', null), (2, 'Bob', 1);
            insert into orders values ('00000000-0000-0000-0000-000000000001', 7, 2, 1, null, null);
            insert into tags values (3);
            insert into order_tags values ('00000000-0000-0000-0000-000000000001', 3);
            """,
            database: "shop"
        )
        return cluster
    }

    private static let types = #"""
        type Query {
          node(id: ID!): Node
          nodes(ids: [ID!]!): [Node]!
          addresses: [Address!]! @connection @filter @order @aggregate
          address(id: ID!): Address
          addressByPersonId(personId: Int!): Address
          orderLines: [OrderLine!]! @connection @filter @order @aggregate
          orderLine(id: ID!): OrderLine
          orderLineByOrderIdAndLine(orderId: UUID!, line: Int!): OrderLine
          orderGroups: [OrderGroupRow!]! @connection @filter @order @aggregate
          orderGroup(id: ID!): OrderGroupRow
          orderGroupByName(name: String!): OrderGroupRow
          orders: [Order!]! @connection @filter @order @aggregate
          order(id: ID!): Order
          orderByRowId(rowId: UUID!): Order
          orderByNumber(number: BigInt!): Order
          people: [Person!]! @connection @filter @order @aggregate
          person(id: ID!): Person
          personByRowId(rowId: Int!): Person
          tags: [Tag!]! @connection @filter @order @aggregate
          tag(id: ID!): Tag
          tagByRowId(rowId: Int!): Tag
        }

        type Address implements Node @table(name: "addresses") {
          id: ID!
          personId: Int!
          street: String
          person: Person! @relation(key: "person_id")
        }

        type OrderLine implements Node @table(name: "order lines") {
          id: ID!
          orderId: UUID!
          line: Int!
          state: ParcelState!
          order: Order! @relation(key: "order_id")
        }

        type OrderGroupRow implements Node @table(name: "order_groups") {
          id: ID!
          name: String!
          _2nd: [String] @column(name: "2nd")
        }

        "What was bought."
        type Order implements Node @table(name: "orders") {
          id: ID!
          rowId: UUID! @column(name: "id")
          number: BigInt!
          buyerId: Int!
          giverId: Int
          "When it was \"placed\"."
          placed: DateTime
          buyer: Person! @relation(key: "buyer_id")
          giver: Person @relation(key: "giver_id")
          orderLines: [OrderLine!]! @relation(foreignKey: "order_id") @connection @filter @order @aggregate
          tags: [Tag!]! @relation(through: "order_tags", from: "order_id", to: "tag_id") @connection @filter @order @aggregate
        }

        type Person implements Node @table(name: "people") {
          id: ID!
          rowId: Int! @column(name: "id")
          fullName: String! @column(name: "fullName")
          friendId: Int
          friend: Person @relation(key: "friend_id")
          address: Address @relation(foreignKey: "person_id")
          ordersByBuyer: [Order!]! @relation(foreignKey: "buyer_id") @connection @filter @order @aggregate
          ordersByGiver: [Order!]! @relation(foreignKey: "giver_id") @connection @filter @order @aggregate
          peopleByFriend: [Person!]! @relation(foreignKey: "friend_id") @connection @filter @order @aggregate
        }

        type Tag implements Node @table(name: "tags") {
          id: ID!
          rowId: Int! @column(name: "id")
          orders: [Order!]! @relation(through: "order_tags", from: "tag_id", to: "order_id") @connection @filter @order @aggregate
        }

        enum ParcelState {
          WAITING @label(name: "waiting")
          ON_THE_WAY @label(name: "on the way")
          ARRIVED
        }
        """#

    private func draft(_ flags: [String]) throws -> String {
        try ChildProcess.require(
            [GatewayProcess.program, "schema", "draft"] + flags,
            folder: GatewayProcess.folder
        )
    }

    private func reader() throws -> String {
        try Self.shop.get().connectionString(database: "shop", user: "shop_reader")
    }

    @Test func `tables, keys and comments become types, relations and descriptions`() throws {
        let draft = try draft(["--database", try reader()])
        #expect(draft.contains(Self.types), "\(draft)")
        #expect(draft.hasPrefix("warning: With this schema, callers without a token read everything"))
    }

    @Test(arguments: [
        """
        # everything has no primary key: name the columns that identify a row, and uncomment it.
        # type Everything @table(name: "everything", key: "one") {
        #   one: Int
        # }
        """,
        """
        # Its list:
        # extend type Query {
        #   everythings: [Everything!]! @connection @filter @order @aggregate
        # }
        """,
        "# type Loose @table(name: \"loose\", key: \"anything\") {\n#   anything: String\n# }",
    ])
    func `what has no key is drafted as a comment`(text: String) throws {
        #expect(try draft(["--database", try reader()]).contains(text))
    }

    @Test func `the draft is served as it is`() throws {
        // Standard error, which has a warning, comes first.
        let draft = try draft(["--database", try reader()]).drop { $0 != "#" }
        let schema = try TestFolder(["draft.graphql": String(draft)])
        let (port, leash) = try GatewayProcess.serve([
            "--database", try reader(), "--listen", "127.0.0.1:0", "--schema", schema.path,
        ])
        defer { close(leash) }
        let client = Client(port: port)
        client.send(
            GatewayProcess.request(
                """
                { orderByNumber(number: "7") { buyer { fullName friend { fullName } } tags { nodes { rowId } } }
                  people(where: {ordersByGiver: {some: {number: {eq: "7"}}}}) { nodes { fullName } aggregate { count } } }
                """,
                token: nil
            )
        )
        #expect(
            client.receiveAnswer().body == """
                {"data":{"orderByNumber":{"buyer":{"fullName":"Bob","friend":{"fullName":"Ada"}},"tags":{"nodes":[{"rowId":3}]}},\
                "people":{"nodes":[{"fullName":"Ada"}],"aggregate":{"count":1}}}}
                """
        )
    }

    @Test(arguments: [
        ("gateway_tests", "concierge_gateway", "concierge_admin"),
        ("library_draft", "library_gateway", "library_reader"),
    ])
    func `what is drafted for a role fits the database`(database: String, login: String, role: String) throws
    {
        let cluster = try TestCluster.shared()
        if database == "library_draft" {
            _ = try GatewayProcess(
                cluster: cluster,
                database: database,
                folder: "Tests/Fixtures/library",
                login: login,
                seed: false
            )
        } else {
            _ = try GatewayProcess.shared()
        }
        let flags = ["--database", cluster.connectionString(database: database, user: login)]
        let text = try draft(flags + ["--database-role", role])
        let schema = try TestFolder(["draft.graphql": text])
        let check = try ChildProcess.run(
            [GatewayProcess.program, "check", "--schema", schema.path] + flags,
            folder: GatewayProcess.folder
        )
        #expect(check.status == 0, "\(check.output)")
        #expect(text.contains("database: \"\(role)\""))
        #expect(text.split(separator: "\ntype ").count > 4)
    }

    @Test func `who may read nothing is told what to do`() throws {
        try Self.shop.get().run("create role shop_stranger login", database: "shop")
        let login = try Self.shop.get().connectionString(database: "shop", user: "shop_stranger")
        let result = try ChildProcess.run(
            [GatewayProcess.program, "schema", "draft", "--database", login],
            folder: GatewayProcess.folder
        )
        #expect(result.status == 1)
        #expect(result.output.contains("--database-role"))
    }
}
