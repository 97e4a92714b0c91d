-- Demo data: made by SQL from two settings, demo.until (the day that is "today"; nothing is younger than its start in
-- Warsaw) and demo.scale (1: 2,000 clients, 24,000 tickets). Every value depends only on a seed, an ordinal and the
-- day's distance from demo.until: two runs make the same rows. Nothing here calls random().
--
-- Who writes: under forced row security the owner of a table sees and writes nothing. The helpers below are the
-- owner's; tables are filled as concierge_writer, who has a policy for it, whom the serving login cannot become, and
-- whose rights end where any function's do (histories can't be rewritten from here either). Each file takes the role
-- with `set local role` and gives it back.

set local synchronous_commit = off;
set local work_mem = '64MB';
set local client_min_messages = notice;
set local jit = off;

create schema demo;
grant usage on schema demo to concierge_writer;

-- 0 <= x < 1, the same for the same topic and ordinal.
create function demo.unit(topic text, ordinal bigint) returns double precision
    language sql immutable parallel safe
    return (hashtextextended(topic, ordinal) & 9007199254740991)::double precision / 9007199254740992.0;

-- Mean 0, deviation 1, cut off at four.
create function demo.normal(topic text, ordinal bigint) returns double precision
    language sql immutable parallel safe
    return greatest(-4, least(4,
        sqrt(-2 * ln(1 - demo.unit(topic, ordinal))) * cos(2 * pi() * demo.unit(topic || '~', ordinal))));

-- A UUID of version 8 (RFC 9562, "UUID Version 8"): the ordinal, then a hash. In order of creation, as live ids by
-- time would be, and so kind to indexes; independent of demo.until.
create function demo.id(kind text, ordinal bigint) returns uuid
    language sql immutable parallel safe
    return overlay(overlay(lpad(to_hex(ordinal), 8, '0') || substr(md5(kind || ordinal::text), 9)
        placing '8' from 13) placing '8' from 17)::uuid;

-- One of several, all equally likely.
create function demo.pick(choices text[], topic text, ordinal bigint) returns text
    language sql immutable parallel safe
    return choices[1 + floor(demo.unit(topic, ordinal) * cardinality(choices))::integer];

create function demo.tell(what text, rows bigint) returns void
    language plpgsql
    as $$
begin
    raise notice '%: %', what, rows;
end
$$;

create table demo.settings as
select
    current_setting('demo.scale')::integer as scale,
    current_setting('demo.until')::date as until,
    current_setting('demo.until')::date::timestamp at time zone 'Europe/Warsaw' as ends_at,
    2000 * current_setting('demo.scale')::integer as clients,
    24000 * current_setting('demo.scale')::bigint as tickets,
    -- agents grow slower than tickets: a bigger desk wastes less of its time waiting
    round(12 * power(current_setting('demo.scale')::integer, 0.8))::integer as agents,
    -- days of history
    1096 as days;

do $$
begin
    if (select scale < 1 or scale > 1000 from demo.settings) then
        raise exception 'demo.scale is between 1 and 1000.' using errcode = 'invalid_parameter_value';
    end if;
end
$$;

-- Three years of days: growth, seasons of the week and of the year, holidays, some planted anomalies and one outage.
create unlogged table demo.days as
with weighted as (
    select distance, until - distance as day,
        exp(-0.6 * distance / days)
        * (array[1.25, 1.12, 1.05, 1.02, 0.98, 0.62, 0.5])[extract(isodow from until - distance)::integer]
        * (array[1.1, 1.02, 0.98, 0.97, 1.05, 0.95, 0.82, 0.8, 0.97, 1.03, 1.2, 1.35])
            [extract(month from until - distance)::integer]
        * case when holidays.day is not null then 0.5 else 1 end
        * case distance
            when 45 then 2.2            -- a release of the mobile app went wrong
            when 211 then 1.6           -- the day after the outage
            when 212 then 0.25          -- the outage: nobody came through for most of the day
            when 400 then 1.9           -- a courier's strike
            when 700 then 1.8           -- a campaign
            else 1 end
        * (0.92 + 0.16 * demo.unit('day', distance)) as weight
    from demo.settings
    cross join generate_series(1, days) as distance
    left join holidays on holidays.day = until - distance
), summed as (
    select *, sum(weight) over (order by distance desc) / sum(weight) over () as share_until
    from weighted
)
select distance, day, tickets_until - lag(tickets_until, 1, 0::bigint) over (order by distance desc) as tickets,
    lag(tickets_until, 1, 0::bigint) over (order by distance desc) as tickets_before
from (select *, round(share_until * tickets)::bigint as tickets_until from summed cross join demo.settings) as counted;
alter table demo.days add primary key (distance);
analyze demo.settings, demo.days;

grant select on all tables in schema demo to concierge_writer;
select demo.tell('days', count(*)) from demo.days;
