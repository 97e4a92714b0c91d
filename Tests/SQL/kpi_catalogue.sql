-- The catalogue of KPIs, their targets, goals and benchmarks.
begin;
create extension if not exists pgtap;
select no_plan();
\ir callers.psql

select set_eq('select name::text from kpi_definitions', 'select unnest(enum_range(null::kpi_name))::text', 'each KPI has a definition');
select is_empty($$ select name from kpi_definitions where class in ('SUM') and denominator is not null or class = 'RATIO' and denominator is null $$,
    'a sum is divided by nothing, a ratio by something');
select is_empty($$ select name, r from kpi_definitions cross join unnest(roles) as r
    where r not in ('agent', 'vip_manager', 'lead', 'editor', 'analyst', 'executive', 'auditor', 'admin') $$, 'clients see no KPI');
select is_empty($$ select name from kpi_definitions where unit = 'PLN' and roles && '{agent,auditor,editor}' $$, 'money is for few');
select results_eq($$ select kpi, value, at_risk from kpi_targets where tier is null and kpi in ('NPS', 'AVAILABILITY', 'CSAT', 'CES', 'AUDIT_COMPLIANCE') order by kpi::text $$,
    $$ values ('AUDIT_COMPLIANCE'::kpi_name, 1::numeric, 1::numeric), ('AVAILABILITY', 0.999, 0.998), ('CES', 3, 3.15), ('CSAT', 4.7, 4.465), ('NPS', 50, 45) $$,
    'at risk is 5 %, 5 points of NPS, of shares that may hardly fail as much again');
select results_eq($$ select tier::text, value from kpi_targets where kpi = 'CSAT' and tier is not null order by kpi_targets.tier $$,
    $$ values ('STANDARD', 4.2), ('PREMIUM', 4.5), ('VIP_SILVER', 4.8), ('VIP_GOLD', 4.8), ('VIP_PLATINUM', 4.8), ('VIP_DIAMOND', 4.8) $$, 'tiers have targets of their own');

create function pg_temp.target(role text, more jsonb default '{}') returns text
    language sql
    as $$ select pg_temp.try(role, null, 'set_kpi_target', '{"kpi": "CSAT", "operator": "AT_LEAST", "value": 4.6}' || more) $$;
select is(pg_temp.target('admin', '{"expected_version": 1}'), 'ok', 'an admin sets a target');
select results_eq($$ select value, at_risk, source from kpi_targets where kpi = 'CSAT' and tier is null and current $$, $$ values (4.6, 4.370, 'house') $$, 'it holds');
select is((select count(*) from kpi_targets where kpi = 'CSAT' and tier is null), 2::bigint, 'the old one stays to be read');
select is(pg_temp.target('admin', '{"expected_version": 7}'), 'QL409 This has changed since you read it.', 'by who has read the last');
select is(pg_temp.target('admin', '{"operator": "WITHIN"}'), 'QL400 A target has a KPI, an operator and a value; a band has an upper value above it too.', 'a band has two ends');
select is(pg_temp.target('admin', '{"at_risk": 4.7}'), 'QL400 At risk is a value that misses the target.', 'at risk misses the target');
select is(pg_temp.target('admin', '{"kpi": "AVAILABILITY", "tier": "PREMIUM", "value": 1}'), 'QL400 This KPI is not told by tier.', 'a tier where there are tiers');
select is(pg_temp.try('admin', null, 'set_kpi_target', '{"kpi": "NPS", "operator": "AT_LEAST", "value": -10}'), 'ok', 'a target below zero');
select is((select at_risk from kpi_targets where kpi = 'NPS' and tier is null and current), -10.50, 'is at risk below it');
select matches(pg_temp.target(r), '^42501', r || ' sets none') from unnest(array['agent', 'lead', 'analyst', 'executive', 'auditor']) as r;

-- Goals.
create function pg_temp.goal(role text, more jsonb default '{}') returns text
    language sql
    as $$ select pg_temp.call(role, null, 'set_goal', jsonb_build_object('name_pl', 'Cel', 'name_en', 'Goal', 'baseline', 1, 'target', 2,
        'due_on', current_date + 90) || more, 'goal_id') $$;
create temporary table made (name text, id uuid);
grant all on made to public;
insert into made values ('csat', pg_temp.goal('executive', '{"kpi": "CSAT"}')::uuid), ('own', pg_temp.goal('admin', '{"unit": "COUNT"}')::uuid);
select results_eq($$ select unit from success_goals join made using (id) order by name $$, $$ values ('SCORE'::kpi_unit), ('COUNT') $$, 'a goal has its KPI''s unit, or its own');
select is(pg_temp.goal('executive'), 'QL400 A goal without a KPI has a unit.', 'one of them');
select is(pg_temp.goal('executive', '{"target": 1, "unit": "COUNT"}'), 'QL400 A goal has a baseline, another target, and a day by which it is due.', 'a goal moves something');
select is(pg_temp.goal('executive', '{"kpi": "AVAILABILITY", "tier": "PREMIUM"}'), 'QL400 This KPI is not told by tier.', 'a tier where there are tiers');
select matches(pg_temp.goal(r), '^42501', r || ' sets no goal') from unnest(array['lead', 'analyst', 'auditor', 'agent']) as r;
create function pg_temp.progress(name text, more jsonb) returns text
    language sql
    as $$ select pg_temp.try('executive', null, 'update_goal_progress', jsonb_build_object('goal_id', (select id from made m where m.name = progress.name), 'note', 'x') || more) $$;
select is(pg_temp.progress('csat', '{"value": 3}'), 'QL400 The value of this goal is computed from its KPI.', 'a KPI gives its value itself');
select is(pg_temp.progress('csat', '{}'), 'ok', 'a note may be written');
select is(pg_temp.progress('own', '{}'), 'QL400 The value is missing.', 'without a KPI it is noted down');
select is(pg_temp.progress('own', '{"value": 1.5, "expected_version": 1}'), 'ok', 'with a note');
select is((select value from success_goals join made using (id) where name = 'own'), 1.5, 'and stands at the goal');
select is((select count(*) from success_goal_notes where goal_id in (select id from made)), 2::bigint, 'each note stays');
select throws_ok('delete from success_goal_notes', '23001', null, 'and is not taken back');
select is(pg_temp.try('executive', null, 'close_goal', jsonb_build_object('goal_id', (select id from made where name = 'own'), 'status', 'REACHED', 'note', 'Tak.')), 'ok', 'a goal ends');
select is(pg_temp.progress('own', '{"value": 2}'), 'QL409 The goal is REACHED already.', 'once');

-- Benchmarks.
create function pg_temp.benchmark(role text) returns text
    language sql
    as $$ select pg_temp.try(role, null, 'add_benchmark', '{"kpi": "CSAT", "value": 4.1, "source": "Raport", "published_on": "2024-05-01"}') $$;
select is(pg_temp.benchmark('analyst'), 'ok', 'an analyst notes down what others reach');
select is(pg_temp.benchmark('executive'), 'QL409 This benchmark is known already.', 'once');
select matches(pg_temp.benchmark('lead'), '^42501', 'a lead does not');

-- Attribution.
select is_empty($$ select order_id from revenue_attributions group by order_id, model having sum(share) > 1 $$, 'the shares of an order sum to 1 at most');
select is_empty($$ select a.id from revenue_attributions a join orders o on o.id = a.order_id join support_tickets t on t.id = a.ticket_id
    where o.client_id <> t.client_id or t.spam or t.merged_into_id is not null $$, 'an order is a client''s own, and its ticket no spam');
set local role concierge_writer;
select throws_ok($$ insert into revenue_attributions (order_id, ticket_id, client_id, confidential, model, share)
    select a.order_id, t.id, a.client_id, a.confidential, a.model, 0.5 from revenue_attributions a join support_tickets t on t.client_id = a.client_id and t.id <> a.ticket_id limit 1 $$,
    '23514', null, 'more is refused');
reset role;

select * from finish();
rollback;
