-- Who reads and writes which rows and columns: three tables, and the procedure that makes grants and policies of them.
-- A new relation is a row a role here; a new role is one row for '*'. Afterwards: `call concierge.apply_access()`.

-- What a rule allows: privileges, and the rows for which they hold. {client} stands for the column with the client's id.
create table concierge.row_rules (
    rule text primary key,
    privileges text not null,
    condition text not null
);
insert into concierge.row_rules values
    ('everything', 'select', 'true'),
    -- An agent who has left: the claim of its care holds the nil UUID (see confidential_clients_in_care).
    ('at_work', 'select', '(''00000000-0000-0000-0000-000000000000'' = any
        ((select nullif(current_setting(''claims.confidential_clients'', true), '''')::uuid[])::uuid[])) is not true'),
    ('own', 'select', '{client} = (select nullif(current_setting(''claims.sub'', true), '''')::uuid)'),
    ('own_public', 'select',
        '{client} = (select nullif(current_setting(''claims.sub'', true), '''')::uuid) and not internal'),
    -- Confidential clients only where the derived claim names them: agents with no such client in their care share one
    -- identity.
    ('in_care', 'select', '(not confidential or {client} = any
        ((select nullif(current_setting(''claims.confidential_clients'', true), '''')::uuid[])::uuid[]))
        and (''00000000-0000-0000-0000-000000000000'' = any
        ((select nullif(current_setting(''claims.confidential_clients'', true), '''')::uuid[])::uuid[])) is not true'),
    ('appends', 'select, insert', 'true'),
    ('updates', 'select, insert, update', 'true'),
    ('attaches', 'select, insert, delete', 'true'),
    ('deletes', 'select, insert, update, delete', 'true');

create table concierge.access (
    relation text not null,
    role text not null check (role ~ '^concierge_[a-z_]+$'),
    -- a rule, or for the relation '*': `as` another role, whose rows and functions are this role's too
    rule text not null,
    -- reads masks in place of personal values and free text
    masks boolean not null default false,
    primary key (relation, role),
    check ((relation = '*') = (rule like 'as %'))
);
comment on table concierge.access is 'A relation and a role that reads or writes it. What is not here is not granted.';

-- client is the client; agents are agents and VIP managers; house is admins, the system and the reader (who owns functions that
-- see everything); analysts are analysts and executives: they read masks, and so does the auditor.
insert into concierge.access (relation, role, rule, masks)
select relation, role, rule, masks
from (values
    --                               client        agents        lead          house         editor        analysts      auditor       writer
    ('teams',                        null,         'at_work',    'at_work',    'everything', null,         'everything', 'everything', 'deletes'),
    ('support_agents',               'everything', 'at_work',    'at_work',    'everything', null,         'everything', 'everything', 'deletes'),
    ('agent_skills',                 null,         'at_work',    'at_work',    'everything', null,         'everything', 'everything', 'deletes'),
    ('agent_shifts',                 null,         'at_work',    'at_work',    'everything', null,         'everything', 'everything', 'updates'),
    ('agent_shift_pauses',           null,         'at_work',    'at_work',    'everything', null,         'everything', 'everything', 'deletes'),
    ('agent_status_log',             null,         'at_work',    'at_work',    'everything', null,         'everything', 'everything', 'appends'),
    ('service_tiers',                'everything', 'at_work',    'at_work',    'everything', 'everything', 'everything', 'everything', 'updates'),
    ('clients',                      'own',        'in_care',    'at_work',    'everything', null,         'everything', 'everything', 'updates'),
    ('client_tier_history',          'own',        'in_care',    'at_work',    'everything', null,         'everything', 'everything', 'appends'),
    ('client_preferences',           'own',        'in_care',    'at_work',    'everything', null,         'everything', 'everything', 'updates'),
    ('communication_preferences',    'own',        'in_care',    'at_work',    'everything', null,         'everything', 'everything', 'deletes'),
    ('vip_client_profiles',          'own',        'in_care',    'at_work',    'everything', null,         'everything', null,         'deletes'),
    ('confidential_clients_in_care', null,         'everything', 'everything', null,         null,         null,         null,         'everything'),
    ('support_categories',           'everything', 'at_work',    'at_work',    'everything', 'everything', 'everything', 'everything', 'updates'),
    ('support_tickets',              'own',        'in_care',    'at_work',    'everything', null,         'everything', 'everything', 'updates'),
    ('ticket_messages',              'own_public', 'in_care',    'at_work',    'everything', null,         'everything', 'everything', 'updates'),
    ('ticket_attachments',           'own_public', 'in_care',    'at_work',    'everything', null,         'everything', 'everything', 'updates'),
    ('ticket_events',                null,         'in_care',    'at_work',    'everything', null,         'everything', 'everything', 'appends'),
    ('tags',                         null,         'at_work',    'at_work',    'everything', 'everything', 'everything', 'everything', 'updates'),
    ('ticket_tags',                  null,         'in_care',    'at_work',    'everything', null,         'everything', 'everything', 'attaches'),
    ('ticket_handoffs',              null,         'in_care',    'at_work',    'everything', null,         'everything', 'everything', 'appends'),
    ('ticket_watchers',              null,         'in_care',    'at_work',    'everything', null,         'everything', 'everything', 'attaches'),
    ('ticket_routing',               null,         'everything', 'everything', 'everything', null,         null,         null,         'everything'),
    ('lexicon',                      null,         'at_work',    'at_work',    'everything', 'everything', 'everything', 'everything', 'deletes'),
    ('automation_rules',             null,         'at_work',    'at_work',    'everything', 'everything', 'everything', 'everything', 'deletes'),
    ('service_calendars',            'everything', 'at_work',    'at_work',    'everything', null,         'everything', 'everything', 'deletes'),
    ('service_calendar_hours',       'everything', 'at_work',    'at_work',    'everything', null,         'everything', 'everything', 'deletes'),
    ('holidays',                     'everything', 'at_work',    'at_work',    'everything', null,         'everything', 'everything', 'deletes'),
    ('service_years',                null,         'at_work',    'at_work',    'everything', null,         'everything', 'everything', 'deletes'),
    ('service_windows',              null,         'at_work',    'at_work',    'everything', null,         'everything', 'everything', 'deletes'),
    ('support_sla_policies',         null,         'at_work',    'at_work',    'everything', null,         'everything', 'everything', 'updates'),
    ('support_sla_compliance',       'own',        'in_care',    'at_work',    'everything', null,         'everything', 'everything', 'updates'),
    ('ticket_sla',                   'everything', 'everything', 'everything', 'everything', null,         'everything', 'everything', 'everything'),
    ('orders',                       'own',        'in_care',    'at_work',    'everything', null,         'everything', 'everything', 'updates'),
    ('order_events',                 'own',        'in_care',    'at_work',    'everything', null,         'everything', 'everything', 'appends'),
    ('survey_rules',                 null,         'at_work',    'at_work',    'everything', null,         'everything', 'everything', 'deletes'),
    ('support_feedback_surveys',     'own',        'in_care',    'at_work',    'everything', null,         'everything', 'everything', 'updates'),
    ('survey_links',                 null,         null,         null,         null,         null,         null,         null,         'deletes'),
    ('white_glove_services',         'own',        'in_care',    'at_work',    'everything', null,         'everything', 'everything', 'updates')
) as matrix (relation, client, agents, lead, house, editor, analysts, auditor, writer)
cross join lateral (values
    ('concierge_client', client, false), ('concierge_agent', agents, false), ('concierge_vip_manager', agents, false),
    ('concierge_lead', lead, false), ('concierge_admin', house, false), ('concierge_system', house, false),
    ('concierge_reader', house, false), ('concierge_editor', editor, false), ('concierge_analyst', analysts, true),
    ('concierge_executive', analysts, true), ('concierge_auditor', auditor, true), ('concierge_writer', writer, false)
) as cells (role, rule, masks)
where rule is not null;

-- What a column holds of a person. Each column of a type that can hold text, a document, bytes, an address or a date has a
-- class; a test says which one is missing.
create type concierge.value_class as enum (
    'none',         -- nothing of a person
    'key',          -- a number or digest by which rows are found
    'personal',     -- a value of a person: a name, an address, a date of birth
    'free_text',    -- words that somebody wrote, or a file
    'secret'        -- granted to no role of the graph
);
create table concierge.column_classes (
    relation text not null,
    column_name text not null,
    class concierge.value_class not null,
    -- what those who read masks get in place of a personal value or free text: another column, or the column itself
    -- where it says little; null is nothing
    mask text check (mask is null or class in ('personal', 'free_text')),
    -- of the house's own working: the client does not read it
    house boolean not null default false,
    primary key (relation, column_name)
);

-- A column, or `column>mask`.
insert into concierge.column_classes (relation, column_name, class, mask)
select relation, split_part(named, '>', 1), class::concierge.value_class, nullif(split_part(named, '>', 2), '')
from (values
    ('teams', 'none', 'code name_pl name_en'),
    ('support_agents', 'key', 'agent_number'),
    ('support_agents', 'none', 'hired_on left_on'),
    ('support_agents', 'personal', 'full_name>full_name display_name>display_name email>email'),
    ('agent_skills', 'none', 'code acquired_on'),
    ('agent_shifts', 'free_text', 'change_reason'),
    ('service_tiers', 'none', 'name_pl name_en theme greeting_pl greeting_en'),
    ('clients', 'key', 'client_number'),
    ('clients', 'personal', 'full_name>full_name_masked email>email_masked phone>phone_masked
        birth_date>birth_date_masked city>city country>country'),
    ('clients', 'none', 'full_name_masked email_masked phone_masked birth_date_masked'),
    ('client_tier_history', 'free_text', 'reason'),
    ('client_preferences', 'personal', 'interests>interests accessibility dashboard_layout'),
    ('vip_client_profiles', 'free_text', 'custom_services exclusive_access>exclusive_access'),
    ('support_categories', 'none', 'code name_pl name_en'),
    ('support_tickets', 'key', 'ticket_number'),
    ('support_tickets', 'free_text', 'subject>subject_masked words escalation_reason'),
    ('support_tickets', 'none', 'subject_masked'),
    ('ticket_messages', 'free_text', 'body>body_masked words'),
    ('ticket_messages', 'none', 'body_masked sentiment_model rule'),
    ('ticket_attachments', 'free_text', 'file_name content sha256'),
    ('ticket_attachments', 'none', 'media_type'),
    ('tags', 'none', 'code name_pl name_en'),
    ('ticket_handoffs', 'free_text', 'reason'),
    ('automation_rules', 'none', 'code name_pl name_en body'),
    ('lexicon', 'none', 'word'),
    ('service_calendars', 'none', 'code name_pl name_en time_zone'),
    ('holidays', 'none', 'day name_pl name_en'),
    ('orders', 'key', 'order_number'),
    ('support_feedback_surveys', 'free_text', 'comment>comment_masked'),
    ('support_feedback_surveys', 'none', 'comment_masked'),
    ('survey_links', 'secret', 'digest'),
    ('white_glove_services', 'free_text', 'service customizations cancel_reason')
) as listed (relation, class, names)
cross join lateral regexp_split_to_table(names, '\s+') as named;

-- How the house works, and how it judges the client.
insert into concierge.column_classes (relation, column_name, class, house)
select relation, name, 'none', true
from (values
    ('support_agents', 'agent_number team_id full_name email position status weekly_minutes concurrent_chats hired_on left_on
        active created_at updated_at'),
    ('client_tier_history', 'confidential reason'),
    ('client_preferences', 'confidential'),
    ('communication_preferences', 'confidential'),
    ('vip_client_profiles', 'confidential risk_status opportunity_score'),
    ('support_tickets', 'confidential origin priority team_id escalation_level escalation_reason spam resolved_by sentiment
        automation_until'),
    ('ticket_messages', 'confidential internal sentiment sentiment_model rule'),
    ('ticket_attachments', 'confidential internal'),
    ('support_sla_compliance', 'confidential policy_id calendar_id goal_at paused_remaining paused_seconds created_at
        updated_at'),
    ('orders', 'confidential cost_of_goods'),
    ('order_events', 'confidential'),
    ('support_feedback_surveys', 'confidential rule_id agent_id tier updated_at'),
    ('white_glove_services', 'confidential priority requested_by_id cancel_reason')
) as listed (relation, names)
cross join lateral regexp_split_to_table(names, '\s+') as name
on conflict (relation, column_name) do update set house = true;

-- The rules with those that a role has `as` another one.
create view concierge.effective_access as
select relation, role, rule, masks from concierge.access where relation <> '*'
union all
select model.relation, role.role, model.rule, model.masks or role.masks
from concierge.access role
join concierge.access model on model.role = substr(role.rule, 4) and model.relation <> '*'
where role.relation = '*'
    and not exists (select from concierge.access own where (own.relation, own.role) = (model.relation, role.role));

-- The columns of a relation that a role reads.
create function concierge.readable_columns(relation text, role text, masks boolean) returns table (column_name text)
    language sql stable
    begin atomic
        select a.attname::text
        from pg_attribute a
        left join concierge.column_classes c
            on c.relation = readable_columns.relation and c.column_name = a.attname::text
        where a.attrelid = ('public.' || quote_ident(readable_columns.relation))::regclass and a.attnum > 0 and not a.attisdropped
            and case
                when readable_columns.role in ('concierge_writer', 'concierge_reader') then true
                when c.class is not distinct from 'secret' then false
                when masks then c.class is null or c.class in ('none', 'key') or c.mask is not distinct from a.attname::text
                when readable_columns.role = 'concierge_client' then not coalesce(c.house, false)
                    and not exists (
                        select from concierge.column_classes o
                        where o.relation = readable_columns.relation and o.mask = a.attname::text
                            and o.column_name <> a.attname::text)
                else true end;
    end;
revoke execute on function concierge.readable_columns(text, text, boolean) from public;

-- Makes the grants and policies of one relation. All columns are one grant on the relation, fewer are one on the columns. For
-- who reads masks it is always one on the columns: a column that is added later is not shown before it has a class.
create procedure concierge.apply_access_to(target text)
    language plpgsql
    as $$
declare
    target_oid constant oid := ('public.' || quote_ident(target))::regclass;
    is_table constant boolean := relkind = 'r' from pg_class where oid = target_oid;
    client constant text := case target when 'clients' then 'id' else 'client_id' end;
    found record;
begin
    -- A grant takes no lock on the table: an ANALYZE at the same time would wait for it, and the policies below for the ANALYZE.
    if is_table then
        execute format('lock table public.%I in access exclusive mode', target);
    end if;
    for found in select distinct grantee::regrole::text as role from (
            select acl.grantee from pg_class c cross join aclexplode(c.relacl) as acl
            where c.oid = target_oid and acl.grantee not in (0, c.relowner)
            union
            select acl.grantee from pg_attribute a cross join aclexplode(a.attacl) as acl
            where a.attrelid = target_oid) as granted
    loop
        execute format('revoke all on public.%I from %s', target, found.role);
    end loop;
    for found in select policyname from pg_policies where schemaname = 'public' and tablename = target loop
        execute format('drop policy %I on public.%I', found.policyname, target);
    end loop;
    if is_table then
        execute format('alter table public.%I enable row level security, force row level security', target);
        for found in
            select r.rule, r.privileges, replace(r.condition, '{client}', client) as condition,
                string_agg(quote_ident(a.role), ', ' order by a.role) as roles
            from concierge.effective_access a join concierge.row_rules r using (rule)
            where a.relation = target
            group by r.rule
        loop
            execute format('create policy %I on public.%I for %s to %s using (%s) %s', found.rule, target,
                case found.privileges when 'select' then 'select' else 'all' end, found.roles, found.condition,
                case when found.privileges <> 'select' then format('with check (%s)', found.condition) else '' end);
        end loop;
    end if;
    for found in
        select a.role, r.privileges, columns.names, columns.count = (select count(*) from pg_attribute
                where attrelid = target_oid and attnum > 0 and not attisdropped) and not a.masks as whole
        from concierge.effective_access a
        join concierge.row_rules r using (rule)
        cross join lateral (
            select count(*), string_agg(quote_ident(column_name), ', ') as names
            from concierge.readable_columns(a.relation, a.role, a.masks)) as columns
        where a.relation = target
    loop
        execute format('grant %s %s on public.%I to %I', found.privileges,
            case when not found.whole then format('(%s)', found.names) else '' end, target, found.role);
    end loop;
    -- who inserts takes the next number
    for found in
        select s.oid::regclass::text as sequence, a.role
        from pg_class s
        join pg_depend d on d.objid = s.oid and d.refobjid = target_oid and d.deptype = 'a'
        cross join concierge.effective_access a
        join concierge.row_rules r using (rule)
        where s.relkind = 'S' and a.relation = target and r.privileges like '%insert%'
    loop
        execute format('grant usage on sequence %s to %I', found.sequence, found.role);
    end loop;
end
$$;

-- Makes the grants and policies of all relations; and the roles that are `as` another one, with that one's functions.
create procedure concierge.apply_access()
    language plpgsql
    as $$
declare
    found record;
begin
    for found in select role, substr(rule, 4) as model from concierge.access where relation = '*' loop
        if not exists (select from pg_roles where rolname = found.role) then
            execute format('create role %I nologin noinherit', found.role);
        end if;
        if not pg_has_role('concierge_gateway', found.role, 'member') then
            execute format('grant %I to concierge_gateway', found.role);
        end if;
        execute format('grant usage on schema public to %I', found.role);
    end loop;
    for found in
        select p.oid::regprocedure::text as function, a.role
        from concierge.access a
        cross join pg_proc p
        cross join aclexplode(p.proacl) as acl
        where a.relation = '*' and p.pronamespace = 'public'::regnamespace
            and acl.grantee = (select oid from pg_roles where rolname = substr(a.rule, 4))
    loop
        execute format('grant execute on function %s to %I', found.function, found.role);
    end loop;
    for found in select distinct relation from concierge.effective_access order by relation loop
        call concierge.apply_access_to(found.relation);
    end loop;
end
$$;
revoke execute on procedure concierge.apply_access_to(text), concierge.apply_access() from public;
