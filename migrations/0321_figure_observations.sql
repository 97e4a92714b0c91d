-- One row an observation: what each KPI counts, and what it looks at and leaves out. Values are whole numbers (microseconds, grosze,
-- points), so that sums are exact in any order. The views belong to the reader: no role of the graph has a grant on them.
create type figure_exclusion as enum ('MERGED', 'SPAM', 'OUTREACH', 'WAITING', 'WITHOUT_PERSON', 'NO_CLOCK', 'NOT_FIRST', 'OTHER_RESOLVER', 'TOO_YOUNG', 'UNPAID');

grant usage, create on schema concierge to concierge_reader;
set local role concierge_reader;
set local search_path = concierge, public;

-- Answers: by the conversation's channel, and the agent who resolved.
create view figure_answers as
select s.id, s.kind, s.answered_at, s.delivered_at, s.score, s.tier, t.channel, t.category_id, s.agent_id, a.team_id, s.client_id,
    s.ticket_id, s.order_id
from support_feedback_surveys s
left join support_tickets t on t.id = s.ticket_id
left join support_agents a on a.id = s.agent_id;

-- Resolutions, from the history; the first one by a person is marked.
create view figure_resolutions as
select e.id, e.created_at, e.actor_kind, t.tier, t.channel, t.category_id, e.actor_agent_id as agent_id, a.team_id, t.client_id, t.id as ticket_id,
    t.spam, t.merged_into_id, t.escalation_level, t.contacts, t.reopen_count,
    t.reopen_count > 0 and exists (
        select from ticket_events r
        where r.ticket_id = e.ticket_id and r.to_status = 'OPEN' and r.from_status in ('RESOLVED', 'CLOSED')
            and r.created_at > e.created_at and r.created_at < e.created_at + interval '168 hours') as reopened,
    e.actor_kind = 'AGENT' and (t.reopen_count = 0 or not exists (
        select from ticket_events f
        where f.ticket_id = e.ticket_id and f.to_status = 'RESOLVED' and f.actor_kind = 'AGENT' and (f.created_at, f.id) < (e.created_at, e.id))) as first
from ticket_events e
join support_tickets t on t.id = e.ticket_id
left join support_agents a on a.id = e.actor_agent_id
where e.to_status = 'RESOLVED';

-- Tickets by their last resolution.
create view figure_resolved as
select t.id, t.resolved_at, t.tier, t.channel, t.category_id, t.resolved_by_id as agent_id, a.team_id, t.client_id, t.resolved_by, t.first_response_at,
    t.resolution_micros, case when t.merged_into_id is not null then 'MERGED' when t.spam then 'SPAM' end::figure_exclusion as excluded
from support_tickets t
left join support_agents a on a.id = t.resolved_by_id
where t.resolved_at is not null;

-- When tickets were open: from the creation, and from each reopening, to the resolution or merge that came next.
create view figure_open_times as
select t.id::text as id, t.created_at as at, coalesce(t.resolved_at, t.closed_at) as until, t.created_at, t.tier, t.channel, t.category_id,
    t.assigned_agent_id as agent_id, t.team_id, t.client_id, t.id as ticket_id
from support_tickets t
where t.reopen_count = 0
union all
select t.id::text || ':' || e.id, e.created_at, ending.at, t.created_at, t.tier, t.channel, t.category_id, t.assigned_agent_id, t.team_id, t.client_id, t.id
from support_tickets t
join ticket_events e on e.ticket_id = t.id and (e.kind = 'CREATED' or (e.to_status = 'OPEN' and e.from_status in ('RESOLVED', 'CLOSED')))
cross join lateral (
    select min(n.created_at) as at from ticket_events n
    where n.ticket_id = t.id and n.to_status in ('RESOLVED', 'CLOSED') and n.created_at >= e.created_at and n.id <> e.id) as ending
where t.reopen_count > 0;

-- Contacts: a handling is one.
create view figure_contacts as
select i.id, i.started_at, i.ended_at, i.wrap_up_seconds, i.channel, i.agent_id, a.team_id, a.languages, i.client_id, i.ticket_id, t.tier, t.category_id, t.locale,
    t.preferred_channel, t.preferred_agent_id, t.dedicated_agent_id, c.kind as root
from support_interactions i
join support_tickets t on t.id = i.ticket_id
join support_categories c on c.id = t.category_id
join support_agents a on a.id = i.agent_id;

-- Regular shifts: paid time less breaks and training, what was handled inside, and what the status log says of them. Microseconds.
create view figure_shifts as
select s.id, s.starts_at, s.ends_at, s.agent_id, a.team_id, worked.micros as worked, handled.micros as handled, busy.micros as busy,
    adherent.micros as adherent, (extract(epoch from s.ends_at - s.starts_at) * 1000000)::bigint as scheduled
from agent_shifts s
join support_agents a on a.id = s.agent_id
cross join lateral (
    select coalesce(range_agg(tstzrange(p.starts_at, p.ends_at)), '{}'::tstzmultirange) as all,
        coalesce(range_agg(tstzrange(p.starts_at, p.ends_at)) filter (where p.kind = 'BREAK'), '{}'::tstzmultirange) as breaks,
        coalesce(range_agg(tstzrange(p.starts_at, p.ends_at)) filter (where p.kind = 'TRAINING'), '{}'::tstzmultirange) as trainings
    from agent_shift_pauses p where p.shift_id = s.id) as pauses
cross join lateral (select tstzmultirange(tstzrange(s.starts_at, s.ends_at)) - pauses.all as ranges) as work
cross join lateral (
    select coalesce(range_agg(tstzrange(i.started_at, i.ended_at + make_interval(secs => i.wrap_up_seconds))), '{}'::tstzmultirange) * work.ranges as ranges
    from support_interactions i
    where i.agent_id = s.agent_id and i.started_at < s.ends_at and i.started_at > s.starts_at - interval '14 hours') as handling
cross join lateral (
    select coalesce(range_agg(l.held) filter (where l.status in ('AVAILABLE', 'HANDLING', 'WRAP_UP')), '{}'::tstzmultirange) as at_work,
        coalesce(range_agg(l.held) filter (where l.status = 'BREAK'), '{}'::tstzmultirange) as breaks,
        coalesce(range_agg(l.held) filter (where l.status = 'TRAINING'), '{}'::tstzmultirange) as trainings
    from (
        select known.status, tstzrange(known.created_at, lead(known.created_at, 1, s.ends_at) over (order by known.created_at, known.id)) as held
        from (
            (select l.id, l.status, greatest(l.created_at, s.starts_at) as created_at from agent_status_log l
            where l.agent_id = s.agent_id and l.created_at <= s.starts_at order by l.created_at desc, l.id desc limit 1)
            union all
            select l.id, l.status, l.created_at from agent_status_log l
            where l.agent_id = s.agent_id and l.created_at > s.starts_at and l.created_at < s.ends_at
        ) as known
    ) as l) as log
cross join lateral (select coalesce(sum(extract(epoch from upper(r) - lower(r)) * 1000000), 0)::bigint as micros from unnest(work.ranges) as r) as worked
cross join lateral (select coalesce(sum(extract(epoch from upper(r) - lower(r)) * 1000000), 0)::bigint as micros from unnest(handling.ranges) as r) as handled
cross join lateral (select coalesce(sum(extract(epoch from upper(r) - lower(r)) * 1000000), 0)::bigint as micros
    from unnest((handling.ranges + log.at_work) * work.ranges) as r) as busy
cross join lateral (select coalesce(sum(extract(epoch from upper(r) - lower(r)) * 1000000), 0)::bigint as micros
    from unnest((log.at_work * work.ranges) + (log.breaks * pauses.breaks) + (log.trainings * pauses.trainings)) as r) as adherent
where s.kind = 'REGULAR' and s.cancelled_at is null;

-- Money: an order on its day, what went back on the day when it did. Grosze. Goods that came back whole are not sold.
create view figure_payments as
select o.id::text as id, o.created_at as at, o.id as order_id, o.client_id, o.tier, (100 * o.total)::bigint as revenue,
    (100 * (o.total - coalesce(o.cost_of_goods, 0)))::bigint as margin, true as placed
from orders o
where o.payment_status in ('PAID', 'PARTLY_REFUNDED', 'REFUNDED')
union all
select o.id::text || ':' || e.id, e.created_at, o.id, o.client_id, o.tier, (-100 * e.amount)::bigint,
    (-100 * e.amount + case when e.to_payment_status = 'REFUNDED' then 100 * coalesce(o.cost_of_goods, 0) else 0 end)::bigint, false
from order_events e
join orders o on o.id = e.order_id
where e.to_payment_status in ('PARTLY_REFUNDED', 'REFUNDED');

-- How long a matter took in a quarter: the median by root category and channel kind. Microseconds; shown under the quarter after it.
create view figure_reference_handling as
select date_trunc('quarter', c.started_at at time zone 'Europe/Warsaw') + interval '3 months' as quarter, c.root, channel_kind(c.channel) as channel_kind,
    round((percentile_cont(0.5) within group (order by extract(epoch from c.ended_at - c.started_at) * 1000000 + c.wrap_up_seconds * 1000000))::numeric)::bigint as micros
from figure_contacts c
group by 1, 2, 3;

create view figure_observations as
-- Satisfaction.
select 'CSAT'::kpi_name as measure, f.id::text as id, f.answered_at as at, null::timestamptz as until, f.answered_at as ripe_at, f.tier, f.channel,
    f.category_id, f.agent_id, f.team_id, f.client_id, f.ticket_id, f.id as survey_id, f.order_id, 1::bigint as weight, f.score::bigint as value,
    null::figure_exclusion as excluded
from figure_answers f where f.kind = 'CSAT' and f.answered_at is not null
union all
select 'CSAT_RATE', f.id::text, f.answered_at, null, f.answered_at, f.tier, f.channel, f.category_id, f.agent_id, f.team_id, f.client_id, f.ticket_id, f.id,
    f.order_id, 1, (f.score >= 4)::integer, null
from figure_answers f where f.kind = 'CSAT' and f.answered_at is not null
union all
select 'CES', f.id::text, f.answered_at, null, f.answered_at, f.tier, f.channel, f.category_id, f.agent_id, f.team_id, f.client_id, f.ticket_id, f.id,
    f.order_id, 1, f.score, null
from figure_answers f where f.kind = 'CES' and f.answered_at is not null
union all
select 'NPS', f.id::text, f.answered_at, null, f.answered_at, f.tier, f.channel, f.category_id, f.agent_id, f.team_id, f.client_id, f.ticket_id, f.id,
    f.order_id, 1, case when f.score >= 9 then 100 when f.score <= 6 then -100 else 0 end, null
from figure_answers f where f.kind = 'NPS' and f.answered_at is not null
union all
select 'SURVEY_RESPONSE_RATE', f.id::text, f.delivered_at, null, f.delivered_at + interval '336 hours', f.tier, f.channel, f.category_id, f.agent_id,
    f.team_id, f.client_id, f.ticket_id, f.id, f.order_id, 1, coalesce(f.answered_at < f.delivered_at + interval '336 hours', false)::integer, null
from figure_answers f where f.delivered_at is not null
-- Service.
union all
select 'FIRST_RESPONSE_TIME', t.id::text, t.created_at, null, t.created_at, t.tier, t.channel, t.category_id, clock.met_by_id, a.team_id, t.client_id, t.id,
    null, null, 1, clock.elapsed_micros,
    case when t.origin = 'OUTREACH' then 'OUTREACH' when clock.elapsed_micros is not null then null when t.merged_into_id is not null then 'MERGED'
        when t.spam then 'SPAM' when t.channel = 'IN_PERSON' or not coalesce(clock.known, false) then 'NO_CLOCK'
        when t.status in ('NEW', 'OPEN', 'PENDING') then 'WAITING' else 'WITHOUT_PERSON' end::figure_exclusion
from support_tickets t
left join lateral (
    select true as known, c.elapsed_micros, c.met_by_id
    from support_sla_compliance c
    where c.ticket_id = t.id and c.kind = 'FIRST_RESPONSE' and t.channel <> 'IN_PERSON' and t.origin = 'INBOUND'
    order by c.started_at desc limit 1) as clock on true
left join support_agents a on a.id = clock.met_by_id
union all
select 'RESOLUTION_TIME', r.id::text, r.resolved_at, null, r.resolved_at, r.tier, r.channel, r.category_id, r.agent_id, r.team_id, r.client_id, r.id, null,
    null, 1, r.resolution_micros, r.excluded
from figure_resolved r
union all
select 'SLA_COMPLIANCE', c.id::text, least(c.met_at, c.due_at), null, least(c.met_at, c.due_at), t.tier, t.channel, t.category_id, t.assigned_agent_id, t.team_id,
    t.client_id, t.id, null, null, 1, coalesce(c.met_at <= c.due_at, false)::integer, case when t.origin = 'OUTREACH' and c.kind = 'FIRST_RESPONSE' then 'OUTREACH'
        when t.channel = 'IN_PERSON' and c.kind = 'FIRST_RESPONSE' then 'NO_CLOCK' end::figure_exclusion
from support_sla_compliance c
join support_tickets t on t.id = c.ticket_id
where c.cancelled_at is null and (c.met_at is not null or c.breached_at is not null or (c.paused_at is null and c.due_at < now()))
union all
select 'ROUTED_WITHIN_5_MIN', t.id::text, t.created_at, null, t.created_at, t.tier, t.channel, t.category_id, null, null, t.client_id, t.id, null, null, 1,
    case when taken.at is null then 0 when taken.at <= t.created_at + interval '5 minutes' then 1
        else (service_seconds_at(taken.at, p.calendar_id) - service_seconds_at(t.created_at, p.calendar_id) <= 300)::integer end,
    case when t.origin = 'OUTREACH' then 'OUTREACH' end::figure_exclusion
from support_tickets t
left join lateral (
    select min(e.created_at) as at from ticket_events e
    where e.ticket_id = t.id and (e.kind = 'ASSIGNED' or (e.to_status = 'RESOLVED' and e.actor_kind = 'AUTOMATION'))) as taken on true
join support_sla_policies p on p.tier = t.tier and p.priority = t.priority and p.channel_kind = channel_kind(t.channel)
union all
select 'TICKET_VOLUME', t.id::text, t.created_at, null, t.created_at, t.tier, t.channel, t.category_id, null, null, t.client_id, t.id, null, null, 1, 1,
    case when t.origin = 'OUTREACH' then 'OUTREACH' end::figure_exclusion
from support_tickets t
union all
select 'BACKLOG', b.id, b.at, coalesce(b.until, 'infinity'), b.at, b.tier, b.channel, b.category_id, b.agent_id, b.team_id, b.client_id, b.ticket_id, null, null, 1, 1, null
from figure_open_times b
union all
select 'BACKLOG_AGE', b.id, b.at, coalesce(b.until, 'infinity'), b.at, b.tier, b.channel, b.category_id, b.agent_id, b.team_id, b.client_id, b.ticket_id, null, null, 1,
    (extract(epoch from b.created_at) * 1000000)::bigint, null
from figure_open_times b
union all
select 'FIRST_CONTACT_RESOLUTION', r.id::text, r.created_at, null, r.created_at + interval '168 hours', r.tier, r.channel, r.category_id, r.agent_id, r.team_id,
    r.client_id, r.ticket_id, null, null, 1,
    (coalesce(r.contacts, 0) <= 1 and r.escalation_level = 0 and not r.reopened
        and not exists (select from ticket_handoffs h where h.ticket_id = r.ticket_id)
        and not exists (
            select from support_tickets n
            where n.client_id = r.client_id and n.category_id = r.category_id and n.created_at > r.created_at and n.created_at < r.created_at + interval '168 hours'
                and n.id <> r.ticket_id))::integer,
    case when r.actor_kind <> 'AGENT' then 'OTHER_RESOLVER' when r.merged_into_id is not null then 'MERGED' when r.spam then 'SPAM'
        when not r.first then 'NOT_FIRST' end::figure_exclusion
from figure_resolutions r
union all
select 'ESCALATION_RATE', t.id::text, t.created_at, null, t.created_at, t.tier, t.channel, t.category_id, t.assigned_agent_id, t.team_id, t.client_id, t.id, null,
    null, 1, (t.escalation_level > 0)::integer, null
from support_tickets t
union all
select 'REOPEN_RATE', r.id::text, r.created_at, null, r.created_at + interval '168 hours', r.tier, r.channel, r.category_id, r.agent_id, r.team_id, r.client_id,
    r.ticket_id, null, null, 1, r.reopened::integer, null
from figure_resolutions r
union all
select 'AUTOMATION_RATE', r.id::text, r.resolved_at, null, r.resolved_at, r.tier, r.channel, r.category_id, r.agent_id, r.team_id, r.client_id, r.id, null, null, 1,
    (r.resolved_by = 'AUTOMATION' and r.first_response_at is null)::integer, r.excluded
from figure_resolved r
union all
select 'AUTOMATION_SUCCESS', r.id::text, r.created_at, null, r.created_at + interval '168 hours', r.tier, r.channel, r.category_id, r.agent_id, r.team_id,
    r.client_id, r.ticket_id, null, null, 1, (not r.reopened)::integer, case when r.actor_kind <> 'AUTOMATION' then 'OTHER_RESOLVER' end::figure_exclusion
from figure_resolutions r
union all
select 'TICKETS_RESOLVED', r.id::text, r.resolved_at, null, r.resolved_at, r.tier, r.channel, r.category_id, r.agent_id, r.team_id, r.client_id, r.id, null, null, 1,
    1, r.excluded
from figure_resolved r
union all
select 'SERVICE_EXCELLENCE', r.id::text, r.created_at, null, r.created_at + interval '168 hours', r.tier, r.channel, r.category_id, r.agent_id, r.team_id,
    r.client_id, r.ticket_id, null, null, 1,
    (not r.reopened
        and not exists (select from support_sla_compliance c where c.ticket_id = r.ticket_id and c.cancelled_at is null
            and (c.breached_at is not null or c.met_at > c.due_at or (c.met_at is null and c.paused_at is null and c.due_at < now())))
        and not exists (select from support_feedback_surveys s where s.ticket_id = r.ticket_id and s.kind = 'CSAT' and s.score < 4)
        and not exists (select from support_qa_evaluations q where q.ticket_id = r.ticket_id and q.score < 90))::integer,
    case when r.actor_kind <> 'AGENT' then 'OTHER_RESOLVER' when r.merged_into_id is not null then 'MERGED' when r.spam then 'SPAM'
        when not r.first then 'NOT_FIRST' end::figure_exclusion
from figure_resolutions r
union all
select 'OPERATIONAL_EFFICIENCY', c.id::text, c.started_at, null, c.started_at, c.tier, c.channel, c.category_id, c.agent_id, c.team_id, c.client_id, c.ticket_id, null,
    null, (extract(epoch from c.ended_at - c.started_at) * 1000000)::bigint + c.wrap_up_seconds * 1000000::bigint, reference.micros,
    case when reference.micros is null then 'NO_CLOCK' end::figure_exclusion
from figure_contacts c
left join figure_reference_handling reference on reference.quarter = date_trunc('quarter', c.started_at at time zone 'Europe/Warsaw')
    and reference.root = c.root and reference.channel_kind = channel_kind(c.channel)
union all
select 'PERSONALIZATION', c.id::text, c.started_at, null, c.started_at, c.tier, c.channel, c.category_id, c.agent_id, c.team_id, c.client_id, c.ticket_id, null, null,
    1, (c.locale = any(c.languages) and coalesce(c.channel = c.preferred_channel, true)
        and (c.preferred_agent_id is null or c.preferred_agent_id = c.agent_id or not exists (
            select from agent_shifts s where s.agent_id = c.preferred_agent_id and s.cancelled_at is null and s.kind = 'REGULAR'
                and s.starts_at <= c.started_at and s.starts_at > c.started_at - interval '24 hours' and s.ends_at > c.started_at)))::integer, null
from figure_contacts c
union all
select 'DEDICATED_AGENT_SHARE', c.id::text, c.started_at, null, c.started_at, c.tier, c.channel, c.category_id, c.agent_id, c.team_id, c.client_id, c.ticket_id, null,
    null, 1, (c.dedicated_agent_id = c.agent_id)::integer, null
from figure_contacts c where c.dedicated_agent_id is not null
union all
-- The first choice of routing, and what rules settled.
select 'AI_ACCURACY', e.id::text, e.created_at, null, e.created_at + interval '168 hours', t.tier, t.channel, t.category_id, null, null, t.client_id, t.id, null, null, 1,
    case when e.kind = 'ASSIGNED' then (not exists (
            select from ticket_events o where o.ticket_id = t.id and o.kind in ('ASSIGNED', 'HANDED_OFF') and o.to_agent_id <> e.to_agent_id
                and o.created_at > e.created_at))::integer
        else (t.reopen_count = 0 or not exists (
            select from ticket_events o where o.ticket_id = t.id and o.to_status = 'OPEN' and o.from_status in ('RESOLVED', 'CLOSED')
                and o.created_at > e.created_at and o.created_at < e.created_at + interval '168 hours'))::integer end, null
from ticket_events e
join support_tickets t on t.id = e.ticket_id
where (e.kind = 'ASSIGNED' and e.actor_kind = 'SYSTEM') or (e.to_status = 'RESOLVED' and e.actor_kind = 'AUTOMATION')
-- Work.
union all
select 'AGENT_UTILIZATION', s.id::text, s.starts_at, null, s.ends_at, null, null, null, s.agent_id, s.team_id, null, null, null, null, s.worked, s.handled, null
from figure_shifts s
union all
select 'OCCUPANCY', s.id::text, s.starts_at, null, s.ends_at, null, null, null, s.agent_id, s.team_id, null, null, null, null, s.busy, s.handled, null
from figure_shifts s
union all
select 'SCHEDULE_ADHERENCE', s.id::text, s.starts_at, null, s.ends_at, null, null, null, s.agent_id, s.team_id, null, null, null, null, s.scheduled, s.adherent, null
from figure_shifts s
union all
select 'TICKETS_PER_HOUR', r.id::text, r.resolved_at, null, r.resolved_at, r.tier, r.channel, r.category_id, r.agent_id, r.team_id, r.client_id, r.id, null, null, 0,
    3600000000, coalesce(r.excluded, case when r.resolved_by <> 'AGENT' then 'OTHER_RESOLVER' end::figure_exclusion)
from figure_resolved r
union all
select 'TICKETS_PER_HOUR', s.id::text, s.starts_at, null, s.ends_at, null, null, null, s.agent_id, a.team_id, null, null, null, null,
    (extract(epoch from s.ends_at - s.starts_at) * 1000000)::bigint - pauses.micros, 0, null
from agent_shifts s
join support_agents a on a.id = s.agent_id
cross join lateral (
    select coalesce(sum(extract(epoch from p.ends_at - p.starts_at) * 1000000), 0)::bigint as micros from agent_shift_pauses p where p.shift_id = s.id) as pauses
where s.kind = 'REGULAR' and s.cancelled_at is null
union all
-- an answered call counts from its start, in quarters of an hour
select 'TICKETS_PER_HOUR', i.id::text, i.started_at, null, i.started_at, null, null, null, i.agent_id, a.team_id, null, null, null, null,
    900000000 * ceil((extract(epoch from i.ended_at - i.started_at) + i.wrap_up_seconds) / 900)::bigint, 0, null
from support_interactions i
join support_agents a on a.id = i.agent_id
where exists (
    select from agent_shifts s where s.agent_id = i.agent_id and s.kind = 'ON_CALL' and s.cancelled_at is null and s.starts_at <= i.started_at
        and s.starts_at > i.started_at - interval '24 hours' and s.ends_at > i.started_at)
-- Quality.
union all
select 'QUALITY_SCORE', q.id::text, q.created_at, null, q.created_at, t.tier, t.channel, t.category_id, q.agent_id, a.team_id, q.client_id, q.ticket_id, null, null, 1,
    (100 * q.score)::bigint, null
from support_qa_evaluations q
join support_tickets t on t.id = q.ticket_id
join support_agents a on a.id = q.agent_id
union all
select 'STANDARDS_COMPLIANCE', q.id::text, q.created_at, null, q.created_at, null, null, null, null, q.team_id, null, null, null, null, q.checks_made, q.checks_passed, null
from quality_audits q
union all
select 'AUDIT_COMPLIANCE', f.id::text, due.at, null, due.at, null, null, null, null, q.team_id, null, null, null, null, 1, coalesce(f.closed_at < due.at, false)::integer, null
from quality_findings f
join quality_audits q on q.id = f.audit_id
cross join lateral (select (f.due_on + 1)::timestamp at time zone 'Europe/Warsaw' as at) as due
union all
select 'BRAND_CONSISTENCY', b.id::text, b.created_at, null, b.created_at, t.tier, t.channel, t.category_id, b.agent_id, a.team_id, b.client_id, b.ticket_id, null, null,
    b.checks_made, b.checks_passed, null
from brand_checks b
join support_tickets t on t.id = b.ticket_id
left join support_agents a on a.id = b.agent_id
-- Money.
union all
select 'REVENUE', p.id, p.at, null, p.at, p.tier, null, null, null, null, p.client_id, null, null, p.order_id, 1, p.revenue, null from figure_payments p
union all
select 'GROSS_MARGIN', p.id, p.at, null, p.at, p.tier, null, null, null, null, p.client_id, null, null, p.order_id, 1, p.margin, null from figure_payments p
union all
select 'AVERAGE_ORDER_VALUE', p.id, p.at, null, p.at, p.tier, null, null, null, null, p.client_id, null, null, p.order_id, p.placed::integer, p.revenue, null from figure_payments p
union all
select 'REVENUE_PER_CLIENT', p.id, p.at, null, p.at, p.tier, null, null, null, null, p.client_id, null, null, p.order_id, p.placed::integer, p.revenue, null from figure_payments p
union all
select 'ATTRIBUTED_REVENUE', a.id::text || p.id, p.at, null, p.at, t.tier, t.channel, t.category_id, t.resolved_by_id, g.team_id, p.client_id, t.id, null, p.order_id, 1,
    round(p.revenue * a.share)::bigint, null
from figure_payments p
join revenue_attributions a on a.order_id = p.order_id
join support_tickets t on t.id = a.ticket_id
left join support_agents g on g.id = t.resolved_by_id
union all
select 'SUPPORT_ROI', a.id::text || p.id, p.at, null, p.at, t.tier, t.channel, t.category_id, t.resolved_by_id, g.team_id, p.client_id, t.id, null, p.order_id, 1,
    round(p.margin * a.share)::bigint, null
from figure_payments p
join revenue_attributions a on a.order_id = p.order_id
join support_tickets t on t.id = a.ticket_id
left join support_agents g on g.id = t.resolved_by_id
union all
-- how the costs of a range are shared out: by handling with wrap-up
select 'SUPPORT_COST', c.id::text, c.started_at, null, c.started_at, c.tier, c.channel, c.category_id, c.agent_id, c.team_id, c.client_id, c.ticket_id, null, null, 1,
    (extract(epoch from c.ended_at - c.started_at) * 1000000)::bigint + c.wrap_up_seconds * 1000000::bigint, null
from figure_contacts c
union all
select 'COST_PER_CLIENT', t.id::text, t.created_at, null, t.created_at, t.tier, t.channel, t.category_id, t.assigned_agent_id, t.team_id, t.client_id, t.id, null, null, 1, 1, null
from support_tickets t
-- Clients.
union all
select 'TOTAL_CLIENTS', c.id::text, c.created_at, 'infinity', c.created_at, c.tier, null, null, null, null, c.id, null, null, null, 1, 1, null from clients c
union all
select 'NEW_CLIENTS', c.id::text, c.created_at, null, c.created_at, h.tier, null, null, null, null, c.id, null, null, null, 1, 1, null
from clients c
cross join lateral (select h.tier from client_tier_history h where h.client_id = c.id order by h.created_at, h.id limit 1) as h
union all
select 'RETURNING_CLIENTS', o.id::text, o.created_at, null, o.created_at, o.tier, null, null, null, null, o.client_id, null, null, o.id, 1,
    exists (select from orders e where e.client_id = o.client_id and e.created_at < o.created_at and e.payment_status in ('PAID', 'PARTLY_REFUNDED', 'REFUNDED'))::integer, null
from orders o where o.payment_status in ('PAID', 'PARTLY_REFUNDED', 'REFUNDED');

reset search_path;
reset role;
revoke create on schema concierge from concierge_reader;
grant execute on function channel_kind(channel) to concierge_reader;
