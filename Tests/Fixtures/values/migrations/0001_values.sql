-- A column of every type that is served, with random values, and functions that return what they are given.
do $$
begin
    if not exists (select from pg_roles where rolname = 'values_gateway') then create role values_gateway login; end if;
end
$$;
create extension citext;
create type mood as enum ('merry', 'grave', 'absent-minded');
create domain positive as numeric check (value > 0);
create domain code as varchar(20) check (value like 'C%');

select setseed(0.271828);
create function random_text() returns text language sql volatile as $$
    select coalesce(string_agg((array['a', 'Z', '7', ' ', '"', '''', '\', '/', '%', '_', 'ż', '日', '😀', E'\n', E'\t', '{', ',', U&'\0301'])[
        1 + (random() * 17)::int], ''), '') from generate_series(0, (random() * 12)::int)
$$;

create table samples (
    id integer primary key,
    flag boolean,
    small smallint,
    whole integer,
    large bigint,
    single real,
    precise double precision,
    exact numeric,
    price numeric(12, 2),
    words text,
    short varchar(30),
    padded char(6),
    label name,
    ident uuid,
    instant timestamptz,
    wall timestamp,
    day date,
    clock time,
    span interval,
    raw bytea,
    document jsonb,
    typed json,
    mood mood,
    positive positive,
    code code,
    folded citext,
    numbers int4range,
    spans tstzrange,
    several int4multirange,
    address inet,
    zoned timetz,
    bits bit varying(20),
    flags boolean[],
    wholes integer[],
    exacts numeric[],
    texts text[],
    idents uuid[],
    instants timestamptz[],
    walls timestamp[],
    days date[],
    clocks time[],
    durations interval[],
    raws bytea[],
    moods mood[],
    singles real[]
);
insert into samples
    select n,
        random() < 0.5,
        (random() * 65535 - 32768)::int,
        (random() * 4294967295 - 2147483648)::bigint,
        ((random() - 0.5) * 18000000000000000000)::numeric::bigint,
        ((random() - 0.5) * 10 ^ (random() * 70 - 35))::real,
        (random() - 0.5) * 10 ^ (random() * 600 - 300),
        round((random() - 0.5)::numeric * 10::numeric ^ (random() * 60 - 30)::int, (random() * 40)::int),
        round(((random() - 0.5) * 1e9)::numeric, 2),
        random_text(),
        left(random_text(), 30),
        left(random_text(), 6),
        left(random_text(), 15),
        gen_random_uuid(),
        timestamptz '0001-01-01 00:00+00' + random() * 3652058 * interval '1 day',
        timestamp '0001-01-01' + random() * 3652058 * interval '1 day',
        date '0001-01-01' + (random() * 3652058)::int,
        time '00:00' + random() * interval '1 day',
        make_interval(months => (random() * 4000 - 2000)::int, days => (random() * 9000 - 4500)::int, secs => (random() - 0.5) * 1e7),
        decode(left(md5(random()::text), (random() * 16)::int * 2), 'hex'),
        jsonb_build_object('text', random_text(), 'n', (random() * 1e6)::numeric, 'list', jsonb_build_array(1.50, null, true, '{}'::jsonb)),
        json_build_object('text', random_text(), 'n', 1.50, 'deep', json_build_array(random() < 0.5, null)),
        (enum_range(null::mood))[(random() * 2.99)::int % 3 + 1],
        round((random() * 1e6)::numeric, 3) + 1,
        'C' || (random() * 1e6)::int,
        random_text()::citext,
        int4range((random() * 100)::int, 100 + (random() * 100)::int),
        tstzrange(now() - random() * interval '9 years', case when random() < 0.7 then now() + random() * interval '9 years' end, case when random() < 0.5 then '[]' else '()' end),
        int4multirange(int4range(1, 2 + (random() * 9)::int), int4range(50, 60)),
        ('10.' || (random() * 255)::int || '.0.1/' || (random() * 24)::int + 8)::inet,
        (time '00:00' + random() * interval '1 day')::timetz,
        (random() * 1e5)::int::bit(20),
        array[random() < 0.5, null, random() < 0.5]::boolean[],
        array[(random() * 4294967295 - 2147483648)::bigint, null, (random() * 4294967295 - 2147483648)::bigint]::integer[],
        array[round((random() - 0.5)::numeric * 10::numeric ^ (random() * 60 - 30)::int, (random() * 40)::int), null, round((random() - 0.5)::numeric * 10::numeric ^ (random() * 60 - 30)::int, (random() * 40)::int)]::numeric[],
        array[random_text(), null, random_text()]::text[],
        array[gen_random_uuid(), null, gen_random_uuid()]::uuid[],
        array[timestamptz '0001-01-01 00:00+00' + random() * 3652058 * interval '1 day', null, timestamptz '0001-01-01 00:00+00' + random() * 3652058 * interval '1 day']::timestamptz[],
        array[timestamp '0001-01-01' + random() * 3652058 * interval '1 day', null, timestamp '0001-01-01' + random() * 3652058 * interval '1 day']::timestamp[],
        array[date '0001-01-01' + (random() * 3652058)::int, null, date '0001-01-01' + (random() * 3652058)::int]::date[],
        array[time '00:00' + random() * interval '1 day', null, time '00:00' + random() * interval '1 day']::time[],
        array[make_interval(months => (random() * 4000 - 2000)::int, days => (random() * 9000 - 4500)::int, secs => (random() - 0.5) * 1e7), null, make_interval(months => (random() * 4000 - 2000)::int, days => (random() * 9000 - 4500)::int, secs => (random() - 0.5) * 1e7)]::interval[],
        array[decode(left(md5(random()::text), (random() * 16)::int * 2), 'hex'), null, decode(left(md5(random()::text), (random() * 16)::int * 2), 'hex')]::bytea[],
        array[(enum_range(null::mood))[(random() * 2.99)::int % 3 + 1], null, (enum_range(null::mood))[(random() * 2.99)::int % 3 + 1]]::mood[],
        array[((random() - 0.5) * 10 ^ (random() * 70 - 35))::real, null, ((random() - 0.5) * 10 ^ (random() * 70 - 35))::real]::real[]
    from generate_series(1, 60) n;
-- The ends of what a type and its scalar have, in rows of their own.
insert into samples (id, small, whole, large, single, precise, exact, instant, wall, day, clock, span, words, document) values
    (101, -32768, -2147483648, -9223372036854775808, 1.17549435e-38, 5e-324, '-0.00', '0001-01-01 00:00+00', '0001-01-01',
     '0001-01-01', '00:00', '-178956970 years -8 months', '', 'null'),
    (102, 32767, 2147483647, 9223372036854775807, 3.4028235e38, 1.7976931348623157e308, 1e131071, '9999-12-31 23:59:59.999999+00',
     '9999-12-31 23:59:59.999999', '9999-12-31', '24:00', '178956970 years 7 months', repeat('ż', 400), '{"": [[], {}]}'),
    (103, 0, 0, 0, '-0', '-0', ('0.' || repeat('0', 16382) || '1')::numeric, '2000-01-01 00:00:00.000001+00',
     '1999-12-31 23:59:59.999999', '2000-01-01', '23:59:59.999999', make_interval(secs => -0.5), E'\u2028\x01', '1e400'),
    (104, 1, 1, 1, 1, 1, 1.5e-10, '2024-02-29 12:00+00', '2024-02-29', '2024-02-29', '12:00', '1 year -2 months 3 days -04:05:06.789',
     'x', '"x"');
-- What no answer can have: each is an error of its field.
insert into samples (id, single, precise, exact, instant, wall, day, exacts) values
    (201, 'NaN', 'NaN', 'NaN', 'infinity', 'infinity', 'infinity', array['NaN'::numeric]),
    (202, 'infinity', '-infinity', 'infinity', '-infinity', '-infinity', '-infinity', array[1]),
    (203, 1, 1, 1, '0001-12-31 23:59:59+00 BC', '0001-12-31 23:59:59 BC', '0001-12-31 BC', array[1]),
    (204, 1, 1, 1, '10000-01-01 00:00+00', '10000-01-01', '10000-01-01', array[1]);
grant select on samples to values_gateway;

create function echo_flag(value boolean) returns boolean language sql immutable begin atomic select value; end;
create function echo_small(value smallint) returns smallint language sql immutable begin atomic select value; end;
create function echo_whole(value integer) returns integer language sql immutable begin atomic select value; end;
create function echo_large(value bigint) returns bigint language sql immutable begin atomic select value; end;
create function echo_single(value real) returns real language sql immutable begin atomic select value; end;
create function echo_precise(value double precision) returns double precision language sql immutable begin atomic select value; end;
create function echo_exact(value numeric) returns numeric language sql immutable begin atomic select value; end;
create function echo_price(value numeric) returns numeric language sql immutable begin atomic select value; end;
create function echo_words(value text) returns text language sql immutable begin atomic select value; end;
create function echo_short(value varchar) returns varchar language sql immutable begin atomic select value; end;
create function echo_padded(value char) returns char language sql immutable begin atomic select value; end;
create function echo_label(value name) returns name language sql immutable begin atomic select value; end;
create function echo_ident(value uuid) returns uuid language sql immutable begin atomic select value; end;
create function echo_instant(value timestamptz) returns timestamptz language sql immutable begin atomic select value; end;
create function echo_wall(value timestamp) returns timestamp language sql immutable begin atomic select value; end;
create function echo_day(value date) returns date language sql immutable begin atomic select value; end;
create function echo_clock(value time) returns time language sql immutable begin atomic select value; end;
create function echo_span(value interval) returns interval language sql immutable begin atomic select value; end;
create function echo_raw(value bytea) returns bytea language sql immutable begin atomic select value; end;
create function echo_document(value jsonb) returns jsonb language sql immutable begin atomic select value; end;
create function echo_typed(value json) returns json language sql immutable begin atomic select value; end;
create function echo_mood(value mood) returns mood language sql immutable begin atomic select value; end;
create function echo_positive(value positive) returns positive language sql immutable begin atomic select value; end;
create function echo_code(value code) returns code language sql immutable begin atomic select value; end;
create function echo_folded(value citext) returns citext language sql immutable begin atomic select value; end;
create function echo_numbers(value int4range) returns int4range language sql immutable begin atomic select value; end;
create function echo_spans(value tstzrange) returns tstzrange language sql immutable begin atomic select value; end;
create function echo_several(value int4multirange) returns int4multirange language sql immutable begin atomic select value; end;
create function echo_address(value inet) returns inet language sql immutable begin atomic select value; end;
create function echo_zoned(value timetz) returns timetz language sql immutable begin atomic select value; end;
create function echo_bits(value bit varying) returns bit varying language sql immutable begin atomic select value; end;
create function echo_flags(value boolean[]) returns boolean[] language sql immutable begin atomic select value; end;
create function echo_wholes(value integer[]) returns integer[] language sql immutable begin atomic select value; end;
create function echo_exacts(value numeric[]) returns numeric[] language sql immutable begin atomic select value; end;
create function echo_texts(value text[]) returns text[] language sql immutable begin atomic select value; end;
create function echo_idents(value uuid[]) returns uuid[] language sql immutable begin atomic select value; end;
create function echo_instants(value timestamptz[]) returns timestamptz[] language sql immutable begin atomic select value; end;
create function echo_walls(value timestamp[]) returns timestamp[] language sql immutable begin atomic select value; end;
create function echo_days(value date[]) returns date[] language sql immutable begin atomic select value; end;
create function echo_clocks(value time[]) returns time[] language sql immutable begin atomic select value; end;
create function echo_durations(value interval[]) returns interval[] language sql immutable begin atomic select value; end;
create function echo_raws(value bytea[]) returns bytea[] language sql immutable begin atomic select value; end;
create function echo_moods(value mood[]) returns mood[] language sql immutable begin atomic select value; end;
create function echo_singles(value real[]) returns real[] language sql immutable begin atomic select value; end;

-- Texts of every kind of comparison, each with the same values.
create extension pg_trgm;
create collation folded (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
create table phrases (
    id integer primary key,
    plain text not null,
    indexed text not null,
    folded text collate folded not null,
    tagged citext not null,
    padded char(12) not null,
    words tsvector generated always as (to_tsvector('simple', plain)) stored
);
insert into phrases (id, plain, indexed, folded, tagged, padded)
    select n, v, v, v, v, left(v, 12)
    from unnest(array['Red apple', 'red APPLE', 'green pear', '100% pear', 'a_b', 'ab', '', 'Żółw', 'back\\slash']) with ordinality as p (v, n);
create index on phrases using gin (indexed gin_trgm_ops);
create index on phrases using spgist (indexed);
grant select on phrases to values_gateway;

-- Values that PostgreSQL refuses, whoever asks.
create view faults with (security_invoker = true) as
    select id, 100 / (id - 1) as share, coalesce(current_setting('claims.nothing', true), '')::integer as claimed from phrases;
grant select on faults to values_gateway;
create function divide(value integer) returns integer language sql immutable begin atomic select 100 / value; end;
create function divide_alone() returns integer language sql stable begin atomic select 100 / count(*)::int from phrases where false; end;

-- Statuses as numbers, some tasks within others, and tables that inherit.
create domain rank as smallint;
create table owners (id integer primary key, name text not null, grade integer, city text);
create table tasks (
    id integer primary key,
    status integer not null,
    history smallint[] not null,
    rank rank,
    owner_id integer references owners,
    minutes integer not null
);
insert into owners select n, 'Owner ' || n, n % 3 + 1, case when n % 2 = 0 then 'Gdynia' else 'Sopot' end from generate_series(1, 6) n;
insert into tasks
    select n, (n % 3) * 10 - 10, array[(n % 3) * 10 - 10, 10]::smallint[], case when n % 4 > 0 then (n % 3) * 10 - 10 end,
        case when n % 5 > 0 then n % 6 + 1 end, n
    from generate_series(1, 40) n;
create index on tasks (owner_id);
insert into tasks values (99, 77, '{}', null, null, 0);
create function echo_status(value integer) returns integer language sql immutable begin atomic select value; end;
create table files (id integer primary key, name text not null);
create table user_files (primary key (id)) inherits (files);
insert into files select n, 'file ' || n from generate_series(1, 3) n;
insert into user_files select n, 'user file ' || n from generate_series(2, 4) n;
grant select on owners, tasks, files, user_files to values_gateway;

-- Columns that are named as those which statements add.
create table clashes (
    id numeric primary key, ordinal integer not null, key1 integer not null, order1 integer not null, between1 integer not null,
    owner_id integer references owners
);
insert into clashes select n, n, 10 * n, 100 * n, 1000 * n, 1 + n % 2 from generate_series(1, 4) n;
create table clash_owners (clash_id numeric references clashes, owner_id integer references owners, primary key (owner_id, clash_id));
insert into clash_owners select n, 1 from generate_series(1, 3) n;
create index on clashes (owner_id);
grant select on clashes, clash_owners to values_gateway;
