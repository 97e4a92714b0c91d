-- The ticket service: what each role may do with a ticket, what follows from it, and what is refused.
begin;
create extension if not exists pgtap;
select no_plan();

\ir callers.psql

set local role concierge_writer;
create temporary table who as
select
    gen_random_uuid() as client, gen_random_uuid() as other_client,
    (select client_id from vip_client_profiles where confidential and dedicated_agent_id is not null order by id limit 1) as hidden_client,
    (select dedicated_agent_id from vip_client_profiles where confidential and dedicated_agent_id is not null order by id limit 1) as carer,
    (select min(id::text)::uuid from support_agents where position = 'AGENT') as agent,
    (select max(id::text)::uuid from support_agents where position = 'AGENT') as colleague,
    (select id from support_agents where position = 'LEAD' order by id limit 1) as lead,
    (select id from support_categories where code = 'login') as category,
    (select id from tags where code = 'gift') as tag;
insert into clients (id, full_name, email, city, locale, tier, tier_since)
select client, 'Iga Próbna', 'iga@test.example', 'Warszawa', 'PL'::locale, 'STANDARD'::service_tier, now() from who union all
select other_client, 'Jan Próbny', 'jan@test.example', 'Warszawa', 'PL', 'STANDARD', now() from who;
update support_agents set left_on = hired_on where id = (select id from support_agents where position = 'AGENT'
    and id not in (select agent from who union select colleague from who union select carer from who) order by id limit 1);
create temporary table made (name text primary key, id uuid);
grant all on who, made to public;
insert into automation_rules (code, name_pl, name_en, kind, category_id, locale, body)
values ('test_any', 'Każdy', 'Any', null, null, 'PL', 'Mamy {{number}}.'),
    ('test_login', 'Logowanie', 'Signing in', 'TECHNICAL_PROBLEM', (select category from who), 'PL', 'Dzień dobry, {{name}}: {{number}}.');
update automation_rules set active = false where code not in ('test_any', 'test_login');
update support_agents set concurrent_chats = 10;
reset role;

select pg_temp.on_shift(id) from support_agents where active;
create function pg_temp.ticket(name text) returns support_tickets
    language sql
    as $$ select t from support_tickets t join made m on m.id = t.id where m.name = $1 $$;
create function pg_temp.id(name text) returns uuid language sql as $$ select id from made where made.name = $1 $$;
create function pg_temp.clocks(name text) returns text
    language sql
    as $$
    select string_agg(kind || case when cancelled_at is not null then ' cancelled' when met_at is not null then ' met'
        when paused then ' paused' when breached_at is not null then ' breached' else ' runs' end, ', ' order by kind, started_at)
    from support_sla_compliance where ticket_id = pg_temp.id(name)
    $$;
create function pg_temp.history(name text) returns text
    language sql
    as $$
    select string_agg(actor_kind || ' ' || kind || coalesce(' ' || from_status, '') || coalesce(' ' || to_status, ''), ', '
        order by created_at, id)
    from ticket_events where ticket_id = pg_temp.id(name)
    $$;
create function pg_temp.open(name text, role text, sub uuid, more text default '') returns text
    language plpgsql
    as $$
declare
    answer text;
begin
    answer := pg_temp.call(role, sub, case role when 'client' then 'create_ticket' else 'create_ticket_for_client' end,
        jsonb_build_object('category_id', (select category from who), 'subject', ' Nie mogę wejść ', 'body', 'Hasło nie działa.',
            'channel', 'CHAT') || coalesce(nullif(more, ''), '{}')::jsonb, 'ticket_id');
    if answer like '________-%' then
        insert into made values (open.name, answer::uuid);
        return 'ok';
    end if;
    return answer;
end
$$;
create function pg_temp.does(name text, role text, sub uuid, function text, more jsonb default '{}') returns text
    language sql
    as $$ select pg_temp.try(role, sub, function, jsonb_build_object('ticket_id', pg_temp.id(name)) || more) $$;
create function pg_temp.say(name text, role text, sub uuid, more jsonb default '{}') returns text
    language sql
    as $$ select pg_temp.does(name, role, sub, 'add_ticket_message', jsonb_build_object('body', 'Słowo.') || more) $$;
create function pg_temp.move(name text, role text, sub uuid, status text, more jsonb default '{}') returns text
    language sql
    as $$ select pg_temp.does(name, role, sub, 'update_ticket_status', jsonb_build_object('status', status) || more) $$;

-- Opening. -----------------------------------------------------------------------------------------------------------
select is(pg_temp.open('one', 'client', (select client from who)), 'ok', 'a client opens a ticket');
select results_eq($$ select (t).client_id, (t).subject, (t).status, (t).priority, (t).origin, (t).tier
    from (select pg_temp.ticket('one') as t) as it $$,
    $$ select client, 'Nie mogę wejść', 'NEW'::ticket_status, 'NORMAL'::ticket_priority, 'INBOUND'::ticket_origin,
        'STANDARD'::service_tier from who $$, 'the ticket is stored as the client opened it');
select is((select code from teams where id = (pg_temp.ticket('one')).team_id), 'support_desk', 'the tier''s team has it');
select is(pg_temp.clocks('one'), 'FIRST_RESPONSE runs, RESOLUTION runs', 'both clocks of a new ticket run');
select is(pg_temp.history('one'), 'CLIENT CREATED NEW, CLIENT MESSAGE_ADDED, AUTOMATION MESSAGE_ADDED',
    'the history has the creation, the message and the confirmation');
select results_eq($$ select author_kind, body from ticket_messages where ticket_id = pg_temp.id('one') order by created_at, id $$,
    $$ select 'CLIENT'::actor_kind, 'Hasło nie działa.' union all select 'AUTOMATION', format('Dzień dobry, %s: %s.',
        split_part(full_name, ' ', 1), (pg_temp.ticket('one')).ticket_number) from clients where id = (select client from who) $$,
    'the narrowest rule answers at once');
select is((pg_temp.ticket('one')).first_response_at, null, 'an automatic confirmation is no first response');
select is((pg_temp.ticket('one')).version, 1, 'a ticket and its first answers are one change');

select is(pg_temp.open('x', 'client', (select client from who), '{"channel": "VIDEO"}'),
    'QL403 You cannot reach us by VIDEO with your tier.', 'a client cannot use video without the tier for it');
select is(pg_temp.open('x', 'client', (select client from who), '{"subject": "  "}'), 'QL400 The subject is missing.', 'a subject is more than spaces');
select is(pg_temp.open('x', 'client', (select client from who), format('{"body": "%s"}', repeat('x', 20001))),
    'QL400 The message is too long: at most 20000 characters.', 'there is a limit to words');
select is(pg_temp.open('x', 'client', (select client from who), format('{"category_id": "%s"}', gen_random_uuid())),
    'QL404 There is no such category.', 'a ticket needs a category that exists');
select is(pg_temp.open('x', 'client', null), 'QL403 You cannot do this.',
    'a caller without a subject cannot open a ticket');
select is(pg_temp.open('x', 'agent', (select agent from who)), 'QL404 There is no such client.', 'staff say whose it is');
select is(pg_temp.open('x', 'agent', gen_random_uuid(), format('{"client_id": "%s"}', (select client from who))),
    'QL403 You are not one of our agents, or not any more.', 'a stranger with an agent''s token');
select is(pg_temp.open('x', 'agent', (select id from support_agents where not active limit 1), format('{"client_id": "%s"}', (select client from who))),
    'QL403 You are not one of our agents, or not any more.', 'an agent who has left can do nothing');
select is(pg_temp.open('x', 'agent', (select agent from who), format('{"client_id": "%s"}', (select hidden_client from who))),
    'QL404 There is no such client.', 'a confidential client is not there for others');
select is(pg_temp.open('hidden', 'agent', (select carer from who), format('{"client_id": "%s"}', (select hidden_client from who))),
    'ok', 'the agent in charge opens a ticket for a confidential client');
select matches(pg_temp.open('x', 'analyst', (select agent from who)), '^42501', 'an analyst changes nothing');
select matches(pg_temp.open('x', 'anonymous', null), '^42501', 'an anonymous caller cannot open a ticket');
select is(pg_temp.open('outreach', 'agent', (select agent from who),
    format('{"client_id": "%s", "origin": "OUTREACH", "priority": "HIGH"}', (select client from who))), 'ok',
    'an agent opens a ticket for a client');
select is(pg_temp.clocks('outreach'), 'RESOLUTION runs', 'no one waits for a first response then');
select is(pg_temp.history('outreach'), 'AGENT CREATED NEW, AGENT MESSAGE_ADDED, AGENT ASSIGNED, AGENT STATUS_CHANGED NEW OPEN',
    'an outreach ticket is assigned and OPEN');
select is((select string_agg(version::text, ',' order by created_at, id) from ticket_events where ticket_id = pg_temp.id('outreach')), '1,1,1,1',
    'events of one change share its version');

-- Who reaches which ticket. --------------------------------------------------------------------------------------------
select is(pg_temp.say('one', 'client', (select other_client from who)), 'QL404 There is no such ticket.', 'another client''s ticket is not there');
select is(pg_temp.move('one', 'client', (select other_client from who), 'RESOLVED'), 'QL404 There is no such ticket.',
    'a client cannot move the ticket of another');
select is(pg_temp.say('hidden', 'agent', (select agent from who)), 'QL404 There is no such ticket.', 'a confidential one is not there for others');
select is(pg_temp.say('hidden', 'lead', (select lead from who), '{"internal": true}'), 'ok', 'a lead sees it');
select is(pg_temp.does('nothing', 'agent', (select agent from who), 'assign_ticket'), 'QL404 There is no such ticket.',
    'a ticket that an agent cannot see does not exist for it');
select matches(pg_temp.does('one', 'client', (select client from who), f, '{}'), '^42501', 'a client cannot ' || f)
from unnest(array['create_ticket_for_client', 'assign_ticket', 'hand_off_ticket', 'escalate_ticket', 'merge_tickets', 'tag_ticket', 'untag_ticket',
    'watch_ticket', 'unwatch_ticket', 'update_ticket_priority']) as f;
select matches(pg_temp.does('one', r, (select agent from who), f, '{}'), '^42501', r || ' cannot ' || f)
from unnest(array['create_ticket', 'create_ticket_for_client', 'add_ticket_message', 'update_ticket_status', 'assign_ticket', 'hand_off_ticket',
    'escalate_ticket', 'merge_tickets', 'tag_ticket', 'watch_ticket']) as f
cross join unnest(array['anonymous', 'editor', 'analyst', 'executive', 'auditor']) as r;

-- Taking, answering, waiting. --------------------------------------------------------------------------------------------
select is(pg_temp.does('one', 'agent', (select agent from who), 'assign_ticket', '{"expected_version": 0}'),
    'QL409 This has changed since you read it.', 'a change of an older version is refused');
select is(pg_temp.does('one', 'agent', (select agent from who), 'assign_ticket',
    jsonb_build_object('agent_id', (select colleague from who))), 'QL403 Only a lead gives tickets to others.', 'an agent gives nothing to others');
select is(pg_temp.does('one', 'agent', (select agent from who), 'assign_ticket', '{"expected_version": 1}'), 'ok', 'an agent takes it');
select is(pg_temp.does('one', 'agent', (select colleague from who), 'assign_ticket'), 'QL409 Somebody has this ticket already.',
    'a ticket that has an agent cannot be assigned again');
select is(pg_temp.does('one', 'lead', (select lead from who), 'assign_ticket', jsonb_build_object('agent_id', (select id from support_agents where not active limit 1))),
    'QL409 This agent has left.', 'a ticket cannot be given to an agent who has left');
select is(pg_temp.say('one', 'agent', (select agent from who), '{"internal": true}'), 'ok', 'a note among us');
select is(pg_temp.clocks('one'), 'FIRST_RESPONSE runs, RESOLUTION runs',
    'an internal note does not stop the first-response clock');
select is((pg_temp.ticket('one')).status, 'NEW', 'an internal note leaves the ticket NEW');
select is(pg_temp.say('one', 'client', (select client from who), '{"internal": true}'), 'QL403 Clients write no internal notes.', 'a client has no notes');
select is(pg_temp.move('one', 'agent', (select agent from who), 'PENDING'), 'QL409 A ticket that is NEW cannot become PENDING.',
    'a ticket cannot become PENDING before an answer');
select is(pg_temp.say('one', 'agent', (select agent from who)), 'ok', 'the agent asks the client a question');
select is(pg_temp.clocks('one'), 'FIRST_RESPONSE met, RESOLUTION runs', 'that is the first response');
select ok((pg_temp.ticket('one')).first_response_at is not null and (pg_temp.ticket('one')).status = 'OPEN',
    'the first public answer opens the ticket');
select is(pg_temp.move('one', 'agent', (select agent from who), 'OPEN'), 'QL409 The ticket is OPEN already.',
    'an OPEN ticket cannot be opened again');
select is(pg_temp.move('one', 'client', (select client from who), 'PENDING'), 'QL403 A client settles a ticket, or reopens it.', 'a client does not make us wait');
select is(pg_temp.move('one', 'agent', (select agent from who), 'PENDING'), 'ok',
    'the agent sets the ticket to PENDING');
select is(pg_temp.clocks('one'), 'FIRST_RESPONSE met, RESOLUTION paused',
    'the resolution clock of a PENDING ticket is paused');
select is(pg_temp.say('one', 'agent', (select agent from who)), 'ok', 'the agent adds something');
select is((pg_temp.ticket('one')).status, 'PENDING', 'a further message of the agent leaves the ticket PENDING');
select is(pg_temp.say('one', 'client', (select client from who)), 'ok', 'the client answers the question');
select is((pg_temp.ticket('one')).status, 'OPEN', 'we are at it again');
select is(pg_temp.clocks('one'), 'FIRST_RESPONSE met, RESOLUTION runs', 'the clock runs on');

-- Passing on, escalating, tagging, watching. -----------------------------------------------------------------------------
select is(pg_temp.does('one', 'agent', (select colleague from who), 'hand_off_ticket', jsonb_build_object('to_agent_id', (select colleague from who), 'reason', 'x')),
    'QL403 Only who has a ticket hands it off.', 'no one takes a ticket away');
select is(pg_temp.does('one', 'agent', (select agent from who), 'hand_off_ticket', jsonb_build_object('to_agent_id', (select agent from who), 'reason', 'x')),
    'QL409 The ticket is with this agent already.', 'an agent cannot hand a ticket to itself');
select is(pg_temp.does('one', 'agent', (select agent from who), 'hand_off_ticket', jsonb_build_object('to_agent_id', (select colleague from who))),
    'QL400 The reason is missing.', 'a hand-off has a reason');
select is(pg_temp.does('one', 'agent', (select agent from who), 'hand_off_ticket', jsonb_build_object('to_agent_id', (select colleague from who), 'reason', 'Koniec zmiany')),
    'ok', 'a hand-off with a reason is allowed');
select is((pg_temp.ticket('one')).assigned_agent_id, (select colleague from who),
    'a hand-off assigns the ticket to the colleague');
select results_eq($$ select from_agent_id, to_agent_id from ticket_handoffs where ticket_id = pg_temp.id('one') $$, 'select agent, colleague from who',
    'the hand-off is stored with both agents');
select is(pg_temp.does('one', 'agent', (select agent from who), 'escalate_ticket', jsonb_build_object('reason', 'Płacze', 'level', l)), 'QL400 The level goes from 1 to 3.', 'there are three levels') from unnest(array[0, 4, 70000]) as l;
select is(pg_temp.does('one', 'agent', (select agent from who), 'escalate_ticket', '{}'), 'QL400 The reason is missing.', 'an escalation has a reason');
select is(pg_temp.does('one', 'lead', (select lead from who), 'escalate_ticket', '{"reason": "Płacze"}'), 'ok',
    'a lead escalates the ticket by one level');
select is(pg_temp.does('one', 'lead', (select lead from who), 'escalate_ticket', '{"reason": "Płacze", "level": 1}'), 'QL409 The ticket is at level 1 already.',
    'a ticket cannot be escalated to its own level');
select is(pg_temp.does('one', 'lead', (select lead from who), 'escalate_ticket', '{"reason": "Płacze", "level": 3}'), 'ok',
    'a lead escalates the ticket to the highest level');
select is(pg_temp.does('one', 'lead', (select lead from who), 'escalate_ticket', '{"reason": "Płacze"}'), 'QL409 The ticket is at level 3 already.',
    'a ticket at the highest level cannot be escalated');
select is(pg_temp.does('one', 'agent', (select agent from who), f, jsonb_build_object('tag_id', (select tag from who))), 'ok', f)
from unnest(array['tag_ticket', 'tag_ticket', 'untag_ticket', 'untag_ticket', 'tag_ticket']) as f;
select is(pg_temp.does('one', 'agent', (select agent from who), 'tag_ticket', jsonb_build_object('tag_id', gen_random_uuid())), 'QL404 There is no such tag.', 'only tags that there are');
select is((select count(*) from ticket_events where ticket_id = pg_temp.id('one') and tag_id = (select tag from who)), 3::bigint,
    'a change without effect makes no event');
select is(pg_temp.does('one', 'agent', (select agent from who), f), 'ok', f) from unnest(array['watch_ticket', 'watch_ticket', 'unwatch_ticket', 'watch_ticket']) as f;
select is((select count(*) from ticket_watchers where ticket_id = pg_temp.id('one')), 1::bigint,
    'the agent watches the ticket');
select is(pg_temp.does('one', 'agent', (select agent from who), 'update_ticket_priority', '{"priority": "URGENT"}'), 'ok',
    'an agent raises the priority');
select is((select p.priority from support_sla_compliance c join support_sla_policies p on p.id = c.policy_id
    where c.ticket_id = pg_temp.id('one') and c.kind = 'RESOLUTION'), 'URGENT',
    'a running clock follows the new priority');
select is((select p.priority from support_sla_compliance c join support_sla_policies p on p.id = c.policy_id
    where c.ticket_id = pg_temp.id('one') and c.kind = 'FIRST_RESPONSE'), 'NORMAL',
    'a clock that has ended keeps its priority');

-- Resolving, reopening, closing. -------------------------------------------------------------------------------------------
select is(pg_temp.move('one', 'agent', (select colleague from who), 'RESOLVED', jsonb_build_object('expected_version', (pg_temp.ticket('one')).version)), 'ok',
    'the agent resolves the ticket');
select is((pg_temp.ticket('one')).resolved_by, 'AGENT', 'the ticket was resolved by an agent');
select is(pg_temp.clocks('one'), 'FIRST_RESPONSE met, RESOLUTION met', 'the promise was kept');
select is((select string_agg(kind::text, ',' order by kind) from support_feedback_surveys where ticket_id = pg_temp.id('one')), 'CSAT,NPS', 'the client is asked');
select is(pg_temp.does('one', 'agent', (select colleague from who), f, more), 'QL409 The ticket is RESOLVED already.', f || ' is too late')
from (values ('assign_ticket', '{}'::jsonb), ('hand_off_ticket', jsonb_build_object('to_agent_id', (select agent from who), 'reason', 'x')),
    ('escalate_ticket', '{"reason": "x"}'), ('update_ticket_priority', '{"priority": "LOW"}')) as late (f, more);
select is(pg_temp.say('one', 'client', (select client from who)), 'ok', 'the client is not content');
select is((pg_temp.ticket('one')).status::text || (pg_temp.ticket('one')).reopen_count, 'OPEN1', 'that is a reopening');
select is(pg_temp.clocks('one'), 'FIRST_RESPONSE met, RESOLUTION met, RESOLUTION runs', 'a new clock starts');
select is(pg_temp.move('one', 'client', (select client from who), 'RESOLVED'), 'ok',
    'a client resolves its own ticket');
select is((pg_temp.ticket('one')).resolved_by, 'CLIENT', 'the ticket was resolved by the client');
select is(pg_temp.move('one', 'client', (select client from who), 'CLOSED'), 'QL403 A client settles a ticket, or reopens it.',
    'a client cannot close a ticket');
select is(pg_temp.move('one', 'agent', (select agent from who), 'CLOSED'), 'ok', 'an agent closes a ticket');
select is(pg_temp.say('one', r, s), 'QL409 The ticket is closed.', r || ' says no more')
from (values ('client', (select client from who)), ('agent', (select agent from who))) as people (r, s);
select is(pg_temp.say('one', 'agent', (select agent from who), '{"internal": true}'), 'ok',
    'an internal note on a closed ticket is allowed');
select is(pg_temp.move('one', 'client', (select client from who), 'OPEN'), 'ok', 'a client reopens the ticket');
select is((pg_temp.ticket('one')).reopen_count, 2::smallint, 'the second reopening is counted');
select is((select count(*) from support_feedback_surveys where ticket_id = pg_temp.id('one')), 2::bigint,
    'a client is asked once a day at most');
select results_eq($$ select count(distinct version)::integer, max(version) from ticket_events where ticket_id = pg_temp.id('one') $$,
    $$ select (pg_temp.ticket('one')).version, (pg_temp.ticket('one')).version $$, 'versions run without a gap, up to the ticket''s');

-- A client who does without us.
select is(pg_temp.open('two', 'client', (select client from who)), 'ok', 'a client opens a second ticket');
select is(pg_temp.move('two', 'client', (select client from who), 'OPEN'), 'QL403 A client settles a ticket, or reopens it.', 'a client does not say that we are at work');
select is(pg_temp.move('two', 'client', (select client from who), 'RESOLVED'), 'ok', 'is settled by the client');
select is(pg_temp.clocks('two'), 'FIRST_RESPONSE cancelled, RESOLUTION met',
    'the first-response clock of a merged ticket is cancelled');

-- Merging. ---------------------------------------------------------------------------------------------------------------
select is(pg_temp.open('three', 'client', (select client from who)), 'ok', 'a client opens a third ticket');
select is(pg_temp.open('strange', 'client', (select other_client from who)), 'ok', 'another client opens a ticket');
select is(pg_temp.does('three', 'agent', (select agent from who), 'merge_tickets', jsonb_build_object('into_ticket_id', pg_temp.id('three'))), 'QL400 A ticket cannot be merged into itself.',
    'a ticket cannot be merged into itself');
select is(pg_temp.does('three', 'agent', (select agent from who), 'merge_tickets', jsonb_build_object('into_ticket_id', pg_temp.id('strange'))), 'QL400 These are tickets of two clients.',
    'a ticket cannot be merged into another client''s');
select is(pg_temp.does('three', 'agent', (select agent from who), 'merge_tickets', jsonb_build_object('into_ticket_id', pg_temp.id('hidden'))), 'QL404 There is no such ticket.',
    'a ticket cannot be merged into a hidden one');
select is(pg_temp.does('three', 'agent', (select agent from who), 'merge_tickets', jsonb_build_object('into_ticket_id', pg_temp.id('one'))), 'ok', 'into another of the same client');
select is(pg_temp.clocks('three'), 'FIRST_RESPONSE cancelled, RESOLUTION cancelled', 'its clocks count for nothing');
select is((pg_temp.ticket('three')).merged_into_id, pg_temp.id('one'), 'the other one goes on');
select is(pg_temp.does('three', 'agent', (select agent from who), 'merge_tickets', jsonb_build_object('into_ticket_id', pg_temp.id('two'))), 'QL409 The ticket was merged already.',
    'a ticket cannot be merged twice');
select is(pg_temp.move('three', 'client', (select client from who), 'OPEN'), 'QL409 A ticket that was merged into another cannot be reopened.',
    'a merged ticket cannot be reopened');

-- No function but these can be called by people, and none of the private ones by anybody.
select is_empty($$ select p.oid::regprocedure, r.rolname from pg_proc p cross join pg_roles r
    where p.pronamespace = 'public'::regnamespace and p.proowner = 'concierge_writer'::regrole and not p.prosecdef
        and r.rolname ~ '^concierge_' and r.rolname not in ('concierge_writer', 'concierge_superuser', 'concierge_owner')
        and has_function_privilege(r.oid, p.oid, 'execute') $$, 'only the writer may execute its own functions');

select * from finish();
rollback;
