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

create temporary table ranked as select * from ticket_routing;
select cmp_ok(count(*), '>', 50::bigint, 'there are candidates') from ranked;
select is_empty($$ select ticket_id from ranked group by ticket_id
    having min(rank) <> 1 or max(rank) <> count(*) or count(distinct rank) <> count(*) $$, 'ranks count from 1');
select is_empty($$ select ticket_id from support_tickets t left join ranked r on r.ticket_id = t.id
    where (t.status in ('NEW', 'OPEN', 'PENDING')) <> (r.ticket_id is not null) $$, 'tickets at work have them, and no others');
select is_empty($$ select * from ranked where score <> care_points + tier_points + skill_points + language_points + availability_points + load_points
    or score > 100 or score < 0 $$, 'the score is the sum of its points');
select is_empty($$ select * from ranked a join ranked b on b.ticket_id = a.ticket_id and b.rank = a.rank + 1 where b.score > a.score $$, 'the best is first');
select is_empty($$ select r.* from ranked r join support_tickets t on t.id = r.ticket_id join support_agents a on a.id = r.agent_id
    where (language_points = 15) <> (t.locale = any(a.languages)) or not a.active or a.position = 'LEAD' $$, 'who speaks the language');
select is_empty($$ select r.* from ranked r join support_tickets t on t.id = r.ticket_id join support_agents a on a.id = r.agent_id
    where (tier_points = 20) <> (t.tier = any((select serves_tiers from teams where id = a.team_id)::service_tier[])) $$, 'whose team it is');
select is_empty($$ select r.* from ranked r where working_tickets <> (select count(*) from support_tickets t
    where t.assigned_agent_id = r.agent_id and t.status in ('NEW', 'OPEN', 'PENDING')) $$, 'how much work there is');
select is_empty($$ select r.* from ranked r join support_tickets t on t.id = r.ticket_id left join vip_client_profiles v on v.client_id = t.client_id
    where (care_points = 20) <> (v.dedicated_agent_id is not distinct from r.agent_id) $$, 'who is dedicated to the client');
select is_empty($$ select r.* from ranked r join support_tickets t on t.id = r.ticket_id join support_categories c on c.id = t.category_id
    where t.channel not in ('PHONE', 'VIDEO') and skill_points - 5 <> 3 * coalesce((select level from agent_skills s
        where s.agent_id = r.agent_id and s.kind = 'CATEGORY' and s.code = lower(c.kind::text)), 0) $$, 'who knows the matter');
reset role;

-- The ranking does not depend on who asks, and is not for everybody.
select is(pg_temp.as('agent', agent, 'select string_agg(format(''%s %s'', agent_id, score), '','' order by rank) from ticket_routing where ticket_id = (select ticket from who)'),
    pg_temp.as('lead', lead, 'select string_agg(format(''%s %s'', agent_id, score), '','' order by rank) from ticket_routing where ticket_id = (select ticket from who)'), 'agents and leads read the same') from who;
select matches(pg_temp.as(r, agent, 'select count(*) from ticket_routing'), '^42501', r || ' reads none') from who, unnest(array['client', 'analyst', 'auditor', 'executive', 'editor', 'anonymous']) as r;
select matches(pg_temp.as(r, agent, 'select count(*) from agent_loads()'), '^42501', r || ' reads no loads') from who, unnest(array['client', 'anonymous']) as r;

-- Taking the best.
select matches(pg_temp.try('client', agent, 'route_ticket', '{}'), '^42501', 'a client routes nothing') from who;
select is(pg_temp.call('system', null, 'route_ticket', jsonb_build_object('ticket_id', ticket), 'agent_id'), (select agent_id::text from ranked where ticket_id = ticket and rank = 1), 'the best takes it') from who;
select is((select assigned_agent_id from support_tickets where id = ticket), (select agent_id from ranked where ticket_id = ticket and rank = 1), 'and has it') from who;
select is(pg_temp.try('lead', lead, 'route_ticket', jsonb_build_object('ticket_id', ticket)), 'QL409 Somebody has this ticket already.', 'once') from who;
select is(pg_temp.try('lead', lead, 'route_ticket', jsonb_build_object('ticket_id', (select id from support_tickets where status = 'CLOSED' limit 1))), 'QL409 The ticket is CLOSED already.', 'while there is work') from who;

select * from finish();
rollback;
