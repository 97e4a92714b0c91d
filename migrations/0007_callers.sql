-- What all changes have in common: who asks, which ticket is meant, what its history says. Changes are functions of
-- concierge_writer, whom the tables' policies do not narrow; so each begins with `caller`, and reaches a ticket only by
-- `ticket_for_change`, which knows the policies' rule.
--
-- Refusals are for the person who reads them: QL400 the input, QL403 the caller, QL404 what it cannot see, QL409 the
-- state of things; the hint says what can be done, the detail holds a JSON object for programs.

create type caller as (kind actor_kind, agent_id uuid, client_id uuid, role text);

set local role concierge_writer;

-- Who asks: a client, a person of ours, or (for admin and system) nobody in particular.
create function caller() returns caller
    language plpgsql stable
    as $$
declare
    role constant text := current_setting('role');
    subject constant uuid := nullif(current_setting('claims.sub', true), '')::uuid;
begin
    if role = 'concierge_client' and subject is not null then
        return row ('CLIENT', null, subject, role)::caller;
    end if;
    if role in ('concierge_agent', 'concierge_vip_manager', 'concierge_lead', 'concierge_admin', 'concierge_system') then
        if exists (select from support_agents where id = subject and active) then
            return row ('AGENT', subject, null, role)::caller;
        elsif role in ('concierge_admin', 'concierge_system') then
            return row ('SYSTEM', null, null, role)::caller;
        end if;
        raise exception 'You are not one of our agents, or not any more.'
            using errcode = 'QL403', hint = 'The token''s subject is the id of an agent who has not left.';
    end if;
    raise exception 'You cannot do this.' using errcode = 'QL403', hint = 'Sign in.';
end
$$;

-- The rule of the policies `own`, `in_care` and `everything`.
create function may_see(who caller, client_id uuid, confidential boolean) returns boolean
    language plpgsql stable
    as $$
begin
    return case who.role
        when 'concierge_client' then may_see.client_id = who.client_id
        when 'concierge_lead' then true
        when 'concierge_admin' then true
        when 'concierge_system' then true
        else not confidential or exists (
            select from confidential_clients_in_care as care where care.subject = who.agent_id and may_see.client_id = any(care.value))
    end;
end
$$;

-- Refuses a change that was decided on what is no longer there.
create function compare_version(expected integer, version integer) returns void
    language plpgsql immutable
    as $$
begin
    if expected <> version then
        raise exception 'This has changed since you read it.'
            using errcode = 'QL409', hint = 'Read it again, and repeat the change if it still makes sense.',
            detail = json_build_object('expectedVersion', expected, 'version', version);
    end if;
end
$$;

-- The client that is meant, locked against a change of its tier and privacy.
create function present_client(id uuid, who caller) returns clients
    language plpgsql
    as $$
declare
    client clients;
begin
    select * into client from clients c where c.id = present_client.id for share;
    if client.id is null or not may_see(who, client.id, client.confidential) then
        raise exception 'There is no such client.' using errcode = 'QL404';
    end if;
    return client;
end
$$;

-- The ticket that is meant, locked until the transaction's end, as the change will make it: with the next version. Everyone locks
-- in this order: the client, its tickets by id, what hangs on them. Instants are taken after this (clock_timestamp), so that a
-- history is in the order in which things happened, also where they waited for each other.
create function ticket_for_change(id uuid, who caller, expected_version integer default null) returns support_tickets
    language plpgsql
    as $$
declare
    ticket support_tickets;
begin
    perform from clients c join support_tickets t on t.client_id = c.id where t.id = ticket_for_change.id for share of c;
    select * into ticket from support_tickets t where t.id = ticket_for_change.id for no key update;
    if ticket.id is null or not may_see(who, ticket.client_id, ticket.confidential) then
        raise exception 'There is no such ticket.' using errcode = 'QL404';
    end if;
    perform compare_version(expected_version, ticket.version);
    ticket.version := ticket.version + 1;
    return ticket;
end
$$;

-- What a change of a ticket did, under the version that the change makes.
create function record_ticket_event(
    ticket support_tickets, who caller, kind ticket_event_kind, at timestamptz,
    to_status ticket_status default null, from_status ticket_status default null,
    to_agent_id uuid default null, from_agent_id uuid default null,
    to_priority ticket_priority default null, from_priority ticket_priority default null,
    to_tier service_tier default null, from_tier service_tier default null,
    escalation_level smallint default null, tag_id uuid default null, other_ticket_id uuid default null) returns void
    language plpgsql
    as $$
begin
    insert into ticket_events
        (ticket_id, client_id, confidential, version, kind, actor_kind, actor_agent_id, from_status, to_status, from_agent_id,
         to_agent_id, from_priority, to_priority, from_tier, to_tier, escalation_level, tag_id, other_ticket_id, created_at)
    values
        (ticket.id, ticket.client_id, ticket.confidential, ticket.version, record_ticket_event.kind, who.kind, who.agent_id,
         record_ticket_event.from_status, record_ticket_event.to_status, record_ticket_event.from_agent_id,
         record_ticket_event.to_agent_id, record_ticket_event.from_priority, record_ticket_event.to_priority,
         record_ticket_event.from_tier, record_ticket_event.to_tier, record_ticket_event.escalation_level,
         record_ticket_event.tag_id, record_ticket_event.other_ticket_id, at);
end
$$;

-- Writes what a change made of a ticket: once, at its end, whatever the change did. Each update writes an entry into most indexes.
create function save_ticket(ticket support_tickets, at timestamptz) returns void
    language plpgsql
    as $$
begin
    update support_tickets t set
        status = ticket.status, priority = ticket.priority, team_id = ticket.team_id,
        assigned_agent_id = ticket.assigned_agent_id, merged_into_id = ticket.merged_into_id,
        escalation_level = ticket.escalation_level, escalation_reason = ticket.escalation_reason,
        reopen_count = ticket.reopen_count, spam = ticket.spam, resolved_by = ticket.resolved_by,
        automation_until = ticket.automation_until, first_response_at = ticket.first_response_at,
        resolved_at = ticket.resolved_at, closed_at = ticket.closed_at, version = ticket.version,
        updated_at = greatest(at, t.created_at)
    where t.id = ticket.id;
end
$$;

-- A text that must be there and has its limit: what comes back is without the space around it.
create function required_text(value text, name text, at_most integer) returns text
    language plpgsql immutable
    as $$
declare
    text constant text := btrim(value, E' \t\r\n');
begin
    if coalesce(text, '') = '' then
        raise exception 'The % is missing.', name using errcode = 'QL400', hint = 'Write something.';
    elsif length(text) > at_most then
        raise exception 'The % is too long: at most % characters.', name, at_most
            using errcode = 'QL400', detail = json_build_object('length', length(text), 'limit', at_most);
    end if;
    return text;
end
$$;

-- An agent of ours to whom something is given.
create function present_agent(id uuid) returns support_agents
    language plpgsql stable
    as $$
declare
    agent support_agents;
begin
    select * into agent from support_agents a where a.id = present_agent.id;
    if agent.id is null then
        raise exception 'There is no such agent.' using errcode = 'QL404';
    elsif not agent.active then
        raise exception 'This agent has left.' using errcode = 'QL409', hint = 'Choose another one.';
    end if;
    return agent;
end
$$;

reset role;
