-- What happens to tickets by itself: when, to which, and by whom.
begin;
create extension if not exists pgtap;
select no_plan();
\ir callers.psql

-- Tickets of this test alone are due: the others are taken out of the way.
set local role concierge_writer;
update support_tickets set assigned_agent_id = (select id from support_agents where active order by id limit 1)
where status = 'NEW' and assigned_agent_id is null;
update support_tickets set updated_at = now() where status = 'PENDING';
update support_tickets set resolved_at = now() where status = 'RESOLVED';
-- What rules resolve is tested below.
update automation_rules set active = false where resolves_after is not null;
create temporary table cast_of_play as
select (select id from clients where tier = 'STANDARD' and not confidential order by id limit 1) as client,
    (select id from clients where tier = 'VIP_GOLD' order by id limit 1) as vip,
    (select id from support_agents where position = 'AGENT' and active order by id limit 1) as agent;
create temporary table made (name text primary key, id uuid);
grant all on cast_of_play, made to public;
reset role;

create function pg_temp.open(name text, client uuid) returns void
    language sql
    as $$
    insert into made values (name, pg_temp.call('client', client, 'create_ticket', jsonb_build_object(
        'category_id', (select id from support_categories where code = 'login'), 'subject', name, 'body', 'x', 'channel', 'CHAT'),
        'ticket_id')::uuid)
    $$;
create function pg_temp.ticket(name text) returns support_tickets
    language sql
    as $$ select t from support_tickets t join made m on m.id = t.id where m.name = $1 $$;
create function pg_temp.job(call text) returns text language sql as $$ select pg_temp.as('system', null, 'select ' || call) $$;
create function pg_temp.move(name text, status text) returns text
    language sql
    as $$ select pg_temp.try('agent', (select agent from cast_of_play), 'update_ticket_status', jsonb_build_object('ticket_id', (select id from made
        where made.name = $1), 'status', status)) $$;
create function pg_temp.last_event(name text) returns text
    language sql
    as $$ select concat_ws(' ', actor_kind, kind, from_status, to_status) from ticket_events
        where ticket_id = (select id from made where made.name = $1) order by created_at desc, id desc limit 1 $$;
-- As if it had come to this state so long ago.
create function pg_temp.age(name text, by interval) returns void
    language plpgsql
    as $$
begin
    perform set_config('role', 'concierge_writer', true);
    update support_tickets set created_at = created_at - by, resolved_at = resolved_at - by, first_response_at = first_response_at - by,
        updated_at = updated_at - by where id = (select id from made where made.name = age.name);
    perform set_config('role', 'none', true);
end
$$;

-- Routing.
select pg_temp.on_shift(id) from support_agents where active and position <> 'LEAD';
set local role concierge_writer;
update support_agents set concurrent_chats = 10 where active;
reset role;
select pg_temp.open('young', client), pg_temp.open('old', client), pg_temp.open('first', vip) from cast_of_play;
select pg_temp.age('old', '2 minutes');
create temporary table best as select m.name, r.agent_id from made m join ticket_routing r on r.ticket_id = m.id and r.rank = 1;
select is(pg_temp.job('route_new_tickets(''1 minute'', 1)'), '1', 'one at a time, where that is all that is asked for');
select isnt((pg_temp.ticket('first')).assigned_agent_id, null, 'the priority queue goes first, and at once');
select is((pg_temp.ticket('first')).assigned_agent_id, agent_id,
    'the first ticket goes to the best agent') from best where name = 'first';
select is(pg_temp.last_event('first'), 'SYSTEM ASSIGNED', 'the routing is in the history');
select is(pg_temp.job('route_new_tickets(''1 minute'', 50)'), '1', 'a ticket that waited long enough is routed');
select isnt((pg_temp.ticket('old')).assigned_agent_id, null, 'the oldest ticket has an agent');
select is((pg_temp.ticket('young')).assigned_agent_id, null, 'a ticket that did not wait long enough is not routed');
select is((pg_temp.ticket('old')).status, 'NEW', 'a routed ticket is still NEW');
select is(pg_temp.job('route_new_tickets(''1 minute'', 50)'), '0', 'no ticket is routed twice');

-- Waiting for a client in vain.
select is(pg_temp.move('old', 'OPEN') || pg_temp.move('old', 'PENDING'), 'okok', 'an agent waits for the client');
select pg_temp.age('old', '6 days 23 hours');
select is(pg_temp.job('resolve_idle_tickets(''7 days'', 50)'), '0', 'a ticket is not idle before 7 days');
select pg_temp.age('old', '61 minutes');
select is(pg_temp.job('resolve_idle_tickets(''7 days'', 50)'), '1', 'a ticket is resolved after 7 idle days');
select is((pg_temp.ticket('old')).resolved_by, 'IDLE', 'an idle ticket is resolved by the reason IDLE');
select is(pg_temp.last_event('old'), 'SYSTEM STATUS_CHANGED PENDING RESOLVED',
    'the resolution of the idle ticket is in the history');
select is_empty($$ select from support_sla_compliance where ticket_id = (pg_temp.ticket('old')).id and met_at is null
    and breached_at is null and cancelled_at is null $$, 'no clock of a resolved ticket runs');
select is_empty($$ select from support_feedback_surveys where ticket_id = (pg_temp.ticket('old')).id $$,
    'no survey follows an idle ticket');

-- What stays resolved is closed.
select pg_temp.age('old', '71 hours');
select is(pg_temp.job('close_resolved_tickets(''72 hours'', 50)'), '0',
    'a resolved ticket is not closed before 72 hours');
select pg_temp.age('old', '61 minutes');
select is(pg_temp.job('close_resolved_tickets(''72 hours'', 50)'), '1', 'a resolved ticket is closed after 72 hours');
select results_eq($$ select (pg_temp.ticket('old')).status, (pg_temp.ticket('old')).resolved_by $$, $$ values ('CLOSED'::ticket_status, 'IDLE'::ticket_resolver) $$, 'closed as it was resolved');
select is(pg_temp.last_event('old'), 'SYSTEM STATUS_CHANGED RESOLVED CLOSED',
    'the closing of the ticket is in the history');
select is(pg_temp.job('close_resolved_tickets(''72 hours'', 50)'), '0', 'a closed ticket is not closed again');
select is(pg_temp.try('client', client, 'update_ticket_status', jsonb_build_object('ticket_id', (pg_temp.ticket('old')).id, 'status', 'OPEN')), 'ok',
    'the client may reopen a ticket that a job closed') from cast_of_play;

-- What a rule's answer settles.
set local role concierge_writer;
insert into automation_rules (code, name_pl, name_en, kind, category_id, locale, body, resolves_after, position)
select 'test_settles', 'Próba', 'Test', kind, id, 'PL', 'Oto odpowiedź.', interval '10 minutes', 0 from support_categories where code = 'login';
update clients set locale = 'PL' where id = (select client from cast_of_play);
reset role;
create function pg_temp.say(name text, body text) returns text
    language sql
    as $$ select pg_temp.try('client', (select client from cast_of_play), 'add_ticket_message', jsonb_build_object('ticket_id',
        (select id from made where made.name = $1), 'body', body)) $$;
select pg_temp.open(n, client) from cast_of_play, unnest(array['settled', 'asked again', 'thanked']) as n;
select is((select rule from ticket_messages where ticket_id = (pg_temp.ticket('settled')).id and author_kind = 'AUTOMATION'), 'test_settles',
    'an automatic answer names its rule');
select is(pg_temp.say('asked again', 'A jednak nie.') || pg_temp.say('thanked', 'Dziękuję!'), 'okok', 'clients write after the answer');
select pg_temp.age(n, '5 minutes') from unnest(array['settled', 'asked again', 'thanked']) as n;
select is(pg_temp.job('resolve_answered_tickets(50)'), '0', 'no answered ticket is resolved before the rule''s time');
set local role concierge_writer;
update support_tickets set automation_until = now() - interval '1 second' where automation_until is not null;
reset role;
select is(pg_temp.job('route_new_tickets(''1 minute'', 50)'), '1', 'only the client who wrote again needs an agent');
select is(pg_temp.job('resolve_answered_tickets(50)'), '2', 'tickets without a reply, or with thanks, are resolved');
select is((pg_temp.ticket(n)).resolved_by, 'AUTOMATION', n || ': automation resolved it') from unnest(array['settled', 'thanked']) as n;
select is((pg_temp.ticket('asked again')).status, 'NEW', 'a ticket with another question waits for an agent');
select is((select string_agg(kind || case when cancelled_at is not null then ' void' when met_at is not null then ' met' else ' runs' end, ', ' order by kind)
    from support_sla_compliance where ticket_id = (pg_temp.ticket('settled')).id), 'FIRST_RESPONSE void, RESOLUTION met',
    'automation is no first response');

-- Who may.
select matches(pg_temp.as(r, agent, 'select ' || f || '(''1 minute'', 1)'), '^42501', r || ' cannot ' || f)
from cast_of_play, unnest(array['anonymous', 'client', 'agent', 'lead', 'admin', 'analyst']) as r,
    unnest(array['route_new_tickets', 'resolve_idle_tickets', 'close_resolved_tickets']) as f;

select * from finish();
rollback;
