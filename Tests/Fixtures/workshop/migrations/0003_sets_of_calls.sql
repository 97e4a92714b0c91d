-- Functions that take a set of calls. `calls` is how many of them came with one statement.
create type span as (low integer, high integer);
create type item_call as (ordinal integer, id integer, state item_state, span span, ids integer[], words text[], label text);
create type item_count as (ordinal integer, label text, count integer, calls integer, given text);

create function item_counts(calls item_call[]) returns setof item_count language plpgsql stable as $$
begin
    if exists (select from unnest(calls) c where c.label = 'refused') then
        raise exception 'No such label.' using errcode = 'QL400';
    end if;
    return query
    select c.ordinal, c.label,
        (select count(*)::integer from items i
            where (c.id is null or i.id = c.id) and (c.span is null or i.id between (c.span).low and (c.span).high) and (c.ids is null or i.id = any (c.ids))),
        cardinality(calls), jsonb_strip_nulls(to_jsonb(c) - 'ordinal')::text
    from unnest(calls) c, generate_series(1, case c.label when 'nothing' then 0 when 'twice' then 2 else 1 end)
    order by c.ordinal desc;
end
$$;

create type step_call as (ordinal integer, up_to integer);
create function item_steps(calls step_call[]) returns table (ordinal integer, step integer, calls integer) rows 10
    language sql immutable as $$
    select c.ordinal, s, cardinality($1) from unnest($1) c, generate_series(1, c.up_to) s order by c.ordinal desc, s desc
$$;
create function item_squares(calls step_call[]) returns table (ordinal integer, square bigint) language sql immutable as $$
    select c.ordinal, c.up_to::bigint * c.up_to from unnest($1) c
$$;
create function no_set(calls step_call[]) returns integer language sql immutable as $$ select 1 $$;

-- Two functions that tell of the transaction that they run in.
create type moment_call as (ordinal integer, label text);
create function first_moment(calls moment_call[]) returns table (ordinal integer, moment text) language plpgsql stable as $$
begin
    if exists (select from unnest(calls) c where c.label = 'refused') then
        raise exception 'No such label.' using errcode = 'QL400';
    end if;
    return query select c.ordinal, current_setting('transaction_isolation') || ' ' || now()::text from unnest(calls) c;
end
$$;
create function second_moment(calls moment_call[]) returns table (ordinal integer, moment text) language sql stable as $$
    select c.ordinal, current_setting('transaction_isolation') || ' ' || now()::text from unnest($1) c
$$;
