-- The demo data: as much as it says, and nothing in it absurd. Without demo data there is nothing to test.
begin;
create extension if not exists pgtap;
select no_plan();
set local role concierge_reader;

create temporary table size as select round(count(*) / 2000.0)::integer as scale from clients;
create temporary table share as
select
    (select avg((status in ('CLOSED', 'RESOLVED'))::integer) from support_tickets) as settled,
    (select avg((resolved_by = 'AUTOMATION')::integer) from support_tickets where resolved_at is not null) as automated,
    (select avg((escalation_level > 0)::integer) from support_tickets) as escalated,
    (select avg((reopen_count > 0)::integer) from support_tickets) as reopened,
    (select avg((met_at is not null and breached_at is null)::integer) from support_sla_compliance
        where cancelled_at is null and (met_at is not null or breached_at is not null)) as kept,
    (select avg((locale = 'PL')::integer) from clients) as polish;

select cmp_ok((select scale from size), '>=', 1, 'the demo data has a scale of 1 or more');
select is((select count(*) from clients), 2000::bigint * scale,
    'there are 2,000 clients for each unit of scale') from size;
select is((select count(*) from support_tickets), 24000::bigint * scale,
    'there are 24,000 tickets for each unit of scale') from size;
select ok((select count(*) from ticket_messages) between 85000::bigint * scale and 95000::bigint * scale, 'about 90,000 messages a scale') from size;
select cmp_ok((select count(*) from support_agents), '>=', 12::bigint, 'there are 12 agents or more');
select is((select max(ticket_number) from support_tickets where length(ticket_number) =
    (select max(length(ticket_number)) from support_tickets)), 'T-' || lpad((24000 * scale)::text, greatest(6, length((24000 * scale)::text)), '0'),
    'ticket numbers run to the number of tickets') from size;

-- A pyramid, in both languages.
select ok(bool_and(n < fewer_than), 'each tier is smaller than the one below') from (
    select count(*) as n, lag(count(*)) over (order by tier) as fewer_than from clients group by tier) as tiers;
select ok(polish between 0.8 and 0.95, 'most clients are Polish') from share;
select ok((select bool_and(exists (select from ticket_messages where locale = l)) from unnest(enum_range(null::locale)) as l),
    'messages in both languages');
select is((select count(*) from vip_client_profiles), (select count(*) from clients where tier >= 'VIP_SILVER'),
    'every VIP client has a profile, nobody else');
select is_empty($$ select from vip_client_profiles p join clients c on c.id = p.client_id
    where (p.dedicated_agent_id is not null) <> (select dedicated_agent from service_tiers t where t.tier = c.tier) $$,
    'a dedicated agent is for those entitled');
select ok(count(*) > 0 and count(*) < (select count(*) / 10 from clients), 'some clients are confidential')
    from clients where confidential;

-- Proportions.
select ok(settled between 0.97 and 0.9995, 'nearly all tickets are settled') from share;
select ok(automated between 0.2 and 0.45, 'automation takes its part') from share;
select ok(escalated between 0.005 and 0.05, 'between 0.5 and 5 % of tickets are escalated') from share;
select ok(reopened between 0.01 and 0.05, 'between 1 and 5 % of tickets are reopened') from share;
select ok(kept between 0.94 and 0.99, 'promises are mostly kept') from share;
select ok((select bool_and(exists (select from support_tickets where status = s)) from unnest(enum_range(null::ticket_status)) as s),
    'tickets of every status');
select ok((select bool_and(exists (select from support_tickets where channel = c)) from unnest(enum_range(null::channel)) as c),
    'tickets on every channel');
select ok((select bool_and(exists (select from support_tickets where category_id = c.id)) from support_categories c
    where parent_id is not null), 'tickets of every category');
select ok(late > 1.4 * early, 'later months have over 1.4 times the tickets of early ones') from (
    select count(*) filter (where created_at > now - interval '365 days') as late,
        count(*) filter (where created_at < now - interval '731 days') as early
    from support_tickets cross join (select max(created_at) as now from support_tickets) as clock) as years;
select ok(monday > 1.5 * sunday, 'Mondays are busier than Sundays') from (
    select count(*) filter (where isodow = 1) as monday, count(*) filter (where isodow = 7) as sunday
    from support_tickets cross join lateral (select extract(isodow from created_at at time zone 'Europe/Warsaw') as isodow) as d
) as days;

-- Nothing absurd.
select is_empty($$ select from support_tickets t join clients c on c.id = t.client_id where t.created_at < c.created_at $$,
    'no client opens a ticket before it joined');
select is_empty($$ select from ticket_messages m join support_tickets t on t.id = m.ticket_id where m.created_at < t.created_at $$,
    'no message is older than its ticket');
select is_empty($$ select from support_tickets where updated_at < created_at or resolved_at < first_response_at
    or closed_at < resolved_at $$, 'no ticket was changed, resolved or closed before what precedes that');
select is_empty($$ select from support_tickets where greatest(created_at, updated_at, closed_at) > now() $$,
    'no ticket is of the future');
select is_empty($$ select from support_tickets t where first_response_at is distinct from
    (select min(created_at) from ticket_messages m where m.ticket_id = t.id and author_kind = 'AGENT' and not internal) $$,
    'the first response is the first public message of a person');
select is_empty($$ select from support_tickets t where status is distinct from
    (select to_status from ticket_events e where e.ticket_id = t.id and to_status is not null order by created_at desc, id desc limit 1) $$,
    'a ticket''s status is what its events say');
select is_empty($$ select from (
        select from_status, lag(to_status) over (partition by ticket_id order by created_at, id) as before
        from ticket_events where to_status is not null) as moves where from_status is distinct from before $$,
    'each move starts where the last one ended');
select is_empty($$ select from support_tickets t where assigned_agent_id is distinct from
    (select to_agent_id from ticket_events e where e.ticket_id = t.id and e.kind in ('ASSIGNED', 'HANDED_OFF') order by created_at desc, id desc limit 1) $$,
    'a ticket''s agent is who its events say');
select is_empty($$ select ticket_id from ticket_events group by ticket_id
    having max(version) <> count(distinct version) or min(version) <> 1 $$, 'versions of events run from 1 without a gap');
select is_empty($$ select t.id from support_tickets t where version <> (select max(version) from ticket_events e where e.ticket_id = t.id) $$,
    'a ticket has the version of its last event');
select is_empty($$ select id from (select id, version, lag(version) over (partition by ticket_id order by created_at, id) as before
    from ticket_events) as told where version < before $$, 'versions grow with time');
select is_empty($$ select m.id from ticket_messages m where not exists (select from ticket_events e
    where e.ticket_id = m.ticket_id and e.kind = 'MESSAGE_ADDED' and e.created_at = m.created_at) $$, 'each message has its event');
select is_empty($$ select m.id from ticket_messages m join ticket_events e on e.ticket_id = m.ticket_id and e.created_at = m.created_at
    where m.rule = 'thanks' and e.to_status = 'OPEN' $$, 'a message of thanks reopens no ticket');
select is_empty($$ select m.id from ticket_messages m where author_kind = 'AUTOMATION'
    and not exists (select from automation_rules r where r.code = m.rule) $$, 'each automatic answer names its rule');
select is_empty($$ select t.id from support_tickets t where spam <> exists (select from ticket_events e
    where e.ticket_id = t.id and e.kind = 'SPAM_MARKED') $$, 'spam was marked by somebody');
select is_empty($$ select from support_tickets t where reopen_count <> (select count(*) from ticket_events e
    where e.ticket_id = t.id and from_status in ('RESOLVED', 'CLOSED') and to_status = 'OPEN') $$,
    'reopen_count is the number of reopening events');
select is_empty($$ select from support_tickets t join support_tickets other on other.id = t.merged_into_id
    where other.client_id <> t.client_id or other.created_at > t.created_at or other.merged_into_id is not null $$,
    'a ticket is merged into an earlier one of the same client, which goes on');
select is_empty($$ select from support_tickets t where not exists (select from ticket_messages m where m.ticket_id = t.id) $$,
    'every ticket begins with words');

-- Clocks.
select is_empty($$ select t.id from support_tickets t where (select count(*) from support_sla_compliance c
    where c.ticket_id = t.id and c.kind = 'FIRST_RESPONSE') <> 1 + (select count(*) from ticket_events e where e.ticket_id = t.id
        and e.from_status in ('RESOLVED', 'CLOSED') and e.to_status = 'OPEN' and not exists (select from ticket_messages m
            where m.ticket_id = t.id and m.author_kind = 'AGENT' and not m.internal and m.created_at < e.created_at)) $$,
    'a ticket has a first-response clock, and another one where it was reopened before a person had answered');
select is_empty($$ select from support_sla_compliance c join support_tickets t on t.id = c.ticket_id
    where c.kind = 'FIRST_RESPONSE' and c.met_at is not null and c.met_at <> t.first_response_at $$,
    'a first-response clock is met by the first word of a person alone');
select is_empty($$ select from support_sla_compliance where cancelled_at > due_at $$, 'a clock that ran out is not void');
select is_empty($$ select from support_sla_compliance c join support_sla_policies p on p.id = c.policy_id
    where c.kind = 'FIRST_RESPONSE' and c.due_at <> sla_due_at(c.started_at, p.first_response, c.calendar_id) $$,
    'first response is due by the policy, in its calendar');
select is_empty($$ select from support_sla_compliance c join support_sla_policies p on p.id = c.policy_id
    where c.kind = 'RESOLUTION' and abs(date_part('epoch', c.due_at - sla_due_at(c.started_at,
        p.resolution + make_interval(secs => c.paused_seconds), c.calendar_id))) > 0.001 $$,
    'resolution is due by the policy and the pauses');
select is_empty($$ select from support_sla_compliance c join support_tickets t on t.id = c.ticket_id
    join support_sla_policies p on p.id = c.policy_id
    where (p.tier, p.priority, p.channel_kind) is distinct from
        (t.tier, t.priority, case when t.channel in ('EMAIL', 'SOCIAL') then 'WRITTEN' else 'LIVE' end::channel_kind) $$,
    'a clock follows its ticket''s policy');
select is_empty($$ select from support_sla_compliance where met_at > due_at and breached_at is null $$,
    'a clock that was met late is breached');
select is_empty($$ select from support_sla_compliance c join support_tickets t on t.id = c.ticket_id
    where c.paused and t.status <> 'PENDING' $$, 'only a waiting ticket pauses');
select is_empty($$ select from support_tickets t where status in ('RESOLVED', 'CLOSED') and exists (
    select from support_sla_compliance c where c.ticket_id = t.id and met_at is null and cancelled_at is null
        and breached_at is null) $$, 'a settled ticket has no running clock');
select is((select count(*) from ticket_sla), (select count(*) from support_tickets), 'every ticket has its service levels');

-- The live world goes on after the last row.
reset role;
set local role concierge_writer;
select is_empty($$ select id from ticket_messages where rule = 'thanks' and not is_thanks(body) $$,
    'a message counted as thanks is thanks by the lexicon');
select lives_ok($$ insert into clients (full_name, email, city, locale, tier, tier_since)
    values ('Jan Nowy', 'jan.nowy@test.example', 'Warszawa', 'PL', 'STANDARD', now()) $$, 'a new client takes the next number');
select lives_ok($$ insert into ticket_events (ticket_id, client_id, confidential, version, kind, actor_kind, to_status)
    select id, client_id, confidential, version + 1, 'CREATED', 'SYSTEM', 'NEW' from support_tickets limit 1 $$, 'a new event takes the next key');
reset role;

-- Orders and their money.
select is_empty($$ select id from orders o where payment_status is distinct from (select to_payment_status from order_events e
    where e.order_id = o.id and to_payment_status is not null order by created_at desc, id desc limit 1) $$, 'a payment''s status is what its events say');
select is_empty($$ select id from orders o where status is distinct from (select to_status from order_events e
    where e.order_id = o.id and to_status is not null order by created_at desc, id desc limit 1) $$, 'an order''s status is what its events say');
select is_empty($$ select id from orders o where refunded_amount <> (select coalesce(sum(amount), 0) from order_events e
    where e.order_id = o.id and to_payment_status in ('PARTLY_REFUNDED', 'REFUNDED')) $$,
    'the refunded amount is the sum of the refunds');
select ok((select bool_and(exists (select from orders where payment_status = s)) from unnest(enum_range(null::payment_status)) as s),
    'orders of every payment status');

select is_empty($$ select o.id from orders o where o.tier is distinct from (select h.tier from client_tier_history h
    where h.client_id = o.client_id and h.created_at <= o.created_at order by h.created_at desc limit 1) $$, 'an order has the tier of its day');
select is((select count(*) from orders cross join (select (max(created_at) at time zone 'Europe/Warsaw')::date as last from support_tickets) as d
    where (created_at at time zone 'Europe/Warsaw')::date = d.last + 1 - 212), 0::bigint,
    'no order is of the day of the outage');
select ok(december_november > 1.4 * july_august,
    'November and December have over 1.4 times the orders of July and August') from (
    select count(*) filter (where month in (11, 12)) as december_november, count(*) filter (where month in (7, 8)) as july_august
    from orders cross join lateral (select extract(month from created_at at time zone 'Europe/Warsaw') as month) as m) as seasons;
select ok(evening > night * 5, 'evenings have over 5 times the orders of nights') from (
    select count(*) filter (where hour between 18 and 21) as evening, count(*) filter (where hour between 1 and 4) as night
    from orders cross join lateral (select extract(hour from created_at at time zone 'Europe/Warsaw') as hour) as h) as hours;
select ok((select bool_and(cost_of_goods < total or total = 0) from orders), 'goods cost less than they bring');
select ok(count(*) > 1000, 'over 1,000 tickets are about orders') from support_tickets where order_id is not null;
select is_empty($$ select t.id from support_tickets t join orders o on o.id = t.order_id where o.created_at >= t.created_at $$,
    'a ticket is about an order that was there');

-- Clients leave, for reasons that can be found: by what was known half a year before the end.
create temporary table leaving as
with snapshot as (select max(created_at) - interval '180 days' as at from orders),
bought as (
    select c.id, c.tier, at, count(o.id) filter (where o.created_at between at - interval '365 days' and at) as orders,
        max(o.created_at) filter (where o.created_at <= at) as last, count(o.id) filter (where o.created_at > at) = 0 as left_us
    from clients c cross join snapshot left join orders o on o.client_id = c.id group by c.id, at),
felt as (
    select *, (select count(*) from support_sla_compliance s where s.client_id = b.id and s.breached_at between at - interval '180 days' and at)
        + (select count(*) from support_feedback_surveys s where s.client_id = b.id and s.answered_at between at - interval '180 days' and at
            and case kind when 'CSAT' then score <= 3 when 'NPS' then score <= 6 else score >= 5 end) as bad
    from bought b where orders > 0)
select *, 0.5 * bad - 1.2 * ln(1 + orders) + 0.35 * ln(1 + date_part('epoch', at - last) / 86400) as score from felt;
select ok(auc between 0.70 and 0.88, 'late answers, bad marks and few orders tell who leaves: AUC ' || round(auc::numeric, 2)) from (
    select (sum(place) filter (where left_us) - count(*) filter (where left_us) * (count(*) filter (where left_us) + 1) / 2.0)
        / (count(*) filter (where left_us) * count(*) filter (where not left_us)) as auc
    from (select left_us, rank() over (order by score) + (count(*) over (partition by score) - 1) / 2.0 as place from leaving) as ranked) as curve;
select ok((select avg(bad) from leaving where left_us) > 1.2 * (select avg(bad) from leaving where not left_us),
    'clients who leave had worse service');
select ok((select avg(left_us::integer) from leaving where tier >= 'VIP_GOLD') < (select avg(left_us::integer) from leaving where tier = 'STANDARD') / 2,
    'VIP Gold clients leave less than half as often as Standard ones');

-- Shifts.
select is_empty($$ select m.id from ticket_messages m join support_tickets t on t.id = m.ticket_id
    where m.author_kind = 'AGENT' and m.created_at = t.first_response_at and not exists (
        select from agent_shifts s where s.agent_id = m.author_agent_id and s.starts_at <= m.created_at and s.ends_at > m.created_at) $$,
    'the agent of a first response is on a shift');
select is_empty($$ select l.id from agent_status_log l where l.status <> 'OFFLINE' and not exists (
    select from agent_shifts s where s.agent_id = l.agent_id and s.starts_at <= l.created_at and s.ends_at > l.created_at) $$,
    'off a shift agents are offline');
select is_empty($$ select i.id from support_interactions i join support_tickets t on t.id = i.ticket_id
    where i.started_at < t.created_at $$, 'no work is older than its ticket');
select is_empty($$ select month, round(cost / tickets, 2) from (
        select month, sum(amount) as cost, (select count(*) from support_tickets t
            where date_trunc('month', t.resolved_at at time zone 'Europe/Warsaw') = c.month) as tickets
        from support_costs c group by month order by month desc limit 12) as months
    where cost / tickets not between 11 and 14 $$, 'a ticket costs 11 to 14 PLN in each of the last twelve months');
set local role concierge_reader;
select is_empty($$ select month, round(used, 3) from (
        select date_trunc('month', starts_at at time zone 'Europe/Warsaw') as month, sum(handled)::numeric / sum(worked) as used
        from concierge.figure_shifts where ends_at < (select max(updated_at) from support_tickets) group by 1 order by 1 desc limit 12) as months
    where used not between 0.6 and 0.9 $$, 'agents are at work for 60 to 90 % of their paid time in each of the last twelve months');
reset role;
-- What is decided when it happens is what the functions that decide it say.
select is_empty($$ select t.id from support_tickets t where t.contacts is not null and t.reopen_count = 0 and t.id::text < '00000800'
    and t.contacts <> ticket_contacts(t.id, t.resolved_at) $$, 'contacts are counted as live');

select ok((select bool_and(exists (select from incidents where planned = p)) from unnest(array[true, false]) as p), 'incidents, planned ones and others');
select ok((select count(distinct date_trunc('month', answered_at)) from support_feedback_surveys where kind = k) >= 36,
    k || ' is answered in every month') from unnest(enum_range(null::survey_kind)) as k;
select ok((select corr(s.score, t.sentiment) from support_feedback_surveys s join support_tickets t on t.id = s.ticket_id where s.kind = 'CSAT') > 0.3,
    'sentiment goes with the marks');

-- At the end no job has anything to do.
select is((select count(*) from support_tickets where status = 'RESOLVED' and resolved_at <= ends - interval '72 hours'), 0::bigint,
    'no resolved ticket is left to close') from (select max(updated_at) as ends from support_tickets) as clock;
select is((select count(*) from support_tickets where status = 'PENDING' and updated_at <= ends - interval '7 days'), 0::bigint,
    'no idle ticket is left to resolve') from (select max(updated_at) as ends from support_tickets) as clock;
select is((select count(*) from support_tickets where automation_until <= ends), 0::bigint,
    'no ticket is left for automation to resolve') from (select max(updated_at) as ends from support_tickets) as clock;
select is((select count(*) from support_sla_compliance where met_at is null and breached_at is null and cancelled_at is null and not paused
    and due_at < ends), 0::bigint, 'no clock is left to stamp') from (select max(updated_at) as ends from support_tickets) as clock;

-- What is said afterwards.
create temporary table said as
select avg(score) filter (where kind = 'CSAT') as csat, avg(score) filter (where kind = 'CES') as ces,
    100 * avg(case when score >= 9 then 1 when score <= 6 then -1 else 0 end) filter (where kind = 'NPS' and score is not null) as nps,
    avg((answered_at is not null)::integer) as answered, count(*) as n
from support_feedback_surveys;
select ok(csat between 4.4 and 4.85, 'clients are content: ' || round(csat, 2)) from said;
select ok(nps between 45 and 80, 'and recommend us: ' || round(nps)) from said;
select ok(ces between 1.6 and 3.2, 'it is little effort: ' || round(ces, 2)) from said;
select ok(answered between 0.45 and 0.7, 'about half answer: ' || round(answered, 2)) from said;
select is_empty($$ select client_id from (select client_id, sent_at, lag(sent_at) over (partition by client_id, s.kind order by sent_at) as before, at_most_every
    from support_feedback_surveys s join survey_rules r on r.id = s.rule_id) as asked where before > sent_at - at_most_every $$,
    'no client is asked more often than the rules allow');
select ok(unhappy < 0.9 * happy, 'a broken promise costs satisfaction') from (
    select avg(score) filter (where broken) as unhappy, avg(score) filter (where not broken) as happy
    from support_feedback_surveys s cross join lateral (select exists (select from support_sla_compliance c
        where c.ticket_id = s.ticket_id and c.breached_at is not null) as broken) as promise where kind = 'CSAT') as moods;
select ok(count(*) between 600 * scale and 1500 * scale,
    'between 600 and 1,500 files are attached for each unit of scale') from ticket_attachments cross join size group by scale;
select ok((select bool_and(exists (select from white_glove_services where status = s)) from unnest(enum_range(null::white_glove_status)) as s),
    'services of every status');
select is_empty($$ select w.id from white_glove_services w join clients c on c.id = w.client_id join service_tiers s using (tier) where not s.white_glove $$,
    'white-glove services are for entitled tiers only');
select ok((select bool_and(exists (select from automation_rules where locale = l and active)) from unnest(enum_range(null::locale)) as l), 'rules in both languages');

select * from finish();
rollback;
