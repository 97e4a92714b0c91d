-- Who is best for a ticket, against the factors written down one by one; and that routing takes the best.
begin;
create extension if not exists pgtap;
select no_plan();
\ir callers.psql

set local role concierge_writer;
create temporary table who as
select (select id from support_tickets where status = 'NEW' and not confidential and assigned_agent_id is null order by id limit 1) as ticket,
    (select id from support_agents where position = 'LEAD' order by id limit 1) as lead,
    (select id from support_agents where position = 'AGENT' order by id limit 1) as agent;
grant all on who to public;
select pg_temp.on_shift(id) from support_agents where active and position <> 'LEAD';

create temporary table ranked as select * from ticket_routing;
select cmp_ok(count(*), '>', 50::bigint, 'there are over 50 candidates') from ranked;
select is_empty($$ select ticket_id from ranked group by ticket_id
    having min(rank) <> 1 or max(rank) <> count(*) or count(distinct rank) <> count(*) $$, 'ranks count from 1');
select is_empty($$ select ticket_id from support_tickets t left join ranked r on r.ticket_id = t.id
    where (t.status in ('NEW', 'OPEN', 'PENDING')) <> (r.ticket_id is not null) $$, 'tickets at work have them, and no others');
select is_empty($$ select * from ranked where score <> care_points + tier_points + skill_points + language_points + availability_points + load_points
    or score > 100 or score < 0 $$, 'the score is the sum of its points');
select is_empty($$ select * from ranked a join ranked b on b.ticket_id = a.ticket_id and b.rank = a.rank + 1 where (b.takes, b.score) > (a.takes, a.score) $$,
    'candidates are ranked by availability, then by score');
select is_empty($$ select r.* from ranked r join support_tickets t on t.id = r.ticket_id join support_agents a on a.id = r.agent_id
    where (language_points = 15) <> (t.locale = any(a.languages)) or not a.active or a.position = 'LEAD' $$,
    'candidates are active and no leads, and have 15 points exactly if they speak the language');
select is_empty($$ select r.* from ranked r join support_tickets t on t.id = r.ticket_id join support_agents a on a.id = r.agent_id
    where (tier_points = 20) <> (t.tier = any((select serves_tiers from teams where id = a.team_id)::service_tier[])) $$, 'whose team it is');
select is_empty($$ select r.* from ranked r where working_tickets <> (select count(*) from support_tickets t
    where t.assigned_agent_id = r.agent_id and t.status in ('NEW', 'OPEN', 'PENDING')) $$, 'how much work there is');
select is_empty($$ select r.* from ranked r join support_tickets t on t.id = r.ticket_id left join vip_client_profiles v on v.client_id = t.client_id
    where (care_points = 20) <> (v.dedicated_agent_id is not distinct from r.agent_id) $$,
    'the dedicated agent of the client gets 20 points');
select is_empty($$ select r.* from ranked r join support_tickets t on t.id = r.ticket_id join support_categories c on c.id = t.category_id
    where t.channel not in ('PHONE', 'VIDEO') and skill_points - 5 <> 3 * coalesce((select level from agent_skills s
        where s.agent_id = r.agent_id and s.kind = 'CATEGORY' and s.code = lower(c.kind::text)), 0) $$,
    'an agent with the skill of the category gets its points');
reset role;

-- The ranking does not depend on who asks, and is not for everybody.
select is(pg_temp.as('agent', agent, 'select string_agg(format(''%s %s'', agent_id, score), '','' order by rank) from ticket_routing where ticket_id = (select ticket from who)'),
    pg_temp.as('lead', lead, 'select string_agg(format(''%s %s'', agent_id, score), '','' order by rank) from ticket_routing where ticket_id = (select ticket from who)'), 'agents and leads read the same') from who;
select matches(pg_temp.as(r, agent, 'select count(*) from ticket_routing'), '^42501', r || ' reads none') from who, unnest(array['client', 'analyst', 'auditor', 'executive', 'editor', 'anonymous']) as r;
select matches(pg_temp.as(r, agent, 'select count(*) from agent_loads()'), '^42501', r || ' reads no loads') from who, unnest(array['client', 'anonymous']) as r;

-- Taking the best.
select matches(pg_temp.try('client', agent, 'route_ticket', '{}'), '^42501', 'a client routes nothing') from who;
select is(pg_temp.call('system', null, 'route_ticket', jsonb_build_object('ticket_id', ticket), 'agent_id'), (select agent_id::text from ranked where ticket_id = ticket and rank = 1), 'the best takes it') from who;
select is((select assigned_agent_id from support_tickets where id = ticket), (select agent_id from ranked where ticket_id = ticket and rank = 1),
    'the agent with the highest rank gets the ticket') from who;
select is(pg_temp.try('lead', lead, 'route_ticket', jsonb_build_object('ticket_id', ticket)), 'QL409 Somebody has this ticket already.',
    'a ticket that has an agent is not routed again') from who;
select is(pg_temp.try('lead', lead, 'route_ticket', jsonb_build_object('ticket_id', (select id from support_tickets where status = 'CLOSED' limit 1))), 'QL409 The ticket is CLOSED already.', 'while there is work') from who;

-- Who takes a ticket: shift, status, and room for live conversations.
set local role concierge_writer;
update support_agents set left_on = current_date where position <> 'LEAD';
insert into support_agents (id, agent_number, team_id, full_name, email, languages, weekly_minutes, concurrent_chats, hired_on)
select md5(n)::uuid, 'A-99000' || n, md5('team:support_desk')::uuid, 'Próba ' || n, n || '@routing.example', '{PL,EN}', 600, 2, '2020-01-01'
from unnest(array['1', '2', '3']) as n;
create temporary table desk (name text, id uuid);
insert into desk select 'client', gen_random_uuid();
insert into clients (id, full_name, email, city, locale, tier, tier_since)
select id, 'Iga Próbna', 'iga@routing.example', 'Warszawa', 'PL', 'STANDARD', now() from desk;
update automation_rules set active = false;
grant all on desk to public;
reset role;
create function pg_temp.open(name text, channel text default 'CHAT') returns text
    language plpgsql
    as $$
begin
    insert into desk values (name, pg_temp.call('client', (select id from desk where desk.name = 'client'), 'create_ticket', jsonb_build_object(
        'category_id', (select id from support_categories where code = 'login'), 'subject', name, 'body', 'x', 'channel', channel), 'ticket_id')::uuid);
    return name;
end
$$;
create function pg_temp.taker(name text) returns text
    language sql
    as $$ select full_name from ticket_routing r join support_agents a on a.id = r.agent_id
        where r.ticket_id = (select id from desk where desk.name = $1) and rank = 1 and takes $$;
create function pg_temp.route(name text) returns text
    language sql
    as $$ select pg_temp.call('system', null, 'route_ticket', jsonb_build_object('ticket_id', (select id from desk where desk.name = $1)), 'agent_id') $$;
select pg_temp.open('one');
select is(pg_temp.taker('one'), null, 'no one takes a ticket off shift');
select is(pg_temp.route('one'), 'QL409 No agent takes this ticket now.', 'a ticket waits until somebody is there');
select pg_temp.on_shift(md5('1')::uuid, 'REGULAR', 'BREAK');
select is(pg_temp.taker('one'), null, 'an agent on a break gets no ticket');
select pg_temp.on_shift(md5('2')::uuid, 'ON_CALL', 'OFFLINE');
select is(pg_temp.taker('one'), 'Próba 2', 'an agent on call gets the ticket if no agent is on a regular shift');
select pg_temp.on_shift(md5('1')::uuid, 'REGULAR', 'AVAILABLE');
select is(pg_temp.taker('one'), 'Próba 1', 'an agent on a regular shift is preferred');
set local role concierge_writer;
insert into agent_shift_pauses (shift_id, kind, starts_at, ends_at)
select id, 'TRAINING', now() - interval '1 minute', now() + interval '1 hour' from agent_shifts where agent_id = md5('1')::uuid and cancelled_at is null;
reset role;
select is(pg_temp.taker('one'), 'Próba 2', 'a planned pause is no shift');
set local role concierge_writer;
delete from agent_shift_pauses where shift_id in (select id from agent_shifts where agent_id = md5('1')::uuid);
reset role;
select is(pg_temp.route('one'), md5('1')::uuid::text, 'a first live conversation');
select is(pg_temp.route(pg_temp.open('two')), md5('1')::uuid::text, 'a second live conversation');
select pg_temp.open('three');
select is(pg_temp.taker('three'), 'Próba 2', 'an agent with the most live conversations gets no other');
select is(pg_temp.taker(pg_temp.open('written', 'EMAIL')), 'Próba 1',
    'an agent with the most live conversations still gets an e-mail');
select pg_temp.on_shift(md5('2')::uuid, 'REGULAR', 'AVAILABLE'), pg_temp.on_shift(md5('3')::uuid, 'REGULAR', 'AVAILABLE');
select pg_temp.route(pg_temp.open(n)) from unnest(array['four', 'five']) as n;
select is((select string_agg(full_name, ',' order by full_name) from support_tickets t join desk on desk.id = t.id join support_agents a on a.id = t.assigned_agent_id
    where name in ('four', 'five')), 'Próba 2,Próba 3', 'agents with equal scores take turns');

-- Assigning by hand.
create function pg_temp.assign(role text, sub uuid, name text, agent text, reason text default null) returns text
    language sql
    as $$ select pg_temp.try(role, sub, 'assign_ticket', jsonb_build_object('ticket_id', (select id from desk where desk.name = $3),
        'agent_id', md5(agent)::uuid, 'reason', reason)) $$;
select is(pg_temp.assign('lead', lead, 'three', '1'), 'QL409 The agent has all the live conversations that it can have.', 'a lead respects the room of an agent') from who;
select is(pg_temp.assign('lead', lead, 'three', '1', 'Zna klientkę'), 'ok', 'unless it has a reason') from who;
select is((select reason from ticket_handoffs where ticket_id = (select id from desk where name = 'three')), 'Zna klientkę',
    'the reason is stored with the hand-off');
select pg_temp.on_shift(md5('3')::uuid, null, 'OFFLINE'), pg_temp.open('six'), pg_temp.open('seven');
select is(pg_temp.assign('lead', lead, 'six', '3'), 'QL409 The agent is not on a shift.', 'a lead gives nothing to who is not there') from who;
select is(pg_temp.assign('agent', md5('3')::uuid, 'six', '3'), 'ok', 'an agent who takes a ticket is there');
select is(pg_temp.assign('agent', md5('1')::uuid, 'seven', '1'), 'QL409 The agent has all the live conversations that it can have.',
    'an agent cannot take more live conversations than it may have');
select is(pg_temp.try('agent', md5('1')::uuid, 'hand_off_ticket', jsonb_build_object('ticket_id', (select id from desk where name = 'one'),
    'to_agent_id', md5('3')::uuid, 'reason', 'Koniec zmiany')), 'QL409 The agent is not on a shift.', 'an agent hands off to who is at work');
select is(pg_temp.try('lead', lead, 'hand_off_ticket', jsonb_build_object('ticket_id', (select id from desk where name = 'one'),
    'to_agent_id', md5('3')::uuid, 'reason', 'Koniec zmiany')), 'ok', 'a lead to any, as it gives a reason') from who;

select * from finish();
rollback;
