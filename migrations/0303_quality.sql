-- How good the work is: evaluations of tickets, coaching, standards, and audits with their findings.
create type evaluation_source as enum ('PERSON', 'AUTOMATIC');
create type finding_severity as enum ('LOW', 'MEDIUM', 'HIGH');

-- Agents read what is about themselves; leads and the house read all of it.
insert into concierge.row_rules (rule, privileges, condition)
values ('about_me', 'select', 'agent_id = (select nullif(current_setting(''claims.sub'', true), '''')::uuid)
    and (''00000000-0000-0000-0000-000000000000'' = any
        ((select nullif(current_setting(''claims.confidential_clients'', true), '''')::uuid[])::uuid[])) is not true');

create table support_qa_evaluations (
    id uuid primary key default gen_random_uuid(),
    ticket_id uuid not null,
    client_id uuid not null,
    confidential boolean not null,
    agent_id uuid not null references support_agents,
    source evaluation_source not null,
    evaluator_id uuid references support_agents,
    rule text check (rule <> ''),
    rule_version integer check (rule_version > 0),
    greeting smallint not null check (greeting between 0 and 100),
    solution smallint not null check (solution between 0 and 100),
    tone smallint not null check (tone between 0 and 100),
    process smallint not null check (process between 0 and 100),
    score numeric(5, 2) not null generated always as ((greeting + 2 * solution + tone + process) / 5.0) stored,
    comment text check (comment <> ''),
    created_at timestamptz not null default now(),
    check ((source = 'PERSON') = (evaluator_id is not null)),
    check ((source = 'AUTOMATIC') = (rule is not null and rule_version is not null)),
    check (evaluator_id <> agent_id),
    foreign key (ticket_id, client_id, confidential) references support_tickets (id, client_id, confidential)
        on update cascade
);
comment on table support_qa_evaluations is 'How well an agent served in a ticket, as a person or a rule judges; 90 of 100 is what is aimed at.';
comment on column support_qa_evaluations.score is '0 to 100; the solution counts twice.';
create index support_qa_evaluations_ticket on support_qa_evaluations (ticket_id, created_at, id);
create index support_qa_evaluations_agent on support_qa_evaluations (agent_id, created_at, id);
create index support_qa_evaluations_evaluator on support_qa_evaluations (evaluator_id, created_at, id) where evaluator_id is not null;
create index support_qa_evaluations_by_time on support_qa_evaluations (created_at, id);

create table coaching_sessions (
    id uuid primary key default gen_random_uuid(),
    agent_id uuid not null references support_agents,
    coach_id uuid not null references support_agents check (coach_id <> agent_id),
    topic text not null check (topic <> ''),
    note text check (note <> ''),
    held_at timestamptz not null,
    created_at timestamptz not null default now()
);
create index coaching_sessions_agent on coaching_sessions (agent_id, held_at, id);
create index coaching_sessions_coach on coaching_sessions (coach_id, held_at, id);

create table quality_standards (
    id uuid primary key default gen_random_uuid(),
    code text not null unique check (code ~ '^[a-z][a-z_]*$'),
    name_pl text not null,
    name_en text not null,
    requirement_pl text not null,
    requirement_en text not null,
    active boolean not null default true,
    version integer not null default 1 check (version > 0),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
create trigger touch before update on quality_standards for each row execute function touch_updated_at();
create trigger version before update on quality_standards for each row execute function count_version();

create table quality_audits (
    id uuid primary key default gen_random_uuid(),
    standard_id uuid not null references quality_standards,
    team_id uuid references teams,
    auditor text not null check (auditor <> ''),
    checks_made integer not null check (checks_made > 0),
    checks_passed integer not null check (checks_passed between 0 and checks_made),
    created_at timestamptz not null default now()
);
comment on table quality_audits is 'Append-only: how far a standard was kept, by so many checks.';
comment on column quality_audits.auditor is 'The subject of who made it.';
create index quality_audits_standard on quality_audits (standard_id, created_at, id);
create index quality_audits_team on quality_audits (team_id, created_at, id);
create index quality_audits_by_time on quality_audits (created_at, id);

create table quality_findings (
    id uuid primary key default gen_random_uuid(),
    audit_id uuid not null references quality_audits,
    severity finding_severity not null,
    finding text not null check (finding <> ''),
    due_on date not null,
    closed_at timestamptz,
    closed_by text check (closed_by <> ''),
    version integer not null default 1 check (version > 0),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    check ((closed_at is null) = (closed_by is null))
);
comment on column quality_findings.closed_by is 'The subject of who closed it: another one than who found it.';
create index quality_findings_audit on quality_findings (audit_id, created_at, id);
create index quality_findings_by_due on quality_findings (due_on, id);
create trigger touch before update on quality_findings for each row execute function touch_updated_at();
create trigger version before update on quality_findings for each row execute function count_version();

create trigger history before update or delete on support_qa_evaluations
    for each row execute function refuse_rewriting_history();
create trigger history_whole before truncate on support_qa_evaluations
    for each statement execute function refuse_rewriting_history();
create trigger history before update or delete on quality_audits
    for each row execute function refuse_rewriting_history();
create trigger history_whole before truncate on quality_audits
    for each statement execute function refuse_rewriting_history();

insert into concierge.access (relation, role, rule, masks)
select relation, role, rule, role in ('concierge_analyst', 'concierge_executive', 'concierge_auditor')
from (values
    --                         agents      lead       house         figures       auditor       writer
    ('support_qa_evaluations', 'about_me', 'at_work', 'everything', 'everything', 'everything', 'appends'),
    ('coaching_sessions',      'about_me', 'at_work', 'everything', null,         null,         'appends'),
    ('quality_standards',      'at_work',  'at_work', 'everything', 'everything', 'everything', 'updates'),
    ('quality_audits',         null,       'at_work', 'everything', 'everything', 'everything', 'appends'),
    ('quality_findings',       null,       'at_work', 'everything', 'everything', 'everything', 'updates')
) as matrix (relation, agents, lead, house, figures, auditor, writer)
cross join lateral (values
    ('concierge_agent', agents), ('concierge_vip_manager', agents), ('concierge_lead', lead), ('concierge_admin', house),
    ('concierge_system', house), ('concierge_reader', house), ('concierge_analyst', figures), ('concierge_executive', figures),
    ('concierge_auditor', auditor), ('concierge_writer', writer)
) as cells (role, rule)
where rule is not null;
insert into concierge.column_classes (relation, column_name, class, mask)
values
    ('support_qa_evaluations', 'rule', 'none', null), ('support_qa_evaluations', 'comment', 'free_text', null),
    ('coaching_sessions', 'topic', 'free_text', null), ('coaching_sessions', 'note', 'free_text', null),
    ('quality_standards', 'code', 'none', null), ('quality_standards', 'name_pl', 'none', null),
    ('quality_standards', 'name_en', 'none', null), ('quality_standards', 'requirement_pl', 'none', null),
    ('quality_standards', 'requirement_en', 'none', null), ('quality_audits', 'auditor', 'key', null),
    ('quality_findings', 'finding', 'free_text', 'finding'), ('quality_findings', 'due_on', 'none', null),
    ('quality_findings', 'closed_by', 'key', null);

create type evaluate_ticket_input as (
    ticket_id uuid, agent_id uuid, greeting integer, solution integer, tone integer, process integer, comment text);
create type evaluate_ticket_payload as (evaluation_id uuid);
create type coach_agent_input as (agent_id uuid, topic text, note text, held_at timestamptz);
create type coach_agent_payload as (session_id uuid);
create type update_quality_standard_input as (
    standard_id uuid, requirement_pl text, requirement_en text, active boolean, expected_version integer);
create type update_quality_standard_payload as (standard_id uuid);
create type quality_finding_input as (severity finding_severity, finding text, due_on date);
create type perform_quality_audit_input as (
    standard_id uuid, team_id uuid, checks_made integer, checks_passed integer, findings quality_finding_input[]);
create type perform_quality_audit_payload as (audit_id uuid);
create type close_quality_finding_input as (finding_id uuid, expected_version integer);
create type close_quality_finding_payload as (finding_id uuid);

grant create on schema public to concierge_writer;
set local role concierge_writer;

-- Who audits: a lead, an auditor, an admin, by the token's subject or, without one, by the role.
create function inspector() returns text
    language plpgsql stable
    as $$
begin
    if current_setting('role') = 'concierge_lead' then
        perform caller();
    end if;
    return coalesce(nullif(current_setting('claims.sub', true), ''), current_setting('role'));
end
$$;

-- Nobody judges a ticket on which they wrote.
create function evaluate_ticket(input evaluate_ticket_input) returns evaluate_ticket_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    who constant caller := caller();
    ticket constant support_tickets := ticket_for_change(input.ticket_id, who);
    evaluation_id uuid;
begin
    if who.kind <> 'AGENT' then
        raise exception 'A person evaluates.' using errcode = 'QL403';
    elsif exists (select from ticket_messages m where m.ticket_id = ticket.id and m.author_agent_id = who.agent_id) then
        raise exception 'You have written in this ticket yourself.' using errcode = 'QL403', hint = 'Let another lead evaluate it.';
    elsif not exists (select from ticket_messages m where m.ticket_id = ticket.id and m.author_agent_id = input.agent_id) then
        raise exception 'This agent has written nothing in the ticket.' using errcode = 'QL400';
    elsif num_nulls(input.greeting, input.solution, input.tone, input.process) > 0
            or least(input.greeting, input.solution, input.tone, input.process) < 0
            or greatest(input.greeting, input.solution, input.tone, input.process) > 100 then
        raise exception 'Each part goes from 0 to 100.' using errcode = 'QL400';
    end if;
    insert into support_qa_evaluations
        (ticket_id, client_id, confidential, agent_id, source, evaluator_id, greeting, solution, tone, process, comment)
    values
        (ticket.id, ticket.client_id, ticket.confidential, input.agent_id, 'PERSON', who.agent_id, input.greeting, input.solution,
         input.tone, input.process, case when btrim(input.comment) <> '' then required_text(input.comment, 'comment', 4000) end)
    returning id into evaluation_id;
    return row (evaluation_id);
end
$$;

create function coach_agent(input coach_agent_input) returns coach_agent_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    who constant caller := caller();
    agent constant support_agents := present_agent(input.agent_id);
    session_id uuid;
begin
    if who.kind <> 'AGENT' or agent.id = who.agent_id then
        raise exception 'A person coaches another one.' using errcode = 'QL403';
    elsif input.held_at > clock_timestamp() then
        raise exception 'A session is noted down when it has been held.' using errcode = 'QL400';
    end if;
    insert into coaching_sessions (agent_id, coach_id, topic, note, held_at)
    values (agent.id, who.agent_id, required_text(input.topic, 'topic', 200),
        case when btrim(input.note) <> '' then required_text(input.note, 'note', 4000) end, coalesce(input.held_at, clock_timestamp()))
    returning id into session_id;
    return row (session_id);
end
$$;

-- What is left out stays as it is.
create function update_quality_standard(input update_quality_standard_input) returns update_quality_standard_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    standard quality_standards;
begin
    perform inspector();
    select * into standard from quality_standards s where s.id = input.standard_id for no key update;
    if standard.id is null then
        raise exception 'There is no such standard.' using errcode = 'QL404';
    end if;
    perform compare_version(input.expected_version, standard.version);
    update quality_standards s set
        requirement_pl = case when input.requirement_pl is null then s.requirement_pl else required_text(input.requirement_pl, 'requirement', 2000) end,
        requirement_en = case when input.requirement_en is null then s.requirement_en else required_text(input.requirement_en, 'requirement', 2000) end,
        active = coalesce(input.active, s.active)
    where s.id = standard.id;
    return row (standard.id);
end
$$;

create function perform_quality_audit(input perform_quality_audit_input) returns perform_quality_audit_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    who constant text := inspector();
    found quality_finding_input;
    audit_id uuid;
begin
    if not exists (select from quality_standards where id = input.standard_id and active) then
        raise exception 'There is no such standard.' using errcode = 'QL404';
    elsif input.team_id is not null and not exists (select from teams where id = input.team_id) then
        raise exception 'There is no such team.' using errcode = 'QL404';
    elsif coalesce(input.checks_made, 0) < 1 or input.checks_passed is null or input.checks_passed not between 0 and input.checks_made then
        raise exception 'An audit makes checks, and as many pass at most.' using errcode = 'QL400';
    elsif cardinality(input.findings) > 50 then
        raise exception 'An audit has at most 50 findings.' using errcode = 'QL400';
    end if;
    insert into quality_audits (standard_id, team_id, auditor, checks_made, checks_passed)
    values (input.standard_id, input.team_id, who, input.checks_made, input.checks_passed)
    returning id into audit_id;
    foreach found in array coalesce(input.findings, '{}') loop
        if found.severity is null or found.due_on is null or found.due_on < current_date then
            raise exception 'A finding has a severity, and a day to come by which it is due.' using errcode = 'QL400';
        end if;
        insert into quality_findings (audit_id, severity, finding, due_on)
        values (audit_id, found.severity, required_text(found.finding, 'finding', 2000), found.due_on);
    end loop;
    return row (audit_id);
end
$$;

create function close_quality_finding(input close_quality_finding_input) returns close_quality_finding_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    who constant text := inspector();
    finding quality_findings;
begin
    select * into finding from quality_findings f where f.id = input.finding_id for no key update;
    if finding.id is null then
        raise exception 'There is no such finding.' using errcode = 'QL404';
    end if;
    perform compare_version(input.expected_version, finding.version);
    if finding.closed_at is not null then
        raise exception 'The finding is closed already.' using errcode = 'QL409';
    elsif (select a.auditor from quality_audits a where a.id = finding.audit_id) = who then
        raise exception 'A finding is closed by another person than who found it.' using errcode = 'QL403';
    end if;
    update quality_findings f set closed_at = clock_timestamp(), closed_by = who where f.id = finding.id;
    return row (finding.id);
end
$$;

grant execute on function evaluate_ticket(evaluate_ticket_input), coach_agent(coach_agent_input)
    to concierge_lead, concierge_admin;
grant execute on function
    update_quality_standard(update_quality_standard_input), perform_quality_audit(perform_quality_audit_input),
    close_quality_finding(close_quality_finding_input)
    to concierge_lead, concierge_auditor, concierge_admin;

reset role;
revoke create on schema public from concierge_writer;
call concierge.apply_access();

set local role concierge_writer;
insert into quality_standards (id, code, name_pl, name_en, requirement_pl, requirement_en)
select md5('standard:' || code)::uuid, code, name_pl, name_en, requirement_pl, requirement_en
from (values
    ('first_contact', 'Pierwszy kontakt', 'First contact', 'Odpowiedź osoby w czasie obiecanym dla poziomu klienta.',
        'A person answers within the time that the client''s tier was promised.'),
    ('language', 'Język klienta', 'The client''s language', 'Piszemy w języku zgłoszenia, bez błędów.',
        'We write in the language of the ticket, without mistakes.'),
    ('privacy', 'Prywatność', 'Privacy', 'Nie prosimy o dane, których sprawa nie wymaga.',
        'We ask for no data that the matter does not need.'),
    ('follow_up', 'Dotrzymane słowo', 'A word kept', 'Co obiecano w rozmowie, jest zrobione i zapisane.',
        'What was promised in a conversation is done, and noted down.'),
    ('closing', 'Zakończenie', 'Closing', 'Sprawa kończy się podsumowaniem i pytaniem, czy to wszystko.',
        'A matter ends with a summary, and with the question whether that is all.')
) as standard (code, name_pl, name_en, requirement_pl, requirement_en);
reset role;
