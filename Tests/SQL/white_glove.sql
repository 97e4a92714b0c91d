-- White glove: for whom, in which order, by whom.
begin;
create extension if not exists pgtap;
select no_plan();
\ir callers.psql

set local role concierge_writer;
create temporary table who as
select (select id from clients where tier = 'VIP_GOLD' and not confidential order by id limit 1) as client,
    (select id from clients where tier = 'VIP_SILVER' and not confidential order by id limit 1) as silver,
    (select client_id from vip_client_profiles v where confidential and not exists (select from support_agents a where a.position = 'VIP_MANAGER'
        and a.id in (v.dedicated_agent_id, v.relationship_manager_id)) and not exists (select from support_tickets x
        where x.client_id = v.client_id and x.status <> 'CLOSED') order by id limit 1) as hidden,
    (select id from support_agents where position = 'VIP_MANAGER' order by id limit 1) as manager,
    (select a.id from support_agents a join agent_skills s on s.agent_id = a.id and s.code = 'white_glove' order by a.id limit 1) as able,
    (select a.id from support_agents a where not exists (select from agent_skills s where s.agent_id = a.id and s.code = 'white_glove') order by a.id limit 1) as unable,
    (select id from support_tickets where client_id = (select id from clients where tier = 'VIP_SILVER' and not confidential order by id limit 1) limit 1) as foreign_ticket;
grant all on who to public;
reset role;
create temporary table made (id uuid);
grant all on made to public;

create function pg_temp.ask(more jsonb default '{}', role text default 'vip_manager') returns text
    language plpgsql
    as $$
declare
    answer text := pg_temp.call(role, (select manager from who), 'trigger_white_glove_service',
        jsonb_build_object('client_id', (select client from who), 'service', 'Zakupy z doradcą', 'customizations', '["bez orzechów"]'::jsonb) || more, 'service_id');
begin
    if answer like '________-%' then
        delete from made;
        insert into made values (answer::uuid);
        return 'ok';
    end if;
    return answer;
end
$$;
create function pg_temp.go(function text, more jsonb default '{}') returns text
    language sql
    as $$ select pg_temp.try('vip_manager', (select manager from who), function || '_white_glove_service', jsonb_build_object('service_id', (select id from made)) || more) $$;
create function pg_temp.service() returns white_glove_services language sql as $$ select w from white_glove_services w join made using (id) $$;
create function pg_temp.plan_of(agent uuid, ahead interval default '1 day') returns jsonb
    language sql as $$ select jsonb_build_object('scheduled_for', now() + ahead, 'agent_id', agent) $$;

select is(pg_temp.ask(jsonb_build_object('client_id', silver)), 'QL403 White glove is not for this client''s tier.', 'Silver is not entitled') from who;
select is(pg_temp.ask(jsonb_build_object('client_id', hidden)), 'QL404 There is no such client.', 'the client is seen') from who;
select is(pg_temp.ask(jsonb_build_object('ticket_id', foreign_ticket)), 'QL404 There is no such ticket of this client.', 'the ticket is the client''s') from who;
select is(pg_temp.ask('{"service": " "}'), 'QL400 The service is missing.', 'something is wished for');
select matches(pg_temp.ask('{}', r), '^42501', r || ' asks for none') from unnest(array['client', 'analyst', 'auditor', 'anonymous']) as r;
select is(pg_temp.ask(), 'ok', 'a service is asked for');
select is((pg_temp.service()).status, 'REQUESTED', 'a new service is REQUESTED');
select is(pg_temp.go('start'), 'QL409 A service that is REQUESTED cannot become IN_PROGRESS.',
    'a service that is not scheduled cannot start');
select is(pg_temp.go('complete'), 'QL409 A service that is REQUESTED cannot become COMPLETED.',
    'a service that is not scheduled cannot be completed');
select is(pg_temp.go('schedule', pg_temp.plan_of(unable)), 'QL409 This agent has not learnt white-glove service.',
    'a service needs an agent who has learnt it') from who;
select is(pg_temp.go('schedule', pg_temp.plan_of(able, '-1 hour')), 'QL400 A service is scheduled for a time to come.',
    'a service cannot be scheduled in the past') from who;
select is(pg_temp.go('schedule', pg_temp.plan_of(null)), 'QL404 There is no such agent.',
    'a service needs an agent that exists') from who;
select is(pg_temp.go('schedule', pg_temp.plan_of(able) || '{"expected_version": 9}'), 'QL409 This has changed since you read it.',
    'a change of an older version is refused') from who;
select is(pg_temp.go('schedule', pg_temp.plan_of(able)), 'ok', 'a service is scheduled') from who;
select is(pg_temp.go('schedule', pg_temp.plan_of(null, '2 days')), 'ok',
    'a scheduled service can be moved to another time') from who;
select is((pg_temp.service()).status::text || (pg_temp.service()).version, 'SCHEDULED3',
    'each scheduling makes a new version');
select is(pg_temp.go('advance', '{"progress": 50}'), 'QL409 A service that is SCHEDULED does not advance.',
    'a service makes no progress before it starts');
select is(pg_temp.go('start'), 'ok', 'a scheduled service starts');
select is(pg_temp.go('start'), 'QL409 The service is in progress already.', 'a service cannot start twice');
select is(pg_temp.go('schedule', pg_temp.plan_of(able)), 'QL409 A service that is IN_PROGRESS cannot be scheduled.',
    'a service that runs cannot be scheduled') from who;
select is(pg_temp.go('advance', '{"progress": 50}'), 'ok', 'the progress of a running service goes up');
select is(pg_temp.go('advance', '{"progress": 50}'), 'QL400 The progress goes up, to 99 at most.',
    'the progress cannot stay the same');
select is(pg_temp.go('complete'), 'ok', 'a running service is completed');
select is((pg_temp.service()).status::text || (pg_temp.service()).progress, 'COMPLETED100',
    'a completed service has a progress of 100');
select is(pg_temp.go('complete'), 'QL409 The service is completed already.', 'a service cannot be completed twice');
select is(pg_temp.go('cancel', '{"reason": "x"}'), 'QL409 A service that is COMPLETED cannot become CANCELLED.',
    'a completed service cannot be cancelled');
select is(pg_temp.ask(), 'ok', 'a second service is requested');
select is(pg_temp.go('cancel'), 'QL400 The reason is missing.', 'a reason is given');
select is(pg_temp.go('cancel', '{"reason": "Wyjazd"}'), 'ok', 'a requested service is cancelled');
select is(pg_temp.go('schedule', pg_temp.plan_of(able)), 'QL409 A service that is CANCELLED cannot be scheduled.',
    'a cancelled service cannot be scheduled') from who;
select is(pg_temp.try('vip_manager', manager, 'activate_white_glove_service', jsonb_build_object('client_id', client, 'service', 'Wizyta') || pg_temp.plan_of(able)), 'ok',
    'a VIP manager requests and schedules a service in one step') from who;
select is(pg_temp.try('vip_manager', manager, 'activate_white_glove_service', jsonb_build_object('client_id', silver, 'service', 'Wizyta') || pg_temp.plan_of(able)), 'QL403 White glove is not for this client''s tier.',
    'a VIP Silver client gets no such service') from who;
select is((select string_agg(status::text, ',' order by created_at) from white_glove_services w join who on client = client_id where created_at >= now()), 'COMPLETED,CANCELLED,SCHEDULED',
    'the services of the client have their statuses');
select is(pg_temp.as('client', client, 'select count(*) from white_glove_services where created_at >= now()'), '3', 'the client sees them') from who;
select is(pg_temp.as('client', silver, 'select count(*) from white_glove_services where created_at >= now()'), '0',
    'another client sees no service of this one') from who;

-- A tier that is lost in between.
select is(pg_temp.ask(), 'ok', 'a third service is requested');
set local role concierge_writer;
update clients set tier = 'PREMIUM' where id = (select client from who);
reset role;
select is(pg_temp.go('schedule', pg_temp.plan_of(able)), 'QL403 White glove is not for this client''s tier.', 'is not scheduled any more') from who;

select * from finish();
rollback;
