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

create table service_tiers (
    tier service_tier primary key,
    rank smallint not null unique check (rank > 0),
    name_pl text not null,
    name_en text not null,
    vip boolean not null generated always as (rank > 2) stored,
    dedicated_agent boolean not null,
    white_glove boolean not null,
    priority_queue boolean not null,
    channels channel[] not null,
    theme text not null,
    greeting_pl text not null,
    greeting_en text not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
comment on table service_tiers is 'What each tier entitles to.';
comment on column service_tiers.rank is '1 is the lowest; the first VIP tier is 3.';

create sequence client_numbers as bigint;

create table clients (
    id uuid primary key default gen_random_uuid(),
    client_number text not null unique default public_number('C', nextval('client_numbers'))
        check (client_number ~ '^C-\d{6,}$'),
    full_name text not null check (full_name <> ''),
    full_name_masked text not null generated always as (left(full_name, 1) || '***') stored,
    email text not null unique check (email like '%_@_%'),
    email_masked text not null generated always as ('***@' || split_part(email, '@', 2)) stored,
    phone text check (phone ~ '^\+\d{8,15}$'),
    phone_masked text generated always as (left(phone, 3) || '***') stored,
    birth_date date check (birth_date > '1900-01-01'),
    birth_date_masked date generated always as (make_date(extract(year from birth_date)::integer, 1, 1)) stored,
    city text not null,
    country text not null default 'PL' check (country ~ '^[A-Z]{2}$'),
    locale locale not null,
    tier service_tier not null references service_tiers,
    tier_since timestamptz not null,
    confidential boolean not null default false,
    version integer not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    -- what belongs to a client repeats `confidential` through this key: the copy cannot be wrong
    unique (id, confidential)
);
comment on column clients.confidential is
    'VIP privacy: agents and VIP managers see this client, and all that belongs to it, only while it is in their care.';
comment on column clients.birth_date_masked is 'The first of January of the year of birth.';
comment on column clients.version is 'Goes up with every change of the row; writers compare it.';
comment on column clients.created_at is 'When the client joined.';
alter sequence client_numbers owned by clients.client_number;
create index clients_by_time on clients (created_at, id);
create index clients_by_change on clients (updated_at, id);
create index clients_by_name on clients (full_name, id);
create index clients_by_tier on clients (tier, created_at, id);
create index clients_by_city on clients (city, created_at, id);
create index clients_by_tier_since on clients (tier_since, id);
-- Behind a policy with a condition the comparison of an enum is no index condition, but the proof of a partial index
-- needs none: this serves an agent's list of VIP clients.
create index clients_vip on clients (created_at, id)
    where tier in ('VIP_SILVER', 'VIP_GOLD', 'VIP_PLATINUM', 'VIP_DIAMOND');

create table client_tier_history (
    id bigint generated by default as identity primary key,
    client_id uuid not null,
    confidential boolean not null,
    previous_tier service_tier,
    tier service_tier not null,
    reason text not null,
    created_at timestamptz not null default now(),
    foreign key (client_id, confidential) references clients (id, confidential) on update cascade
);
comment on table client_tier_history is 'Append-only. The first row of a client has no previous tier.';
create index client_tier_history_client on client_tier_history (client_id, created_at, id);

create table client_preferences (
    client_id uuid primary key,
    confidential boolean not null,
    preferred_channel channel not null,
    preferred_agent_id uuid references support_agents,
    contact_from time not null default '09:00',
    contact_until time not null default '20:00',
    interests text[] not null default '{}',
    accessibility text[] not null default '{}',
    dashboard_layout jsonb not null default '{}' check (jsonb_typeof(dashboard_layout) = 'object'),
    version integer not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    check (contact_from < contact_until),
    foreign key (client_id, confidential) references clients (id, confidential) on update cascade
);
comment on column client_preferences.contact_from is 'Warsaw time: the client is not called before.';
comment on column client_preferences.dashboard_layout is 'Widgets of the client''s page; its shape is the page''s own.';
comment on column client_preferences.version is 'Goes up with every change of the row; writers compare it.';
create index client_preferences_agent on client_preferences (preferred_agent_id);

create table communication_preferences (
    id uuid primary key default gen_random_uuid(),
    client_id uuid not null,
    confidential boolean not null,
    category message_category not null,
    channel message_channel not null,
    allowed boolean not null,
    weekly_limit smallint check (weekly_limit between 0 and 50),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    unique (client_id, category, channel),
    foreign key (client_id, confidential) references clients (id, confidential) on update cascade
);
comment on column communication_preferences.weekly_limit is 'Messages in seven days; null is no limit of the client''s own.';

create table vip_client_profiles (
    id uuid primary key default gen_random_uuid(),
    client_id uuid not null unique,
    confidential boolean not null,
    dedicated_agent_id uuid references support_agents,
    relationship_manager_id uuid references support_agents,
    custom_services text[] not null default '{}',
    exclusive_access text[] not null default '{}',
    risk_status risk_status not null default 'LOW',
    opportunity_score smallint not null default 0 check (opportunity_score between 0 and 100),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    foreign key (client_id, confidential) references clients (id, confidential) on update cascade
);
comment on table vip_client_profiles is 'One for each client of a VIP tier.';
create index vip_client_profiles_agent on vip_client_profiles (dedicated_agent_id, created_at, id);
create index vip_client_profiles_manager on vip_client_profiles (relationship_manager_id, created_at, id);
create index vip_client_profiles_confidential_agent on vip_client_profiles (dedicated_agent_id, client_id) where confidential;
create index vip_client_profiles_confidential_manager on vip_client_profiles (relationship_manager_id, client_id)
    where confidential;
create index vip_client_profiles_by_time on vip_client_profiles (created_at, id);
create index vip_client_profiles_by_score on vip_client_profiles (opportunity_score, id);

create trigger touch before update on service_tiers for each row execute function touch_updated_at();
create trigger touch before update on clients for each row execute function touch_updated_at();
create trigger touch before update on client_preferences for each row execute function touch_updated_at();
create trigger touch before update on communication_preferences for each row execute function touch_updated_at();
create trigger touch before update on vip_client_profiles for each row execute function touch_updated_at();

create trigger version before update on clients for each row execute function count_version();
create trigger version before update on client_preferences for each row execute function count_version();
create trigger history before update or delete on client_tier_history
    for each row execute function refuse_rewriting_history();
create trigger history_whole before truncate on client_tier_history
    for each statement execute function refuse_rewriting_history();
