-- A library that has nothing in common with a support desk: odd keys, odd names, odd types.
do $$
begin
    if not exists (select from pg_roles where rolname = 'library_reader') then create role library_reader nologin; end if;
    if not exists (select from pg_roles where rolname = 'library_member') then create role library_member nologin; end if;
    if not exists (select from pg_roles where rolname = 'library_gateway') then create role library_gateway login noinherit; end if;
end
$$;
grant library_reader, library_member to library_gateway;

create schema stacks;
grant usage on schema stacks to library_reader, library_member;

create domain stacks.isbn as text check (value ~ '^[0-9-]{10,17}$');
create type stacks.binding as enum ('hard cover', 'paper', 'e-book');

create table stacks.authors (
    id bigint primary key,
    name text not null,
    "Born" date,
    mentor_id bigint references stacks.authors,
    homepage_address inet,
    birthplace point
);
create index on stacks.authors (mentor_id);

create table stacks."Books" (
    isbn stacks.isbn primary key,
    "Title" text not null,
    binding stacks.binding not null,
    price numeric(10, 2),
    weight double precision,
    pages integer not null,
    word_count bigint not null,
    keywords text[] not null,
    ratings integer[],
    cover bytea,
    details jsonb not null,
    reading_time interval,
    printed_at timestamp,
    opens_at time,
    added_at timestamptz not null,
    in_print daterange,
    title_words tsvector not null generated always as (to_tsvector('english', "Title")) stored
);
create index on stacks."Books" (added_at, isbn);

create table stacks.authorships (
    book stacks.isbn not null references stacks."Books",
    author bigint not null references stacks.authors,
    primary key (book, author)
);
create index on stacks.authorships (author);

create table stacks.copies (
    book stacks.isbn not null references stacks."Books",
    number smallint not null,
    shelf text,
    primary key (book, number)
);

create table stacks."Loan Items" (
    id bigint primary key,
    member integer not null,
    book stacks.isbn not null,
    copy smallint not null,
    due_on date,
    returned boolean not null,
    foreign key (book, copy) references stacks.copies
);
create index on stacks."Loan Items" (book, copy);
create index on stacks."Loan Items" (member, id);

create view stacks.shelf_summary with (security_invoker = true) as
    select shelf, count(*) as copies from stacks.copies where shelf is not null group by shelf;

insert into stacks.authors
    select n, 'Author ' || n, case when n % 3 > 0 then date '1900-01-01' + (n * 97)::int end,
        case when n > 5 then n % 5 + 1 end, ('10.0.0.' || n)::inet, point(n, -n)
    from generate_series(1, 40) n;
insert into stacks."Books"
    select '978-' || lpad(n::text, 9, '0'), 'Title ' || n % 50,
        (array['hard cover', 'paper', 'e-book'])[n % 3 + 1]::stacks.binding,
        case when n % 4 > 0 then n * 1.25 end, n / 8.0, n * 3, 9007199254740993 + n,
        array['k' || n % 7, 'say "hi"', 'all'], case when n % 5 > 0 then array[n, null, -n] end,
        case when n % 2 = 0 then decode('00ff' || lpad(to_hex(n), 4, '0'), 'hex') end,
        jsonb_build_object('n', n, 'deep', jsonb_build_array(true, null, 1.5)),
        case when n % 6 > 0 then make_interval(months => n, hours => n, secs => n / 4.0) end,
        timestamp '1999-12-31 23:59:59.5' + n * interval '1 day', time '08:00' + n * interval '1 minute',
        timestamptz '2020-02-29 12:00:00.000001+00' + n * interval '1 hour', daterange('2020-01-01', '2020-01-01'::date + n)
    from generate_series(1, 200) n;
insert into stacks.authorships
    select '978-' || lpad(n::text, 9, '0'), a from generate_series(1, 200) n, lateral (values (n % 40 + 1), ((n * 7) % 40 + 1)) v (a)
    on conflict do nothing;
insert into stacks.copies
    select '978-' || lpad(n::text, 9, '0'), c, case when (n + c) % 4 > 0 then 'S' || (n + c) % 9 end
    from generate_series(1, 200) n, generate_series(1, 1 + n % 3) c;
insert into stacks."Loan Items"
    select n, n % 20, '978-' || lpad((n % 200 + 1)::text, 9, '0'), 1, case when n % 3 > 0 then date '2026-01-01' + n % 40 end, n % 2 = 0
    from generate_series(1, 600) n;

alter table stacks.authors enable row level security, force row level security;
alter table stacks."Books" enable row level security, force row level security;
alter table stacks.authorships enable row level security, force row level security;
alter table stacks.copies enable row level security, force row level security;
alter table stacks."Loan Items" enable row level security, force row level security;
create policy everybody on stacks.authors for select to library_reader, library_member using (true);
create policy everybody on stacks."Books" for select to library_reader, library_member using (true);
create policy everybody on stacks.authorships for select to library_reader, library_member using (true);
create policy everybody on stacks.copies for select to library_reader, library_member using (true);
create policy own on stacks."Loan Items" for select to library_member
    using (member = (select nullif(current_setting('claims.member_number', true), '')::integer));
grant select on stacks.authors, stacks."Books", stacks.authorships, stacks.copies, stacks.shelf_summary to library_reader, library_member;
grant select on stacks."Loan Items" to library_member;
