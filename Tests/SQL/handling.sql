-- The handling of tickets, what the desk cost, and when it was down.
begin;
create extension if not exists pgtap;
select no_plan();
\ir callers.psql

set local role concierge_writer;
create temporary table who as
select t.id as ticket, t.client_id as client, t.created_at as since,
    (select id from support_agents where position = 'AGENT' and active order by id limit 1) as agent,
    (select id from support_agents where position = 'LEAD' order by id limit 1) as lead,
    (select id from support_tickets where confidential and not exists (select from vip_client_profiles v
        where v.client_id = support_tickets.client_id and (select id from support_agents where position = 'AGENT' and active order by id limit 1)
            in (v.dedicated_agent_id, v.relationship_manager_id)) and status = 'CLOSED' order by id limit 1) as hidden
from support_tickets t where t.status = 'CLOSED' and not t.confidential order by t.id limit 1;
grant all on who to public;
reset role;

create function pg_temp.log(role text, sub uuid, more jsonb default '{}') returns text
    language sql
    as $$ select pg_temp.try(role, sub, 'log_interaction', jsonb_build_object('ticket_id', (select ticket from who), 'channel', 'PHONE',
        'started_at', (select since + interval '1 minute' from who), 'ended_at', (select since + interval '11 minutes' from who),
        'wrap_up_seconds', 60) || more) $$;
select is(pg_temp.log('agent', agent), 'ok', 'an agent notes down a call') from who;
select results_eq($$ select agent_id, channel, ended_at - started_at, wrap_up_seconds from support_interactions where ticket_id = (select ticket from who)
    and created_at >= now() $$, $$ select agent, 'PHONE'::channel, interval '10 minutes', 60 from who $$,
    'the interaction is stored with agent, channel, length and wrap-up');
select is(pg_temp.log('agent', agent, jsonb_build_object('ticket_id', hidden)), 'QL404 There is no such ticket.',
    'an agent cannot log an interaction of a ticket that it does not see') from who;
select is(pg_temp.log('admin', null), 'QL403 An agent notes down what it has done.',
    'an interaction is logged by an agent only') from who;
select is(pg_temp.log('agent', agent, jsonb_build_object('ended_at', since)), 'QL400 An interaction has a start and an end, at most 12 hours apart.',
    'the end comes after the start') from who;
select is(pg_temp.log('agent', agent, jsonb_build_object('started_at', since - interval '1 minute')),
    'QL400 An interaction lies between the ticket''s beginning and now.',
    'an interaction is not older than its ticket') from who;
select is(pg_temp.log('agent', agent, jsonb_build_object('wrap_up_seconds', 7201)), 'QL400 The work after an interaction takes at most two hours.', 'wrap-up has a limit') from who;
select is(pg_temp.log('agent', agent, jsonb_build_object('sentiment', 2)), 'QL400 Sentiment goes from -1 to 1.', 'sentiment has a scale') from who;
select matches(pg_temp.log(r, client), '^42501', r || ' notes down nothing') from who, unnest(array['client', 'analyst', 'auditor', 'anonymous']) as r;
select throws_ok('delete from support_interactions', '23001', null, 'an interaction is not taken back');

-- Conversations.
set local role concierge_reader;
select is_empty($$ select c.ticket_id, c.channel from ticket_conversations c group by 1, 2 having min(ordinal) <> 1 or max(ordinal) <> count(*) $$,
    'conversations count from 1');
select is_empty($$ select a.ticket_id from ticket_conversations a join ticket_conversations b on (b.ticket_id, b.channel, b.ordinal)
    = (a.ticket_id, a.channel, a.ordinal + 1) where channel_kind(a.channel) = 'WRITTEN' or b.started_at < a.ended_at + interval '30 minutes' $$,
    'half an hour of silence lies between two live ones, and writing has one');
select is((select sum(messages) from ticket_conversations), (select count(*) from ticket_messages where not internal), 'each public message is in one');
select is((select sum(interactions) from ticket_conversations), (select count(*) from support_interactions), 'each interaction is in one');
reset role;

-- Costs.
create function pg_temp.cost(role text, amount numeric, more jsonb default '{}') returns text
    language sql
    as $$ select pg_temp.try(role, (select lead from who), 'set_support_cost', jsonb_build_object('month', '2019-05-01', 'kind', 'WAGES', 'amount', amount) || more) $$;
select is(pg_temp.cost('admin', 1000, '{"expected_version": 0}'), 'ok', 'an admin records the wages of a month');
select is(pg_temp.cost('admin', 1100, '{"expected_version": 1}'), 'ok', 'an admin corrects the wages of a month');
select is(pg_temp.cost('admin', 1200, '{"expected_version": 1}'), 'QL409 This has changed since you read it.',
    'a change of an older version is refused');
select results_eq($$ select amount, version from support_costs where month = '2019-05-01' $$, $$ values (1100.00, 2) $$,
    'a month has one row, with the corrected amount');
select is(pg_temp.cost('admin', 1, '{"month": "2019-05-02"}'), 'QL400 A month is given by its first day.', 'a month is a month');
select is(pg_temp.cost('admin', -1), 'QL400 The amount is missing, below zero, or too much.', 'a cost is not below zero');
select matches(pg_temp.cost(r, 1), '^42501', r || ' sets no costs') from unnest(array['agent', 'lead', 'analyst', 'executive']) as r;
select matches(pg_temp.as('agent', agent, 'select count(*) from support_costs'), '^42501', 'agents read no costs') from who;

-- Incidents.
create temporary table made (id uuid);
grant all on made to public;
insert into made select pg_temp.call('lead', lead, 'open_incident', '{"title": "Czat nie działa"}', 'incident_id')::uuid from who;
select is((select planned from incidents join made using (id)), false, 'a lead says that the service is down');
select is(pg_temp.try('lead', lead, 'close_incident', jsonb_build_object('incident_id', (select id from made), 'expected_version', 1)), 'ok',
    'a lead closes an incident') from who;
select is(pg_temp.try('lead', lead, 'close_incident', jsonb_build_object('incident_id', (select id from made))), 'QL409 The incident is over already.',
    'an incident cannot be closed twice') from who;
select is(pg_temp.try('lead', lead, 'open_incident', jsonb_build_object('title', 'x', 'started_at', now() + interval '1 day')),
    'QL400 What is not planned has begun.', 'an incident that begins later must be planned') from who;
select is(pg_temp.try('lead', lead, 'open_incident', jsonb_build_object('title', 'Prace', 'planned', true, 'started_at', now() + interval '1 day')), 'ok',
    'a lead opens a planned incident that begins later') from who;
select matches(pg_temp.try('agent', agent, 'open_incident', '{}'), '^42501', 'an agent opens none') from who;

select * from finish();
rollback;
