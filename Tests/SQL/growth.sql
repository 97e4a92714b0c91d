-- Trainings, certifications, reviews: who writes them, and who reads them.
begin;
create extension if not exists pgtap;
select no_plan();
\ir callers.psql

set local role concierge_writer;
create temporary table who as
select (select id from support_agents where position = 'AGENT' and active order by id limit 1) as agent,
    (select id from support_agents where position = 'AGENT' and active order by id offset 1 limit 1) as colleague,
    (select id from support_agents where position = 'LEAD' and active order by id limit 1) as lead,
    (select id from training_programs where code = 'communication') as program;
grant all on who to public;
reset role;

create function pg_temp.train(role text, sub uuid, more jsonb default '{}') returns text
    language sql
    as $$ select pg_temp.try(role, sub, 'record_training', jsonb_build_object('agent_id', (select agent from who), 'program_id', (select program from who), 'score', 91) || more) $$;
select is(pg_temp.train('lead', lead), 'ok', 'a lead notes down a training') from who;
select is((select valid_until = completed_at + interval '1 year' from support_training_records where created_at >= now()), true,
    'a training record is valid for a year');
select is(pg_temp.train('auditor', agent), 'QL403 Another person notes down your training.',
    'an agent cannot record its own training') from who;
select is(pg_temp.train('lead', lead, '{"completed_at": "2001-01-01T00:00:00Z"}'), 'QL400 A training was completed between the agent''s first day and now.',
    'a training is not recorded before the agent''s first day') from who;
select is(pg_temp.train('lead', lead, '{"score": 101}'), 'QL400 A score goes from 0 to 100.', 'a score has a scale') from who;
select matches(pg_temp.train(r, agent), '^42501', r || ' notes down none') from who, unnest(array['agent', 'client', 'analyst', 'executive']) as r;
select throws_ok('delete from support_training_records', '23001', null, 'a training is not taken back');

create function pg_temp.certify(role text, sub uuid, more jsonb default '{}') returns text
    language sql
    as $$ select pg_temp.call(role, sub, 'certify_agent', jsonb_build_object('agent_id', (select agent from who), 'knowledge_test', 90, 'client_feedback', 85,
        'mystery_shopping', 100, 'practical_done', true) || more, 'certification_id') $$;
create temporary table made (name text, id uuid);
grant all on made to public;
insert into made select 'passed', pg_temp.certify('lead', lead)::uuid from who;
insert into made select 'one part', pg_temp.certify('lead', lead, '{"client_feedback": 84}')::uuid from who;
insert into made select 'practical', pg_temp.certify('auditor', null, '{"practical_done": false}')::uuid;
select results_eq($$ select name, passed, score from certifications join made using (id) order by name $$,
    $$ values ('one part', false, 90.20), ('passed', true, 90.50), ('practical', false, 90.50) $$, 'each part reaches 85 and the practical is done');
select is(pg_temp.certify('lead', lead, '{"knowledge_test": 101}'), 'QL400 Each assessment goes from 0 to 100.', 'a part has a scale') from who;
select is(pg_temp.certify('lead', agent), 'QL403 Another person assesses you.',
    'an agent cannot certify itself') from who;

create function pg_temp.review(role text, sub uuid, more jsonb default '{}') returns text
    language sql
    as $$ select pg_temp.try(role, sub, 'review_performance', jsonb_build_object('agent_id', (select agent from who), 'period_from', current_date - 91,
        'period_to', current_date, 'rating', 4, 'summary', 'Dobry kwartał.') || more) $$;
select is(pg_temp.review('lead', lead), 'ok', 'a lead reviews an agent') from who;
select is(pg_temp.review('lead', agent), 'QL403 A person reviews another one.',
    'an agent cannot review itself') from who;
select is(pg_temp.review('lead', lead, '{"rating": 6}'), 'QL400 A rating goes from 1 to 5.', 'a rating has a scale') from who;
select is(pg_temp.review('lead', lead, jsonb_build_object('period_to', current_date + 1)), 'QL400 A review is of a period that is over, of a year at most.',
    'a review is of a past period') from who;
select is(pg_temp.as('agent', agent, 'select count(*) from performance_reviews where created_at >= now()'), '1', 'the agent reads it') from who;
select is(pg_temp.as('agent', colleague, 'select count(*) from performance_reviews where created_at >= now()'), '0', 'its colleague does not') from who;
select matches(pg_temp.as('analyst', agent, 'select count(*) from performance_reviews'), '^42501', 'an analyst does not') from who;

create function pg_temp.program(role text, more jsonb) returns text
    language sql
    as $$ select pg_temp.try(role, (select lead from who), 'save_training_program', more) $$;
select is(pg_temp.program('lead', '{"code": "first_aid", "name_pl": "Pierwsza pomoc", "name_en": "First aid", "minutes": 90}'), 'ok',
    'a lead adds a training programme');
select is(pg_temp.program('lead', '{"code": "first_aid", "name_pl": "Pierwsza pomoc", "name_en": "First aid", "minutes": 90}'), 'QL409 There is such a training already.',
    'the code of a training programme is unique');
select is(pg_temp.program('admin', jsonb_build_object('program_id', (select id from training_programs where code = 'first_aid'), 'minutes', 120, 'expected_version', 1)), 'ok',
    'an admin changes a training programme');
select results_eq($$ select minutes, name_en, version from training_programs where code = 'first_aid' $$, $$ values (120, 'First aid', 2) $$,
    'a column that is not given stays');

-- Demo data.
select ok((select avg(passed::integer) from certifications) between 0.6 and 0.99,
    'between 60 and 99 % of certifications are passed');
select ok((select count(*) from agent_achievements) >= 60, 'the best of each month');
select ok((select sum(checks_passed)::numeric / sum(checks_made) from brand_checks) between 0.93 and 0.98, 'messages mostly keep to the brand');
select results_eq($$ select sum(csat_sum), sum(csat_answers) from support_agents_metrics $$,
    $$ select sum(score), count(*) from support_feedback_surveys where kind = 'CSAT' and agent_id is not null and answered_at is not null $$, 'the days of the agents hold all marks');

select * from finish();
rollback;
