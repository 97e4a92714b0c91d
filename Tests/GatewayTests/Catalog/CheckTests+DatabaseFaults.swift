extension CheckTests {
    /// What breaks the database; the finding, in its line; what mends it: `nil` where the finding's own SQL does.
    static let databaseFaults: [(String, String, String?)] = [
        (
            "alter table stacks.authors rename column name to full_name",
            "library.graphql:9:3: error: Author.name: \"stacks.authors\" has no column \"name\"",
            "alter table stacks.authors rename column full_name to name"
        ),
        (
            "alter table stacks.copies rename to copys",
            "library.graphql:57:37: error: Copy: There is no table or view \"stacks.copies\". Did you mean \"copys\"?",
            "alter table stacks.copys rename to copies"
        ),
        (
            "alter table stacks.\"Books\" alter weight type numeric",
            "error: Book.weight is Float, which cannot hold numeric.",
            "alter table stacks.\"Books\" alter weight type double precision"
        ),
        (
            "alter table stacks.authors alter name drop not null",
            "library.graphql:9:3: error: Author.name is non-null, but \"stacks.authors.name\" can be NULL.",
            nil
        ),
        (
            "create table stacks.old_copies () inherits (stacks.copies)",
            "error: Copy: Tables inherit from \"stacks.copies\", and PostgreSQL enforces no key over their rows",
            "drop table stacks.old_copies"
        ),
        (
            "alter type stacks.binding add value 'leather'",
            "error: Binding has no value for the label 'leather' of stacks.binding.",
            "delete from pg_enum where enumlabel = 'leather'"
        ),
        (
            "alter type stacks.binding rename value 'paper' to 'papers'",
            "error: stacks.binding has no label 'paper', which Binding.PAPER stands for. Did you mean \"papers\"?",
            "alter type stacks.binding rename value 'papers' to 'paper'"
        ),
        (
            "revoke select on stacks.authors from library_reader, library_member",
            "error: Author: No role may read the key of \"stacks.authors\", so nobody sees Author.",
            "grant select on stacks.authors to library_reader, library_member"
        ),
        (
            "drop policy everybody on stacks.authors",
            "warning: Author: Role \"reader\" may read \"stacks.authors\", but no policy lets it see a row.",
            "create policy everybody on stacks.authors for select to library_reader, library_member using (true)"
        ),
        (
            "drop policy own on stacks.\"Loan Items\"; create policy own on stacks.\"Loan Items\" for select to library_member using (member::text = (select current_setting('claims.card', true)))",
            "error: Loan: Policy \"own\" of \"stacks.Loan Items\" reads the claim \"card\", which role \"member\" does not declare.",
            "drop policy own on stacks.\"Loan Items\"; create policy own on stacks.\"Loan Items\" for select to library_member using (member = (select nullif(current_setting('claims.member_number', true), '')::integer))"
        ),
        (
            "drop policy own on stacks.\"Loan Items\"; create policy own on stacks.\"Loan Items\" for select to library_member using (member = nullif(current_setting('claims.member_number', true), '')::integer)",
            "warning: Loan: Policy \"own\" of \"stacks.Loan Items\" reads a setting for every row.",
            "drop policy own on stacks.\"Loan Items\"; create policy own on stacks.\"Loan Items\" for select to library_member using (member = (select nullif(current_setting('claims.member_number', true), '')::integer))"
        ),
        (
            "drop policy everybody on stacks.copies; create policy everybody on stacks.copies for select to library_reader using (true); create policy few on stacks.copies for select to library_member using (number < 2)",
            "error: Loan.copy is non-null, but a policy can hide rows of \"stacks.copies\" from member.",
            "drop policy few on stacks.copies; alter policy everybody on stacks.copies to library_reader, library_member"
        ),
        (
            "alter view stacks.shelf_summary set (security_invoker = false); alter policy everybody on stacks.copies using (number < 9)",
            "error: Shelf: The view \"stacks.shelf_summary\" reads with its owner's rights, past its caller's policies.",
            "alter view stacks.shelf_summary set (security_invoker = true); alter policy everybody on stacks.copies using (true)"
        ),
        (
            "grant execute on function stacks.book_count to public",
            "warning: Every role may call Query.bookCount: PUBLIC may execute the function \"stacks.book_count\"",
            "revoke execute on function stacks.book_count from public"
        ),
        (
            "alter table stacks.copies drop constraint copies_book_fkey",
            "warning: Copy.book is non-null, but no foreign key guarantees that the row of \"stacks.Books\" exists.",
            nil
        ),
        (
            "alter table stacks.authors no force row level security",
            "warning: Author: Row-level security of \"stacks.authors\" does not bind its owner.", nil
        ),
        (
            "alter table stacks.authors disable row level security",
            "warning: Author: \"stacks.authors\" has no row-level security: whoever may read it sees every row.",
            "alter table stacks.authors enable row level security, force row level security"
        ),
        (
            "drop index stacks.authors_mentor_id_idx",
            "warning: No index of \"stacks.authors\" begins with mentor_id, which Author.students looks rows up by.",
            nil
        ),
        (
            "drop index stacks.\"Loan Items_member_id_idx\"",
            "warning: Loan: Policy \"own\" of \"stacks.Loan Items\" looks rows of \"stacks.Loan Items\" up by member",
            nil
        ),
        (
            "drop policy own on stacks.\"Loan Items\"; create policy own on stacks.\"Loan Items\" for select to library_member using (member::text = (select current_setting('claims.member_number', true)))",
            "warning: Loan: Policy \"own\" of \"stacks.Loan Items\" casts \"stacks.Loan Items.member\" before it compares it",
            "drop policy own on stacks.\"Loan Items\"; create policy own on stacks.\"Loan Items\" for select to library_member using (member = (select nullif(current_setting('claims.member_number', true), '')::integer))"
        ),
        (
            "alter policy own on stacks.\"Loan Items\" using (exists (select from stacks.authorships a where a.author = member and a.author = (select nullif(current_setting('claims.member_number', true), '')::integer))); drop index stacks.authorships_author_idx",
            "warning: Loan: Policy \"own\" of \"stacks.Loan Items\" looks rows of \"stacks.authorships\" up by author",
            "alter policy own on stacks.\"Loan Items\" using (member = (select nullif(current_setting('claims.member_number', true), '')::integer)); create index on stacks.authorships (author)"
        ),
        (
            "drop index stacks.\"Books_added_at_isbn_idx\"",
            "warning: No index of \"stacks.Books\" begins with added_at, by which Query.books is ordered.",
            nil
        ),
        (
            "alter table stacks.\"Books\" alter \"Title\" drop not null",
            "error: Book.title is non-null, but \"stacks.Books.Title\" can be NULL.", nil
        ),
        (
            "alter table stacks.\"Loan Items\" no force row level security",
            "warning: Loan: Row-level security of \"stacks.Loan Items\" does not bind its owner.", nil
        ),
        (
            "revoke usage on schema stacks from library_reader, library_member, library_guest",
            "error: Book: No role may read the key of \"stacks.Books\", so nobody sees Book.\n    → GRANT USAGE ON SCHEMA stacks TO …; GRANT SELECT (isbn) ON stacks.\"Books\" TO …;",
            "grant usage on schema stacks to library_reader, library_member, library_guest"
        ),
        (
            "alter table stacks.\"Books\" rename title_words to words",
            "error: Book: \"stacks.Books\" has no column \"title_words\".",
            "alter table stacks.\"Books\" rename words to title_words"
        ),
        (
            "alter table stacks.\"Books\" drop title_words; alter table stacks.\"Books\" add title_words text",
            "error: Book is searched by \"title_words\", which is text, not tsvector.",
            "alter table stacks.\"Books\" drop title_words; alter table stacks.\"Books\" add title_words tsvector generated always as (to_tsvector('english', \"Title\")) stored"
        ),
        (
            "alter function stacks.book_count() rename to book_counts",
            "error: Query.bookCount: There is no function \"stacks.book_count\". Did you mean \"stacks.book_counts\"",
            "alter function stacks.book_counts() rename to book_count"
        ),
        (
            "alter function stacks.book_count() volatile",
            "error: Query.bookCount only reads, but the function \"stacks.book_count\" is VOLATILE",
            nil
        ),
        (
            "alter function stacks.give_back(bigint, date) stable",
            "error: Mutation.giveBack changes something, but the function \"stacks.give_back\" is STABLE",
            nil
        ),
        (
            "alter function stacks.give_back(bigint, date) reset search_path",
            "error: Mutation.giveBack: The function \"stacks.give_back\" runs with its owner's rights on its caller's search_path",
            nil
        ),
        (
            "alter function stacks.give_back(bigint, date) owner to postgres",
            "warning: Mutation.giveBack: The function \"stacks.give_back\" runs with the rights of \"postgres\", a superuser",
            "alter function stacks.give_back(bigint, date) owner to library_writer"
        ),
        (
            "alter table stacks.jots owner to library_writer",
            "warning: Mutation.giveBack: The function \"stacks.give_back\" runs with the rights of \"library_writer\", who owns tables",
            "alter table stacks.jots owner to postgres; grant select, insert on stacks.jots to library_writer"
        ),
        (
            "revoke execute on function stacks.collide from library_member",
            "warning: No role may execute the function \"stacks.collide\", so nobody sees Mutation.collide.",
            "grant execute on function stacks.collide to library_member"
        ),
        (
            "alter type stacks.give_back_payload rename attribute loan_id to loans",
            "error: GiveBackPayload.loan: \"stacks.give_back\" has no column \"loan_id\". Did you mean \"loans\"?",
            "alter type stacks.give_back_payload rename attribute loans to loan_id"
        ),
        (
            "alter type stacks.remark rename attribute weight to weights",
            "error: RemarkInput.weight: The type stacks.remark has no attribute \"weight\". Did you mean \"weights\"?",
            "alter type stacks.remark rename attribute weights to weight"
        ),
        (
            "alter type stacks.remark drop attribute weight; alter type stacks.remark add attribute weight boolean",
            "error: RemarkInput.weight is Decimal, but the function takes bool there.",
            "alter type stacks.remark drop attribute weight; alter type stacks.remark add attribute weight numeric"
        ),
        (
            "revoke library_reader from library_gateway",
            "error: The login \"library_gateway\" may not switch to the role \"library_reader\".", nil
        ),
        (
            "alter role library_gateway bypassrls", "error: The login \"library_gateway\" has BYPASSRLS",
            "alter role library_gateway nobypassrls"
        ),
        (
            "alter role library_member bypassrls",
            "error: The role \"library_member\" steps over row-level security.", nil
        ),
    ]
}
