-- What happens to tickets by itself: the work of periodic jobs. Each takes those that are longest due, so many at most, and
-- leaves what somebody is changing for the next time. So a job waits for nobody, and nobody waits long for a job.

create index support_tickets_unassigned on support_tickets (created_at, id) where status = 'NEW' and assigned_agent_id is null;
create index support_tickets_settled on support_tickets (resolved_at, id) where status = 'RESOLVED';
create index support_tickets_waiting on support_tickets (updated_at, id) where status = 'PENDING';

grant create on schema public to concierge_writer;
set local role concierge_writer;

-- The ticket, locked as `ticket_for_change` does it; null where somebody has it or its client.
create function free_ticket(id uuid) returns support_tickets
    language plpgsql
    as $$
declare
    ticket support_tickets;
begin
    perform from clients c join support_tickets t on t.client_id = c.id where t.id = free_ticket.id for share of c skip locked;
    if found then
        select * into ticket from support_tickets t where t.id = free_ticket.id for no key update skip locked;
    end if;
    return ticket;
end
$$;

-- Gives new tickets that nobody has taken in a while to the best agent; those of the priority queue at once, and first.
create function route_new_tickets(after interval, at_most integer) returns integer
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    who constant caller := row ('SYSTEM', null, null, current_setting('role'))::caller;
    due uuid;
    ticket support_tickets;
    best ticket_routing;
    routed integer := 0;
begin
    -- one ranking at a time, as in route_ticket
    if not pg_try_advisory_xact_lock(hashtextextended('route_ticket', 0)) then
        return 0;
    end if;
    for due in
        select t.id
        from support_tickets t
        join service_tiers s on s.tier = t.tier
        where t.status = 'NEW' and t.assigned_agent_id is null and (s.priority_queue or t.created_at <= now() - after)
        order by s.priority_queue desc, t.created_at, t.id
        limit at_most
    loop
        ticket := free_ticket(due);
        continue when ticket.id is null or ticket.status <> 'NEW' or ticket.assigned_agent_id is not null;
        select * into best from ticket_routing r where r.ticket_id = ticket.id and r.rank = 1;
        continue when best.agent_id is null;
        perform give_ticket(ticket, who, present_agent(best.agent_id), 'ASSIGNED', clock_timestamp());
        routed := routed + 1;
    end loop;
    return routed;
end
$$;

-- Resolves tickets that wait for a client of whom nothing was heard, and in which nothing else happened either.
create function resolve_idle_tickets(after interval, at_most integer) returns integer
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    who constant caller := row ('SYSTEM', null, null, current_setting('role'))::caller;
    due uuid;
    ticket support_tickets;
    resolved integer := 0;
begin
    for due in
        select id from support_tickets where status = 'PENDING' and updated_at <= now() - after
        order by updated_at, id limit at_most
    loop
        ticket := free_ticket(due);
        continue when ticket.id is null or ticket.status <> 'PENDING' or ticket.updated_at > now() - after;
        perform move_ticket(ticket, who, 'RESOLVED', clock_timestamp(), 'IDLE');
        resolved := resolved + 1;
    end loop;
    return resolved;
end
$$;

-- Closes tickets that were resolved, and stayed so.
create function close_resolved_tickets(after interval, at_most integer) returns integer
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    who constant caller := row ('SYSTEM', null, null, current_setting('role'))::caller;
    due uuid;
    ticket support_tickets;
    closed integer := 0;
begin
    for due in
        select id from support_tickets where status = 'RESOLVED' and resolved_at <= now() - after
        order by resolved_at, id limit at_most
    loop
        ticket := free_ticket(due);
        continue when ticket.id is null or ticket.status <> 'RESOLVED' or ticket.resolved_at > now() - after;
        perform move_ticket(ticket, who, 'CLOSED', clock_timestamp());
        closed := closed + 1;
    end loop;
    return closed;
end
$$;

grant execute on function
    route_new_tickets(interval, integer), resolve_idle_tickets(interval, integer), close_resolved_tickets(interval, integer)
    to concierge_system;

reset role;
revoke create on schema public from concierge_writer;
