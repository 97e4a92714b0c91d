-- Figures against what is counted by hand, and against each other.
begin;
create extension if not exists pgtap;
select no_plan();
\ir callers.psql

create temporary table clock as select max(updated_at) as ends, (max(updated_at) at time zone 'Europe/Warsaw')::date as until from support_tickets;
grant all on clock to public;
create function pg_temp.days(first integer, last integer) returns range_input
    language sql stable
    as $$ select row (null, row (until - first, until - last)::date_range_input, null)::range_input from clock $$;
create function pg_temp.kpi(name kpi_name, range range_input, segment segment_input default null, zone text default null) returns kpi_value
    language sql stable
    as $$ select v from kpi_values(array[row (1, name, range, zone, segment)::kpi_call]) as v $$;
create function pg_temp.tiers(variadic t service_tier[]) returns segment_input
    language sql immutable as $$ select row (t, null, null, null, null)::segment_input $$;
create temporary table span as select (until - 90)::timestamp at time zone 'Europe/Warsaw' as opens, (until - 30)::timestamp at time zone 'Europe/Warsaw' as closes from clock;
grant all on span to public;
set local role concierge_reader;
select set_config('role', 'concierge_admin', true);

-- By hand.
select results_eq($$ select (k).numerator, (k).denominator, (k).n from pg_temp.kpi('CSAT', pg_temp.days(90, 30)) as k $$,
    $$ select sum(score)::numeric, count(*)::numeric, count(*)::integer from support_feedback_surveys, span where kind = 'CSAT' and answered_at >= opens and answered_at < closes $$, 'csat');
select results_eq($$ select (k).value::numeric(12,6) from pg_temp.kpi('NPS', pg_temp.days(90, 30)) as k $$,
    $$ select (100 * avg(case when score >= 9 then 1.0 when score <= 6 then -1 else 0 end))::numeric(12,6) from (select distinct on (client_id) score
        from support_feedback_surveys, span where kind = 'NPS' and answered_at >= opens and answered_at < closes order by client_id, answered_at desc, id desc) as latest $$, 'nps counts a client once');
select results_eq($$ select (k).value, (k).denominator from pg_temp.kpi('TICKET_VOLUME', pg_temp.days(90, 30), pg_temp.tiers('PREMIUM', 'VIP_GOLD')) as k $$,
    $$ select count(*)::double precision, null::numeric from support_tickets, span where origin = 'INBOUND' and tier in ('PREMIUM', 'VIP_GOLD') and created_at >= opens and created_at < closes $$, 'volume of two tiers');
select results_eq($$ select (k).numerator, (k).denominator from pg_temp.kpi('SLA_COMPLIANCE', pg_temp.days(90, 30)) as k $$,
    $$ select count(*) filter (where met_at <= due_at)::numeric, count(*)::numeric from support_sla_compliance c join support_tickets t on t.id = c.ticket_id, span
        where cancelled_at is null and not (t.channel = 'IN_PERSON' and c.kind = 'FIRST_RESPONSE') and (met_at is not null or breached_at is not null)
            and least(met_at, due_at) >= opens and least(met_at, due_at) < closes $$, 'clocks that ended');
select results_eq($$ select (k).value from pg_temp.kpi('BACKLOG', pg_temp.days(90, 30)) as k $$,
    $$ select count(*)::double precision from (select distinct on (e.ticket_id) e.to_status from ticket_events e, span
        where e.created_at < closes and e.to_status is not null order by e.ticket_id, e.created_at desc, e.id desc) as last where to_status not in ('RESOLVED', 'CLOSED') $$, 'backlog is rebuilt from the events');
select results_eq($$ select (k).numerator from pg_temp.kpi('REVENUE', pg_temp.days(90, 30)) as k $$,
    $$ select (select sum(total) from orders, span where payment_status in ('PAID', 'PARTLY_REFUNDED', 'REFUNDED') and created_at >= opens and created_at < closes)
        - (select sum(amount) from order_events, span where to_payment_status in ('PARTLY_REFUNDED', 'REFUNDED') and created_at >= opens and created_at < closes) $$, 'revenue on its day, refunds on theirs');
select results_eq($$ select (k).numerator, (k).denominator from pg_temp.kpi('RETENTION_RATE', pg_temp.days(90, 30)) as k $$,
    $$ with paid as (select client_id, created_at from orders where payment_status in ('PAID', 'PARTLY_REFUNDED', 'REFUNDED')),
        year as (select ((until - 30) - interval '1 year') at time zone 'Europe/Warsaw' as one, ((until - 30) - interval '2 years') at time zone 'Europe/Warsaw' as two from clock)
    select count(*) filter (where exists (select from paid p, year, span where p.client_id = was.client_id and p.created_at >= one and p.created_at < closes))::numeric, count(*)::numeric
    from (select distinct client_id from paid, year where created_at >= two and created_at < one) as was $$, 'retention of the year before');
select results_eq($$ select (k).median from pg_temp.kpi('FIRST_RESPONSE_TIME', pg_temp.days(90, 30)) as k $$,
    $$ select (round(percentile_cont(0.5) within group (order by micros)::numeric) / 1000000)::double precision from (select (1e6 * extract(epoch from service_time_between(c.started_at, c.met_at, c.calendar_id))) as micros
        from support_tickets t, span, lateral (select * from support_sla_compliance c where c.ticket_id = t.id and c.kind = 'FIRST_RESPONSE' order by started_at desc limit 1) as c
        where t.created_at >= opens and t.created_at < closes and c.met_at is not null and t.channel <> 'IN_PERSON') as waits $$, 'the median of service time');
select results_eq($$ select (k).numerator, (k).denominator from pg_temp.kpi('COST_PER_TICKET', row (null, row ('2024-05-01', '2024-06-01')::date_range_input, null)::range_input) as k $$,
    $$ select (select sum(amount) from support_costs where month = '2024-05-01'), count(*)::numeric from support_tickets where not spam and merged_into_id is null
        and resolved_at >= '2024-05-01 00:00 Europe/Warsaw' and resolved_at < '2024-06-01 00:00 Europe/Warsaw' $$, 'a whole month costs what it cost');

-- Parts, series and wholes.
create function pg_temp.wholes(dimension kpi_dimension) returns setof text
    language plpgsql
    as $$
declare
    name kpi_name;
begin
    for name in select d.name from kpi_definitions d where d.collected and dimension = any(d.dimensions) and d.class in ('RATIO', 'SUM', 'SNAPSHOT', 'DISTRIBUTION') and d.value_is = 'quotient' order by position loop
        return next results_eq(format($q$ select sum(n)::integer, sum(numerator), sum(denominator) from kpi_parts(array[row (1, %L, pg_temp.days(90, 30), null, null, %L)::kpi_by_call]) $q$, name, dimension),
            format($q$ select n, numerator, denominator from pg_temp.kpi(%L, pg_temp.days(90, 30)) as k $q$, name), format('%s by %s adds up', name, dimension));
    end loop;
end
$$;
select pg_temp.wholes('TIER');
select pg_temp.wholes('CHANNEL');
select pg_temp.wholes('AGENT');
create function pg_temp.sums() returns setof text
    language plpgsql
    as $$
declare
    name kpi_name;
begin
    for name in select d.name from kpi_definitions d where d.collected and d.class in ('RATIO', 'SUM', 'DISTRIBUTION') order by position loop
        return next results_eq(format($q$ select sum(n)::integer, sum(numerator), sum(denominator), count(*) from kpi_series(array[row (1, %L, pg_temp.days(90, 30), null, null, 'DAY')::kpi_series_call]) $q$, name),
            format($q$ select n, numerator, denominator, 60::bigint from pg_temp.kpi(%L, pg_temp.days(90, 30)) as k $q$, name), format('%s by day adds up', name));
    end loop;
end
$$;
select pg_temp.sums();
select is((a).previous_value, (b).value, n || ': previous is the figure of that range') from unnest(array['CSAT', 'NPS', 'BACKLOG', 'COST_PER_TICKET', 'REVENUE', 'AGENT_UTILIZATION']::kpi_name[]) as n
    cross join lateral (select pg_temp.kpi(n, pg_temp.days(60, 30)) as a, pg_temp.kpi(n, pg_temp.days(90, 60)) as b) as k;
select is(abs((k).mix_effect + (k).rate_effect - (k).change) < 1e-9, true, 'a change is of mix and of rate') from pg_temp.kpi('CSAT', pg_temp.days(60, 30)) as k;
select is((select count(*) from kpi_values(array(select row (p, 'CSAT', pg_temp.days(90, 30), null, null)::kpi_call from generate_series(1, 7) as p))), 7::bigint, 'a call is a row');
select is((select (max("to") - min("from")) from kpi_series(array[row (1, 'TICKET_VOLUME', row (null, row ('2024-10-27', '2024-10-28')::date_range_input, null)::range_input, null, null, 'DAY')::kpi_series_call])),
    interval '25 hours', 'a day of 25 hours is one');
select results_eq($$ select "from" at time zone 'Europe/Warsaw' from kpi_series(array[row (1, 'TICKET_VOLUME', row (null, row ('2024-02-28', '2024-03-06')::date_range_input, null)::range_input, null, null, 'WEEK')::kpi_series_call]) $$,
    $$ values (timestamp '2024-02-28'), ('2024-03-04') $$, 'weeks begin on Monday, and are clipped');

-- No data.
select results_eq($$ select (k).value, (k).n, (k).reason, (k).status from pg_temp.kpi('CSAT', row (null, row ('2001-01-01', '2001-02-01')::date_range_input, null)::range_input) as k $$,
    $$ values (null::double precision, 0, 'NO_ROWS'::no_data_reason, 'NO_DATA'::kpi_status) $$, 'an average of no rows is null');
select is((k).value, 0::double precision, 'a count of no rows is 0') from pg_temp.kpi('TICKET_VOLUME', row (null, row ('2001-01-01', '2001-02-01')::date_range_input, null)::range_input) as k;
select is((k).reason, 'NOT_COLLECTED', 'what nothing writes is not collected') from pg_temp.kpi('EMAIL_OPEN', pg_temp.days(90, 30)) as k;
select is((k).reason, 'PART_MISSING', 'the luxury experience needs all its parts') from pg_temp.kpi('LUXURY_EXPERIENCE_SCORE', row (null, row ('2001-01-01', '2001-02-01')::date_range_input, null)::range_input) as k;
select is(round((0.35 * (c.value - 1) / 4 * 100 + 25 * s.value + 0.2 * q.value + 10 * p.value + 10 * b.value)::numeric, 9), round((k).value::numeric, 9), 'and is made of them')
    from pg_temp.kpi('LUXURY_EXPERIENCE_SCORE', pg_temp.days(90, 30)) as k, pg_temp.kpi('CSAT', pg_temp.days(90, 30)) as c, pg_temp.kpi('SLA_COMPLIANCE', pg_temp.days(90, 30)) as s,
        pg_temp.kpi('QUALITY_SCORE', pg_temp.days(90, 30)) as q, pg_temp.kpi('PERSONALIZATION', pg_temp.days(90, 30)) as p, pg_temp.kpi('BRAND_CONSISTENCY', pg_temp.days(90, 30)) as b;
reset role;

-- Who may.
create function pg_temp.ask(role text, sub uuid, name text, segment text default 'null', range text default 'pg_temp.days(90, 30)') returns text
    language sql
    as $$ select pg_temp.as(role, sub, format('select coalesce(value::text, reason::text) from kpi_values(array[row (1, %L, %s, null, %s)::kpi_call])', name, range, segment)) $$;
create temporary table who as select (select id from support_agents where position = 'AGENT' and active order by id limit 1) as agent,
    (select id from support_agents where position = 'LEAD' order by id limit 1) as lead;
grant all on who to public;
select is(pg_temp.ask(r, lead, 'CSAT'), pg_temp.ask('admin', null, 'CSAT'), r || ' sees the same number') from who, unnest(array['agent', 'vip_manager', 'lead', 'analyst', 'executive', 'auditor']) as r;
select is(pg_temp.ask(r, lead, 'REVENUE'), 'QL403 You may not see REVENUE.', r || ' sees no money') from who, unnest(array['agent', 'vip_manager', 'lead', 'auditor', 'editor']) as r;
select matches(pg_temp.ask(r, lead, 'CSAT'), '^42501', r || ' sees no figure') from who, unnest(array['client', 'anonymous']) as r;
select is(pg_temp.ask('agent', agent, 'CSAT', format('row (null, null, null, array[%L]::uuid[], null)::segment_input', lead)), 'QL403 You see your own work.', 'an agent does not see another one') from who;
select is(pg_temp.ask('agent', agent, 'AGENT_UTILIZATION'), pg_temp.ask('lead', lead, 'AGENT_UTILIZATION', format('row (null, null, null, array[%L]::uuid[], null)::segment_input', agent)), 'utilization of an agent is its own') from who;
select is(pg_temp.ask('admin', null, 'CSAT', 'row (array[]::service_tier[], null, null, null, null)::segment_input'), 'QL400 A list of a segment has a member.', 'an empty list is refused');
select is(pg_temp.ask('admin', null, 'REVENUE', 'row (null, array[''CHAT'']::channel[], null, null, null)::segment_input'), 'QL400 REVENUE is not told by this segment.', 'a segment that no row can have');
select is(pg_temp.ask('admin', null, 'CSAT', 'null', $$row (null, row ('2024-01-02', '2024-01-02')::date_range_input, null)::range_input$$), 'QL400 A range ends after its beginning.', 'an empty range');
select is(pg_temp.ask('admin', null, 'CSAT', 'null', $$row (null, row ('2020-01-01', '2024-01-02')::date_range_input, null)::range_input$$), 'QL400 A range has at most 1,100 days, between 2000 and 2100.', 'a long range');
select is(pg_temp.ask('admin', null, 'CSAT', 'null', $$row ('TODAY', row ('2020-01-01', '2020-01-02')::date_range_input, null)::range_input$$), 'QL400 A range is a preset, dates or moments.', 'two ranges');
select is(pg_temp.as('admin', null, $$select count(*) from kpi_values(array[row (1, 'CSAT', pg_temp.days(90, 30), 'Europe/Nowhere', null)::kpi_call])$$), 'QL400 There is no time zone Europe/Nowhere.', 'an unknown zone');
select is(pg_temp.as('admin', null, $$select count(*) from kpi_series(array[row (1, 'NPS', pg_temp.days(90, 30), null, null, 'DAY')::kpi_series_call])$$), 'QL400 This KPI has points of months and quarters.', 'no days of windows');
select is(pg_temp.as('agent', lead, $$select bool_and(reason = 'SMALL_GROUP' and value is null) from kpi_values(array[row (1, 'NPS', pg_temp.days(40, 39), null,
    row (array['VIP_DIAMOND']::service_tier[], null, null, null, null)::segment_input)::kpi_call])$$), 'true', 'marks of few clients are kept from those who cannot read them') from who;

select * from finish();
rollback;
