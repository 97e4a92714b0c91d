-- Evaluations, coaching, standards and audits: who judges whom, and who reads it.
begin;
create extension if not exists pgtap;
select no_plan();
\ir callers.psql

set local role concierge_writer;
create temporary table who as
select t.id as ticket, m.author_agent_id as agent, (select id from support_agents where position = 'LEAD' and active order by id limit 1) as lead,
    (select id from support_agents where position = 'AGENT' and active and id <> m.author_agent_id order by id limit 1) as colleague,
    (select id from quality_standards where code = 'closing') as standard
from support_tickets t join ticket_messages m on m.ticket_id = t.id and m.author_kind = 'AGENT' and not m.internal
where t.status = 'CLOSED' and not t.confidential and not exists (select from support_agents a where a.id = m.author_agent_id and (a.position = 'LEAD' or not a.active))
    and not exists (select from support_qa_evaluations e where e.ticket_id = t.id)
    and not exists (select from ticket_messages o where o.ticket_id = t.id and o.author_agent_id = (select id from support_agents
        where position = 'AGENT' and active and id <> m.author_agent_id order by id limit 1))
order by t.id limit 1;
create temporary table made (name text, id uuid);
grant all on who, made to public;
reset role;

create function pg_temp.judge(role text, sub uuid, more jsonb default '{}') returns text
    language sql
    as $$ select pg_temp.try(role, sub, 'evaluate_ticket', jsonb_build_object('ticket_id', (select ticket from who), 'agent_id', (select agent from who),
        'greeting', 90, 'solution', 80, 'tone', 100, 'process', 100) || more) $$;
select is(pg_temp.judge('lead', lead), 'ok', 'a lead evaluates a ticket') from who;
select is((select score from support_qa_evaluations join who on ticket = ticket_id), 90.00, 'the solution counts twice');
select is(pg_temp.judge('lead', agent), 'QL403 You have written in this ticket yourself.',
    'an evaluator cannot judge a ticket in which it wrote') from who;
select is(pg_temp.judge('lead', lead, jsonb_build_object('agent_id', colleague)), 'QL400 This agent has written nothing in the ticket.',
    'the judged agent has written in the ticket') from who;
select is(pg_temp.judge('lead', lead, '{"tone": 101}'), 'QL400 Each part goes from 0 to 100.', 'a part has a scale') from who;
select is(pg_temp.judge('lead', lead, '{"tone": null}'), 'QL400 Each part goes from 0 to 100.', 'each part is judged') from who;
select matches(pg_temp.judge(r, agent), '^42501', r || ' evaluates nothing') from who, unnest(array['client', 'agent', 'vip_manager', 'analyst', 'auditor']) as r;
select throws_ok('delete from support_qa_evaluations', '23001', null, 'an evaluation is not taken back');
set local role concierge_writer;
select throws_ok($$ insert into support_qa_evaluations (ticket_id, client_id, confidential, agent_id, source, greeting, solution, tone, process)
    select ticket, client_id, false, agent, 'AUTOMATIC', 1, 1, 1, 1 from who join support_tickets t on t.id = ticket $$, '23514', null,
    'an automatic evaluation names its rule and version');
reset role;
select is(pg_temp.as('agent', agent, 'select count(*) from support_qa_evaluations where ticket_id = (select ticket from who)'), '1', 'an agent reads what is about it') from who;
select is(pg_temp.as('agent', colleague, 'select count(*) from support_qa_evaluations where ticket_id = (select ticket from who)'), '0', 'its colleague does not') from who;
select is(pg_temp.as('lead', lead, 'select count(*) from support_qa_evaluations where ticket_id = (select ticket from who)'), '1',
    'a lead sees an evaluation') from who;
select matches(pg_temp.as('analyst', agent, 'select comment from support_qa_evaluations'), '^42501', 'an analyst reads no words of it') from who;

-- Coaching.
create function pg_temp.coach(role text, sub uuid, agent uuid) returns text
    language sql as $$ select pg_temp.try(role, sub, 'coach_agent', jsonb_build_object('agent_id', agent, 'topic', 'Ton')) $$;
select is(pg_temp.coach('lead', lead, agent), 'ok', 'a lead coaches an agent') from who;
select is(pg_temp.coach('lead', lead, lead), 'QL403 A person coaches another one.',
    'a lead cannot coach itself') from who;
select is(pg_temp.as('agent', agent, 'select count(*) from coaching_sessions where created_at >= now()'), '1', 'the agent reads its session') from who;
select is(pg_temp.as('agent', colleague, 'select count(*) from coaching_sessions where created_at >= now()'), '0', 'its colleague does not') from who;
select matches(pg_temp.as(r, lead, 'select count(*) from coaching_sessions'), '^42501', r || ' reads no coaching') from who, unnest(array['client', 'analyst', 'executive', 'auditor']) as r;

-- Audits.
create function pg_temp.audit(role text, sub uuid, more jsonb default '{}') returns text
    language sql
    as $$ select pg_temp.call(role, sub, 'perform_quality_audit', jsonb_build_object('standard_id', (select standard from who), 'checks_made', 10, 'checks_passed', 9,
        'findings', jsonb_build_array(jsonb_build_object('severity', 'LOW', 'finding', 'Brak podsumowania', 'due_on', current_date + 30))) || more, 'audit_id') $$;
insert into made select 'audit', pg_temp.audit('auditor', '00000000-0000-4000-8000-0000000000aa')::uuid;
select is((select count(*) from quality_findings where audit_id = (select id from made)), 1::bigint, 'an auditor finds something');
select is(pg_temp.audit('lead', lead, '{"checks_passed": 11}'), 'QL400 An audit makes checks, and as many pass at most.', 'no more pass than are made') from who;
select is(pg_temp.audit('lead', lead, jsonb_build_object('findings', jsonb_build_array(jsonb_build_object('severity', 'LOW', 'finding', 'x', 'due_on', current_date - 1)))),
    'QL400 A finding has a severity, and a day to come by which it is due.', 'a finding is due later') from who;
select matches(pg_temp.audit('agent', agent), '^42501', 'an agent audits nothing') from who;
create function pg_temp.close(role text, sub uuid) returns text
    language sql as $$ select pg_temp.try(role, sub, 'close_quality_finding', jsonb_build_object('finding_id',
        (select id from quality_findings where audit_id = (select id from made)))) $$;
select is(pg_temp.close('auditor', '00000000-0000-4000-8000-0000000000aa'), 'QL403 A finding is closed by another person than who found it.',
    'the auditor who made a finding cannot close it');
select is(pg_temp.close('auditor', '00000000-0000-4000-8000-0000000000ab'), 'ok', 'another auditor closes a finding');
select is(pg_temp.close('lead', lead), 'QL409 The finding is closed already.',
    'a finding cannot be closed twice') from who;
select is(pg_temp.try('lead', lead, 'update_quality_standard', jsonb_build_object('standard_id', standard, 'requirement_en', 'Say goodbye.', 'expected_version', 1)), 'ok',
    'a standard is put in other words') from who;
select results_eq($$ select requirement_en, requirement_pl <> '', version from quality_standards join who on standard = id $$, $$ values ('Say goodbye.', true, 2) $$,
    'a column that is not given stays');

-- The demo's.
select ok(avg(score) between 86 and 95, 'evaluations are near their aim: ' || round(avg(score), 1)) from support_qa_evaluations;
select ok((select bool_and(exists (select from support_qa_evaluations where source = s)) from unnest(enum_range(null::evaluation_source)) as s),
    'there are evaluations of persons and of rules');
select is_empty($$ select e.id from support_qa_evaluations e join ticket_messages m on m.ticket_id = e.ticket_id and m.author_agent_id = e.evaluator_id $$,
    'no evaluator wrote in the ticket');
select ok((select count(*) from quality_audits) > 100 and (select count(*) from quality_findings where closed_at is not null) > 20, 'audits, and findings that were closed');
select is_empty($$ select f.id from quality_findings f join quality_audits a on a.id = f.audit_id where f.closed_by = a.auditor $$,
    'findings are closed by another person');

select * from finish();
rollback;
