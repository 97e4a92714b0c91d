-- What is measured while the desk works: queues, the gateway itself, each agent's day. Written by jobs.
create type performance_metric as enum ('REQUEST_RATE', 'REQUEST_P95', 'ERROR_RATE', 'PAGE_RESPONSE', 'MOBILE_SCORE', 'DASHBOARD_LOAD', 'HELP_SEARCH');

create table support_queue_metrics (
    id uuid primary key default gen_random_uuid(),
    at timestamptz not null,
    resolution interval not null default '1 minute' check (resolution in (interval '1 minute', interval '1 hour')),
    channel channel not null,
    tier service_tier not null,
    depth integer not null check (depth >= 0),
    deepest integer not null check (deepest >= depth or resolution = interval '1 minute'),
    longest_wait_seconds integer not null check (longest_wait_seconds >= 0),
    average_wait_seconds integer not null check (average_wait_seconds between 0 and longest_wait_seconds),
    agents_available integer not null check (agents_available >= 0),
    created_at timestamptz not null default now(),
    unique (at, channel, tier, resolution)
);
comment on table support_queue_metrics is
    'Who waited for a first answer: a row only where somebody waits or the number has changed; what is absent is 0. By the minute for
     30 days, then by the hour.';
comment on column support_queue_metrics.depth is 'Tickets without a first answer; of an hour, the mean weighed by time, rounded.';
comment on column support_queue_metrics.deepest is 'The most of an hour; of a minute, its depth.';

create table performance_metrics (
    id uuid primary key default gen_random_uuid(),
    at timestamptz not null,
    resolution interval not null default '1 minute' check (resolution in (interval '1 minute', interval '1 hour')),
    metric performance_metric not null,
    source text not null check (source <> ''),
    value double precision not null,
    highest double precision not null check (highest >= value),
    samples integer not null check (samples > 0),
    created_at timestamptz not null default now(),
    unique (at, metric, source, resolution)
);
comment on table performance_metrics is 'How fast the gateway and the pages are: by the minute for 30 days, then by the hour with mean and highest.';
comment on column performance_metrics.source is 'Which gateway or page measured.';
create index performance_metrics_by_metric on performance_metrics (metric, at, id);

create table support_agents_metrics (
    id uuid primary key default gen_random_uuid(),
    agent_id uuid not null references support_agents,
    day date not null,
    tickets_resolved integer not null check (tickets_resolved >= 0),
    messages integer not null check (messages >= 0),
    handling_seconds integer not null check (handling_seconds >= 0),
    paid_seconds integer not null check (paid_seconds >= 0),
    csat_answers integer not null check (csat_answers >= 0),
    csat_sum integer not null check (csat_sum between csat_answers and 5 * csat_answers),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    unique (agent_id, day)
);
comment on table support_agents_metrics is 'A day of an agent, in Warsaw: written by a job when the day is over.';
create index support_agents_metrics_by_day on support_agents_metrics (day, id);
create trigger touch before update on support_agents_metrics for each row execute function touch_updated_at();

insert into concierge.access (relation, role, rule, masks)
select relation, role, rule, role in ('concierge_analyst', 'concierge_executive', 'concierge_auditor')
from (values
    --                         agents      lead       house         figures       auditor       writer
    ('support_queue_metrics',  'at_work',  'at_work', 'everything', 'everything', 'everything', 'deletes'),
    ('performance_metrics',    null,       'at_work', 'everything', 'everything', 'everything', 'deletes'),
    ('support_agents_metrics', 'about_me', 'at_work', 'everything', 'everything', null,         'updates')
) as matrix (relation, agents, lead, house, figures, auditor, writer)
cross join lateral (values
    ('concierge_agent', agents), ('concierge_vip_manager', agents), ('concierge_lead', lead), ('concierge_admin', house),
    ('concierge_system', house), ('concierge_reader', house), ('concierge_analyst', figures), ('concierge_executive', figures),
    ('concierge_auditor', auditor), ('concierge_writer', writer)
) as cells (role, rule)
where rule is not null;
insert into concierge.column_classes (relation, column_name, class)
values ('performance_metrics', 'source', 'none'), ('support_agents_metrics', 'day', 'none');

create type record_performance_input as (metric performance_metric, source text, value double precision, highest double precision, samples integer);
create type record_performance_payload as (metric_id uuid);

grant create on schema public to concierge_writer;
set local role concierge_writer;

-- What a gateway or a page has measured in the minute that runs. Said again, it counts once.
create function record_performance(input record_performance_input) returns record_performance_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    metric_id uuid;
begin
    if input.metric is null or input.value is null or coalesce(input.samples, 1) < 1 or input.highest < input.value
            or not input.value between -1e12 and 1e12 or not coalesce(input.highest, 0) between -1e12 and 1e12 then
        raise exception 'A measurement has a metric, a value, a highest one that is no less, and samples.' using errcode = 'QL400';
    end if;
    insert into performance_metrics (at, metric, source, value, highest, samples)
    values (date_trunc('minute', now()), input.metric, required_text(input.source, 'source', 100), input.value,
        coalesce(input.highest, input.value), coalesce(input.samples, 1))
    on conflict (at, metric, source, resolution) do nothing
    returning id into metric_id;
    return row (metric_id);
end
$$;

-- Measures the queues: the work of a job of every minute. A channel and tier has a row where somebody waits, and one more when it is empty.
create function measure_queues() returns integer
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    minute constant timestamptz := date_trunc('minute', now());
    measured integer;
begin
    insert into support_queue_metrics (at, channel, tier, depth, deepest, longest_wait_seconds, average_wait_seconds, agents_available)
    select minute, channel, tier, depth, depth, longest, average, present.agents
    from (
        select t.channel, t.tier, count(*)::integer as depth,
            floor(max(extract(epoch from now() - t.created_at)))::integer as longest,
            floor(avg(extract(epoch from now() - t.created_at)))::integer as average
        from support_tickets t
        where t.status = 'NEW' and t.origin = 'INBOUND' and t.automation_until is null
        group by t.channel, t.tier
        union all
        -- empty since the last time
        select was.channel, was.tier, 0, 0, 0
        from (
            select distinct on (m.channel, m.tier) m.channel, m.tier, m.depth
            from support_queue_metrics m
            where m.resolution = interval '1 minute' and m.at >= minute - interval '1 day' and m.at < minute
            order by m.channel, m.tier, m.at desc) as was
        where was.depth > 0 and not exists (
            select from support_tickets t
            where t.status = 'NEW' and t.origin = 'INBOUND' and t.automation_until is null
                and (t.channel, t.tier) = (was.channel, was.tier))
    ) as queue
    cross join lateral (
        select count(*)::integer as agents from support_agents a join teams on teams.id = a.team_id
        where a.active and a.status = 'AVAILABLE' and queue.tier = any(teams.serves_tiers)) as present
    on conflict (at, channel, tier, resolution) do nothing;
    get diagnostics measured = row_count;
    return measured;
end
$$;

-- Makes hours of the minutes that are older than 30 days: the mean of an hour weighs each row by how long it held.
create function condense_measurements(at_most integer) returns integer
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    until constant timestamptz := date_trunc('hour', now() - interval '30 days');
    condensed integer;
begin
    with due as (
        select distinct date_trunc('hour', at) as hour from support_queue_metrics
        where resolution = interval '1 minute' and at < until order by 1 limit at_most
    ), gone as (
        delete from support_queue_metrics m using due
        where m.resolution = interval '1 minute' and m.at >= due.hour and m.at < due.hour + interval '1 hour'
        returning due.hour, m.*
    ), held as (
        select *, extract(epoch from lead(at, 1, hour + interval '1 hour') over (partition by hour, channel, tier order by at) - at) as seconds
        from gone
    )
    insert into support_queue_metrics (at, resolution, channel, tier, depth, deepest, longest_wait_seconds, average_wait_seconds, agents_available)
    select hour, interval '1 hour', channel, tier, round(sum(depth * seconds) / 3600), max(deepest), max(longest_wait_seconds),
        round(sum(average_wait_seconds * seconds) / sum(seconds)), round(sum(agents_available * seconds) / sum(seconds))
    from held
    group by hour, channel, tier
    on conflict (at, channel, tier, resolution) do nothing;
    get diagnostics condensed = row_count;

    with due as (
        select distinct date_trunc('hour', at) as hour from performance_metrics
        where resolution = interval '1 minute' and at < until order by 1 limit at_most
    ), gone as (
        delete from performance_metrics m using due
        where m.resolution = interval '1 minute' and m.at >= due.hour and m.at < due.hour + interval '1 hour'
        returning due.hour, m.*
    )
    insert into performance_metrics (at, resolution, metric, source, value, highest, samples)
    select hour, interval '1 hour', metric, source, sum(value * samples) / sum(samples), max(highest), sum(samples)
    from gone
    group by hour, metric, source
    on conflict (at, metric, source, resolution) do nothing;
    return condensed;
end
$$;

-- What each agent did on each day between two, the second one included.
create function agent_days(first_day date, last_day date)
    returns table (agent_id uuid, day date, tickets_resolved integer, messages integer, handling_seconds integer, paid_seconds integer,
        csat_answers integer, csat_sum integer)
    language plpgsql stable
    as $$
declare
    opens constant timestamptz := first_day::timestamp at time zone 'Europe/Warsaw';
    closes constant timestamptz := (last_day + 1)::timestamp at time zone 'Europe/Warsaw';
begin
    return query
    select did.agent, did.of, sum(did.resolved)::integer, sum(did.said)::integer, sum(did.handled)::integer, sum(did.paid)::integer,
        sum(did.answers)::integer, sum(did.marks)::integer
    from (
        select e.actor_agent_id as agent, (e.created_at at time zone 'Europe/Warsaw')::date as of, count(distinct e.ticket_id) as resolved,
            0::bigint as said, 0::numeric as handled, 0::numeric as paid, 0::bigint as answers, 0::bigint as marks
        from ticket_events e
        where e.to_status = 'RESOLVED' and e.actor_agent_id is not null and e.created_at >= opens and e.created_at < closes
        group by 1, 2
        union all
        select m.author_agent_id, (m.created_at at time zone 'Europe/Warsaw')::date, 0, count(*), 0, 0, 0, 0
        from ticket_messages m
        where m.author_agent_id is not null and not m.internal and m.created_at >= opens and m.created_at < closes
        group by 1, 2
        union all
        select i.agent_id, (i.started_at at time zone 'Europe/Warsaw')::date, 0, 0,
            sum(extract(epoch from i.ended_at - i.started_at) + i.wrap_up_seconds), 0, 0, 0
        from support_interactions i where i.started_at >= opens and i.started_at < closes
        group by 1, 2
        union all
        select s.agent_id, (s.starts_at at time zone 'Europe/Warsaw')::date, 0, 0, 0, sum(extract(epoch from s.ends_at - s.starts_at)), 0, 0
        from agent_shifts s
        where s.kind = 'REGULAR' and s.cancelled_at is null and s.starts_at >= opens and s.starts_at < closes
        group by 1, 2
        union all
        select f.agent_id, (f.answered_at at time zone 'Europe/Warsaw')::date, 0, 0, 0, 0, count(*), sum(f.score)
        from support_feedback_surveys f
        where f.agent_id is not null and f.kind = 'CSAT' and f.answered_at >= opens and f.answered_at < closes
        group by 1, 2
    ) as did
    group by did.agent, did.of;
end
$$;

-- Writes the days of the agents that are over: the work of a job of every night.
create function measure_agents(days integer) returns integer
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    today constant date := (now() at time zone 'Europe/Warsaw')::date;
    measured integer;
begin
    insert into support_agents_metrics
        as m (agent_id, day, tickets_resolved, messages, handling_seconds, paid_seconds, csat_answers, csat_sum)
    select d.agent_id, d.day, d.tickets_resolved, d.messages, d.handling_seconds, d.paid_seconds, d.csat_answers, d.csat_sum
    from agent_days(today - days, today - 1) as d
    on conflict (agent_id, day) do update set
        tickets_resolved = excluded.tickets_resolved, messages = excluded.messages, handling_seconds = excluded.handling_seconds,
        paid_seconds = excluded.paid_seconds, csat_answers = excluded.csat_answers, csat_sum = excluded.csat_sum
    where (m.tickets_resolved, m.messages, m.handling_seconds, m.paid_seconds, m.csat_answers, m.csat_sum) is distinct from
        (excluded.tickets_resolved, excluded.messages, excluded.handling_seconds, excluded.paid_seconds, excluded.csat_answers, excluded.csat_sum);
    get diagnostics measured = row_count;
    return measured;
end
$$;

grant execute on function record_performance(record_performance_input) to concierge_system, concierge_admin;
grant execute on function measure_queues(), condense_measurements(integer), measure_agents(integer) to concierge_system;

reset role;
revoke create on schema public from concierge_writer;
call concierge.apply_access();
