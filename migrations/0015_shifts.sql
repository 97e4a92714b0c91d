-- Who works when: shifts, statuses, and agents who leave.
create type shift_pause_input as (kind shift_pause_kind, starts_at timestamptz, ends_at timestamptz);
create type planned_shift_input as (
    agent_id uuid, kind shift_kind, starts_at timestamptz, ends_at timestamptz, pauses shift_pause_input[]);
create type plan_shifts_input as (shifts planned_shift_input[]);
create type plan_shifts_payload as (planned integer);
create type change_shift_input as (
    shift_id uuid, starts_at timestamptz, ends_at timestamptz, pauses shift_pause_input[], reason text, expected_version integer);
create type cancel_shift_input as (shift_id uuid, reason text, expected_version integer);
create type shift_payload as (shift_id uuid);
create type set_agent_status_input as (agent_id uuid, status agent_status);
create type retire_agent_input as (agent_id uuid, left_on date);
create type agent_payload as (agent_id uuid);

grant create on schema public to concierge_writer;
set local role concierge_writer;

-- Puts pauses into a shift, in place of those that it has.
create function plan_pauses(shift agent_shifts, pauses shift_pause_input[]) returns void
    language plpgsql
    as $$
declare
    pause shift_pause_input;
begin
    if cardinality(pauses) > 20 then
        raise exception 'A shift has at most 20 pauses.' using errcode = 'QL400';
    end if;
    delete from agent_shift_pauses p where p.shift_id = shift.id;
    foreach pause in array coalesce(pauses, '{}') loop
        if pause.kind is null or pause.starts_at is null or pause.ends_at is null or pause.ends_at <= pause.starts_at
                or pause.starts_at < shift.starts_at or pause.ends_at > shift.ends_at then
            raise exception 'A pause has a kind, and lies in its shift.' using errcode = 'QL400';
        end if;
        insert into agent_shift_pauses (shift_id, kind, starts_at, ends_at) values (shift.id, pause.kind, pause.starts_at, pause.ends_at);
    end loop;
exception when exclusion_violation then
    raise exception 'Two pauses of a shift overlap.' using errcode = 'QL400';
end
$$;

create function plan_shifts(input plan_shifts_input) returns plan_shifts_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    who constant caller := caller();
    planned planned_shift_input;
    shift agent_shifts;
begin
    if coalesce(cardinality(input.shifts), 0) not between 1 and 200 then
        raise exception 'Between 1 and 200 shifts are planned at a time.' using errcode = 'QL400';
    end if;
    foreach planned in array input.shifts loop
        if planned.starts_at is null or planned.ends_at is null or planned.ends_at <= planned.starts_at
                or planned.ends_at > planned.starts_at + interval '24 hours' then
            raise exception 'A shift has a start and an end, at most 24 hours apart.' using errcode = 'QL400';
        elsif planned.starts_at < now() then
            raise exception 'A shift is planned for a time to come.' using errcode = 'QL400';
        end if;
        insert into agent_shifts (agent_id, kind, starts_at, ends_at)
        values ((present_agent(planned.agent_id)).id, coalesce(planned.kind, 'REGULAR'), planned.starts_at, planned.ends_at)
        returning * into shift;
        perform plan_pauses(shift, planned.pauses);
    end loop;
    return row (cardinality(input.shifts));
exception when exclusion_violation then
    raise exception 'Two shifts of an agent overlap.' using errcode = 'QL409',
        hint = 'Change or cancel the one that is there.';
end
$$;

-- The shift that is meant, locked. One that has begun is changed with a reason.
create function shift_for_change(id uuid, expected_version integer, reason text) returns agent_shifts
    language plpgsql
    as $$
declare
    shift agent_shifts;
begin
    perform caller();
    select * into shift from agent_shifts s where s.id = shift_for_change.id for no key update;
    if shift.id is null then
        raise exception 'There is no such shift.' using errcode = 'QL404';
    end if;
    perform compare_version(expected_version, shift.version);
    if shift.cancelled_at is not null then
        raise exception 'The shift was cancelled.' using errcode = 'QL409', hint = 'Plan another one.';
    elsif shift.starts_at <= now() and coalesce(btrim(reason), '') = '' then
        raise exception 'A shift that has begun is changed with a reason.' using errcode = 'QL400';
    end if;
    return shift;
end
$$;

-- What is left out stays; pauses that no longer lie in the shift have to be given anew.
create function change_shift(input change_shift_input) returns shift_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    shift agent_shifts := shift_for_change(input.shift_id, input.expected_version, input.reason);
begin
    shift.starts_at := coalesce(input.starts_at, shift.starts_at);
    shift.ends_at := coalesce(input.ends_at, shift.ends_at);
    if shift.ends_at <= shift.starts_at or shift.ends_at > shift.starts_at + interval '24 hours' then
        raise exception 'A shift has a start and an end, at most 24 hours apart.' using errcode = 'QL400';
    end if;
    update agent_shifts s set
        starts_at = shift.starts_at, ends_at = shift.ends_at,
        change_reason = coalesce(case when btrim(input.reason) <> '' then required_text(input.reason, 'reason', 1000) end, s.change_reason)
    where s.id = shift.id;
    if input.pauses is not null then
        perform plan_pauses(shift, input.pauses);
    elsif exists (select from agent_shift_pauses p where p.shift_id = shift.id
            and (p.starts_at < shift.starts_at or p.ends_at > shift.ends_at)) then
        raise exception 'A pause has a kind, and lies in its shift.' using errcode = 'QL400', hint = 'Give the pauses anew.';
    end if;
    return row (shift.id);
exception when exclusion_violation then
    raise exception 'Two shifts of an agent overlap.' using errcode = 'QL409', hint = 'Change or cancel the other one.';
end
$$;

create function cancel_shift(input cancel_shift_input) returns shift_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    shift constant agent_shifts := shift_for_change(input.shift_id, input.expected_version, input.reason);
begin
    update agent_shifts s set cancelled_at = clock_timestamp(), change_reason = required_text(input.reason, 'reason', 1000)
    where s.id = shift.id;
    return row (shift.id);
end
$$;

-- By the agent itself, or a lead. Off a shift an agent is OFFLINE.
create function set_agent_status(input set_agent_status_input) returns agent_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    who constant caller := caller();
    agent support_agents;
begin
    if coalesce(input.agent_id, who.agent_id) is distinct from who.agent_id and who.role in ('concierge_agent', 'concierge_vip_manager') then
        raise exception 'An agent sets its own status.' using errcode = 'QL403', hint = 'Ask a lead.';
    end if;
    perform present_agent(coalesce(input.agent_id, who.agent_id));
    select * into agent from support_agents a where a.id = coalesce(input.agent_id, who.agent_id) for no key update;
    if input.status is null then
        raise exception 'The status is missing.' using errcode = 'QL400';
    elsif input.status = agent.status then
        raise exception 'The status is % already.', agent.status using errcode = 'QL409';
    elsif input.status <> 'OFFLINE' and not exists (
            select from agent_shifts s
            where s.agent_id = agent.id and s.cancelled_at is null and s.starts_at <= now() and s.ends_at > now()) then
        raise exception 'The agent is not on a shift.' using errcode = 'QL409', hint = 'Plan a shift first, or be on call.';
    end if;
    update support_agents a set status = input.status where a.id = agent.id;
    insert into agent_status_log (agent_id, status, set_by_id) values (agent.id, input.status, who.agent_id);
    return row (agent.id);
end
$$;

-- An agent leaves: it reads and does nothing from now on. Its tickets are routed anew; the confidential clients that it cared for
-- get the VIP manager of its team as relationship manager, where they have none.
create function retire_agent(input retire_agent_input) returns agent_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    who constant caller := caller();
    agent support_agents := present_agent(input.agent_id);
    successor uuid;
    ticket support_tickets;
    due uuid;
    at timestamptz;
begin
    if coalesce(input.left_on, current_date) not between agent.hired_on and current_date then
        raise exception 'An agent leaves today, or has left since it was hired.' using errcode = 'QL400';
    elsif agent.id = who.agent_id then
        raise exception 'You cannot let yourself go.' using errcode = 'QL409', hint = 'Ask another lead.';
    end if;
    select m.id into successor
    from support_agents m
    where m.active and m.position = 'VIP_MANAGER' and m.id <> agent.id
    order by m.team_id <> agent.team_id, m.full_name, m.id limit 1;
    -- clients and tickets first, in the order in which everyone locks them
    for due in
        select t.id from support_tickets t
        where t.assigned_agent_id = agent.id and t.status in ('NEW', 'OPEN', 'PENDING') order by t.client_id, t.id
    loop
        ticket := ticket_for_change(due, row ('SYSTEM', null, null, 'concierge_system')::caller);
        continue when ticket.assigned_agent_id is distinct from agent.id;
        at := clock_timestamp();
        perform record_ticket_event(ticket, who, 'UNASSIGNED', at, from_agent_id => agent.id);
        ticket.assigned_agent_id := null;
        perform save_ticket(ticket, at);
    end loop;
    update vip_client_profiles v set
        dedicated_agent_id = nullif(v.dedicated_agent_id, agent.id),
        relationship_manager_id = case when v.confidential or v.relationship_manager_id = agent.id
            then coalesce(nullif(v.relationship_manager_id, agent.id), successor) else v.relationship_manager_id end
    where agent.id in (v.dedicated_agent_id, v.relationship_manager_id);
    update client_preferences p set preferred_agent_id = null where p.preferred_agent_id = agent.id;
    update agent_shifts s set cancelled_at = clock_timestamp(), change_reason = 'The agent has left.'
    where s.agent_id = agent.id and s.cancelled_at is null and s.starts_at > now();
    if agent.status <> 'OFFLINE' then
        insert into agent_status_log (agent_id, status, set_by_id) values (agent.id, 'OFFLINE', who.agent_id);
    end if;
    update support_agents a set left_on = coalesce(input.left_on, current_date), status = 'OFFLINE' where a.id = agent.id;
    return row (agent.id);
end
$$;

grant execute on function
    plan_shifts(plan_shifts_input), change_shift(change_shift_input), cancel_shift(cancel_shift_input),
    retire_agent(retire_agent_input)
    to concierge_lead, concierge_admin;
grant execute on function set_agent_status(set_agent_status_input)
    to concierge_agent, concierge_vip_manager, concierge_lead, concierge_admin;

reset role;
revoke create on schema public from concierge_writer;
