-- Shifts, statuses, and agents who leave.
begin;
create extension if not exists pgtap;
select no_plan();
\ir callers.psql

set local role concierge_writer;
create temporary table who as
select gen_random_uuid() as client, (select id from support_agents where position = 'AGENT' and active order by id limit 1) as agent,
    (select id from support_agents where position = 'AGENT' and active order by id desc limit 1) as colleague,
    (select id from support_agents where position = 'LEAD' order by id limit 1) as lead;
insert into clients (id, full_name, email, city, locale, tier, tier_since, confidential)
select client, 'Iga Skryta', 'iga@shifts.example', 'Warszawa', 'PL'::locale, 'VIP_GOLD'::service_tier, now(), true from who;
insert into vip_client_profiles (client_id, confidential, dedicated_agent_id) select client, true, agent from who;
update automation_rules set active = false;
create temporary table made (name text primary key, id uuid);
grant all on who, made to public;
reset role;

create function pg_temp.plan(role text, sub uuid, since interval, lasts interval, more jsonb default '{}') returns text
    language sql
    as $$ select pg_temp.try(role, sub, 'plan_shifts', jsonb_build_object('shifts', jsonb_build_array(jsonb_build_object(
        'agent_id', (select agent from who), 'kind', 'REGULAR', 'starts_at', date_trunc('hour', now()) + since,
        'ends_at', date_trunc('hour', now()) + since + lasts) || more))) $$;
create function pg_temp.change(function text, more jsonb) returns text
    language sql
    as $$ select pg_temp.try('lead', (select lead from who), function, jsonb_build_object('shift_id', (select id from made where name = 'shift')) || more) $$;

-- Planning.
select matches(pg_temp.plan(r, agent, '60 days', '4 hours'), '^42501', r || ' plans no shifts') from who, unnest(array['client', 'agent', 'vip_manager', 'analyst']) as r;
select is(pg_temp.plan('lead', lead, '60 days', '4 hours', jsonb_build_object('pauses', jsonb_build_array(jsonb_build_object('kind', 'BREAK',
    'starts_at', date_trunc('hour', now()) + interval '60 days 1 hour', 'ends_at', date_trunc('hour', now()) + interval '60 days 75 minutes')))), 'ok',
    'a lead plans a shift') from who;
insert into made select 'shift', id from agent_shifts, who where agent_id = agent order by agent_shifts.starts_at desc limit 1;
select is((select count(*) from agent_shift_pauses where shift_id = (select id from made)), 1::bigint,
    'the shift has its pause');
select is(pg_temp.plan('lead', lead, '60 days 3 hours', '4 hours'), 'QL409 Two shifts of an agent overlap.', 'two shifts of an agent do not overlap') from who;
select is(pg_temp.plan('lead', lead, '60 days 4 hours', '4 hours'), 'ok',
    'a shift can begin when another one ends') from who;
select is(pg_temp.plan('lead', lead, '-2 hours', '4 hours'), 'QL400 A shift is planned for a time to come.', 'no shift is planned for the past') from who;
select is(pg_temp.plan('lead', lead, '61 days', '25 hours'), 'QL400 A shift has a start and an end, at most 24 hours apart.', 'a shift ends within a day') from who;
select is(pg_temp.plan('lead', lead, '61 days', '4 hours', jsonb_build_object('pauses', jsonb_build_array(jsonb_build_object('kind', 'BREAK',
    'starts_at', date_trunc('hour', now()) + interval '62 days', 'ends_at', date_trunc('hour', now()) + interval '62 days 1 hour')))),
    'QL400 A pause has a kind, and lies in its shift.', 'a break lies in its shift') from who;

-- Changing.
select is(pg_temp.change('change_shift', jsonb_build_object('ends_at', date_trunc('hour', now()) + interval '60 days 3 hours', 'expected_version', 1)), 'ok', 'a shift to come is changed');
select is(pg_temp.change('change_shift', jsonb_build_object('ends_at', date_trunc('hour', now()) + interval '60 days 3 hours', 'expected_version', 1)),
    'QL409 This has changed since you read it.', 'a change of an older version is refused');
select is(pg_temp.change('change_shift', jsonb_build_object('ends_at', date_trunc('hour', now()) + interval '60 days 30 minutes')),
    'QL400 A pause has a kind, and lies in its shift.', 'a break must not be left outside');
set local role concierge_writer;
update agent_shifts set starts_at = now() - interval '40 days', ends_at = now() - interval '40 days' + interval '5 hours' where id = (select id from made);
reset role;
select is(pg_temp.change('change_shift', '{"pauses": []}'), 'QL400 A shift that has begun is changed with a reason.', 'a past shift is changed with a reason');
select is(pg_temp.change('change_shift', '{"pauses": [], "reason": "Zapomniano wpisać"}'), 'ok',
    'a change of a past shift with a reason is allowed');
select is(pg_temp.change('cancel_shift', '{"reason": "Choroba"}'), 'ok', 'a shift is cancelled');
select is(pg_temp.change('cancel_shift', '{"reason": "Choroba"}'), 'QL409 The shift was cancelled.', 'a shift is cancelled once');

-- Statuses.
create function pg_temp.status(role text, sub uuid, status text, more jsonb default '{}') returns text
    language sql as $$ select pg_temp.try(role, sub, 'set_agent_status', jsonb_build_object('status', status) || more) $$;
select pg_temp.on_shift(agent, null, 'OFFLINE'), pg_temp.on_shift(colleague, 'ON_CALL', 'OFFLINE') from who;
select is(pg_temp.status('agent', agent, 'AVAILABLE'), 'QL409 The agent is not on a shift.', 'off shift an agent is offline') from who;
select is(pg_temp.status('agent', colleague, 'AVAILABLE'), 'ok', 'an agent on call may be available') from who;
select is(pg_temp.status('agent', colleague, 'AVAILABLE'), 'QL409 The status is AVAILABLE already.', 'a status changes to another') from who;
select is(pg_temp.status('agent', agent, 'BREAK', jsonb_build_object('agent_id', colleague)), 'QL403 An agent sets its own status.', 'an agent sets its own') from who;
select is(pg_temp.status('lead', lead, 'BREAK', jsonb_build_object('agent_id', colleague)), 'ok', 'a lead sets any') from who;
select results_eq($$ select status, set_by_id from agent_status_log join who on agent_id = colleague order by agent_status_log.id desc limit 2 $$,
    $$ select 'BREAK'::agent_status, lead from who union all select 'AVAILABLE', colleague from who $$, 'each change is in the log, with who made it');
select throws_ok($$ truncate agent_status_log $$, '23001', null, 'the log is not emptied');

-- Leaving.
select pg_temp.on_shift(agent, 'REGULAR', 'AVAILABLE') from who;
insert into made select 'ticket', pg_temp.call('client', client, 'create_ticket', jsonb_build_object('subject', 'Próba', 'body', 'Słowo', 'channel', 'EMAIL',
    'category_id', (select id from support_categories where code = 'login')), 'ticket_id')::uuid from who;
select is(pg_temp.try('agent', agent, 'assign_ticket', jsonb_build_object('ticket_id', (select id from made where name = 'ticket'))), 'ok', 'an agent takes a ticket') from who;
select is(pg_temp.try('agent', agent, 'retire_agent', jsonb_build_object('agent_id', colleague)) ~ '^42501', true, 'an agent lets nobody go') from who;
select is(pg_temp.try('lead', lead, 'retire_agent', jsonb_build_object('agent_id', lead)), 'QL409 You cannot let yourself go.',
    'a lead cannot retire itself') from who;
select is(pg_temp.try('lead', lead, 'retire_agent', jsonb_build_object('agent_id', agent, 'left_on', current_date + 1)),
    'QL400 An agent leaves today, or has left since it was hired.',
    'an agent cannot be retired ahead of time') from who;
select is(pg_temp.try('lead', lead, 'retire_agent', jsonb_build_object('agent_id', agent)), 'ok',
    'a lead retires an agent') from who;
select is((select assigned_agent_id from support_tickets where id = (select id from made where name = 'ticket')), null, 'its ticket is free');
select is((select kind || ' ' || (from_agent_id = (select agent from who)) from ticket_events where ticket_id = (select id from made where name = 'ticket')
    order by created_at desc, id desc limit 1), 'UNASSIGNED true', 'the release of the tickets is in the history');
select results_eq($$ select dedicated_agent_id, relationship_manager_id is not null from vip_client_profiles join who on client_id = client $$,
    $$ values (null::uuid, true) $$, 'a manager takes over its confidential client');
select is_empty($$ select from agent_shifts join who on agent_id = agent where cancelled_at is null and starts_at > now() $$, 'its shifts to come are cancelled');
select is(pg_temp.try('agent', agent, 'add_ticket_message', jsonb_build_object('ticket_id', (select id from made where name = 'ticket'), 'body', 'x')),
    'QL403 You are not one of our agents, or not any more.', 'a retired agent can do nothing') from who;
create temporary table claim as select value from confidential_clients_in_care join who on subject = agent;
grant select on claim to public;
create function pg_temp.count_as(relation text) returns text
    language plpgsql
    as $$
declare
    counted bigint;
begin
    perform set_config('claims.confidential_clients', (select value from claim)::text, true), set_config('role', 'concierge_agent', true);
    execute format('select count(*) from %I', relation) into counted;
    perform set_config('role', 'none', true), set_config('claims.confidential_clients', '', true);
    return counted;
end
$$;
select is(pg_temp.count_as(relation), '0', 'it reads nothing of ' || relation)
from (select distinct relation from concierge.effective_access where role = 'concierge_agent' and relation <> 'confidential_clients_in_care' order by 1) as read;

select * from finish();
rollback;
