-- How agents grow: trainings that are due, certifications, reviews, and what they achieved.
create type achievement_kind as enum ('SATISFACTION', 'QUALITY', 'SPEED', 'RESOLUTION', 'TRAINING');

create table training_programs (
    id uuid primary key default gen_random_uuid(),
    code text not null unique check (code ~ '^[a-z][a-z_]*$'),
    name_pl text not null,
    name_en text not null,
    minutes integer not null check (minutes between 1 and 10000),
    mandatory boolean not null,
    due_after interval not null default '60 days' check (due_after >= interval '0'),
    valid_for interval not null default '1 year' check (valid_for > interval '0'),
    active boolean not null default true,
    version integer not null default 1 check (version > 0),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
comment on column training_programs.due_after is 'How long after the agent was hired, or the programme began, it is due.';
create trigger touch before update on training_programs for each row execute function touch_updated_at();
create trigger version before update on training_programs for each row execute function count_version();

create table support_training_records (
    id uuid primary key default gen_random_uuid(),
    agent_id uuid not null references support_agents,
    program_id uuid not null references training_programs,
    completed_at timestamptz not null,
    valid_until timestamptz not null check (valid_until > completed_at),
    score smallint check (score between 0 and 100),
    recorded_by text not null check (recorded_by <> ''),
    created_at timestamptz not null default now()
);
comment on table support_training_records is 'Append-only: a training that an agent completed.';
comment on column support_training_records.recorded_by is 'The subject of who noted it down.';
create index support_training_records_agent on support_training_records (agent_id, program_id, completed_at, id);
create index support_training_records_program on support_training_records (program_id, completed_at, id);

create table certifications (
    id uuid primary key default gen_random_uuid(),
    agent_id uuid not null references support_agents,
    knowledge_test smallint not null check (knowledge_test between 0 and 100),
    client_feedback smallint not null check (client_feedback between 0 and 100),
    mystery_shopping smallint not null check (mystery_shopping between 0 and 100),
    practical_done boolean not null,
    score numeric(5, 2) not null generated always as ((50 * knowledge_test + 30 * client_feedback + 20 * mystery_shopping) / 100.0) stored,
    passed boolean not null generated always as
        (least(knowledge_test, client_feedback, mystery_shopping) >= 85 and practical_done) stored,
    assessed_at timestamptz not null,
    valid_until timestamptz not null check (valid_until > assessed_at),
    refresher_due_on date not null,
    audit_due_on date not null,
    review_due_on date not null,
    assessed_by text not null check (assessed_by <> ''),
    created_at timestamptz not null default now()
);
comment on table certifications is 'Append-only: an agent''s assessment; passed when each part reaches 85 and the practical is done, for a year.';
comment on column certifications.score is 'Knowledge test 50 %, client feedback 30 %, mystery shopping 20 %.';
comment on column certifications.refresher_due_on is 'Monthly refresher; the monthly audit and the quarterly review have dates of their own.';
create index certifications_agent on certifications (agent_id, assessed_at, id);
create index certifications_by_end on certifications (valid_until, id);

create table performance_reviews (
    id uuid primary key default gen_random_uuid(),
    agent_id uuid not null references support_agents,
    reviewer_id uuid not null references support_agents,
    period_from date not null,
    period_to date not null,
    rating smallint not null check (rating between 1 and 5),
    summary text not null check (summary <> ''),
    created_at timestamptz not null default now(),
    check (period_to > period_from),
    check (reviewer_id <> agent_id)
);
comment on table performance_reviews is 'Append-only: how a lead saw an agent''s quarter. Read by that agent, by leads and admins.';
create index performance_reviews_agent on performance_reviews (agent_id, created_at, id);
create index performance_reviews_reviewer on performance_reviews (reviewer_id, created_at, id);

create table agent_achievements (
    id uuid primary key default gen_random_uuid(),
    agent_id uuid not null references support_agents,
    kind achievement_kind not null,
    month date not null check (extract(day from month) = 1),
    value numeric not null,
    created_at timestamptz not null default now(),
    unique (agent_id, kind, month)
);
comment on table agent_achievements is 'Append-only: what an agent did better than all others in a month.';
comment on column agent_achievements.value is 'The figure by which it was the best.';
create index agent_achievements_by_month on agent_achievements (month, kind, id);

do $$
declare
    history text;
begin
    foreach history in array array['support_training_records', 'certifications', 'performance_reviews', 'agent_achievements'] loop
        execute format('create trigger history before update or delete on %I for each row execute function refuse_rewriting_history()', history);
        execute format('create trigger history_whole before truncate on %I for each statement execute function refuse_rewriting_history()', history);
    end loop;
end
$$;

insert into concierge.access (relation, role, rule, masks)
select relation, role, rule, role in ('concierge_analyst', 'concierge_executive', 'concierge_auditor')
from (values
    --                           agents      lead       house         figures       auditor       writer
    ('training_programs',        'at_work',  'at_work', 'everything', 'everything', 'everything', 'updates'),
    ('support_training_records', 'about_me', 'at_work', 'everything', 'everything', 'everything', 'appends'),
    ('certifications',           'about_me', 'at_work', 'everything', 'everything', 'everything', 'appends'),
    ('performance_reviews',      'about_me', 'at_work', 'everything', null,         null,         'appends'),
    ('agent_achievements',       'about_me', 'at_work', 'everything', 'everything', null,         'appends')
) as matrix (relation, agents, lead, house, figures, auditor, writer)
cross join lateral (values
    ('concierge_agent', agents), ('concierge_vip_manager', agents), ('concierge_lead', lead), ('concierge_admin', house),
    ('concierge_system', house), ('concierge_reader', house), ('concierge_analyst', figures), ('concierge_executive', figures),
    ('concierge_auditor', auditor), ('concierge_writer', writer)
) as cells (role, rule)
where rule is not null;
insert into concierge.column_classes (relation, column_name, class, mask)
values
    ('training_programs', 'code', 'none', null), ('training_programs', 'name_pl', 'none', null), ('training_programs', 'name_en', 'none', null),
    ('support_training_records', 'recorded_by', 'key', null), ('certifications', 'assessed_by', 'key', null),
    ('certifications', 'refresher_due_on', 'none', null), ('certifications', 'audit_due_on', 'none', null),
    ('certifications', 'review_due_on', 'none', null), ('performance_reviews', 'period_from', 'none', null),
    ('performance_reviews', 'period_to', 'none', null), ('performance_reviews', 'summary', 'free_text', null),
    ('agent_achievements', 'month', 'none', null);

create type record_training_input as (agent_id uuid, program_id uuid, completed_at timestamptz, score integer);
create type record_training_payload as (record_id uuid);
create type certify_agent_input as (
    agent_id uuid, knowledge_test integer, client_feedback integer, mystery_shopping integer, practical_done boolean,
    assessed_at timestamptz);
create type certify_agent_payload as (certification_id uuid);
create type review_performance_input as (agent_id uuid, period_from date, period_to date, rating integer, summary text);
create type review_performance_payload as (review_id uuid);
create type save_training_program_input as (
    program_id uuid, code text, name_pl text, name_en text, minutes integer, mandatory boolean, active boolean, expected_version integer);
create type save_training_program_payload as (program_id uuid);

grant create on schema public to concierge_writer;
set local role concierge_writer;

-- Nobody notes down their own training.
create function record_training(input record_training_input) returns record_training_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    who constant text := inspector();
    agent constant support_agents := present_agent(input.agent_id);
    program training_programs;
    done constant timestamptz := coalesce(input.completed_at, clock_timestamp());
    record_id uuid;
begin
    select * into program from training_programs p where p.id = input.program_id and p.active;
    if program.id is null then
        raise exception 'There is no such training.' using errcode = 'QL404';
    elsif agent.id::text = who then
        raise exception 'Another person notes down your training.' using errcode = 'QL403';
    elsif done > clock_timestamp() or done < agent.hired_on then
        raise exception 'A training was completed between the agent''s first day and now.' using errcode = 'QL400';
    elsif input.score not between 0 and 100 then
        raise exception 'A score goes from 0 to 100.' using errcode = 'QL400';
    end if;
    insert into support_training_records (agent_id, program_id, completed_at, valid_until, score, recorded_by)
    values (agent.id, program.id, done, done + program.valid_for, input.score, who)
    returning id into record_id;
    return row (record_id);
end
$$;

create function certify_agent(input certify_agent_input) returns certify_agent_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    who constant text := inspector();
    agent constant support_agents := present_agent(input.agent_id);
    at constant timestamptz := coalesce(input.assessed_at, clock_timestamp());
    certification_id uuid;
begin
    if agent.id::text = who then
        raise exception 'Another person assesses you.' using errcode = 'QL403';
    elsif num_nulls(input.knowledge_test, input.client_feedback, input.mystery_shopping) > 0
            or least(input.knowledge_test, input.client_feedback, input.mystery_shopping) < 0
            or greatest(input.knowledge_test, input.client_feedback, input.mystery_shopping) > 100 then
        raise exception 'Each assessment goes from 0 to 100.' using errcode = 'QL400';
    elsif at > clock_timestamp() or at < agent.hired_on then
        raise exception 'An assessment lies between the agent''s first day and now.' using errcode = 'QL400';
    end if;
    insert into certifications
        (agent_id, knowledge_test, client_feedback, mystery_shopping, practical_done, assessed_at, valid_until, refresher_due_on,
         audit_due_on, review_due_on, assessed_by)
    values
        (agent.id, input.knowledge_test, input.client_feedback, input.mystery_shopping, coalesce(input.practical_done, false), at,
         at + interval '1 year', (at + interval '1 month')::date, (at + interval '1 month')::date, (at + interval '3 months')::date, who)
    returning id into certification_id;
    return row (certification_id);
end
$$;

create function review_performance(input review_performance_input) returns review_performance_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    who constant caller := caller();
    agent constant support_agents := present_agent(input.agent_id);
    review_id uuid;
begin
    if who.kind <> 'AGENT' or agent.id = who.agent_id then
        raise exception 'A person reviews another one.' using errcode = 'QL403';
    elsif input.period_from is null or input.period_to is null or input.period_to <= input.period_from
            or input.period_to > input.period_from + 366 or input.period_to > current_date then
        raise exception 'A review is of a period that is over, of a year at most.' using errcode = 'QL400';
    elsif input.rating is null or input.rating not between 1 and 5 then
        raise exception 'A rating goes from 1 to 5.' using errcode = 'QL400';
    end if;
    insert into performance_reviews (agent_id, reviewer_id, period_from, period_to, rating, summary)
    values (agent.id, who.agent_id, input.period_from, input.period_to, input.rating, required_text(input.summary, 'summary', 4000))
    returning id into review_id;
    return row (review_id);
end
$$;

-- A new programme, or a change of one: what is left out stays as it is.
create function save_training_program(input save_training_program_input) returns save_training_program_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    program training_programs;
begin
    perform caller();
    if input.minutes not between 1 and 10000 then
        raise exception 'A training takes between 1 and 10,000 minutes.' using errcode = 'QL400';
    end if;
    if input.program_id is null then
        if input.code !~ '^[a-z][a-z_]*$' or input.code is null or input.minutes is null then
            raise exception 'A training has a code in small letters, and minutes.' using errcode = 'QL400';
        end if;
        insert into training_programs (code, name_pl, name_en, minutes, mandatory)
        values (input.code, required_text(input.name_pl, 'name', 200), required_text(input.name_en, 'name', 200), input.minutes,
            coalesce(input.mandatory, true))
        on conflict (code) do nothing
        returning * into program;
        if program.id is null then
            raise exception 'There is such a training already.' using errcode = 'QL409';
        end if;
        return row (program.id);
    end if;
    select * into program from training_programs p where p.id = input.program_id for no key update;
    if program.id is null then
        raise exception 'There is no such training.' using errcode = 'QL404';
    end if;
    perform compare_version(input.expected_version, program.version);
    update training_programs p set
        name_pl = case when input.name_pl is null then p.name_pl else required_text(input.name_pl, 'name', 200) end,
        name_en = case when input.name_en is null then p.name_en else required_text(input.name_en, 'name', 200) end,
        minutes = coalesce(input.minutes, p.minutes),
        mandatory = coalesce(input.mandatory, p.mandatory),
        active = coalesce(input.active, p.active)
    where p.id = program.id;
    return row (program.id);
end
$$;

grant execute on function record_training(record_training_input), certify_agent(certify_agent_input)
    to concierge_lead, concierge_auditor, concierge_admin;
grant execute on function review_performance(review_performance_input) to concierge_lead, concierge_admin;
grant execute on function save_training_program(save_training_program_input) to concierge_lead, concierge_admin;

reset role;
revoke create on schema public from concierge_writer;
call concierge.apply_access();

set local role concierge_writer;
insert into training_programs (id, code, name_pl, name_en, minutes, mandatory)
select md5('training:' || code)::uuid, code, name_pl, name_en, hours * 60, true
from (values
    ('luxury_service_standards', 'Standardy obsługi luksusowej', 'Luxury service standards', 4),
    ('vip_client_management', 'Opieka nad klientem VIP', 'VIP client management', 3),
    ('system_usage', 'Praca w systemie', 'System usage', 2),
    ('communication', 'Komunikacja', 'Communication', 3),
    ('cultural_sensitivity', 'Wrażliwość kulturowa', 'Cultural sensitivity', 2)
) as program (code, name_pl, name_en, hours);
reset role;
