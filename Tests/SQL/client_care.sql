-- Preferences, VIP status, surveys: who changes what of a client.
begin;
create extension if not exists pgtap;
select no_plan();
\ir callers.psql

set local role concierge_writer;
create temporary table who as
select gen_random_uuid() as ticket, gen_random_uuid() as client,
    (select id from support_agents where position = 'AGENT' order by id limit 1) as agent,
    (select id from clients where not confidential order by id limit 1) as other_client,
    (select id from support_agents where position = 'VIP_MANAGER' order by id limit 1) as manager,
    (select id from support_agents where position = 'LEAD' order by id limit 1) as lead,
    (select client_id from vip_client_profiles v where confidential and not exists
        (select from support_agents a where a.position = 'VIP_MANAGER' and a.id in (v.dedicated_agent_id, v.relationship_manager_id))
        and not exists (select from support_tickets x where x.client_id = v.client_id and x.status <> 'CLOSED') order by id limit 1) as hidden;
insert into clients (id, full_name, email, city, locale, tier, tier_since)
select client, 'Iga Próbna', 'iga@test.example', 'Warszawa', 'PL', 'STANDARD', now() from who;
grant all on who to public;
reset role;
update who set ticket = pg_temp.call('client', client, 'create_ticket', jsonb_build_object('subject', 'Próba', 'body', 'Słowo', 'channel', 'CHAT',
    'category_id', (select id from support_categories where code = 'login')), 'ticket_id')::uuid;

-- Preferences.
create function pg_temp.prefer(role text, sub uuid, more jsonb) returns text
    language sql as $$ select pg_temp.try(role, sub, 'update_client_preferences', more) $$;
create function pg_temp.version() returns integer language sql as $$ select version from client_preferences join who on client = client_id $$;

select is(pg_temp.prefer('client', client, '{"preferred_channel": "PHONE", "interests": ["joga", " taniec "]}'), 'ok',
    'a client stores its preferences') from who;
select results_eq('select preferred_channel, interests from client_preferences join who on client = client_id',
    $$ values ('PHONE'::channel, '{joga,taniec}'::text[]) $$,
    'preferences are stored as given, without surrounding spaces');
select is(pg_temp.prefer('client', client, jsonb_build_object('preferred_agent_id', agent, 'expected_version', pg_temp.version())), 'ok',
    'a client names a preferred agent') from who;
select is((select preferred_channel from client_preferences join who on client = client_id), 'PHONE',
    'a preference that is not given stays');
select is(pg_temp.prefer('client', client, jsonb_build_object('interests', '[]'::jsonb, 'expected_version', pg_temp.version() - 1)),
    'QL409 This has changed since you read it.', 'an older version is refused') from who;
select is(pg_temp.prefer('client', client, '{"no_preferred_agent": true, "interests": []}'), 'ok',
    'a client takes its preferred agent and interests back') from who;
select results_eq('select preferred_agent_id, interests from client_preferences join who on client = client_id', $$ values (null::uuid, '{}'::text[]) $$,
    'the preferred agent and interests are empty afterwards');
select is(pg_temp.prefer('client', client, jsonb_build_object('client_id', other_client)), 'QL404 There is no such client.',
    'a client cannot store the preferences of another') from who;
select is(pg_temp.prefer('agent', agent, jsonb_build_object('client_id', client, 'preferred_channel', 'EMAIL')), 'ok', 'an agent notes what it hears') from who;
select is(pg_temp.prefer('agent', agent, jsonb_build_object('client_id', hidden, 'preferred_channel', 'EMAIL')), 'QL404 There is no such client.',
    'an agent cannot store preferences of a client that it does not see') from who;
select matches(pg_temp.prefer('analyst', agent, '{}'), '^42501', 'an analyst cannot store preferences') from who;
select is(pg_temp.prefer('client', client, '{"contact_from": "20:00"}'), 'QL400 The hours end before they begin.', 'hours have an order') from who;
select is(pg_temp.prefer('client', client, '{"dashboard_layout": [1]}'), 'QL400 A layout is an object.', 'a layout is one') from who;
select is(pg_temp.prefer('client', client, jsonb_build_object('dashboard_layout', jsonb_build_object('a', (select string_agg(md5(n::text), '') from generate_series(1, 6000) as n)))), 'QL400 The layout is too big: at most 65536 bytes.',
    'a layout above 64 KiB is refused') from who;
select is(pg_temp.prefer('client', client, jsonb_build_object('interests', (select array_agg(n::text) from generate_series(1, 31) as n))), 'QL400 There are too many interests: at most 30.',
    'more than 30 interests are refused') from who;
select is(pg_temp.prefer('client', client, jsonb_build_object('preferred_agent_id', client)), 'QL404 There is no such agent.',
    'a preferred agent must exist') from who;

create function pg_temp.allow(role text, sub uuid, client uuid, allowed boolean, category text default 'MARKETING', "limit" integer default 2) returns text
    language sql as $$ select pg_temp.try(role, sub, 'update_communication_preferences', jsonb_build_object('client_id', client, 'preferences',
        jsonb_build_array(jsonb_build_object('category', category, 'channel', 'SMS', 'allowed', allowed, 'weekly_limit', "limit")))) $$;
select is(pg_temp.allow('client', client, null, true), 'ok', 'a client allows communication') from who;
select results_eq($$ select allowed, weekly_limit from communication_preferences join who on client = client_id where (category, channel) = ('MARKETING', 'SMS') $$,
    $$ values (true, 2::smallint) $$, 'the consent is stored as given');
select is(pg_temp.allow('agent', agent, client, false), 'ok', 'an agent withdraws for it') from who;
select is(pg_temp.allow('agent', agent, client, true), 'QL403 Only the client itself switches a contact on.', 'an agent does not agree to marketing for a client') from who;
select is(pg_temp.allow('agent', agent, client, true, 'SERVICE'), 'QL403 Only the client itself switches a contact on.', 'an agent does not switch on service messages either') from who;
select is(pg_temp.allow('client', client, null, true, 'SERVICE', 5), 'ok', 'the client switches service messages on') from who;
select is(pg_temp.allow('agent', agent, client, true, 'SERVICE', 6), 'QL403 Only the client itself switches a contact on.', 'an agent does not raise the weekly limit') from who;
select is(pg_temp.allow('agent', agent, client, true, 'SERVICE', 3), 'ok', 'an agent lowers the weekly limit') from who;
select is(pg_temp.allow('agent', agent, client, false, 'SERVICE'), 'ok', 'an agent switches service messages off') from who;
select is(pg_temp.allow('client', client, null, true, 'SERVICE', 51), 'QL400 A weekly limit goes from 0 to 50.', 'a limit is one') from who;
select is(pg_temp.try('client', client, 'update_communication_preferences', '{"preferences": []}'), 'QL400 Between 1 and 50 preferences are changed at a time.',
    'an empty change is refused') from who;

-- VIP status.
create function pg_temp.rise(role text, sub uuid, more jsonb) returns text
    language sql as $$ select pg_temp.try(role, sub, 'set_vip_status', jsonb_build_object('client_id', (select client from who), 'reason', 'Wierność') || more) $$;
create temporary table before as select c.kind, c.started_at, c.due_at from support_sla_compliance c join who on ticket = ticket_id
    where met_at is null and breached_at is null and cancelled_at is null;
grant select on before to public;
select matches(pg_temp.rise(r, agent, '{"tier": "VIP_GOLD"}'), '^42501', r || ' raises nobody') from who, unnest(array['client', 'agent', 'lead', 'analyst']) as r;
select is(pg_temp.rise('vip_manager', agent, '{"tier": "PREMIUM", "expected_version": 0}'), 'QL409 This has changed since you read it.', 'an older version is refused') from who;
select is(pg_temp.rise('vip_manager', manager, jsonb_build_object('tier', 'VIP_SILVER', 'dedicated_agent_id', agent)), 'QL400 VIP Silver has no dedicated agent.',
    'a VIP Silver client has no dedicated agent') from who;
select is(pg_temp.rise('vip_manager', manager, jsonb_build_object('tier', 'VIP_GOLD', 'relationship_manager_id', lead)), 'QL400 A relationship manager is a VIP manager.',
    'a relationship manager must be a VIP manager') from who;
select is(pg_temp.rise('vip_manager', manager, jsonb_build_object('tier', 'VIP_GOLD', 'reason', null)), 'QL400 The reason is missing.', 'a reason is given') from who;
select is(pg_temp.rise('vip_manager', manager, jsonb_build_object('client_id', hidden, 'tier', 'PREMIUM')), 'QL404 There is no such client.', 'the client is seen') from who;
select is(pg_temp.rise('vip_manager', manager, jsonb_build_object('tier', 'VIP_GOLD', 'dedicated_agent_id', agent, 'relationship_manager_id', manager, 'confidential', true)), 'ok',
    'a VIP manager raises a client to VIP Gold') from who;
select results_eq('select tier, confidential from clients join who on client = id', $$ values ('VIP_GOLD'::service_tier, true) $$,
    'the client has the new tier and is confidential');
select results_eq('select dedicated_agent_id, relationship_manager_id, v.confidential from vip_client_profiles v join who on client = client_id', 'select agent, manager, true from who',
    'the VIP profile has the agent, the manager and the confidentiality');
select results_eq('select previous_tier, tier, reason from client_tier_history h join who on client = client_id order by id desc limit 1', $$ values ('STANDARD'::service_tier, 'VIP_GOLD'::service_tier, 'Wierność') $$, 'the history says so');
select ok((select bool_and(e.from_tier = 'STANDARD' and e.to_tier = 'VIP_GOLD' and e.actor_agent_id = manager) from ticket_events e join who on ticket = ticket_id where kind = 'TIER_CHANGED'),
    'the change of tier is an event of the client''s tickets');
select ok((select bool_and(p.tier = 'VIP_GOLD' and c.due_at < before.due_at) from support_sla_compliance c join who on ticket = ticket_id join support_sla_policies p on p.id = c.policy_id
    join before on before.kind = c.kind and before.started_at = c.started_at), 'more was promised, from the same start');
select is((select tier from support_tickets join who on ticket = id), 'STANDARD', 'the ticket remembers what the client was');
create temporary table read as select version from clients join who on client = id;
grant select on read to public;
select is(pg_temp.rise('vip_manager', manager, jsonb_build_object('dedicated_agent_id', a, 'expected_version', read.version)), told, why)
from who cross join read cross join lateral (values (1, lead, 'ok', 'another agent looks after it'),
    (2, agent, 'QL409 This has changed since you read it.', 'who decides on the one before is told')) as decided (n, a, told, why) order by n;
select is((select dedicated_agent_id from vip_client_profiles join who on client = client_id), lead,
    'the refused change leaves the dedicated agent as it is') from who;
select is(pg_temp.rise('vip_manager', manager, '{"tier": "VIP_SILVER"}'), 'ok',
    'a VIP manager lowers a client to VIP Silver') from who;
select results_eq('select dedicated_agent_id, relationship_manager_id from vip_client_profiles v join who on client = client_id', 'select null::uuid, manager from who',
    'VIP Silver has a manager and no dedicated agent');
select is(pg_temp.rise('admin', null, '{"tier": "STANDARD", "confidential": false}'), 'ok',
    'an admin takes the VIP tier away') from who;
select is_empty('select v.id from vip_client_profiles v join who on client = client_id', 'no VIP, no profile');

-- Surveys.
select is(pg_temp.try('agent', agent, 'add_ticket_message', jsonb_build_object('ticket_id', ticket, 'body', 'Już.')), 'ok',
    'an agent answers the ticket') from who;
select is(pg_temp.try('agent', agent, 'update_ticket_status', jsonb_build_object('ticket_id', ticket, 'status', 'RESOLVED')), 'ok',
    'an agent resolves the ticket') from who;
create temporary table asked as select s.kind, s.id from support_feedback_surveys s join who on ticket = ticket_id;
grant select on asked to public;
select is((select string_agg(kind::text, ',' order by kind) from asked), 'CSAT,NPS', 'the client is asked what concerns a live conversation');
create function pg_temp.rate(role text, sub uuid, k text, score integer, comment text default null) returns text
    language sql as $$ select pg_temp.try(role, sub, 'submit_survey', jsonb_build_object('survey_id', (select id from asked where kind::text = k), 'score', score, 'comment', comment)) $$;
select is(pg_temp.rate('client', client, 'CSAT', s), 'QL400 The score goes from 1 to 5.', 'CSAT goes from 1 to 5') from who, unnest(array[0, 6, null]) as s;
select is(pg_temp.rate('client', client, 'NPS', s), 'QL400 The score goes from 0 to 10.', 'NPS from 0 to 10') from who, unnest(array[-1, 11]) as s;
select is(pg_temp.rate('client', other_client, 'CSAT', 5), 'QL404 There is no such survey.', 'another client is not asked') from who;
select matches(pg_temp.rate('agent', agent, 'CSAT', 5), '^42501', 'an agent cannot answer a client''s survey') from who;
select is(pg_temp.rate('client', client, 'CSAT', 5, '  '), 'ok', 'a client answers the CSAT survey') from who;
select is(pg_temp.rate('client', client, 'CSAT', 1), 'QL409 This survey has been answered already.',
    'a survey cannot be answered twice') from who;
select is(pg_temp.rate('client', client, 'NPS', 0, 'Nie.'), 'ok', 'a client answers the NPS survey') from who;
select results_eq('select score, comment, comment_masked from support_feedback_surveys join asked using (id) order by score', $$ values (0::smallint, 'Nie.', '*** (4)'), (5::smallint, null, null) $$,
    'score and comment are stored as given, and the comment is masked');
select is((select count(*) from ticket_events join who on ticket = ticket_id where kind = 'SURVEY_ANSWERED' and actor_kind = 'CLIENT'), 2::bigint,
    'each answer is an event of the client');

select * from finish();
rollback;
