import TestSupport
import Testing

/// What five public schemas taught, as a small schema of our own: Chinook, Northwind, Pagila, a Rails application, MusicBrainz.
@Suite("Suggestions of concierge schema draft")
struct SchemaDraftSuggestionTests {
    private static let studio = Result {
        try OwnDatabase(
            "own_studio",
            """
            create table users (
                id bigint primary key, email text not null unique, encrypted_password text not null, reset_token text,
                tokens integer);
            create table posts (id bigint primary key, user_id bigint not null, editor_id bigint, title text);
            create table staff (id integer primary key, password text);
            create table payments (id integer, paid_on date, staff integer not null references staff, primary key (id, paid_on))
                partition by range (paid_on);
            create table payments_2026 partition of payments for values from ('2026-01-01') to ('2027-01-01');
            create table payments_2027 partition of payments for values from ('2027-01-01') to ('2028-01-01');
            create table actors (id integer primary key);
            create table films (id integer primary key, title text);
            create table casts (
                actor_id integer references actors, film_id integer references films, part text, primary key (actor_id, film_id));
            create table secrets (id integer primary key, owner integer references staff);
            alter table secrets enable row level security;
            create policy own on secrets using (owner = (select nullif(current_setting('claims.staff', true), '')::integer)
                or (select current_setting('claims.teams', true))::bigint[] is not null);
            create view titles as select title from films;
            create view owners as select owner from secrets;
            create function rename_film(film_id integer, title text default 'x') returns films language sql
                as 'update films set title = rename_film.title where id = rename_film.film_id returning *';
            create function films_of(actor_id integer) returns setof films language sql stable
                as 'select f.* from films f join casts c on c.film_id = f.id where c.actor_id = films_of.actor_id';
            create function unnamed(integer) returns integer language sql stable as 'select 1';
            create function touched() returns trigger language plpgsql as 'begin return new; end';
            """
        )
    }

    private static let draft = Result { () throws -> String in
        let own = try studio.get()
        return try ChildProcess.require(
            [GatewayProcess.program, "schema", "draft", "--database", own.reader],
            folder: GatewayProcess.folder
        )
    }

    @Test(arguments: [
        // The claims that policies read.
        "claims: [{name: \"staff\", type: INTEGER}, {name: \"teams\", type: INTEGER, list: true}], anonymous: true)\n",
        "type Secret implements Node @table(name: \"secrets\") {\n",
        // A partition is read through its parent.
        "type Payment implements Node @table(name: \"payments\") {\n",
        // A foreign key's column stands beside the relation, also where both have one name.
        "  staffId: Int! @column(name: \"staff\")\n  staff: Staff! @relation(key: \"staff\")\n",
        // Columns that look like secrets.
        "  # encryptedPassword: String!\n  # resetToken: String\n  tokens: Int\n",
        "  # password: String\n",
        // Relations that no foreign key declares.
        "  # user: User @relation(key: \"user_id\")\n",
        "  # posts: [Post!]! @relation(foreignKey: \"user_id\") @connection @filter @order @aggregate\n",
        // A table between two others that has columns of its own.
        "  # films: [Film!]! @relation(through: \"casts\", from: \"actor_id\", to: \"film_id\") @connection",
        "  casts: [Cast!]! @relation(foreignKey: \"actor_id\") @connection",
        // One form for singular and plural.
        "  staffList: [Staff!]! @connection @filter @order @aggregate\n  staff(id: ID!): Staff\n",
        // Views, with the directive that a view over row-level security needs.
        "# type Title @table(name: \"titles\", key: \"title\") {\n#   title: String\n# }\n",
        "# type Owner @table(name: \"owners\", key: \"owner\", definerRights: true) {\n",
        // Functions.
        "# type Mutation {\n#   renameFilm(filmId: Int!, title: String): Film @function(name: \"rename_film\")\n# }\n",
        "# extend type Query {\n#   filmsOf(actorId: Int!): [Film!]! @function(name: \"films_of\")\n# }\n",
    ])
    func `is a line of the draft`(text: String) throws {
        let draft = try Self.draft.get()
        #expect(draft.contains(text), "\(draft)")
    }

    @Test(arguments: ["payments_2026", "Payments2026", "editor:", "unnamed", "touched", "resetToken:"])
    func `is not served`(text: String) throws {
        let lines = try Self.draft.get().split(separator: "\n").filter { !$0.contains("# ") }
        #expect(!lines.contains { $0.contains(text) })
    }

    @Test func `with all suggestions the draft still fits the database`() throws {
        let own = try Self.studio.get()
        let lines = try Self.draft.get().split(separator: "\n", omittingEmptySubsequences: false).map {
            line in
            let text = line.drop { $0 == " " }
            let isCode =
                text.hasPrefix("# ")
                && (text.contains("@") || text.hasSuffix("}") || text.hasSuffix("{") || text.contains(": "))
            guard isCode, !text.contains("primary key:"), !text.contains("database has:"),
                !text.contains("WARNING")
            else { return String(line) }
            return String(text.dropFirst(2))
        }
        let schema = try TestFolder(["draft.graphql": lines.dropFirst().joined(separator: "\n")])
        let check = try own.run(
            ["check", "--schema", ".", "--database", own.reader, "--errors-only"],
            in: schema
        )
        #expect(check.status == 0, "\(check.output)\n\(lines.joined(separator: "\n"))")
    }
}
