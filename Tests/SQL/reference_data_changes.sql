-- What the desk is set up with is changed by leads and admins, and each change is in the audit log.
begin;
create extension if not exists pgtap;
select no_plan();
\ir callers.psql

create temporary table made (name text, id uuid);
grant all on made to public;
create function pg_temp.id(name text) returns uuid language sql as $$ select id from made where made.name = $1 $$;
create function pg_temp.do(name text, input jsonb, role text default 'admin') returns text
    language sql as $$ select pg_temp.try(role, (select id from support_agents where position = 'LEAD' order by id limit 1), name, input) $$;

insert into made select 'team', pg_temp.call('admin', null, 'save_team', '{"code": "night_desk", "name_pl": "Nocne biuro", "name_en": "Night desk", "serves_tiers": ["STANDARD"]}', 'team_id')::uuid;
select is(pg_temp.do('save_team', '{"code": "night_desk", "name_pl": "x", "name_en": "x"}'), 'QL409 There is such a team already.', 'a code stands once');
select is(pg_temp.do('save_team', '{"code": "Night", "name_pl": "x", "name_en": "x"}'), 'QL400 A code has small letters and underscores, at most 60.', 'a code is a code');
select is(pg_temp.do('save_team', jsonb_build_object('team_id', pg_temp.id('team'), 'name_en', 'Night team', 'expected_version', 1)), 'ok', 'a team is changed');
select results_eq($$ select name_pl, name_en, version from teams join made using (id) $$, $$ values ('Nocne biuro', 'Night team', 2) $$, 'what is left out stays');
select is(pg_temp.do('save_team', jsonb_build_object('team_id', pg_temp.id('team'), 'expected_version', 1)), 'QL409 This has changed since you read it.', 'by who has read it');
select is(pg_temp.do('save_team', jsonb_build_object('team_id', (select id from teams where code = 'vip_concierge'), 'serves_tiers', '["STANDARD"]'::jsonb)), 'QL409 Some team serves each tier.', 'each tier is served');
select matches(pg_temp.do('save_team', '{}', 'lead'), '^42501', 'a lead makes no teams');

insert into made select 'agent', pg_temp.call('admin', null, 'save_agent', jsonb_build_object('team_id', pg_temp.id('team'), 'full_name', 'Ola Nowa', 'email', 'ola@test.example',
    'languages', '["PL"]'::jsonb, 'weekly_minutes', 1200), 'agent_id')::uuid;
select is((select agent_number from support_agents join made using (id)), (select public_number('A', max(substr(agent_number, 3)::bigint)) from support_agents), 'an agent gets the next number');
select is(pg_temp.do('save_agent', jsonb_build_object('agent_id', pg_temp.id('agent'), 'concurrent_chats', 5), 'lead'), 'ok', 'a lead changes an agent');
select is(pg_temp.do('save_agent', jsonb_build_object('agent_id', pg_temp.id('agent'), 'email', (select email from support_agents where agent_number = 'A-000001'))), 'QL409 This address is another agent''s.', 'an address stands once');
select is(pg_temp.do('save_agent', jsonb_build_object('agent_id', pg_temp.id('agent'), 'weekly_minutes', 3000)), 'QL400 An agent has an address, a language, at most 2,880 minutes a week, and 1 to 100 live conversations.', 'a week has its limit');
select is(pg_temp.do('set_agent_skill', jsonb_build_object('agent_id', pg_temp.id('agent'), 'kind', 'CHANNEL', 'code', 'phone', 'level', l), 'lead'), 'ok', 'a skill') from unnest(array[2, 4]) as l;
select results_eq($$ select code, level::integer from agent_skills where agent_id = pg_temp.id('agent') $$, $$ values ('phone', 4) $$, 'has one level');
select is(pg_temp.do('remove_agent_skill', jsonb_build_object('agent_id', pg_temp.id('agent'), 'kind', 'CHANNEL', 'code', 'phone'), 'lead'), 'ok', 'and is forgotten');
select is(pg_temp.do('remove_agent_skill', jsonb_build_object('agent_id', pg_temp.id('agent'), 'kind', 'CHANNEL', 'code', 'phone'), 'lead'), 'QL404 The agent has no such skill.', 'once');

select is(pg_temp.do('update_service_tier', '{"tier": "PREMIUM", "priority_queue": true, "expected_version": 1}'), 'ok', 'a tier is entitled to more');
select results_eq($$ select priority_queue, dedicated_agent, version from service_tiers where tier = 'PREMIUM' $$, $$ values (true, false, 2) $$, 'what is left out stays');
select is(pg_temp.do('update_service_tier', '{"tier": "PREMIUM", "channels": []}'), 'QL400 A tier reaches us by a channel.', 'by a channel');

insert into made select 'category', pg_temp.call('admin', null, 'save_category', jsonb_build_object('parent_id', (select id from support_categories where code = 'order_issue'),
    'code', 'late_pickup', 'name_pl', 'Odbiór', 'name_en', 'Pickup'), 'category_id')::uuid;
select is((select kind from support_categories join made using (id)), 'ORDER_ISSUE', 'a category is of its root''s kind');
select is(pg_temp.do('save_category', jsonb_build_object('category_id', pg_temp.id('category'), 'active', false)), 'ok', 'and is put away');
select is(pg_temp.do('save_category', jsonb_build_object('category_id', (select id from support_categories where code = 'order_issue'), 'active', false)), 'QL409 The roots are the kinds of tickets, and stay.', 'a root is not');
select is(pg_temp.do('save_category', '{"code": "loose", "name_pl": "x", "name_en": "x"}'), 'QL404 A new category stands under another one.', 'there are no new roots');

select is(pg_temp.do('set_calendar_hours', jsonb_build_object('calendar_id', (select id from service_calendars where code = 'standard_hours'),
    'hours', '[{"weekday": 1, "opens_at": "10:00", "closes_at": "12:00"}, {"weekday": 1, "opens_at": "13:00", "closes_at": "24:00"}]'::jsonb)), 'ok', 'hours are set');
select is((select sum(seconds) from service_windows w join service_calendars c on c.id = w.calendar_id where code = 'standard_hours' and opens_at >= '2026-11-16' and opens_at < '2026-11-23'),
    46800::double precision, 'and are written out');
select is(pg_temp.do('set_calendar_hours', jsonb_build_object('calendar_id', (select id from service_calendars where code = 'standard_hours'),
    'hours', '[{"weekday": 1, "opens_at": "10:00", "closes_at": "12:00"}, {"weekday": 1, "opens_at": "11:00", "closes_at": "24:00"}]'::jsonb)),
    'QL400 Opening hours are of a weekday from 1 to 7, end after they begin, and do not overlap.', 'they do not overlap');

insert into made select 'rule', pg_temp.call('admin', null, 'save_automation_rule', jsonb_build_object('code', 'pickup_pl', 'name_pl', 'Odbiór', 'name_en', 'Pickup', 'category_id', pg_temp.id('category'),
    'locale', 'PL', 'body', 'Czeka na Ciebie.', 'resolves_after', '5 minutes'), 'rule_id')::uuid;
select results_eq($$ select kind, resolves_after from automation_rules join made using (id) $$, $$ values ('ORDER_ISSUE'::ticket_kind, interval '5 minutes') $$, 'a rule has its category''s kind');
select is(pg_temp.do('save_automation_rule', jsonb_build_object('rule_id', pg_temp.id('rule'), 'active', false, 'expected_version', 1)), 'ok', 'and is switched off');
select matches(pg_temp.do(f, '{}', r), '^42501', r || ' may not ' || f) from unnest(array['save_team', 'save_agent', 'set_agent_skill', 'update_service_tier', 'save_category', 'set_calendar_hours',
    'save_automation_rule']) as f, unnest(array['client', 'agent', 'vip_manager', 'analyst', 'executive', 'auditor']) as r;

-- The audit log.
select results_eq($$ select action, role, changed_columns from audit_log a join made on made.id::text = row_key and relation = 'teams' order by a.id $$,
    $$ values ('INSERT', 'admin', '{}'::text[]), ('UPDATE', 'admin', '{name_en}') $$, 'a change is told with who and what');
select is((select count(*) from audit_log where relation = 'service_calendar_hours'), 7::bigint, 'of hours, those that went and those that came');
select is((select count(distinct transaction) from audit_log), 1::bigint, 'the transaction is that of the mutation');
select is_empty($$ select row_key from audit_log where row_key is null or row_key ~ '@' $$, 'a key is told, and no value');
select throws_ok('delete from audit_log', '23001', null, 'nothing is taken back');
select ok((select bool_and(exists (select from pg_trigger t where t.tgrelid = ('public.' || relation)::regclass and t.tgname = 'audit')) from concierge.access
    where role = 'concierge_writer' and relation in ('clients', 'orders', 'support_tickets', 'support_costs', 'kpi_targets', 'quality_audits', 'coaching_sessions')), 'changes of all kinds are told');
select matches(pg_temp.as(r, null, 'select count(*) from audit_log'), '^42501', r || ' does not read it') from unnest(array['client', 'agent', 'lead', 'analyst', 'executive']) as r;

select * from finish();
rollback;
