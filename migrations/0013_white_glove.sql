-- Services done by hand for those whose tier entitles to them.
create table white_glove_services (
    id uuid primary key default gen_random_uuid(),
    client_id uuid not null,
    confidential boolean not null,
    ticket_id uuid references support_tickets,
    service text not null check (service <> ''),
    status white_glove_status not null default 'REQUESTED',
    priority ticket_priority not null default 'NORMAL',
    customizations text[] not null default '{}',
    agent_id uuid references support_agents,
    requested_by_id uuid references support_agents,
    progress smallint not null default 0 check (progress between 0 and 100),
    scheduled_for timestamptz,
    started_at timestamptz,
    completed_at timestamptz check (completed_at >= started_at),
    cancelled_at timestamptz,
    cancel_reason text,
    version integer not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    check (status in ('REQUESTED', 'CANCELLED') or (scheduled_for is not null and agent_id is not null)),
    check (status not in ('IN_PROGRESS', 'COMPLETED') or started_at is not null),
    check ((status = 'COMPLETED') = (completed_at is not null)),
    check ((status = 'COMPLETED') = (progress = 100)),
    check ((status = 'CANCELLED') = (cancelled_at is not null)),
    check ((status = 'CANCELLED') = (cancel_reason is not null)),
    foreign key (client_id, confidential) references clients (id, confidential) on update cascade
);
comment on column white_glove_services.agent_id is 'Who does it.';
comment on column white_glove_services.progress is 'Per cent; 100 is completed.';
create index white_glove_services_client on white_glove_services (client_id, created_at, id);
create index white_glove_services_ticket on white_glove_services (ticket_id, created_at, id) where ticket_id is not null;
create index white_glove_services_agent on white_glove_services (agent_id, created_at, id);
create index white_glove_services_requester on white_glove_services (requested_by_id, created_at, id);
create index white_glove_services_by_time on white_glove_services (created_at, id);
create index white_glove_services_by_schedule on white_glove_services (scheduled_for, id);
create trigger touch before update on white_glove_services for each row execute function touch_updated_at();
create trigger version before update on white_glove_services for each row execute function count_version();

create function refuse_white_glove_move() returns trigger
    language plpgsql set search_path = pg_catalog, public
    as $$
declare
    moves constant jsonb := '{"REQUESTED": ["SCHEDULED", "CANCELLED"], "SCHEDULED": ["IN_PROGRESS", "CANCELLED"],
        "IN_PROGRESS": ["COMPLETED", "CANCELLED"], "COMPLETED": [], "CANCELLED": []}';
begin
    if not moves->old.status::text ? new.status::text then
        raise exception 'A service that is % cannot become %.', old.status, new.status
            using errcode = 'QL409', constraint = 'white_glove_services_move',
            detail = jsonb_build_object('status', old.status, 'moves', moves->old.status::text);
    end if;
    return new;
end
$$;
revoke execute on function refuse_white_glove_move() from public;
create trigger move before update of status on white_glove_services
    for each row when (old.status <> new.status) execute function refuse_white_glove_move();

create type trigger_white_glove_service_input as (
    client_id uuid, ticket_id uuid, service text, priority ticket_priority, customizations text[]);
create type activate_white_glove_service_input as (
    client_id uuid, ticket_id uuid, service text, priority ticket_priority, customizations text[], scheduled_for timestamptz,
    agent_id uuid);
create type schedule_white_glove_service_input as (
    service_id uuid, scheduled_for timestamptz, agent_id uuid, expected_version integer);
create type white_glove_service_input as (service_id uuid, expected_version integer);
create type advance_white_glove_service_input as (service_id uuid, progress integer, expected_version integer);
create type cancel_white_glove_service_input as (service_id uuid, reason text, expected_version integer);
create type white_glove_service_payload as (service_id uuid);

set local role concierge_writer;

create function refuse_unless_entitled(client clients) returns void
    language plpgsql
    as $$
begin
    if not (select s.white_glove from service_tiers s where s.tier = client.tier) then
        raise exception 'White glove is not for this client''s tier.' using errcode = 'QL403',
            detail = json_build_object('tier', client.tier,
                'entitled', (select json_agg(s.tier order by s.rank) from service_tiers s where s.white_glove));
    end if;
end
$$;

-- The service that is meant, locked after its client, whose tier decides.
create function white_glove_service_for_change(id uuid, who caller, expected_version integer) returns white_glove_services
    language plpgsql
    as $$
declare
    service white_glove_services;
begin
    perform from clients c join white_glove_services w on w.client_id = c.id
    where w.id = white_glove_service_for_change.id for share of c;
    select * into service from white_glove_services w where w.id = white_glove_service_for_change.id for no key update;
    if service.id is null or not may_see(who, service.client_id, service.confidential) then
        raise exception 'There is no such service.' using errcode = 'QL404';
    end if;
    perform compare_version(expected_version, service.version);
    return service;
end
$$;

create function request_white_glove_service(
    client_id uuid, ticket_id uuid, service text, priority ticket_priority, customizations text[], who caller)
    returns white_glove_services
    language plpgsql
    as $$
declare
    client constant clients := present_client(client_id, who);
    requested white_glove_services;
    at constant timestamptz := clock_timestamp();
begin
    perform refuse_unless_entitled(client);
    if ticket_id is not null and not exists (
            select from support_tickets t where t.id = request_white_glove_service.ticket_id and t.client_id = client.id) then
        raise exception 'There is no such ticket of this client.' using errcode = 'QL404';
    end if;
    insert into white_glove_services
        (client_id, confidential, ticket_id, service, priority, customizations, requested_by_id, created_at, updated_at)
    values
        (client.id, client.confidential, request_white_glove_service.ticket_id,
         required_text(request_white_glove_service.service, 'service', 200),
         coalesce(request_white_glove_service.priority, 'NORMAL'),
         coalesce(required_texts(request_white_glove_service.customizations, 'customizations', 30), '{}'), who.agent_id, at, at)
    returning * into requested;
    return requested;
end
$$;

create function put_on_schedule(service white_glove_services, scheduled_for timestamptz, agent_id uuid) returns void
    language plpgsql
    as $$
declare
    agent constant support_agents := present_agent(coalesce(agent_id, service.agent_id));
begin
    perform refuse_unless_entitled((select c from clients c where c.id = service.client_id));
    if scheduled_for is null or scheduled_for < now() then
        raise exception 'A service is scheduled for a time to come.' using errcode = 'QL400';
    elsif service.status not in ('REQUESTED', 'SCHEDULED') then
        raise exception 'A service that is % cannot be scheduled.', service.status using errcode = 'QL409';
    elsif not exists (select from agent_skills s where s.agent_id = agent.id and s.kind = 'SERVICE' and s.code = 'white_glove') then
        raise exception 'This agent has not learnt white-glove service.' using errcode = 'QL409', hint = 'Choose another one.';
    end if;
    update white_glove_services w
    set status = 'SCHEDULED', scheduled_for = put_on_schedule.scheduled_for, agent_id = agent.id
    where w.id = service.id;
end
$$;

create function trigger_white_glove_service(input trigger_white_glove_service_input) returns white_glove_service_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
begin
    return row ((request_white_glove_service(input.client_id, input.ticket_id, input.service, input.priority,
        input.customizations, caller())).id);
end
$$;

create function activate_white_glove_service(input activate_white_glove_service_input) returns white_glove_service_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    service constant white_glove_services := request_white_glove_service(input.client_id, input.ticket_id, input.service,
        input.priority, input.customizations, caller());
begin
    perform put_on_schedule(service, input.scheduled_for, input.agent_id);
    return row (service.id);
end
$$;

create function schedule_white_glove_service(input schedule_white_glove_service_input) returns white_glove_service_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    service constant white_glove_services := white_glove_service_for_change(input.service_id, caller(), input.expected_version);
begin
    perform put_on_schedule(service, input.scheduled_for, input.agent_id);
    return row (service.id);
end
$$;

create function start_white_glove_service(input white_glove_service_input) returns white_glove_service_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    service constant white_glove_services := white_glove_service_for_change(input.service_id, caller(), input.expected_version);
begin
    if service.status = 'IN_PROGRESS' then
        raise exception 'The service is in progress already.' using errcode = 'QL409';
    end if;
    update white_glove_services w set status = 'IN_PROGRESS', started_at = clock_timestamp() where w.id = service.id;
    return row (service.id);
end
$$;

create function advance_white_glove_service(input advance_white_glove_service_input) returns white_glove_service_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    service constant white_glove_services := white_glove_service_for_change(input.service_id, caller(), input.expected_version);
begin
    if service.status <> 'IN_PROGRESS' then
        raise exception 'A service that is % does not advance.', service.status using errcode = 'QL409';
    elsif coalesce(input.progress, 0) not between service.progress + 1 and 99 then
        raise exception 'The progress goes up, to 99 at most.' using errcode = 'QL400', hint = 'Complete the service for 100.',
            detail = json_build_object('progress', service.progress);
    end if;
    update white_glove_services w set progress = input.progress where w.id = service.id;
    return row (service.id);
end
$$;

create function complete_white_glove_service(input white_glove_service_input) returns white_glove_service_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    service constant white_glove_services := white_glove_service_for_change(input.service_id, caller(), input.expected_version);
begin
    if service.status = 'COMPLETED' then
        raise exception 'The service is completed already.' using errcode = 'QL409';
    end if;
    update white_glove_services w set status = 'COMPLETED', completed_at = clock_timestamp(), progress = 100
    where w.id = service.id;
    return row (service.id);
end
$$;

create function cancel_white_glove_service(input cancel_white_glove_service_input) returns white_glove_service_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    service constant white_glove_services := white_glove_service_for_change(input.service_id, caller(), input.expected_version);
begin
    if service.status = 'CANCELLED' then
        raise exception 'The service is cancelled already.' using errcode = 'QL409';
    end if;
    update white_glove_services w
    set status = 'CANCELLED', cancelled_at = clock_timestamp(), cancel_reason = required_text(input.reason, 'reason', 1000)
    where w.id = service.id;
    return row (service.id);
end
$$;

grant execute on function
    trigger_white_glove_service(trigger_white_glove_service_input),
    activate_white_glove_service(activate_white_glove_service_input),
    schedule_white_glove_service(schedule_white_glove_service_input), start_white_glove_service(white_glove_service_input),
    advance_white_glove_service(advance_white_glove_service_input), complete_white_glove_service(white_glove_service_input),
    cancel_white_glove_service(cancel_white_glove_service_input)
    to concierge_agent, concierge_vip_manager, concierge_lead, concierge_admin;

reset role;
