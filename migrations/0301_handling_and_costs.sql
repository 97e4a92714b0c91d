-- What work there was, and what it cost: the handling of tickets, the desk's costs, and when it was down.
create type cost_kind as enum ('WAGES', 'STANDBY', 'CHANNELS');

create table support_interactions (
    id uuid primary key default gen_random_uuid(),
    ticket_id uuid not null,
    client_id uuid not null,
    confidential boolean not null,
    agent_id uuid not null references support_agents,
    channel channel not null,
    started_at timestamptz not null,
    ended_at timestamptz not null check (ended_at > started_at),
    wrap_up_seconds integer not null default 0 check (wrap_up_seconds between 0 and 7200),
    sentiment real check (sentiment between -1 and 1),
    created_at timestamptz not null default now(),
    check (ended_at <= started_at + interval '12 hours'),
    foreign key (ticket_id, client_id, confidential) references support_tickets (id, client_id, confidential)
        on update cascade
);
comment on table support_interactions is
    'Append-only: a continuous handling of a ticket by one agent on one channel. `created_at` is when it was noted down.';
comment on column support_interactions.wrap_up_seconds is 'Work on it after its end.';
comment on column support_interactions.sentiment is '-1 to 1: of the client, as the agent judges.';
create index support_interactions_ticket on support_interactions (ticket_id, created_at, id);
create index support_interactions_agent on support_interactions (agent_id, started_at, id);
create index support_interactions_timeline on support_interactions (client_id, created_at, id);
create index support_interactions_by_start on support_interactions (started_at, id);
create trigger history before update or delete on support_interactions
    for each row execute function refuse_rewriting_history();
create trigger history_whole before truncate on support_interactions
    for each statement execute function refuse_rewriting_history();

-- The messages and interactions of a ticket on one channel, in conversations: live ones end with half an hour of silence, written
-- ones do not.
create view ticket_conversations with (security_invoker = true) as
select ticket_id, client_id, confidential, channel, ordinal::integer, min(starts_at) as started_at, max(ends_at) as ended_at,
    count(message_id)::integer as messages, count(*)::integer - count(message_id)::integer as interactions
from (
    select *, sum(begins) over (partition by ticket_id, channel order by starts_at, ends_at, key) as ordinal
    from (
        select *, case when max(ends_at) over earlier is null
                or (channel_kind(channel) = 'LIVE' and starts_at >= max(ends_at) over earlier + interval '30 minutes')
            then 1 else 0 end as begins
        from (
            select m.ticket_id, m.client_id, m.confidential, m.channel, m.created_at as starts_at, m.created_at as ends_at,
                m.id as message_id, m.id as key
            from ticket_messages m
            where not m.internal
            union all
            select i.ticket_id, i.client_id, i.confidential, i.channel, i.started_at, i.ended_at, null, i.id
            from support_interactions i
        ) as contact
        window earlier as (partition by ticket_id, channel order by starts_at, ends_at, key rows between unbounded preceding and 1 preceding)
    ) as split
) as numbered
group by ticket_id, client_id, confidential, channel, ordinal;
comment on view ticket_conversations is 'Key (ticket_id, channel, ordinal).';
grant execute on function channel_kind(channel)
    to concierge_agent, concierge_vip_manager, concierge_lead, concierge_admin, concierge_system, concierge_analyst,
       concierge_executive, concierge_auditor;

create table support_costs (
    id uuid primary key default gen_random_uuid(),
    month date not null check (extract(day from month) = 1),
    kind cost_kind not null,
    team_id uuid references teams,
    amount numeric(12, 2) not null check (amount >= 0),
    version integer not null default 1 check (version > 0),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    unique nulls not distinct (month, kind, team_id)
);
comment on table support_costs is 'What the desk cost in a month, PLN; the costs of the programme are not among it.';
comment on column support_costs.team_id is 'Null where it is of no team alone.';
create index support_costs_team on support_costs (team_id, month, id);
create trigger touch before update on support_costs for each row execute function touch_updated_at();
create trigger version before update on support_costs for each row execute function count_version();

create table incidents (
    id uuid primary key default gen_random_uuid(),
    title text not null check (title <> ''),
    planned boolean not null default false,
    started_at timestamptz not null,
    ended_at timestamptz check (ended_at > started_at),
    version integer not null default 1 check (version > 0),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
comment on table incidents is 'When the service was not there; planned ones do not count against availability.';
comment on column incidents.ended_at is 'Null while it lasts.';
create index incidents_by_start on incidents (started_at, id);
create trigger touch before update on incidents for each row execute function touch_updated_at();
create trigger version before update on incidents for each row execute function count_version();

insert into concierge.access (relation, role, rule, masks)
select relation, role, rule, role in ('concierge_analyst', 'concierge_executive', 'concierge_auditor')
from (values
    --                       agents        lead          house         figures       writer
    ('support_interactions', 'in_care',    'at_work',    'everything', 'everything', 'appends'),
    ('ticket_conversations', 'everything', 'everything', 'everything', 'everything', null),
    ('support_costs',        null,         'at_work',    'everything', 'everything', 'updates'),
    ('incidents',            'at_work',    'at_work',    'everything', 'everything', 'updates')
) as matrix (relation, agents, lead, house, figures, writer)
cross join lateral (values
    ('concierge_agent', agents), ('concierge_vip_manager', agents), ('concierge_lead', lead), ('concierge_admin', house),
    ('concierge_system', house), ('concierge_reader', house), ('concierge_analyst', figures), ('concierge_executive', figures),
    ('concierge_auditor', figures), ('concierge_writer', writer)
) as cells (role, rule)
where rule is not null;
insert into concierge.column_classes (relation, column_name, class)
values ('support_costs', 'month', 'none'), ('incidents', 'title', 'none');

create type log_interaction_input as (
    ticket_id uuid, channel channel, started_at timestamptz, ended_at timestamptz, wrap_up_seconds integer,
    sentiment double precision);
create type log_interaction_payload as (ticket_id uuid, interaction_id uuid);
create type set_support_cost_input as (month date, kind cost_kind, team_id uuid, amount numeric, expected_version integer);
create type set_support_cost_payload as (cost_id uuid);
create type open_incident_input as (title text, planned boolean, started_at timestamptz);
create type close_incident_input as (incident_id uuid, ended_at timestamptz, expected_version integer);
create type incident_payload as (incident_id uuid);

grant create on schema public to concierge_writer;
set local role concierge_writer;

-- What an agent did for a ticket, noted down afterwards.
create function log_interaction(input log_interaction_input) returns log_interaction_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    who constant caller := caller();
    ticket constant support_tickets := ticket_for_change(input.ticket_id, who);
    interaction_id uuid;
begin
    if who.kind <> 'AGENT' then
        raise exception 'An agent notes down what it has done.' using errcode = 'QL403';
    elsif input.started_at is null or input.ended_at is null or input.ended_at <= input.started_at
            or input.ended_at > input.started_at + interval '12 hours' then
        raise exception 'An interaction has a start and an end, at most 12 hours apart.' using errcode = 'QL400';
    elsif input.ended_at > clock_timestamp() or input.started_at < ticket.created_at then
        raise exception 'An interaction lies between the ticket''s beginning and now.' using errcode = 'QL400';
    elsif input.wrap_up_seconds not between 0 and 7200 then
        raise exception 'The work after an interaction takes at most two hours.' using errcode = 'QL400';
    elsif input.sentiment not between -1 and 1 then
        raise exception 'Sentiment goes from -1 to 1.' using errcode = 'QL400';
    end if;
    insert into support_interactions
        (ticket_id, client_id, confidential, agent_id, channel, started_at, ended_at, wrap_up_seconds, sentiment, created_at)
    values
        (ticket.id, ticket.client_id, ticket.confidential, who.agent_id, coalesce(input.channel, ticket.channel), input.started_at,
         input.ended_at, coalesce(input.wrap_up_seconds, 0), input.sentiment, clock_timestamp())
    returning id into interaction_id;
    return row (ticket.id, interaction_id);
end
$$;

-- What the desk cost in a month: the first time, or anew.
create function set_support_cost(input set_support_cost_input) returns set_support_cost_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    known support_costs;
    cost_id uuid;
begin
    perform caller();
    if input.month is null or extract(day from input.month) <> 1 then
        raise exception 'A month is given by its first day.' using errcode = 'QL400';
    elsif input.kind is null then
        raise exception 'The kind is missing.' using errcode = 'QL400';
    elsif input.amount is null or input.amount not between 0 and 9999999999.99 then
        raise exception 'The amount is missing, below zero, or too much.' using errcode = 'QL400';
    elsif input.team_id is not null and not exists (select from teams where id = input.team_id) then
        raise exception 'There is no such team.' using errcode = 'QL404';
    end if;
    -- one at a time for a month and kind, so that the version is compared with what is there
    perform pg_advisory_xact_lock(hashtextextended(concat_ws(':', 'set_support_cost', input.month, input.kind, input.team_id), 0));
    select * into known from support_costs c
    where c.month = input.month and c.kind = input.kind and c.team_id is not distinct from input.team_id;
    perform compare_version(input.expected_version, coalesce(known.version, 0));
    insert into support_costs as c (month, kind, team_id, amount)
    values (input.month, input.kind, input.team_id, input.amount)
    on conflict (month, kind, team_id) do update set amount = excluded.amount
    returning id into cost_id;
    return row (cost_id);
end
$$;

create function open_incident(input open_incident_input) returns incident_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    incident_id uuid;
begin
    perform caller();
    if not coalesce(input.planned, false) and coalesce(input.started_at, now()) > clock_timestamp() then
        raise exception 'What is not planned has begun.' using errcode = 'QL400', hint = 'Say that it is planned.';
    end if;
    insert into incidents (title, planned, started_at)
    values (required_text(input.title, 'title', 200), coalesce(input.planned, false), coalesce(input.started_at, clock_timestamp()))
    returning id into incident_id;
    return row (incident_id);
end
$$;

create function close_incident(input close_incident_input) returns incident_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    incident incidents;
    ends constant timestamptz := coalesce(input.ended_at, clock_timestamp());
begin
    perform caller();
    select * into incident from incidents i where i.id = input.incident_id for no key update;
    if incident.id is null then
        raise exception 'There is no such incident.' using errcode = 'QL404';
    end if;
    perform compare_version(input.expected_version, incident.version);
    if incident.ended_at is not null then
        raise exception 'The incident is over already.' using errcode = 'QL409';
    elsif ends <= incident.started_at or ends > clock_timestamp() then
        raise exception 'An incident ends after its start, and not in the time to come.' using errcode = 'QL400';
    end if;
    update incidents i set ended_at = ends where i.id = incident.id;
    return row (incident.id);
end
$$;

grant execute on function log_interaction(log_interaction_input)
    to concierge_agent, concierge_vip_manager, concierge_lead, concierge_admin;
grant execute on function set_support_cost(set_support_cost_input) to concierge_admin;
grant execute on function open_incident(open_incident_input), close_incident(close_incident_input)
    to concierge_lead, concierge_admin, concierge_system;

reset role;
revoke create on schema public from concierge_writer;
call concierge.apply_access();
