-- The figures of the graph: sets of calls in, rows by ordinal out. They belong to the reader, who sees all rows: a figure is the same
-- number for whoever may see it.
create type kpi_value as (
    ordinal integer, name kpi_name, unit kpi_unit, "from" timestamptz, "to" timestamptz, value double precision, n integer, confidence_low double precision,
    confidence_high double precision, numerator numeric, denominator numeric, median double precision, p90 double precision, p95 double precision,
    waiting integer, target_id uuid, mix_target double precision, status kpi_status, reason no_data_reason, previous_value double precision,
    previous_n integer, previous_from timestamptz, previous_to timestamptz, change double precision, change_ratio double precision,
    mix_effect double precision, rate_effect double precision, partial boolean, settles_at timestamptz);
create type kpi_point as (
    ordinal integer, "from" timestamptz, "to" timestamptz, value double precision, n integer, numerator numeric, denominator numeric, partial boolean,
    reason no_data_reason);
create type kpi_part as (
    ordinal integer, tier service_tier, channel channel, category_id uuid, agent_id uuid, team_id uuid, name kpi_name, unit kpi_unit, value double precision,
    n integer, confidence_low double precision, confidence_high double precision, numerator numeric, denominator numeric, median double precision,
    target_id uuid, status kpi_status, reason no_data_reason, previous_value double precision, change double precision);
create type kpi_exclusion as (ordinal integer, reason figure_exclusion, n integer);

grant usage, create on schema concierge to concierge_reader;
grant create on schema public to concierge_reader;
set local role concierge_reader;
set local search_path = concierge, public;

-- The target that holds for a segment: of its tiers where they have the same, else of all.
create function target_of(name kpi_name, segment segment_input) returns kpi_targets
    language sql stable
    begin atomic
        select t from kpi_targets t
        where t.kpi = name and t.current
            and (t.channel_kind is null or ((segment).channels is not null and not exists (
                select from unnest((segment).channels) as c where channel_kind(c) <> t.channel_kind)))
            and (case when (segment).tiers is null then t.tier is null
                else t.tier = (segment).tiers[1] and not exists (
                    select from unnest((segment).tiers) as other
                    where not exists (select from kpi_targets o where o.kpi = name and o.current and o.tier = other
                        and o.channel_kind is not distinct from t.channel_kind and (o.operator, o.value) = (t.operator, t.value))) end)
        order by t.channel_kind nulls last
        limit 1;
    end;

create function status_of(value double precision, target kpi_targets) returns kpi_status
    language sql immutable
    return case
        when value is null then 'NO_DATA'
        when (target).id is null then 'NO_TARGET'
        when case (target).operator when 'AT_LEAST' then value >= (target).value when 'MORE_THAN' then value > (target).value
            when 'AT_MOST' then value <= (target).value when 'LESS_THAN' then value < (target).value
            else value between (target).value and (target).upper_value end then 'ON_TARGET'
        when case when (target).operator in ('AT_LEAST', 'MORE_THAN') then value >= (target).at_risk when (target).operator in ('AT_MOST', 'LESS_THAN') then value <= (target).at_risk
            else value between (target).at_risk and (target).upper_at_risk end then 'AT_RISK'
        else 'OFF_TARGET' end::kpi_status;

-- How much of a change comes from other shares of the tiers: the shares' changes at the rates of before.
create function mix_effect(now_is figure_result, was figure_result, scale numeric) returns double precision
    language sql immutable
    begin atomic
        select sum((coalesce(a.weight, 0) / nullif(a.total, 0) - coalesce(b.weight, 0) / nullif(b.total, 0))
            * coalesce(b.value / nullif(b.weight, 0), a.value / nullif(a.weight, 0)) / scale)::double precision
        from (
            select t.tier, t.value, t.weight, sum(t.weight) over () as total
            from unnest((now_is).tiers, (now_is).tier_values, (now_is).tier_weights) as t (tier, value, weight)) as a
        full join (
            select t.tier, t.value, t.weight, sum(t.weight) over () as total
            from unnest((was).tiers, (was).tier_values, (was).tier_weights) as t (tier, value, weight)) as b on coalesce(b.tier::text, '') = coalesce(a.tier::text, '');
    end;

create function mix_target(name kpi_name, result figure_result) returns double precision
    language sql stable
    begin atomic
        select (sum(t.n * g.value) / nullif(sum(t.n), 0))::double precision
        from unnest((result).tiers, (result).tier_n) as t (tier, n)
        join kpi_targets g on g.kpi = name and g.current and g.tier = t.tier and g.channel_kind is null;
    end;

create function kpi_values(calls kpi_call[]) returns setof kpi_value
    language plpgsql stable security definer set search_path = pg_catalog, public, concierge, pg_temp set jit = off
    as $$
declare
    guarded constant boolean := current_setting('role') in ('concierge_agent', 'concierge_vip_manager');
begin
    return query
    with asked as materialized (
        select c.ordinal, c.name, d as definition, r as range, figure_segment(d, c.segment, (r).whole_days) as segment
        from unnest(calls) as c
        left join kpi_definitions d on d.name = c.name
        cross join lateral (select figure_range(c.range, coalesce(c.time_zone, 'Europe/Warsaw')) as r offset 0) as ranged
    ), results as materialized (
        select * from figure_results(array(
            select row (2 * a.ordinal + period, a.name, case period when 0 then (a.range).opens else (a.range).previous_opens end,
                case period when 0 then (a.range).closes else (a.range).previous_closes end, (a.range).time_zone, null, a.segment,
                guarded and (a.definition).small_groups and ((a.segment).tiers is not null or (a.segment).agent_ids is not null))::figure_ask
            from asked a cross join generate_series(0, 1) as period))
    )
    select a.ordinal, a.name, (a.definition).unit, (a.range).opens at time zone (a.range).time_zone, (a.range).closes at time zone (a.range).time_zone,
        r.value, r.n::integer, r.low, r.high, r.numerator, r.denominator, r.median, r.p90, r.p95, r.waiting::integer, target.id,
        case when r.reason is null then mix_target(a.name, r) end, status_of(r.value, target), r.reason, p.value, p.n::integer,
        (a.range).previous_opens at time zone (a.range).time_zone, (a.range).previous_closes at time zone (a.range).time_zone,
        r.value - p.value, case when p.value > 0 then (r.value - p.value) / p.value end, effect.mix, r.value - p.value - effect.mix, (a.range).partial,
        nullif(greatest((a.range).closes at time zone (a.range).time_zone + (a.definition).maturity, now()), now())
    from asked a
    join results r on r.key = 2 * a.ordinal
    join results p on p.key = 2 * a.ordinal + 1
    left join lateral target_of(a.name, a.segment) as target on true
    cross join lateral (
        select case when (a.definition).value_is = 'quotient' and (a.definition).class in ('RATIO', 'DISTRIBUTION', 'LATEST', 'WINDOW')
            and r.value is not null and p.value is not null and 'TIER' = any((a.definition).dimensions)
            then mix_effect(r, p, (a.definition).scale) end as mix) as effect
    order by a.ordinal;
end
$$;

create function kpi_series(calls kpi_series_call[]) returns setof kpi_point
    language plpgsql stable security definer set search_path = pg_catalog, public, concierge, pg_temp set jit = off rows 100
    as $$
declare
    guarded constant boolean := current_setting('role') in ('concierge_agent', 'concierge_vip_manager');
begin
    if exists (select from unnest(calls) as c join kpi_definitions d on d.name = c.name
            where d.class in ('WINDOW', 'LATEST') and coalesce(c.bucket, 'DAY') in ('DAY', 'WEEK')) then
        raise exception 'This KPI has points of months and quarters.' using errcode = 'QL400';
    end if;
    return query
    with asked as materialized (
        select c.ordinal, c.name, coalesce(c.bucket, 'DAY') as bucket, d as definition, r as range, figure_segment(d, c.segment, (r).whole_days) as segment
        from unnest(calls) as c
        left join kpi_definitions d on d.name = c.name
        cross join lateral (select figure_range(c.range, coalesce(c.time_zone, 'Europe/Warsaw')) as r offset 0) as ranged
    )
    select r.key, r.opens at time zone (a.range).time_zone, r.closes at time zone (a.range).time_zone, r.value, r.n::integer, r.numerator, r.denominator,
        r.closes at time zone (a.range).time_zone > now(), r.reason
    from figure_results(array(
        select row (a.ordinal, a.name, (a.range).opens, (a.range).closes, (a.range).time_zone, a.bucket, a.segment,
            guarded and (a.definition).small_groups and ((a.segment).tiers is not null or (a.segment).agent_ids is not null))::figure_ask
        from asked a)) as r
    join asked a on a.ordinal = r.key
    order by r.key, r.opens;
end
$$;

-- The parts of a figure: they add up to the whole where sums do. What has no tier, channel, … is a part of its own; empty parts are left out.
create function kpi_parts(calls kpi_by_call[]) returns setof kpi_part
    language plpgsql stable security definer set search_path = pg_catalog, public, concierge, pg_temp set jit = off rows 10
    as $$
declare
    parts kpi_part[];
begin
    if exists (select from unnest(calls) as c where c.dimension is null) then
        raise exception 'The dimension is missing.' using errcode = 'QL400';
    end if;
    select array_agg(row (p.number, p.tier, p.channel, p.category_id, p.agent_id, p.team_id, p.name, null, null, p.ordinal, null, null, null, null, null, null, null, null,
        null, null)::kpi_part order by p.number)
    into parts
    from (
        select row_number() over (order by c.ordinal, tier, channel, category_id, agent_id, team_id)::integer as number, c.ordinal, c.name, key.*
        from unnest(calls) as c
        cross join lateral (
            select t as tier, null::channel as channel, null::uuid as category_id, null::uuid as agent_id, null::uuid as team_id
            from unnest(coalesce((c.segment).tiers, enum_range(null::service_tier) || null::service_tier)) as t where c.dimension = 'TIER'
            union all
            select null, h, null, null, null
            from unnest(coalesce((c.segment).channels, enum_range(null::channel) || null::channel)) as h where c.dimension = 'CHANNEL'
            union all
            select null, null, g.id, null, null
            from (
                select id from support_categories s where case when cardinality((c.segment).category_ids) = 1 then s.parent_id = (c.segment).category_ids[1]
                    when (c.segment).category_ids is not null then s.id = any((c.segment).category_ids) else s.parent_id is null end
                union all select null where (c.segment).category_ids is null) as g where c.dimension = 'CATEGORY'
            union all
            select null, null, null, a.id, null
            from (select id from support_agents s where (c.segment).agent_ids is null or s.id = any((c.segment).agent_ids)
                union all select null where (c.segment).agent_ids is null) as a where c.dimension = 'AGENT'
            union all
            select null, null, null, null, m.id
            from (select id from teams s where (c.segment).team_ids is null or s.id = any((c.segment).team_ids)
                union all select null where (c.segment).team_ids is null) as m where c.dimension = 'TEAM'
        ) as key
    ) as p;
    return query
    select p.n, p.tier, p.channel, p.category_id, p.agent_id, p.team_id, v.name, v.unit, v.value, v.n, v.confidence_low, v.confidence_high, v.numerator, v.denominator,
        v.median, v.target_id, v.status, v.reason, v.previous_value, v.change
    from kpi_values(array(
        select row (p.ordinal, c.name, c.range, c.time_zone, row (
            case when c.dimension = 'TIER' then array[p.tier] else (c.segment).tiers end,
            case when c.dimension = 'CHANNEL' then array[p.channel] else (c.segment).channels end,
            case when c.dimension = 'CATEGORY' then array[p.category_id] else (c.segment).category_ids end,
            case when c.dimension = 'AGENT' then array[p.agent_id] else (c.segment).agent_ids end,
            case when c.dimension = 'TEAM' then array[p.team_id] else (c.segment).team_ids end)::segment_input)::kpi_call
        from unnest(parts) as p join unnest(calls) as c on c.ordinal = p.n)) as v
    join unnest(parts) as p on p.ordinal = v.ordinal
    where v.n > 0 or v.reason = 'SMALL_GROUP'
    order by p.n, p.ordinal;
end
$$;

-- What was looked at and left out, by reason.
create function kpi_exclusions(calls kpi_call[]) returns setof kpi_exclusion
    language plpgsql stable security definer set search_path = pg_catalog, public, concierge, pg_temp set jit = off rows 5
    as $$
begin
    return query
    select a.ordinal, coalesce(o.excluded, 'TOO_YOUNG'), count(*)::integer
    from (
        select c.ordinal, c.name, (r).opens at time zone (r).time_zone as since, (r).closes at time zone (r).time_zone as until,
            figure_segment(d, c.segment, (r).whole_days) as segment
        from unnest(calls) as c
        left join kpi_definitions d on d.name = c.name
        cross join lateral (select figure_range(c.range, coalesce(c.time_zone, 'Europe/Warsaw')) as r offset 0) as ranged
        where d.class in ('RATIO', 'SUM', 'DISTRIBUTION', 'LATEST')
        offset 0
    ) as a
    join figure_observations o on o.measure = a.name and o.at >= a.since and o.at < a.until and (o.excluded is not null or o.ripe_at > now())
        and in_segment(row (0, a.name, null, null, null, null, (a.segment).tiers, (a.segment).channels, (a.segment).category_ids, (a.segment).agent_ids,
            (a.segment).team_ids)::figure_part, o.tier, o.channel, o.category_id, o.agent_id, o.team_id)
    where o.measure = any(array(select name from unnest(calls)))
    group by 1, 2
    order by 1, 2;
end
$$;

revoke execute on function target_of(kpi_name, segment_input), status_of(double precision, kpi_targets), mix_effect(figure_result, figure_result, numeric),
    mix_target(kpi_name, figure_result), kpi_values(kpi_call[]), kpi_series(kpi_series_call[]), kpi_parts(kpi_by_call[]), kpi_exclusions(kpi_call[]) from public;
alter function concierge.kpi_values(kpi_call[]) set schema public;
alter function concierge.kpi_series(kpi_series_call[]) set schema public;
alter function concierge.kpi_parts(kpi_by_call[]) set schema public;
alter function concierge.kpi_exclusions(kpi_call[]) set schema public;
grant execute on function public.kpi_values(kpi_call[]), public.kpi_series(kpi_series_call[]), public.kpi_parts(kpi_by_call[]),
    public.kpi_exclusions(kpi_call[])
    to concierge_agent, concierge_vip_manager, concierge_lead, concierge_editor, concierge_analyst, concierge_executive, concierge_auditor, concierge_admin;

reset search_path;
reset role;
revoke create on schema concierge from concierge_reader;
revoke create on schema public from concierge_reader;
