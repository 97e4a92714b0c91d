-- Functions of every shape, over a table whose rows they change: what mutations return is compared with what psql shows.
do $$
begin
    if not exists (select from pg_roles where rolname = 'workshop_smith') then create role workshop_smith nologin; end if;
    if not exists (select from pg_roles where rolname = 'workshop_gateway') then create role workshop_gateway login noinherit; end if;
end
$$;
grant workshop_smith to workshop_gateway;

create type item_state as enum ('new', 'in use');
create table items (
    id integer primary key,
    name text,
    status text not null default 'fresh',
    tags text[],
    secret boolean not null default false
);
alter table items enable row level security;
-- Functions run as the smith too, who may change what he cannot see.
create policy smith_sees on items for select to workshop_smith using (not secret);
create policy smith_adds on items for insert to workshop_smith with check (true);
grant select, insert on items to workshop_smith;
insert into items select n, 'item ' || n, 'fresh', array['t' || n], n % 7 = 0 from generate_series(1, 20) n;

-- Two columns as a key.
create table parts (
    item integer not null,
    part text not null,
    weight numeric,
    primary key (item, part)
);
grant select on parts to workshop_smith;

create type summary as (id integer, label text, double numeric);
create table calls (call text not null);

-- Rows of the table.
create function add_item(id integer, name text, secret boolean default false) returns items
language sql security definer set search_path = public as $$
    insert into items (id, name, secret) values (add_item.id, add_item.name, add_item.secret) returning *
$$;
create function rename_item(item_id integer, name text) returns items
language sql security definer set search_path = public as $$
    update items set name = rename_item.name where id = item_id returning *
$$;
create function drop_item(item_id integer) returns items
language sql security definer set search_path = public as $$
    delete from items where id = item_id returning *
$$;
-- In the order of the argument, with NULL for what is not there, and some twice.
create function touch_items(ids integer[]) returns setof items
language plpgsql security definer set search_path = public as $$
declare
    found items;
    wanted integer;
begin
    foreach wanted in array coalesce(ids, '{}') loop
        found := null;
        update items set status = status || '!' where id = wanted returning * into found;
        return next found;
    end loop;
end
$$;
create function touch_array(ids integer[]) returns items[]
language plpgsql security definer set search_path = public as $$
declare
    found items;
    result items[] := '{}';
    wanted integer;
begin
    if ids is null then return null; end if;
    foreach wanted in array ids loop
        found := null;
        update items set status = status || '?' where id = wanted returning * into found;
        result := array_append(result, found);
    end loop;
    return result;
end
$$;
create function add_parts(item integer, names text[]) returns setof parts
language sql security definer set search_path = public as $$
    insert into parts select add_parts.item, n, null from unnest(names) n
    on conflict on constraint parts_pkey do update set weight = coalesce(parts.weight, 0) + 1 returning *
$$;

-- Composites.
create function summarize(item_id integer) returns summary
language sql security definer set search_path = public as $$
    with changed as (update items set name = coalesce(name, '') || '.' where id = item_id returning *)
    select row(id, name, id * 2.5)::summary from changed
$$;
create function summaries(ids integer[]) returns setof summary
language sql security definer set search_path = public as $$
    insert into calls values ('summaries');
    select i.id, i.name, null::numeric from unnest(ids) with ordinality w (id, place) left join items i using (id) order by place
$$;
create function summary_array(ids integer[]) returns summary[]
language sql security definer set search_path = public as $$
    insert into calls values ('summary_array ' || coalesce(cardinality(ids), 0));
    select array_agg(case when i.id is not null then row(i.id, i.name, 0.5)::summary end order by place)
    from unnest(ids) with ordinality w (id, place) left join items i using (id)
$$;
create function table_of(count integer) returns table (id integer, label text)
language sql security definer set search_path = public as $$
    insert into calls values ('table_of ' || count);
    select nullif(n, 2), 'row ' || nullif(n, 2) from generate_series(1, count) n
$$;

-- Scalars.
create function count_up(by integer default 10, twice boolean default null) returns integer
language sql security definer set search_path = public as $$
    insert into calls values ('count_up');
    select by * case when twice then 2 else 1 end
$$;
create function number_set(count integer) returns setof integer
language sql security definer set search_path = public as $$
    insert into calls values ('number_set ' || count);
    select nullif(n, 3) from generate_series(1, count) n order by n desc
$$;
create function text_array(words text[]) returns text[]
language sql security definer set search_path = public as $$
    insert into calls values ('text_array');
    select words
$$;
create function total(label text, variadic numbers numeric[]) returns numeric
language sql security definer set search_path = public as $$
    insert into calls values (label);
    select sum(n) from unnest(numbers) n
$$;



-- Functions that read.
create function items_like(pattern text) returns setof items language sql stable as $$
    select * from items where name like pattern order by id desc
$$;
create function first_item() returns items language sql stable as $$ select * from items order by id limit 1 $$;
create function letters(word text) returns setof text language sql stable as $$
    select regexp_split_to_table(word, '') $$;
create function described(id integer, tags text, name text) returns text language sql immutable as $$
    select id || ' ' || coalesce(name, 'nobody') $$;
create function described_strictly(name text) returns text language sql immutable strict as $$ select name || '!' $$;
create function words_of(name text) returns setof text language sql immutable as $$
    select coalesce(name, 'nothing') $$;

-- Overloads: the types of the arguments say which one is meant.
create function pick(x integer) returns text language sql immutable as $$ select 'integer' $$;
create function pick(x text) returns text language sql immutable as $$ select 'text' $$;
create function pick(x item_state) returns text language sql immutable as $$ select 'state' $$;
create function scale(x numeric) returns text language sql immutable as $$ select 'one' $$;
create function scale(x numeric, factor integer default 1) returns text language sql immutable as $$ select 'two' $$;
