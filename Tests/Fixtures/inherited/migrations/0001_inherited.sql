-- A database as one inherits it: made by many hands, with keys that only PostgreSQL knows to be equal.
do $$
begin
    if not exists (select from pg_roles where rolname = 'Any Body') then create role "Any Body" nologin; end if;
    if not exists (select from pg_roles where rolname = 'inherited_gateway') then create role inherited_gateway login; end if;
end
$$;
grant "Any Body" to inherited_gateway;
-- What somebody once found useful for this login.
alter role inherited_gateway set row_security = off;
alter role inherited_gateway set quote_all_identifiers = on;
alter role inherited_gateway set standard_conforming_strings = off;
alter role inherited_gateway set array_nulls = off;
alter role inherited_gateway set transform_null_equals = on;
alter role inherited_gateway set statement_timeout = 1;
alter role inherited_gateway set datestyle = 'SQL, DMY';
alter role inherited_gateway set intervalstyle = 'postgres_verbose';
alter role inherited_gateway set timezone = 'Asia/Tokyo';
create extension citext;
create collation lenient (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
create schema "Sales Dept";
grant usage on schema "Sales Dept" to "Any Body";

create domain percent as numeric check (value > 0 and value <= 100);
create domain "Positive" as integer check (value > 0);
create type mood as enum ('glad', 'very sad', 'it''s "so so"');
create type place as (street text, number integer);

create table "user" (
    id bigint primary key,
    "Name" citext not null unique,
    "userName" text collate lenient unique,
    "limit" smallint references "user",
    mood mood,
    homes place[],
    home place,
    rebate percent,
    "Rank" "Positive"
);
create index on "user" ("limit");
-- Narrower than what they point to, as old keys are; padded, and in another case.
create table "order" (
    "select" integer primary key,
    "user" integer references "user" (id),
    handle citext references "user" ("Name"),
    nick text collate lenient references "user" ("userName"),
    currency char(5) not null,
    state text not null
);
create index on "order" ("user");
create index on "order" (handle);
create index on "order" (nick);
create index on "order" (currency);
create table currencies (code char(3) primary key, name varchar(20) not null unique);
create table "Sales Dept"."Line Items" (
    "Order" smallint references "order",
    "No" bigint,
    currency_name text references currencies (name),
    primary key ("Order", "No")
);
create table "Sales Dept"."Notes" (
    id integer primary key,
    "Order" bigint,
    "No" integer,
    body text,
    foreign key ("Order", "No") references "Sales Dept"."Line Items"
);
create index on "Sales Dept"."Notes" ("Order", "No");
create table remarks (note integer primary key references "Sales Dept"."Notes", tag citext);
create table "Sales Dept".tagged (order_id bigint, currency char(8), primary key (order_id, currency));

insert into "user" values
    (1, 'Ann', 'ann', null, 'glad', '{"(Main,1)",NULL}', '(Main,1)', 0.5, 1),
    (2, 'BOB', 'Bob', 1, 'very sad', '{}', null, 100, 7),
    (9007199254740993, 'Eve', null, 2, 'it''s "so so"', null, '("a, b",)', null, null);
insert into currencies values ('EUR', 'euro'), ('X', 'none');
insert into "order" values
    (1, 1, 'ANN', 'ANN', 'EUR', 'OPEN'), (2, 2, 'bob', 'BOB', 'X', 'open'), (3, null, null, null, 'EUR', 'OPEN');
insert into "Sales Dept"."Line Items" values (1, 1, 'euro'), (1, 2, 'none'), (2, 1, null);
insert into "Sales Dept"."Notes" values (1, 1, 1, 'one'), (2, 1, 1, 'two'), (3, 2, null, 'three'), (4, 2, 1, 'four');
insert into remarks values (1, 'Loud');
insert into "Sales Dept".tagged values (1, 'EUR'), (1, 'X'), (2, 'X');
create table diaries (owner text primary key, "on" timestamp[] not null, took interval not null);
insert into diaries values ('a\b', '{2024-02-01 10:00,NULL}', '1 day 2 hours'), ('Bob', '{}', '0');
grant select on diaries to "Any Body";
alter table diaries enable row level security, force row level security;
create policy own on diaries for select to "Any Body" using (owner = (select current_setting('claims.who', true)));
do $$
declare name text;
begin
    foreach name in array array['"user"', '"order"', 'currencies', '"Sales Dept"."Line Items"', '"Sales Dept"."Notes"',
        '"Sales Dept".tagged', 'remarks']
    loop
        execute 'grant select on ' || name || ' to "Any Body"';
        execute 'alter table ' || name || ' enable row level security, force row level security';
        execute 'create policy "every one" on ' || name || ' for select to "Any Body" using (true)';
    end loop;
end
$$;
