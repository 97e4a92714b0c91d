-- Figures of their parts: what is divided by what, and what is told where nothing can be.
create type figure_ask as (
    key integer, name kpi_name, opens timestamp, closes timestamp, zone text, bucket kpi_bucket, segment segment_input, guarded boolean);
create type figure_result as (
    key integer, bucket timestamp, opens timestamp, closes timestamp, n bigint, numerator numeric, denominator numeric, value double precision,
    median double precision, p90 double precision, p95 double precision, low double precision, high double precision, waiting bigint,
    reason no_data_reason, tiers service_tier[], tier_n bigint[], tier_values numeric[], tier_weights numeric[]);

grant usage, create on schema concierge to concierge_reader;
set local role concierge_reader;
set local search_path = concierge, public;

-- The parts of a figure. `whole` leaves the segment out: costs are shared out by handling, small groups are seen against the rest.
create view figure_components as
select name::kpi_name as name, place, measure::kpi_name as measure, whole
from (values
    ('SUPPORT_COST', 2, 'SUPPORT_COST', false), ('SUPPORT_COST', 3, 'SUPPORT_COST', true),
    ('COST_PER_TICKET', 2, 'SUPPORT_COST', false), ('COST_PER_TICKET', 3, 'SUPPORT_COST', true), ('COST_PER_TICKET', 4, 'TICKETS_RESOLVED', false),
    ('COST_PER_CLIENT', 2, 'SUPPORT_COST', false), ('COST_PER_CLIENT', 3, 'SUPPORT_COST', true), ('COST_PER_CLIENT', 1, 'COST_PER_CLIENT', false),
    ('SUPPORT_ROI', 1, 'SUPPORT_ROI', false), ('SUPPORT_ROI', 2, 'SUPPORT_COST', false), ('SUPPORT_ROI', 3, 'SUPPORT_COST', true),
    ('LUXURY_EXPERIENCE_SCORE', 5, 'CSAT', false), ('LUXURY_EXPERIENCE_SCORE', 6, 'SLA_COMPLIANCE', false),
    ('LUXURY_EXPERIENCE_SCORE', 7, 'QUALITY_SCORE', false), ('LUXURY_EXPERIENCE_SCORE', 8, 'PERSONALIZATION', false),
    ('LUXURY_EXPERIENCE_SCORE', 9, 'BRAND_CONSISTENCY', false)
) as part (name, place, measure, whole)
union all
select d.name, 1, d.name, false
from kpi_definitions d
where d.collected and d.name not in ('SUPPORT_COST', 'COST_PER_TICKET', 'COST_PER_CLIENT', 'SUPPORT_ROI', 'LUXURY_EXPERIENCE_SCORE', 'AVAILABILITY', 'CHURN_RATE')
union all
-- who has not stayed
select 'CHURN_RATE', 1, 'RETENTION_RATE', false
union all
select d.name, 0, d.name, true from kpi_definitions d where d.small_groups;

create function figure_results(asks figure_ask[]) returns setof figure_result
    language plpgsql stable set search_path = pg_catalog, public, concierge, pg_temp set plan_cache_mode = force_generic_plan set jit = off
    as $$
declare
    parts figure_part[];
    points figure_part[];
    snapshots figure_part[];
    windows figure_part[];
    spreads figure_part[];
begin
    select array_agg(p.part),
        array_agg(p.part) filter (where p.class not in ('SNAPSHOT', 'WINDOW')),
        array_agg(p.part) filter (where p.class = 'SNAPSHOT'),
        array_agg(p.part) filter (where p.class = 'WINDOW'),
        array_agg(p.part) filter (where p.measure in ('FIRST_RESPONSE_TIME', 'RESOLUTION_TIME', 'BACKLOG_AGE', 'CSAT', 'CES', 'QUALITY_SCORE',
            'REVENUE_PER_CLIENT', 'COST_PER_CLIENT', 'RETURNING_CLIENTS') or (p.guarded and p.measure in ('CSAT_RATE', 'NPS')))
    into parts, points, snapshots, windows, spreads
    from (
        select d.class, c.measure, a.guarded, row (10 * a.key + c.place, c.measure, a.opens, a.closes, a.zone, a.bucket,
            case when not c.whole then (a.segment).tiers end, case when not c.whole then (a.segment).channels end,
            case when not c.whole then (a.segment).category_ids end, case when not c.whole then (a.segment).agent_ids end,
            case when not c.whole then (a.segment).team_ids end)::figure_part as part
        from unnest(asks) as a
        join figure_components c on c.name = a.name and (c.place > 0 or a.guarded)
        join kpi_definitions d on d.name = c.measure
    ) as p;

    return query
    with sums as materialized (
        select * from point_sums(coalesce(points, '{}')) where points is not null
        union all select * from snapshot_sums(coalesce(snapshots, '{}')) where snapshots is not null
        union all select * from window_sums(coalesce(windows, '{}')) where windows is not null
    ), spread as materialized (
        select * from figure_spreads(coalesce(spreads, '{}')) where spreads is not null
    ), frames as materialized (
        select a.key, a.name, a.zone, a.segment, a.guarded, e.bucket, d.class, d.unit, d.scale::numeric as scale, d.value_is, d.collected, d.maturity,
            case when e.bucket is null then a.opens else greatest(a.opens, e.bucket) end as opens, e.closes
        from unnest(asks) as a
        join kpi_definitions d on d.name = a.name
        cross join lateral part_ends(row (0, a.name, a.opens, a.closes, a.zone, a.bucket, null, null, null, null, null)::figure_part) as e
    ), costs as materialized (
        select c.opens, c.closes, c.zone, desk_cost(c.opens at time zone c.zone, c.closes at time zone c.zone) as grosze
        from (select distinct f.opens, f.closes, f.zone from frames f
            where f.name in ('SUPPORT_COST', 'COST_PER_TICKET', 'COST_PER_CLIENT', 'SUPPORT_ROI')) as c
    ), composed as (
        select f.*, one.tiers, one.tier_n, own.tier_values, one.tier_weights, one.squares, own.value as sum, s.median, s.p90, s.p95, s.low, s.high, s.clients,
            whole.clients as all_clients, coalesce(one.waiting, 0) as waiting,
            case f.name when 'COST_PER_TICKET' then d.n when 'SUPPORT_COST' then h.n when 'LUXURY_EXPERIENCE_SCORE' then l5.n
                when 'AVAILABILITY' then floor(extract(epoch from least(f.closes at time zone f.zone, now()) - (f.opens at time zone f.zone)) / 60)::bigint
                when 'RETURNING_CLIENTS' then s.clients else one.n end as n,
            case
                when f.name in ('SUPPORT_COST', 'COST_PER_TICKET', 'COST_PER_CLIENT') then shared.cost / 100
                when f.name = 'SUPPORT_ROI' then (coalesce(one.value, 0) - shared.cost) / 100
                when f.name = 'AVAILABILITY' then up.total - incident_micros(f.opens at time zone f.zone, least(f.closes at time zone f.zone, now())) / 1000000
                when f.name = 'LUXURY_EXPERIENCE_SCORE' then round((0.35 * (l5.value / nullif(l5.weight, 0) - 1) / 4 * 100 + 25 * l6.value / nullif(l6.weight, 0)
                    + 0.2 * l7.value / nullif(l7.weight, 0) / 100 + 10 * l8.value / nullif(l8.weight, 0) + 10 * l9.value / nullif(l9.weight, 0)), 12)
                when f.name = 'RETURNING_CLIENTS' then coalesce(s.clients, 0)
                when f.value_is = 'median' and f.class = 'SNAPSHOT' then null
                else own.value / f.scale end as numerator,
            case
                when f.name = 'COST_PER_TICKET' then d.n
                when f.name in ('COST_PER_CLIENT', 'REVENUE_PER_CLIENT') then s.clients
                when f.name = 'SUPPORT_ROI' then shared.cost / 100
                when f.name = 'AVAILABILITY' then up.total
                when f.class in ('SUM', 'SNAPSHOT') or f.name in ('SUPPORT_COST', 'LUXURY_EXPERIENCE_SCORE', 'RETURNING_CLIENTS') then null
                else one.weight end::numeric as denominator
        from frames f
        left join sums one on one.key = 10 * f.key + 1 and one.bucket is not distinct from f.bucket
        left join sums h on h.key = 10 * f.key + 2 and h.bucket is not distinct from f.bucket
        left join sums a on a.key = 10 * f.key + 3 and a.bucket is not distinct from f.bucket
        left join sums d on d.key = 10 * f.key + 4 and d.bucket is not distinct from f.bucket
        left join sums l5 on l5.key = 10 * f.key + 5 and l5.bucket is not distinct from f.bucket
        left join sums l6 on l6.key = 10 * f.key + 6 and l6.bucket is not distinct from f.bucket
        left join sums l7 on l7.key = 10 * f.key + 7 and l7.bucket is not distinct from f.bucket
        left join sums l8 on l8.key = 10 * f.key + 8 and l8.bucket is not distinct from f.bucket
        left join sums l9 on l9.key = 10 * f.key + 9 and l9.bucket is not distinct from f.bucket
        left join spread s on s.key = 10 * f.key + 1 and s.bucket is not distinct from f.bucket
        left join spread whole on whole.key = 10 * f.key and whole.bucket is not distinct from f.bucket
        left join costs c on c.opens = f.opens and c.closes = f.closes and c.zone = f.zone
        cross join lateral (select case f.name when 'CHURN_RATE' then one.weight - one.value else one.value end as value,
            case f.name when 'CHURN_RATE' then array(select u.weight - u.value from unnest(one.tier_values, one.tier_weights) with ordinality as u (value, weight, place) order by place)
                else one.tier_values end as tier_values) as own
        cross join lateral (select case when h.value is not distinct from a.value then c.grosze
            else round(c.grosze * coalesce(h.value, 0) / nullif(a.value, 0)) end as cost) as shared
        cross join lateral (select extract(epoch from least(f.closes at time zone f.zone, now()) - (f.opens at time zone f.zone)) as total) as up
    ), told as (
        select c.*, coalesce(c.n, 0) as count,
            case
                when not c.collected then 'NOT_COLLECTED'
                when c.guarded and (coalesce(c.clients, 0) < 5 or c.all_clients - c.clients between 1 and 4) then 'SMALL_GROUP'
                when c.name = 'LUXURY_EXPERIENCE_SCORE' and c.numerator is null then 'PART_MISSING'
                when c.name = 'AVAILABILITY' and c.denominator > 0 then null
                when c.unit = 'COUNT' then null
                when coalesce(c.n, 0) = 0 or (c.numerator is null and c.name <> 'BACKLOG_AGE') or c.denominator = 0 then
                    case when c.closes at time zone c.zone + c.maturity > now() and c.maturity > interval '0' then 'TOO_YOUNG' else 'NO_ROWS' end
            end::no_data_reason as reason
        from composed c
    )
    select t.key, t.bucket, t.opens, t.closes, case when t.reason = 'SMALL_GROUP' then 0 else t.count end,
        case when t.reason is null or (t.reason = 'NO_ROWS' and t.count > 0) then trim_scale(case when t.unit = 'COUNT' then coalesce(t.numerator, 0) else t.numerator end) end,
        case when t.reason is null or (t.reason = 'NO_ROWS' and t.count > 0) then trim_scale(t.denominator) end,
        case when t.reason is null then case
            when t.value_is = 'median' then t.median / t.scale::double precision
            when t.denominator is null then coalesce(t.numerator, 0)::double precision
            else t.numerator::double precision / t.denominator::double precision end end,
        case when t.reason is null and t.class in ('DISTRIBUTION', 'SNAPSHOT') then round(t.median::numeric) / t.scale end::double precision,
        case when t.reason is null and t.class in ('DISTRIBUTION', 'SNAPSHOT') then round(t.p90::numeric) / t.scale end::double precision,
        case when t.reason is null and t.class in ('DISTRIBUTION', 'SNAPSHOT') then round(t.p95::numeric) / t.scale end::double precision,
        case when t.reason is null then bounds.low end, case when t.reason is null then bounds.high end,
        case when t.name = 'FIRST_RESPONSE_TIME' then t.waiting end, t.reason, t.tiers, t.tier_n, t.tier_values, t.tier_weights
    from told t
    cross join lateral confidence_bounds(t.name, t.count, t.sum, t.squares, t.low, t.high, t.scale) as bounds;
end
$$;

-- 95 %: Wilson for shares of observations, Student's t for means, order statistics for medians, the variance of -1, 0 and 1 for NPS.
create function confidence_bounds(
    name kpi_name, n bigint, value numeric, squares numeric, low double precision, high double precision, scale numeric)
    returns table (low double precision, high double precision)
    language sql immutable
    begin atomic
        select
            case kind when 'share' then (p + z2 / (2 * n) - root) / (1 + z2 / n) when 'mean' then (mean - error) / scale when 'nps' then mean - error
                when 'median' then confidence_bounds.low / scale end,
            case kind when 'share' then (p + z2 / (2 * n) + root) / (1 + z2 / n) when 'mean' then (mean + error) / scale when 'nps' then mean + error
                when 'median' then confidence_bounds.high / scale end
        from (
            select case
                when n < 1 then null
                when name in ('CSAT_RATE', 'SURVEY_RESPONSE_RATE', 'SLA_COMPLIANCE', 'ROUTED_WITHIN_5_MIN', 'FIRST_CONTACT_RESOLUTION', 'ESCALATION_RATE', 'REOPEN_RATE',
                    'AUTOMATION_RATE', 'AUTOMATION_SUCCESS', 'SERVICE_EXCELLENCE', 'PERSONALIZATION', 'DEDICATED_AGENT_SHARE', 'AI_ACCURACY', 'AUDIT_COMPLIANCE',
                    'RETENTION_RATE', 'CHURN_RATE', 'REPEAT_PURCHASE_RATE', 'WHITE_GLOVE_USAGE', 'TRAINING_COMPLETION') then 'share'
                when name in ('CSAT', 'CES', 'QUALITY_SCORE', 'RESOLUTION_TIME') and n >= 2 then 'mean'
                when name = 'NPS' and n >= 2 then 'nps'
                when name in ('FIRST_RESPONSE_TIME', 'BACKLOG_AGE') then 'median' end as kind,
                value::double precision / nullif(n, 0) as p, value::double precision / nullif(n, 0) as mean, 1.959963985::double precision ^ 2 as z2
        ) as known
        cross join lateral (select
            1.959963985 * sqrt(greatest(0, p * (1 - p) / nullif(n, 0) + z2 / (4 * nullif(n, 0)::double precision ^ 2))) as root,
            case name when 'NPS' then 1.959963985 * sqrt(greatest(0, squares / nullif(n, 0) - (value / nullif(n, 0)) ^ 2)::double precision / nullif(n, 0))
                else t_quantile(n - 1) * sqrt(greatest(0, squares - value * value / nullif(n, 0))::double precision / nullif(n - 1, 0) / nullif(n, 0)) end as error) as spread;
    end;

revoke execute on function figure_results(figure_ask[]),
    confidence_bounds(kpi_name, bigint, numeric, numeric, double precision, double precision, numeric) from public;
reset search_path;
reset role;
revoke create on schema concierge from concierge_reader;
