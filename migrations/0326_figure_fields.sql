-- The fields of the graph that are figures: one, several by name, those of a page; the queue as it is; cohorts, and recency, frequency and
-- money of clients.
create type queue_row as (channel channel, tier service_tier, depth integer, longest_wait_seconds integer, average_wait_seconds integer, agents_available integer);
create type cohort_row as (cohort date, clients integer, month integer, active integer, revenue numeric);
create type rfm_row as (recency integer, frequency integer, monetary integer, clients integer, revenue numeric);
create type leaderboard_row as (
    agent_id uuid, rank integer, "of" integer, score double precision, tickets_resolved integer, csat double precision, first_response_time double precision,
    resolution_time double precision, first_contact_resolution double precision, reopen_rate double precision, quality_score double precision,
    utilization double precision, tickets_per_hour double precision, personalization double precision);
create type goal_progress as (value double precision, progress double precision);

grant usage, create on schema concierge to concierge_reader;
grant create on schema public to concierge_reader;
set local role concierge_reader;

create function kpis(names kpi_name[], range range_input, time_zone text default 'Europe/Warsaw', segment segment_input default null) returns setof kpi_value
    language sql stable security definer set search_path = pg_catalog, public, pg_temp rows 10
    as $$
    select * from kpi_values(array(
        select row (n.ordinal, n.name, range, time_zone, segment)::kpi_call from unnest(names) with ordinality as n (name, ordinal)));
    $$;

create function kpi(name kpi_name, range range_input, time_zone text default 'Europe/Warsaw', segment segment_input default null) returns kpi_value
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    as $$ select v from kpi_values(array[row (1, name, range, time_zone, segment)::kpi_call]) as v $$;

create function kpi_points(
    name kpi_name, range range_input, time_zone text default 'Europe/Warsaw', segment segment_input default null, bucket kpi_bucket default 'DAY') returns setof kpi_point
    language sql stable security definer set search_path = pg_catalog, public, pg_temp rows 90
    as $$ select * from kpi_series(array[row (1, name, range, time_zone, segment, bucket)::kpi_series_call]) $$;

create function kpi_by(
    name kpi_name, range range_input, dimension kpi_dimension, time_zone text default 'Europe/Warsaw', segment segment_input default null) returns setof kpi_part
    language sql stable security definer set search_path = pg_catalog, public, pg_temp rows 10
    as $$ select * from kpi_parts(array[row (1, name, range, time_zone, segment, dimension)::kpi_by_call]) $$;

create function kpi_left_out(name kpi_name, range range_input, time_zone text default 'Europe/Warsaw', segment segment_input default null) returns setof kpi_exclusion
    language sql stable security definer set search_path = pg_catalog, public, pg_temp rows 5
    as $$ select * from kpi_exclusions(array[row (1, name, range, time_zone, segment)::kpi_call]) $$;

-- Those of a list that the caller may see.
create function concierge.visible_kpis(names kpi_name[]) returns kpi_name[]
    language sql stable
    return array(
        select n.name from unnest(names) with ordinality as n (name, ordinal)
        join kpi_definitions d on d.name = n.name and substr(current_setting('role'), 11) = any(d.roles)
        order by n.ordinal);

create function executive_kpis(range range_input, time_zone text default 'Europe/Warsaw', segment segment_input default null) returns setof kpi_value
    language sql stable security definer set search_path = pg_catalog, public, concierge, pg_temp rows 25
    as $$
    select * from kpis(visible_kpis('{CSAT,NPS,CES,SURVEY_RESPONSE_RATE,FIRST_RESPONSE_TIME,RESOLUTION_TIME,SLA_COMPLIANCE,FIRST_CONTACT_RESOLUTION,ESCALATION_RATE,
        REOPEN_RATE,BACKLOG,AUTOMATION_RATE,AGENT_UTILIZATION,SCHEDULE_ADHERENCE,QUALITY_SCORE,COST_PER_TICKET,SUPPORT_ROI,TICKET_VOLUME,REVENUE,GROSS_MARGIN,
        RETENTION_RATE,CHURN_RATE,AVERAGE_ORDER_VALUE,AVAILABILITY,LUXURY_EXPERIENCE_SCORE}'), range, time_zone, segment)
    $$;

create function support_dashboard(range range_input, time_zone text default 'Europe/Warsaw', segment segment_input default null) returns setof kpi_value
    language sql stable security definer set search_path = pg_catalog, public, concierge, pg_temp rows 15
    as $$
    select * from kpis(visible_kpis('{TICKET_VOLUME,TICKETS_RESOLVED,BACKLOG,BACKLOG_AGE,FIRST_RESPONSE_TIME,RESOLUTION_TIME,SLA_COMPLIANCE,FIRST_CONTACT_RESOLUTION,
        REOPEN_RATE,ESCALATION_RATE,AUTOMATION_RATE,CSAT,NPS,CES,PERSONALIZATION}'), range, time_zone, segment)
    $$;

create function satisfaction(range range_input, time_zone text default 'Europe/Warsaw', segment segment_input default null) returns setof kpi_value
    language sql stable security definer set search_path = pg_catalog, public, concierge, pg_temp rows 5
    as $$ select * from kpis(visible_kpis('{CSAT,CSAT_RATE,NPS,CES,SURVEY_RESPONSE_RATE}'), range, time_zone, segment) $$;

create function vip_analytics(range range_input, time_zone text default 'Europe/Warsaw') returns setof kpi_value
    language sql stable security definer set search_path = pg_catalog, public, concierge, pg_temp rows 12
    as $$
    select * from kpis(visible_kpis('{TICKET_VOLUME,CSAT,NPS,FIRST_RESPONSE_TIME,RESOLUTION_TIME,SLA_COMPLIANCE,FIRST_CONTACT_RESOLUTION,ESCALATION_RATE,DEDICATED_AGENT_SHARE,
        WHITE_GLOVE_USAGE,FOLLOW_UP_RATE,PERSONALIZATION,RETENTION_RATE,LIFETIME_VALUE}'), range, time_zone,
        row ('{VIP_SILVER,VIP_GOLD,VIP_PLATINUM,VIP_DIAMOND}'::service_tier[], null, null, null, null)::segment_input)
    $$;

create function quality_figures(range range_input, time_zone text default 'Europe/Warsaw') returns setof kpi_value
    language sql stable security definer set search_path = pg_catalog, public, concierge, pg_temp rows 8
    as $$
    select * from kpis(visible_kpis('{QUALITY_SCORE,STANDARDS_COMPLIANCE,AUDIT_COMPLIANCE,TRAINING_COMPLETION,BRAND_CONSISTENCY,AVAILABILITY,LUXURY_EXPERIENCE_SCORE}'),
        range, time_zone)
    $$;

create function customer_analytics(range range_input, time_zone text default 'Europe/Warsaw', segment segment_input default null) returns setof kpi_value
    language sql stable security definer set search_path = pg_catalog, public, concierge, pg_temp rows 12
    as $$
    select * from kpis(visible_kpis('{TOTAL_CLIENTS,NEW_CLIENTS,RETURNING_CLIENTS,RETENTION_RATE,CHURN_RATE,REPEAT_PURCHASE_RATE,ORDER_FREQUENCY,AVERAGE_ORDER_VALUE,
        REVENUE_PER_CLIENT,LIFETIME_VALUE}'), range, time_zone, segment)
    $$;

create function support_roi(range range_input, time_zone text default 'Europe/Warsaw') returns setof kpi_value
    language sql stable security definer set search_path = pg_catalog, public, concierge, pg_temp rows 5
    as $$ select * from kpis(visible_kpis('{SUPPORT_ROI,ATTRIBUTED_REVENUE,SUPPORT_COST,COST_PER_TICKET,COST_PER_CLIENT}'), range, time_zone) $$;

-- All that have a target, for the success framework.
create function success_metrics(range range_input, time_zone text default 'Europe/Warsaw') returns setof kpi_value
    language sql stable security definer set search_path = pg_catalog, public, concierge, pg_temp rows 40
    as $$
    select * from kpis(visible_kpis(array(select d.name from kpi_definitions d where exists (select from kpi_targets t where t.kpi = d.name and t.current) order by d.position)),
        range, time_zone)
    $$;

-- Who waits for a first answer now.
create function queue() returns setof queue_row
    language sql stable security definer set search_path = pg_catalog, public, pg_temp rows 20
    begin atomic
        select t.channel, t.tier, count(*)::integer, floor(max(extract(epoch from now() - t.created_at)))::integer,
            floor(avg(extract(epoch from now() - t.created_at)))::integer,
            (select count(*)::integer from support_agents a join teams m on m.id = a.team_id where a.active and a.status = 'AVAILABLE' and t.tier = any(m.serves_tiers))
        from support_tickets t
        where t.status = 'NEW' and t.origin = 'INBOUND' and t.automation_until is null
        group by t.channel, t.tier
        order by t.tier desc, t.channel;
    end;

-- Clients by the month in which they joined, and how many of them ordered in each month after it.
create function cohorts(months integer default 12) returns setof cohort_row
    language sql stable security definer set search_path = pg_catalog, public, pg_temp rows 100
    begin atomic
        with known as (
            select id, date_trunc('month', created_at at time zone 'Europe/Warsaw')::date as cohort from clients
            where created_at >= (date_trunc('month', now() at time zone 'Europe/Warsaw') - make_interval(months => least(greatest(months, 1), 36))) at time zone 'Europe/Warsaw'
        ), sizes as (
            select cohort, count(*)::integer as clients from known group by cohort
        ), bought as (
            select k.cohort, (12 * extract(year from age(month.start, k.cohort)) + extract(month from age(month.start, k.cohort)))::integer as n,
                count(distinct p.client_id)::integer as active, sum(p.revenue) as grosze
            from known k
            join concierge.figure_payments p on p.client_id = k.id
            cross join lateral (select date_trunc('month', p.at at time zone 'Europe/Warsaw') as start) as month
            group by 1, 2
        )
        select s.cohort, s.clients, m.n, coalesce(b.active, 0), coalesce(b.grosze, 0) / 100
        from sizes s
        cross join lateral generate_series(0, (12 * extract(year from age(date_trunc('month', now() at time zone 'Europe/Warsaw'), s.cohort))
            + extract(month from age(date_trunc('month', now() at time zone 'Europe/Warsaw'), s.cohort)))::integer) as m (n)
        left join bought b on b.cohort = s.cohort and b.n = m.n
        order by s.cohort, m.n;
    end;

-- Quintiles of the year's buyers: 5 is best, equal values have equal scores.
create function rfm() returns setof rfm_row
    language sql stable security definer set search_path = pg_catalog, public, pg_temp rows 100
    begin atomic
        select recency, frequency, monetary, count(*)::integer, sum(total) / 100
        from (
            select total,
                least(5, 1 + floor(5 * (percent_rank() over (order by last)))::integer) as recency,
                least(5, 1 + floor(5 * (percent_rank() over (order by n)))::integer) as frequency,
                least(5, 1 + floor(5 * (percent_rank() over (order by total)))::integer) as monetary
            from (
                select client_id, max(at) filter (where placed) as last, count(*) filter (where placed) as n, sum(revenue) as total
                from concierge.figure_payments where at >= now() - interval '365 days' group by client_id
            ) as bought
            where n > 0
        ) as scored
        group by recency, frequency, monetary
        order by recency desc, frequency desc, monetary desc;
    end;

-- Agents by what they reached; an agent sees its own row alone. Ranked by marks, quality and first contacts, each as a share of its best.
create function leaderboard(range range_input, time_zone text default 'Europe/Warsaw', team_id uuid default null) returns setof leaderboard_row
    language plpgsql stable security definer set search_path = pg_catalog, public, concierge, pg_temp rows 20
    as $$
declare
    role constant text := substr(current_setting('role'), 11);
    subject constant uuid := nullif(current_setting('claims.sub', true), '')::uuid;
    known constant figure_range := figure_range(range, time_zone);
    names constant kpi_name[] := '{TICKETS_RESOLVED,CSAT,FIRST_RESPONSE_TIME,RESOLUTION_TIME,FIRST_CONTACT_RESOLUTION,REOPEN_RATE,QUALITY_SCORE,AGENT_UTILIZATION,TICKETS_PER_HOUR,PERSONALIZATION}';
begin
    return query
    with people as materialized (
        select a.id, row_number() over (order by a.id)::integer as number from support_agents a
        where (leaderboard.team_id is null or a.team_id = leaderboard.team_id) and (a.left_on is null or a.left_on >= known.opens::date)
    ), told as materialized (
        select r.key / 16 as number, r.key % 16 as place, r.value, r.n
        from figure_results(array(
            select row (16 * p.number + n.place, n.name, known.opens, known.closes, known.time_zone, null,
                row (null, null, null, array[p.id], null)::segment_input, false)::figure_ask
            from people p cross join unnest(names) with ordinality as n (name, place))) as r
    ), wide as (
        select p.id, max(t.n) filter (where place = 1) as resolved, max(t.value) filter (where place = 2) as csat, max(t.value) filter (where place = 3) as response,
            max(t.value) filter (where place = 4) as resolution, max(t.value) filter (where place = 5) as fcr, max(t.value) filter (where place = 6) as reopened,
            max(t.value) filter (where place = 7) as quality, max(t.value) filter (where place = 8) as used, max(t.value) filter (where place = 9) as pace,
            max(t.value) filter (where place = 10) as personal
        from people p join told t on t.number = p.number
        group by p.id
    ), scored as (
        select w.*, 100 * (coalesce(w.csat / 5, 0) * 0.4 + coalesce(w.quality / 100, 0) * 0.3 + coalesce(w.fcr, 0) * 0.3) as total
        from wide w where w.resolved > 0
    ), ranked as (
        select s.*, rank() over (order by s.total desc)::integer as place, count(*) over ()::integer as people from scored s
    )
    select r.id, r.place, r.people, r.total, r.resolved::integer, r.csat, r.response, r.resolution, r.fcr, r.reopened, r.quality, r.used, r.pace, r.personal
    from ranked r
    where role not in ('agent', 'vip_manager') or r.id = subject
    order by r.place, r.id;
end
$$;

-- How far a goal is: (value − baseline) ÷ (target − baseline); of a KPI, in the 90 days that ended last night.
create function goal_progress(goal_id uuid) returns goal_progress
    language plpgsql stable security definer set search_path = pg_catalog, public, concierge, pg_temp
    as $$
declare
    goal constant success_goals := g from success_goals g where g.id = goal_progress.goal_id;
    answer goal_progress;
    today constant timestamp := date_trunc('day', now() at time zone 'Europe/Warsaw');
begin
    if goal.kpi is null then
        answer.value := goal.value;
    else
        select r.value into answer.value
        from figure_results(array[row (1, goal.kpi, today - interval '90 days', today, 'Europe/Warsaw', null,
            row (case when goal.tier is not null then array[goal.tier] end, null, null, null, null)::segment_input, false)::figure_ask]) as r;
    end if;
    answer.progress := (answer.value - goal.baseline::double precision) / (goal.target - goal.baseline)::double precision;
    return answer;
end
$$;

revoke execute on function concierge.visible_kpis(kpi_name[]) from public;
do $$
declare
    named record;
begin
    for named in
        select p.oid::regprocedure as function, case p.proname
            when 'kpis' then 'agent vip_manager lead editor analyst executive auditor admin' when 'kpi' then 'agent vip_manager lead editor analyst executive auditor admin'
            when 'kpi_points' then 'agent vip_manager lead editor analyst executive auditor admin' when 'kpi_by' then 'lead editor analyst executive auditor admin agent vip_manager'
            when 'kpi_left_out' then 'agent vip_manager lead editor analyst executive auditor admin'
            when 'executive_kpis' then 'lead analyst executive admin' when 'support_dashboard' then 'agent vip_manager lead analyst executive auditor admin'
            when 'satisfaction' then 'agent vip_manager lead analyst executive auditor admin' when 'vip_analytics' then 'vip_manager lead analyst executive admin'
            when 'quality_figures' then 'lead auditor analyst executive admin editor' when 'customer_analytics' then 'lead analyst executive admin vip_manager'
            when 'support_roi' then 'analyst executive admin' when 'success_metrics' then 'lead analyst executive admin'
            when 'queue' then 'agent vip_manager lead analyst executive auditor admin' when 'cohorts' then 'analyst executive admin' when 'rfm' then 'analyst executive admin'
            when 'leaderboard' then 'agent vip_manager lead analyst executive admin' when 'goal_progress' then 'lead analyst executive admin' end as roles
        from pg_proc p
        where p.pronamespace = 'public'::regnamespace and p.proowner = 'concierge_reader'::regrole
            and p.proname in ('kpis', 'kpi', 'kpi_points', 'kpi_by', 'kpi_left_out', 'executive_kpis', 'support_dashboard', 'satisfaction', 'vip_analytics', 'quality_figures',
                'customer_analytics', 'support_roi', 'success_metrics', 'queue', 'cohorts', 'rfm', 'leaderboard', 'goal_progress')
    loop
        execute format('revoke execute on function %s from public', named.function);
        execute format('grant execute on function %s to %s', named.function,
            (select string_agg('concierge_' || r, ', ') from regexp_split_to_table(named.roles, ' ') as r));
    end loop;
end
$$;

reset role;
revoke create on schema concierge from concierge_reader;
revoke create on schema public from concierge_reader;
