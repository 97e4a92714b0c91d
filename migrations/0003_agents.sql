create table teams (
    id uuid primary key default gen_random_uuid(),
    code text not null unique check (code ~ '^[a-z][a-z_]*$'),
    name_pl text not null,
    name_en text not null,
    serves_tiers service_tier[] not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
comment on column teams.serves_tiers is 'The tiers whose tickets go to this team first.';

create table support_agents (
    id uuid primary key default gen_random_uuid(),
    agent_number text not null unique check (agent_number ~ '^A-\d{6,}$'),
    team_id uuid not null references teams,
    full_name text not null check (full_name <> ''),
    -- stored, and not full_name's own: what a client reads
    display_name text not null generated always as
        (split_part(full_name, ' ', 1) || ' ' || left(split_part(full_name, ' ', 2), 1) || '.') stored,
    email text not null unique check (email like '%_@_%'),
    position agent_position not null default 'AGENT',
    status agent_status not null default 'OFFLINE',
    languages locale[] not null check (cardinality(languages) > 0),
    weekly_minutes integer not null check (weekly_minutes between 0 and 2880),
    concurrent_chats smallint not null default 3 check (concurrent_chats between 1 and 10),
    hired_on date not null,
    left_on date check (left_on >= hired_on),
    active boolean not null generated always as (left_on is null) stored,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
comment on column support_agents.display_name is 'First name and initial: all that a client sees of the name.';
comment on column support_agents.weekly_minutes is 'Paid minutes a week by contract; most work part-time.';
comment on column support_agents.concurrent_chats is 'How many live conversations at once.';
create index support_agents_team on support_agents (team_id, full_name, id);
create index support_agents_by_name on support_agents (full_name, id);
create index support_agents_by_time on support_agents (created_at, id);

create table agent_skills (
    id uuid primary key default gen_random_uuid(),
    agent_id uuid not null references support_agents on delete cascade,
    kind skill_kind not null,
    code text not null check (code ~ '^[a-z][a-z_]*$'),
    level smallint not null check (level between 1 and 5),
    acquired_on date not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    unique (agent_id, kind, code)
);
comment on column agent_skills.code is
    'By kind: a language (pl), a root of the category tree (order_issue), a channel (video), a service (white_glove).';
comment on column agent_skills.level is '1 learns it, 5 teaches it.';
create index agent_skills_by_code on agent_skills (code, level, id);

create trigger touch before update on teams for each row execute function touch_updated_at();
create trigger touch before update on support_agents for each row execute function touch_updated_at();
create trigger touch before update on agent_skills for each row execute function touch_updated_at();

-- Rows: staff see all of each other; a client sees whom the brand presents, by display name only.
alter table teams enable row level security, force row level security;
create policy everything on teams for select
    to concierge_agent, concierge_vip_manager, concierge_lead, concierge_analyst, concierge_executive,
       concierge_auditor, concierge_admin, concierge_system, concierge_reader using (true);
create policy written on teams to concierge_writer using (true) with check (true);

alter table support_agents enable row level security, force row level security;
create policy everything on support_agents for select
    to concierge_client, concierge_agent, concierge_vip_manager, concierge_lead, concierge_analyst,
       concierge_executive, concierge_auditor, concierge_admin, concierge_system, concierge_reader using (true);
create policy written on support_agents to concierge_writer using (true) with check (true);

alter table agent_skills enable row level security, force row level security;
create policy everything on agent_skills for select
    to concierge_agent, concierge_vip_manager, concierge_lead, concierge_analyst, concierge_executive,
       concierge_auditor, concierge_admin, concierge_system, concierge_reader using (true);
create policy written on agent_skills to concierge_writer using (true) with check (true);

-- Columns.
grant select on teams, agent_skills
    to concierge_agent, concierge_vip_manager, concierge_lead, concierge_analyst, concierge_executive,
       concierge_auditor, concierge_admin, concierge_system, concierge_reader;
grant select on support_agents
    to concierge_agent, concierge_vip_manager, concierge_lead, concierge_analyst, concierge_executive,
       concierge_auditor, concierge_admin, concierge_system, concierge_reader;
grant select (id, display_name, languages) on support_agents to concierge_client;
grant select, insert, update, delete on teams, support_agents, agent_skills to concierge_writer;
