-- Pages of figures, the queue, cohorts, the leaderboard, goals.
begin;
create extension if not exists pgtap;
select no_plan();
\ir callers.psql

create temporary table who as select (select id from support_agents where position = 'AGENT' and active order by id limit 1) as agent,
    (select id from support_agents where position = 'LEAD' order by id limit 1) as lead;
grant all on who to public;
create temporary table clock as select (max(updated_at) at time zone 'Europe/Warsaw')::date as until from support_tickets;
grant all on clock to public;
create function pg_temp.days(first integer, last integer) returns range_input
    language sql stable
    as $$ select row (null, row (until - first, until - last)::date_range_input, null)::range_input from clock $$;
create function pg_temp.count(role text, sub uuid, call text) returns text
    language sql as $$ select pg_temp.as(role, sub, 'select count(*) from ' || call) $$;

select is(pg_temp.count('executive', null, 'executive_kpis(pg_temp.days(90, 0))'), '25', 'an executive has 25 figures');
select is(pg_temp.count('lead', lead, 'executive_kpis(pg_temp.days(90, 0))'), '20', 'a lead has those without money') from who;
select is(pg_temp.count('agent', agent, 'support_dashboard(pg_temp.days(30, 0))'), '15', 'an agent has the desk''s') from who;
select matches(pg_temp.count('agent', agent, 'executive_kpis(pg_temp.days(90, 0))'), '^42501', 'and no executive''s') from who;
select matches(pg_temp.count(r, null, 'support_roi(pg_temp.days(90, 0))'), '^42501', r || ' sees no returns') from unnest(array['client', 'anonymous', 'agent', 'lead', 'auditor']) as r;
select is(pg_temp.as('analyst', null, 'select value from kpi(''CSAT'', pg_temp.days(90, 0))'), pg_temp.as('executive', null, 'select value from executive_kpis(pg_temp.days(90, 0)) where name = ''CSAT'''), 'one figure is the same everywhere');
select is(pg_temp.count('analyst', null, 'kpi_points(''TICKET_VOLUME'', pg_temp.days(90, 0))'), '90', 'a point a day');
select ok(pg_temp.count('analyst', null, 'success_metrics(pg_temp.days(30, 0))')::integer > 35, 'what has a target');
select is(pg_temp.as('analyst', null, 'select sum(n) from kpi_left_out(''TICKETS_RESOLVED'', pg_temp.days(90, 0))'),
    (select count(*)::text from support_tickets, clock where (spam or merged_into_id is not null) and resolved_at >= (until - 90)::timestamp at time zone 'Europe/Warsaw'
        and resolved_at < until::timestamp at time zone 'Europe/Warsaw'), 'what was left out is told');

-- The leaderboard.
select ok(pg_temp.count('lead', lead, 'leaderboard(pg_temp.days(90, 0))')::integer >= 8, 'a lead sees all') from who;
select is(pg_temp.as('agent', agent, 'select agent_id from leaderboard(pg_temp.days(90, 0))'), agent::text, 'an agent its own row') from who;
select is(pg_temp.as('agent', agent, 'select rank || '' of '' || "of" from leaderboard(pg_temp.days(90, 0))'),
    pg_temp.as('lead', lead, format('select rank || '' of '' || "of" from leaderboard(pg_temp.days(90, 0)) where agent_id = %L', agent)), 'with its rank among all') from who;
select is(pg_temp.as('lead', lead, format('select csat from leaderboard(pg_temp.days(90, 0)) where agent_id = %L', agent)),
    pg_temp.as('lead', lead, format('select value from kpi(''CSAT'', pg_temp.days(90, 0), segment => row (null, null, null, array[%L]::uuid[], null)::segment_input)', agent)), 'its figures are those of its segment') from who;

-- Cohorts and groups of buyers.
select is(pg_temp.as('analyst', null, 'select sum(clients) from cohorts(36) where month = 0'),
    (select count(*)::text from clients where created_at >= (date_trunc('month', now() at time zone 'Europe/Warsaw') - interval '36 months') at time zone 'Europe/Warsaw'), 'each client is of one cohort');
select is(pg_temp.as('analyst', null, 'select bool_and(active between 0 and clients) from cohorts(36)'), 'true', 'no more are active than there are');
select is(pg_temp.as('analyst', null, 'select bool_and(least(recency, frequency, monetary) >= 1 and greatest(recency, frequency, monetary) <= 5) from rfm()'), 'true', 'scores go from 1 to 5');
select is(pg_temp.as('analyst', null, 'select sum(clients) from rfm()'), (select count(distinct client_id)::text from orders where payment_status in ('PAID', 'PARTLY_REFUNDED', 'REFUNDED')
    and created_at >= now() - interval '365 days'), 'each buyer of the year is in one group');
select matches(pg_temp.count('lead', lead, 'rfm()'), '^42501', 'a lead sees no money') from who;

-- The queue, and goals.
select is(pg_temp.as('agent', agent, 'select sum(depth) from queue()'), (select count(*)::text from support_tickets where status = 'NEW' and origin = 'INBOUND' and automation_until is null), 'who waits is in the queue') from who;
select is(pg_temp.as('executive', null, 'select round((goal_progress(id)).progress::numeric, 4) from success_goals where kpi is null and source = ''004'''), '0.4286', 'a goal without a KPI is as far as was noted down');

-- Contacts and service time are noted when they happen, as the demo has them.
select is_empty($$ select id from support_tickets where resolved_at is not null and (resolution_micros is null or (resolved_by = 'AGENT' and resolved_by_id is null)) $$, 'each resolution has its time and its agent');
select is_empty($$ select id from support_sla_compliance where kind = 'FIRST_RESPONSE' and met_at is not null and (elapsed_micros is null or met_by_id is null) $$, 'each first response has them too');

set local role concierge_writer;
create temporary table played as select c.client_id as client, p.preferred_channel, null::uuid as ticket from client_preferences p
    join clients c0 on c0.id = p.client_id join lateral (select p.client_id) as c on true where not c0.confidential order by p.client_id limit 1;
grant all on played to public;
reset role;
update played set ticket = pg_temp.call('lead', lead, 'create_ticket_for_client', jsonb_build_object('client_id', client, 'category_id',
    (select id from support_categories where code = 'appointment'), 'subject', 'Wizyta', 'body', 'Kiedy?', 'channel', 'EMAIL'), 'ticket_id')::uuid from who;
select is(pg_temp.try('lead', lead, 'add_ticket_message', jsonb_build_object('ticket_id', ticket, 'body', 'Jutro.')), 'ok', 'somebody answers') from who, played;
select is(pg_temp.try('lead', lead, 'update_ticket_status', jsonb_build_object('ticket_id', ticket, 'status', 'RESOLVED')), 'ok', 'and resolves') from who, played;
select results_eq($$ select t.resolved_by_id, t.contacts, t.preferred_channel, t.resolution_micros >= 0 from support_tickets t join played on ticket = t.id $$,
    $$ select lead, 1::smallint, preferred_channel, true from who, played $$, 'who, after how many contacts, and what the client prefers is noted at once');
select results_eq($$ select met_by_id, elapsed_micros >= 0 from support_sla_compliance join played on ticket = ticket_id where kind = 'FIRST_RESPONSE' $$,
    $$ select lead, true from who $$, 'the first response too');
select is(pg_temp.try('lead', lead, 'update_ticket_status', jsonb_build_object('ticket_id', ticket, 'status', 'OPEN')), 'ok', 'it is reopened') from who, played;
select results_eq($$ select t.resolved_by_id, t.contacts, t.resolution_micros from support_tickets t join played on ticket = t.id $$,
    $$ select null::uuid, 1::smallint, null::bigint $$, 'a reopened ticket is not resolved; its first contacts stay');

select * from finish();
rollback;
