-- Who sees which rows: every role against every table, against what the policies promise.
begin;
create extension if not exists pgtap;

create temporary table expected (relation text, anonymous text, client text, agent text, vip_manager text, lead text,
    editor text, analyst text, executive text, auditor text, admin text, system text);
insert into expected values
    -- nothing of it ('-'), all of it, the client's own, all but the confidential not in care, or what is about the agent ('me')
    ('agent_shifts',              '-', '-', 'all', 'all', 'all', '-', 'all', 'all', 'all', 'all', 'all'),
    ('agent_shift_pauses',        '-', '-', 'all', 'all', 'all', '-', 'all', 'all', 'all', 'all', 'all'),
    ('agent_status_log',          '-', '-', 'all', 'all', 'all', '-', 'all', 'all', 'all', 'all', 'all'),
    ('service_tiers',             '-', 'all', 'all', 'all', 'all', 'all', 'all', 'all', 'all', 'all', 'all'),
    ('teams',                     '-', '-', 'all', 'all', 'all', '-', 'all', 'all', 'all', 'all', 'all'),
    ('support_agents',            '-', 'all', 'all', 'all', 'all', '-', 'all', 'all', 'all', 'all', 'all'),
    ('agent_skills',              '-', '-', 'all', 'all', 'all', '-', 'all', 'all', 'all', 'all', 'all'),
    ('clients',                   '-', 'own', 'care', 'care', 'all', '-', 'all', 'all', 'all', 'all', 'all'),
    ('client_tier_history',       '-', 'own', 'care', 'care', 'all', '-', 'all', 'all', 'all', 'all', 'all'),
    ('client_preferences',        '-', 'own', 'care', 'care', 'all', '-', 'all', 'all', 'all', 'all', 'all'),
    ('communication_preferences', '-', 'own', 'care', 'care', 'all', '-', 'all', 'all', 'all', 'all', 'all'),
    ('vip_client_profiles',       '-', 'own', 'care', 'care', 'all', '-', 'all', 'all', '-', 'all', 'all'),
    ('support_categories',        '-', 'all', 'all', 'all', 'all', 'all', 'all', 'all', 'all', 'all', 'all'),
    ('support_tickets',           '-', 'own', 'care', 'care', 'all', '-', 'all', 'all', 'all', 'all', 'all'),
    ('ticket_messages',           '-', 'own', 'care', 'care', 'all', '-', 'all', 'all', 'all', 'all', 'all'),
    ('ticket_events',             '-', '-', 'care', 'care', 'all', '-', 'all', 'all', 'all', 'all', 'all'),
    ('tags',                      '-', '-', 'all', 'all', 'all', 'all', 'all', 'all', 'all', 'all', 'all'),
    ('ticket_tags',               '-', '-', 'care', 'care', 'all', '-', 'all', 'all', 'all', 'all', 'all'),
    ('ticket_handoffs',           '-', '-', 'care', 'care', 'all', '-', 'all', 'all', 'all', 'all', 'all'),
    ('ticket_watchers',           '-', '-', 'care', 'care', 'all', '-', 'all', 'all', 'all', 'all', 'all'),
    ('service_calendars',         '-', 'all', 'all', 'all', 'all', '-', 'all', 'all', 'all', 'all', 'all'),
    ('service_calendar_hours',    '-', 'all', 'all', 'all', 'all', '-', 'all', 'all', 'all', 'all', 'all'),
    ('holidays',                  '-', 'all', 'all', 'all', 'all', '-', 'all', 'all', 'all', 'all', 'all'),
    ('service_years',             '-', '-', 'all', 'all', 'all', '-', 'all', 'all', 'all', 'all', 'all'),
    ('service_windows',           '-', '-', 'all', 'all', 'all', '-', 'all', 'all', 'all', 'all', 'all'),
    ('support_sla_policies',      '-', '-', 'all', 'all', 'all', '-', 'all', 'all', 'all', 'all', 'all'),
    ('support_sla_compliance',    '-', 'own', 'care', 'care', 'all', '-', 'all', 'all', 'all', 'all', 'all'),
    ('ticket_sla',                '-', 'own', 'care', 'care', 'all', '-', 'all', 'all', 'all', 'all', 'all'),
    ('automation_rules',          '-', '-', 'all', 'all', 'all', 'all', 'all', 'all', 'all', 'all', 'all'),
    ('survey_rules',              '-', '-', 'all', 'all', 'all', '-', 'all', 'all', 'all', 'all', 'all'),
    ('support_feedback_surveys',  '-', 'own', 'care', 'care', 'all', '-', 'all', 'all', 'all', 'all', 'all'),
    ('orders',                    '-', 'own', 'care', 'care', 'all', '-', 'all', 'all', 'all', 'all', 'all'),
    ('order_events',              '-', 'own', 'care', 'care', 'all', '-', 'all', 'all', 'all', 'all', 'all'),
    ('lexicon',                   '-', '-', 'all', 'all', 'all', 'all', 'all', 'all', 'all', 'all', 'all'),
    ('support_interactions',      '-', '-', 'care', 'care', 'all', '-', 'all', 'all', 'all', 'all', 'all'),
    ('support_costs',             '-', '-', '-', '-', '-', '-', 'all', 'all', '-', 'all', 'all'),
    ('incidents',                 '-', '-', 'all', 'all', 'all', '-', 'all', 'all', 'all', 'all', 'all'),
    ('ticket_conversations',      '-', '-', 'care', 'care', 'all', '-', 'all', 'all', 'all', 'all', 'all'),
    ('support_qa_evaluations',    '-', '-', 'me', 'me', 'all', '-', 'all', 'all', 'all', 'all', 'all'),
    ('coaching_sessions',         '-', '-', 'me', 'me', 'all', '-', '-', '-', '-', 'all', 'all'),
    ('quality_standards',         '-', '-', 'all', 'all', 'all', '-', 'all', 'all', 'all', 'all', 'all'),
    ('quality_audits',            '-', '-', '-', '-', 'all', '-', 'all', 'all', 'all', 'all', 'all'),
    ('quality_findings',          '-', '-', '-', '-', 'all', '-', 'all', 'all', 'all', 'all', 'all'),
    ('health_deciles',            '-', '-', 'all', 'all', 'all', '-', 'all', 'all', '-', 'all', 'all'),
    ('client_health',             '-', '-', 'care', 'care', 'all', '-', 'all', 'all', '-', 'all', 'all'),
    ('audit_log',                 '-', '-', '-', '-', '-', '-', '-', '-', 'all', 'all', 'all'),
    ('kpi_definitions',           '-', '-', 'all', 'all', 'all', 'all', 'all', 'all', 'all', 'all', 'all'),
    ('kpi_targets',               '-', '-', 'all', 'all', 'all', 'all', 'all', 'all', 'all', 'all', 'all'),
    ('training_programs',         '-', '-', 'all', 'all', 'all', '-', 'all', 'all', 'all', 'all', 'all'),
    ('support_training_records',  '-', '-', 'me', 'me', 'all', '-', 'all', 'all', 'all', 'all', 'all'),
    ('certifications',            '-', '-', 'me', 'me', 'all', '-', 'all', 'all', 'all', 'all', 'all'),
    ('performance_reviews',       '-', '-', 'me', 'me', 'all', '-', '-', '-', '-', 'all', 'all'),
    ('agent_achievements',        '-', '-', 'me', 'me', 'all', '-', 'all', 'all', '-', 'all', 'all'),
    ('brand_checks',              '-', '-', '-', '-', 'all', 'all', 'all', 'all', 'all', 'all', 'all'),
    ('revenue_attributions',      '-', '-', '-', '-', '-', '-', 'all', 'all', '-', 'all', 'all'),
    ('success_goals',             '-', '-', '-', '-', 'all', '-', 'all', 'all', '-', 'all', 'all'),
    ('success_goal_notes',        '-', '-', '-', '-', 'all', '-', 'all', 'all', '-', 'all', 'all'),
    ('benchmarks',                '-', '-', '-', '-', 'all', '-', 'all', 'all', 'all', 'all', 'all'),
    ('support_queue_metrics',     '-', '-', 'all', 'all', 'all', '-', 'all', 'all', 'all', 'all', 'all'),
    ('performance_metrics',       '-', '-', '-', '-', 'all', '-', 'all', 'all', 'all', 'all', 'all'),
    ('support_agents_metrics',    '-', '-', 'me', 'me', 'all', '-', 'all', 'all', '-', 'all', 'all'),
    ('survey_links',              '-', '-', '-', '-', '-', '-', '-', '-', '-', '-', '-'),
    ('ticket_attachments',        '-', 'own', 'care', 'care', 'all', '-', 'all', 'all', 'all', 'all', 'all'),
    ('white_glove_services',      '-', 'own', 'care', 'care', 'all', '-', 'all', 'all', 'all', 'all', 'all'),
    ('ticket_routing',            '-', '-', 'care', 'care', 'all', '-', '-', '-', '-', 'all', 'all');

select plan(11 * (select count(*) from expected)::integer + 21);

-- A client with internal notes; a confidential client, and another agent's.
set local role concierge_reader;
create temporary table cast_of_play as
select
    (select client_id from ticket_messages where internal and not confidential order by id limit 1) as client,
    (select client_id from ticket_messages where not internal and confidential order by id limit 1) as hidden_client,
    (select dedicated_agent_id from vip_client_profiles where confidential and dedicated_agent_id is not null
        order by id limit 1) as carer,
    (select id from support_agents order by id limit 1) as agent;
grant select on cast_of_play to public;
reset role;

create function pg_temp.become(role text, sub uuid, confidential_clients uuid[] default null) returns void
    language sql
    as $$
    select set_config('claims.sub', coalesce(sub::text, ''), true),
        set_config('claims.confidential_clients', coalesce(confidential_clients::text, ''), true),
        set_config('role', role, true);
$$;

create function pg_temp.rows_of(relation text, condition text default 'true') returns text
    language plpgsql
    as $$
declare
    answer text;
begin
    execute format('select count(*) from %I where %s', relation, condition) into answer;
    return answer;
exception when insufficient_privilege then
    return 'denied';
end
$$;

create function pg_temp.matrix() returns setof text
    language plpgsql
    as $$
declare
    case_of record;
    play record;
    care uuid[];
    key text;
    seen text;
    promised text;
begin
    select * into play from cast_of_play;
    care := array[play.hidden_client];
    for case_of in
        select relation, cell.key as role, cell.value as sees from expected e cross join jsonb_each_text(to_jsonb(e) - 'relation') as cell
        order by 1, 2
    loop
        key := case case_of.relation when 'clients' then 'id' else 'client_id' end;
        perform pg_temp.become('concierge_' || case_of.role,
            case when case_of.role = 'client' then play.client else play.agent end,
            case when case_of.role = 'vip_manager' then care end);
        seen := pg_temp.rows_of(case_of.relation);
        perform set_config('role', 'concierge_reader', true);
        promised := case
            when case_of.sees = '-' then 'denied'
            when case_of.sees = 'all' then pg_temp.rows_of(case_of.relation)
            when case_of.sees = 'me' then pg_temp.rows_of(case_of.relation, format('agent_id = %L', play.agent))
            when case_of.sees = 'own' then pg_temp.rows_of(case_of.relation, format('%I = %L', key, play.client)
                || case when case_of.relation in ('ticket_messages', 'ticket_attachments') then ' and not internal' else '' end)
            when case_of.relation = 'ticket_sla' then (select count(distinct ticket_id)::text from support_sla_compliance
                where not confidential or (case_of.role = 'vip_manager' and client_id = any(care)))
            else pg_temp.rows_of(case_of.relation, 'not confidential'
                || case case_of.role when 'vip_manager' then format(' or %I = any(%L)', key, care) else '' end) end;
        perform set_config('role', 'none', true);
        return next is(seen, promised, format('%s sees of %s: %s', case_of.role, case_of.relation, case_of.sees));
    end loop;
end
$$;
select * from pg_temp.matrix();
select set_eq('select relation from expected',
    $$ select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'v')
        and relname !~ '^concierge_' and relname <> 'confidential_clients_in_care'
        and not exists (select from pg_depend d where d.objid = pg_class.oid and d.deptype = 'e') $$,
    'the matrix above knows every table');

-- Without a claim nobody is somebody.
select pg_temp.become('concierge_client', null);
select is(pg_temp.rows_of('clients'), '0', 'a client without a subject sees no client');
select is(pg_temp.rows_of('support_tickets'), '0', 'a client without a subject sees no ticket');
reset role;
select pg_temp.become('concierge_client', (select client from cast_of_play));
select isnt(pg_temp.rows_of('ticket_messages'), '0', 'a client sees messages');
select throws_ok('select internal from ticket_messages', '42501', null, 'a client cannot even ask which are internal');
select throws_ok('select sentiment from ticket_messages', '42501', null,
    'a client cannot read the sentiment of a message');
select throws_ok('select priority from support_tickets', '42501', null,
    'a client cannot read the priority of its ticket');
select throws_ok('select escalation_level from support_tickets', '42501', null,
    'a client cannot read the escalation level of its ticket');
select throws_ok('select risk_status from vip_client_profiles', '42501', null, 'a client cannot read its risk status');
select throws_ok('select opportunity_score from vip_client_profiles', '42501', null,
    'a client cannot read its opportunity score');
select throws_ok('select goal_at from support_sla_compliance', '42501', null,
    'a client cannot read the goal of a clock');
select throws_ok('select full_name from support_agents', '42501', null,
    'a client cannot read the full name of an agent');
select lives_ok('select display_name from support_agents limit 1', 'a client can read the display name of an agent');
select is((select count(*) from ticket_messages where client_id <> (select client from cast_of_play)), 0::bigint,
    'another client''s messages are not there');
reset role;

-- Care of a confidential client, found by the function that derives the claim.
select pg_temp.become('concierge_agent', (select carer from cast_of_play));
create temporary table care as
    select value as clients from confidential_clients_in_care where subject = (select carer from cast_of_play);
grant select on care to public;
select ok((select cardinality(clients) > 0 from care), 'a dedicated agent has confidential clients in care');
reset role;
select pg_temp.become('concierge_agent', (select carer from cast_of_play), (select clients from care));
select is((select count(*) from clients where confidential), (select cardinality(clients)::bigint from care),
    'an agent sees exactly the confidential clients in its care');
select is((select count(*) from support_tickets where confidential and client_id <> all ((select clients from care)::uuid[])),
    0::bigint, 'an agent sees confidential tickets of its own clients only');
select ok((select count(*) > 0 from support_tickets where confidential),
    'an agent sees the confidential tickets in its care');
reset role;
select pg_temp.become('concierge_agent', gen_random_uuid());
select is_empty($$ select * from confidential_clients_in_care where subject = gen_random_uuid() $$,
    'an agent without confidential clients has no such claim');
reset role;
select throws_ok($$ select pg_temp.become('concierge_client', null); select * from confidential_clients_in_care $$, '42501', null,
    'a client cannot ask for it');
reset role;
set local role concierge_reader;
select ok((select bool_and(t.confidential = c.confidential) from support_tickets t join clients c on c.id = t.client_id),
    'a ticket is as confidential as its client');

select * from finish();
rollback;
