-- Sums of observations: each part of a figure is a measure, a time and a segment, in buckets where a series is asked for. One scan serves
-- all parts of a call.
create type figure_part as (
    key integer, measure kpi_name, opens timestamp, closes timestamp, zone text, bucket kpi_bucket, tiers service_tier[], channels channel[],
    category_ids uuid[], agent_ids uuid[], team_ids uuid[]);
create type figure_sum as (
    key integer, bucket timestamp, n bigint, value numeric, weight numeric, squares numeric, waiting bigint, tiers service_tier[],
    tier_n bigint[], tier_values numeric[], tier_weights numeric[]);
create type figure_spread as (
    key integer, bucket timestamp, median double precision, p90 double precision, p95 double precision, low double precision,
    high double precision, clients bigint);

grant usage, create on schema concierge to concierge_reader;
set local role concierge_reader;
set local search_path = concierge, public;

-- Whether an observation is of a segment; a null in a list is what has none.
create function in_segment(
    part figure_part, tier service_tier, channel channel, category_id uuid, agent_id uuid, team_id uuid) returns boolean
    language sql immutable parallel safe
    return ((part).tiers is null or tier = any((part).tiers) or (tier is null and array_position((part).tiers, null) is not null))
        and ((part).channels is null or channel = any((part).channels) or (channel is null and array_position((part).channels, null) is not null))
        and ((part).category_ids is null or category_id = any((part).category_ids)
            or (category_id is null and array_position((part).category_ids, null) is not null))
        and ((part).agent_ids is null or agent_id = any((part).agent_ids) or (agent_id is null and array_position((part).agent_ids, null) is not null))
        and ((part).team_ids is null or team_id = any((part).team_ids) or (team_id is null and array_position((part).team_ids, null) is not null));

create function bucket_start(bucket kpi_bucket, instant timestamptz, zone text) returns timestamp
    language sql stable parallel safe
    return case when bucket is not null then date_trunc(lower(bucket::text), instant at time zone zone) end;

-- The instants of a part, or the local days and months of its buckets, by their ends; the last one ends with the range.
create function part_ends(part figure_part) returns table (bucket timestamp, closes timestamp)
    language sql stable
    begin atomic
        select null::timestamp, (part).closes where (part).bucket is null
        union all
        select first, least(first + step, (part).closes)
        from (select case (part).bucket when 'DAY' then interval '1 day' when 'WEEK' then interval '7 days' when 'MONTH' then interval '1 month'
            else interval '3 months' end as step) as length
        cross join lateral generate_series(date_trunc(lower((part).bucket::text), (part).opens), (part).closes - interval '1 microsecond', step) as first
        where (part).bucket is not null;
    end;

-- Observations at an instant. NPS counts the latest of a client.
create function point_sums(parts figure_part[]) returns setof figure_sum
    language plpgsql stable set search_path = pg_catalog, public, concierge, pg_temp set plan_cache_mode = force_custom_plan set jit = off set enable_sort = off
    as $$
declare
    measures constant kpi_name[] := array(select distinct measure from unnest(parts) where measure <> 'NPS');
    first constant timestamptz := min(opens at time zone zone) from unnest(parts);
    last constant timestamptz := max(closes at time zone zone) from unnest(parts);
begin
    return query
    select s.key, s.bucket, sum(s.n)::bigint, sum(s.value), sum(s.weight), sum(s.squares), sum(s.waiting)::bigint, array_agg(s.tier), array_agg(s.n),
        array_agg(s.value), array_agg(s.weight)
    from (
        select p.key, bucket_start(p.bucket, o.at, p.zone) as bucket, o.tier,
            count(*) filter (where o.excluded is null) as n, coalesce(sum(o.value) filter (where o.excluded is null), 0) as value,
            coalesce(sum(o.weight) filter (where o.excluded is null), 0) as weight,
            coalesce(sum(o.value::numeric * o.value) filter (where o.excluded is null and o.measure in ('CSAT', 'CES', 'QUALITY_SCORE', 'RESOLUTION_TIME')), 0) as squares,
            count(*) filter (where o.excluded = 'WAITING') as waiting
        from (select (r).*, r as part, (r).opens at time zone (r).zone as since, (r).closes at time zone (r).zone as until from unnest(parts) as r offset 0) as p
        join figure_observations o on o.measure = p.measure and o.at >= p.since and o.at < p.until
            and in_segment(p.part, o.tier, o.channel, o.category_id, o.agent_id, o.team_id)
        where o.measure = any(measures) and o.at >= first and o.at < last and o.ripe_at <= now()
        group by 1, 2, 3
    ) as s
    group by 1, 2;

    if exists (select from unnest(parts) where measure = 'NPS') then
        return query
        select s.key, s.bucket, count(*), sum(s.value), count(*)::numeric, sum(s.value::numeric * s.value), 0::bigint,
            array_agg(s.tier), array_agg(1::bigint), array_agg(s.value::numeric), array_agg(1::numeric)
        from (
            select distinct on (p.key, bucket_start(p.bucket, o.at, p.zone), o.client_id)
                p.key, bucket_start(p.bucket, o.at, p.zone) as bucket, o.value, o.tier
            from (select (r).*, r as part, (r).opens at time zone (r).zone as since, (r).closes at time zone (r).zone as until from unnest(parts) as r offset 0) as p
            join figure_observations o on o.measure = p.measure and o.at >= p.since and o.at < p.until
                and in_segment(p.part, o.tier, o.channel, o.category_id, o.agent_id, o.team_id)
            where o.measure = 'NPS' and p.measure = 'NPS' and o.at >= first and o.at < last
            order by 1, 2, o.client_id, o.at desc, o.id desc
        ) as s
        group by 1, 2;
    end if;
end
$$;

-- What holds at an end: observations that have begun, and not ended, by then.
create function snapshot_sums(parts figure_part[]) returns setof figure_sum
    language plpgsql stable set search_path = pg_catalog, public, concierge, pg_temp set plan_cache_mode = force_custom_plan set jit = off set enable_sort = off
    as $$
declare
    measures constant kpi_name[] := array(select distinct measure from unnest(parts));
    first constant timestamptz := min(opens at time zone zone) from unnest(parts);
    last constant timestamptz := max(closes at time zone zone) from unnest(parts);
begin
    return query
    select s.key, s.bucket, count(*), count(*)::numeric, count(*)::numeric, null::numeric, 0::bigint, array_agg(s.tier), array_agg(1::bigint),
        array_agg(1::numeric), array_agg(1::numeric)
    from (
        select p.key, e.bucket, o.tier
        from (select (r).*, r as part from unnest(parts) as r offset 0) as p
        cross join lateral part_ends(p.part) as e
        join figure_observations o on o.measure = p.measure and o.at < least(e.closes at time zone p.zone, now())
            and o.until >= least(e.closes at time zone p.zone, now())
            and in_segment(p.part, o.tier, o.channel, o.category_id, o.agent_id, o.team_id)
        where o.measure = any(measures) and o.at < last and o.until >= first
    ) as s
    group by 1, 2;
end
$$;

-- Medians and quantiles, the bounds of a median by the binomial's approximation, and how many clients there are.
create function figure_spreads(parts figure_part[]) returns setof figure_spread
    language plpgsql stable set search_path = pg_catalog, public, concierge, pg_temp set plan_cache_mode = force_custom_plan set jit = off set enable_sort = off
    as $$
declare
    measures constant kpi_name[] := array(select distinct measure from unnest(parts) where measure <> 'BACKLOG_AGE');
    first constant timestamptz := min(opens at time zone zone) from unnest(parts);
    last constant timestamptz := max(closes at time zone zone) from unnest(parts);
begin
    return query
    select s.key, s.bucket, s.quantiles[1], s.quantiles[2], s.quantiles[3],
        case when s.n >= 6 then s.ordered[greatest(1, floor(s.n / 2.0 - 1.959963985 * sqrt(s.n) / 2))::integer] end::double precision,
        case when s.n >= 6 then s.ordered[least(s.n, ceil(s.n / 2.0 + 1 + 1.959963985 * sqrt(s.n) / 2))::integer] end::double precision,
        s.clients
    from (
        select p.key, bucket_start(p.bucket, o.at, p.zone) as bucket, count(*) as n, percentile_cont(array[0.5, 0.9, 0.95]) within group (order by o.value) as quantiles,
            case when p.measure = 'FIRST_RESPONSE_TIME' then array_agg(o.value order by o.value) end as ordered, count(distinct o.client_id) as clients
        from (select (r).*, r as part, (r).opens at time zone (r).zone as since, (r).closes at time zone (r).zone as until from unnest(parts) as r offset 0) as p
        join figure_observations o on o.measure = p.measure and o.at >= p.since and o.at < p.until
            and in_segment(p.part, o.tier, o.channel, o.category_id, o.agent_id, o.team_id)
        where o.measure = any(measures) and o.at >= first and o.at < last and o.excluded is null and o.ripe_at <= now()
            and (o.measure <> 'RETURNING_CLIENTS' or o.value = 1) and (o.measure <> 'REVENUE_PER_CLIENT' or o.weight = 1)
        group by 1, 2, p.measure
    ) as s;

    if exists (select from unnest(parts) where measure = 'BACKLOG_AGE') then
        return query
        select s.key, s.bucket, s.quantiles[1], s.quantiles[2], s.quantiles[3],
            case when s.n >= 6 then s.ordered[greatest(1, floor(s.n / 2.0 - 1.959963985 * sqrt(s.n) / 2))::integer] end::double precision,
            case when s.n >= 6 then s.ordered[least(s.n, ceil(s.n / 2.0 + 1 + 1.959963985 * sqrt(s.n) / 2))::integer] end::double precision,
            s.n
        from (
            select a.key, a.bucket, count(*) as n, percentile_cont(array[0.5, 0.9, 0.95]) within group (order by a.age) as quantiles,
                array_agg(a.age order by a.age) as ordered
            from (
                select p.key, e.bucket, extract(epoch from least(e.closes at time zone p.zone, now())) * 1000000 - o.value as age
                from (select (r).*, r as part from unnest(parts) as r offset 0) as p
                cross join lateral part_ends(p.part) as e
                join figure_observations o on o.measure = p.measure and o.at < least(e.closes at time zone p.zone, now())
                    and o.until >= least(e.closes at time zone p.zone, now())
                    and in_segment(p.part, o.tier, o.channel, o.category_id, o.agent_id, o.team_id)
                where o.measure = 'BACKLOG_AGE' and p.measure = 'BACKLOG_AGE' and o.at < last and o.until >= first
            ) as a
            group by 1, 2
        ) as s;
    end if;
end
$$;

-- The years and other windows that end with the range: a client, or an agent's training, a row.
create function window_rows(measure kpi_name, opens timestamptz, closes timestamptz, zone text)
    returns table (tier service_tier, agent_id uuid, team_id uuid, client_id uuid, weight numeric, value numeric)
    language plpgsql stable set search_path = pg_catalog, public, concierge, pg_temp set jit = off
    as $$
declare
    year_ago constant timestamptz := ((closes at time zone zone) - interval '1 year') at time zone zone;
    two_years_ago constant timestamptz := ((closes at time zone zone) - interval '2 years') at time zone zone;
begin
    if measure = 'RETENTION_RATE' then
        return query
        select start.tier, null::uuid, null::uuid, was.client_id, 1::numeric, coalesce(again.known, false)::integer::numeric
        from (
            select distinct o.client_id from orders o
            where o.payment_status in ('PAID', 'PARTLY_REFUNDED', 'REFUNDED') and o.created_at >= two_years_ago and o.created_at < year_ago) as was
        left join (
            select distinct o.client_id, true as known from orders o
            where o.payment_status in ('PAID', 'PARTLY_REFUNDED', 'REFUNDED') and o.created_at >= year_ago and o.created_at < closes) as again
            on again.client_id = was.client_id
        cross join lateral (
            select h.tier from client_tier_history h
            where h.client_id = was.client_id order by h.created_at > two_years_ago, case when h.created_at <= two_years_ago then h.created_at end desc, h.created_at, h.id limit 1) as start;
    elsif measure = 'ORDER_FREQUENCY' then
        return query
        select (array_agg(o.tier order by o.created_at desc))[1], null::uuid, null::uuid, o.client_id, 1::numeric, count(*)::numeric
        from orders o
        where o.payment_status in ('PAID', 'PARTLY_REFUNDED', 'REFUNDED') and o.created_at >= year_ago and o.created_at < closes
        group by o.client_id;
    elsif measure = 'REPEAT_PURCHASE_RATE' then
        return query
        select first.tier, null::uuid, null::uuid, first.client_id, 1::numeric, exists (
            select from orders o where o.client_id = first.client_id and o.payment_status in ('PAID', 'PARTLY_REFUNDED', 'REFUNDED') and o.id <> first.id
                and o.created_at >= first.created_at and o.created_at < ((first.created_at at time zone zone) + interval '12 months') at time zone zone)::integer::numeric
        from (
            select distinct on (o.client_id) o.client_id, o.id, o.created_at, o.tier from orders o
            where o.payment_status in ('PAID', 'PARTLY_REFUNDED', 'REFUNDED') order by o.client_id, o.created_at, o.id) as first
        where first.created_at < year_ago;
    elsif measure = 'WHITE_GLOVE_USAGE' then
        return query
        select t.tier, null::uuid, null::uuid, c.id, 1::numeric, exists (
            select from white_glove_services w where w.client_id = c.id and w.completed_at >= opens and w.completed_at < closes)::integer::numeric
        from clients c
        cross join lateral (
            select h.tier from client_tier_history h where h.client_id = c.id and h.created_at < closes order by h.created_at desc, h.id desc limit 1) as t
        join service_tiers s on s.tier = t.tier and s.white_glove;
    elsif measure = 'TRAINING_COMPLETION' then
        return query
        select null::service_tier, a.id, a.team_id, null::uuid, 1::numeric, exists (
            select from support_training_records r where r.agent_id = a.id and r.program_id = p.id and r.completed_at < closes and r.valid_until >= closes)::integer::numeric
        from support_agents a
        cross join training_programs p
        where p.mandatory and p.active and (a.left_on is null or a.left_on >= (closes at time zone zone)::date)
            and a.hired_on + p.due_after <= closes at time zone zone;
    elsif measure = 'LIFETIME_VALUE' then
        return query select v.tier, null::uuid, null::uuid, v.client_id, 1::numeric, v.grosze::numeric from lifetime_values(closes, zone) as v;
    end if;
end
$$;

-- What each client has brought, and is expected to bring: past margin net of refunds + m·Σₜ₌₁..₅ sᵗ/1.1ᵗ, with m the yearly margin, below
-- a year's tenure shrunk to the tier's mean, and s what stays of the tier in a year. Grosze.
create function lifetime_values(closes timestamptz, zone text) returns table (client_id uuid, tier service_tier, grosze bigint)
    language plpgsql stable set search_path = pg_catalog, public, concierge, pg_temp set jit = off
    as $$
begin
    return query
    with known as (
        select c.id, t.tier, coalesce(p.margin, 0) as margin, extract(epoch from closes - c.created_at) / 31557600 as years
        from clients c
        cross join lateral (
            select h.tier from client_tier_history h where h.client_id = c.id and h.created_at < closes order by h.created_at desc, h.id desc limit 1) as t
        left join (select f.client_id, sum(f.margin) as margin from figure_payments f where f.at < closes group by f.client_id) as p on p.client_id = c.id
        where c.created_at < closes
    ), tiers as (
        select k.tier, sum(k.margin) / nullif(sum(k.years), 0) as yearly from known k group by k.tier
    ), stays as (
        select w.tier, sum(w.value) / sum(w.weight) as share from window_rows('RETENTION_RATE', closes, closes, zone) as w group by w.tier
    )
    select k.id, k.tier, round(k.margin + coalesce(case when k.years >= 1 then k.margin / k.years else k.margin + (1 - k.years) * t.yearly end, 0)
        * (select sum(power(coalesce(s.share, 0) / 1.1, n)) from generate_series(1, 5) as n))::bigint
    from known k
    left join tiers t on t.tier = k.tier
    left join stays s on s.tier = k.tier;
end
$$;

create function window_sums(parts figure_part[]) returns setof figure_sum
    language plpgsql stable set search_path = pg_catalog, public, concierge, pg_temp set jit = off
    as $$
declare
    asked record;
begin
    for asked in
        select p.measure, p.opens, e.closes, p.zone, e.bucket, array_agg(p.part) as parts
        from (select (r).*, r as part from unnest(parts) as r offset 0) as p
        cross join lateral part_ends(p.part) as e
        group by 1, 2, 3, 4, 5
    loop
        return query
        select s.key, asked.bucket, sum(s.n)::bigint, sum(s.value), sum(s.weight), null::numeric, 0::bigint, array_agg(s.tier), array_agg(s.n), array_agg(s.value),
            array_agg(s.weight)
        from (
            select (p).key, w.tier, count(*) as n, sum(w.value) as value, sum(w.weight) as weight
            from window_rows(asked.measure, asked.opens at time zone asked.zone, least(asked.closes at time zone asked.zone, now()), asked.zone) as w
            join unnest(asked.parts) as p on in_segment(p, w.tier, null, null, w.agent_id, w.team_id)
            group by 1, 2
        ) as s
        group by 1;
    end loop;
end
$$;

-- What the desk cost in a time: monthly costs by local day of Warsaw, each day's by the share of it. Grosze, rounded at the end.
create function desk_cost(opens timestamptz, closes timestamptz) returns numeric
    language sql stable
    begin atomic
        select round(sum(100 * c.amount * extract(epoch from least(closes, d.ends_at) - greatest(opens, d.starts_at))
            / extract(epoch from d.ends_at - d.starts_at) / m.days))
        from support_costs c
        cross join lateral (select extract(day from c.month + interval '1 month' - interval '1 day') as days) as m
        cross join lateral generate_series(c.month::timestamp, c.month + interval '1 month' - interval '1 day', interval '1 day') as day
        cross join lateral (select day at time zone 'Europe/Warsaw' as starts_at, (day + interval '1 day') at time zone 'Europe/Warsaw' as ends_at) as d
        where c.month < (closes at time zone 'Europe/Warsaw')::date + 1 and c.month > (opens at time zone 'Europe/Warsaw')::date - 32
            and d.starts_at < closes and d.ends_at > opens;
    end;

-- Unplanned incidents in a time, each minute once. Microseconds.
create function incident_micros(opens timestamptz, closes timestamptz) returns numeric
    language sql stable
    begin atomic
        select coalesce(sum(extract(epoch from upper(r) - lower(r)) * 1000000), 0)
        from (
            select unnest(range_agg(tstzrange(i.started_at, coalesce(i.ended_at, 'infinity'))) * tstzmultirange(tstzrange(opens, closes))) as r
            from incidents i
            where not i.planned and i.started_at < closes and coalesce(i.ended_at, 'infinity') > opens
        ) as down;
    end;

revoke execute on function in_segment(figure_part, service_tier, channel, uuid, uuid, uuid), bucket_start(kpi_bucket, timestamptz, text), part_ends(figure_part),
    point_sums(figure_part[]), snapshot_sums(figure_part[]), figure_spreads(figure_part[]), window_rows(kpi_name, timestamptz, timestamptz, text),
    lifetime_values(timestamptz, text), window_sums(figure_part[]), desk_cost(timestamptz, timestamptz), incident_micros(timestamptz, timestamptz)
    from public;
reset search_path;
reset role;
revoke create on schema concierge from concierge_reader;
