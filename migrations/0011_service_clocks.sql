-- The clocks of a ticket, kept by one rule: `settle_ticket_clocks` computes those that run anew, from their start, the policy
-- that holds now, and the pauses that the ticket's history tells. So a pause, its end, a change of tier or of priority,
-- and a deadline that went by are the same thing.
set local role concierge_writer;

-- What is promised for a ticket: by the client's tier as it is now, not as it was when the ticket was created.
create function sla_policy_of(ticket support_tickets) returns support_sla_policies
    language plpgsql stable
    as $$
declare
    policy support_sla_policies;
begin
    select p.* into strict policy
    from support_sla_policies p
    join clients c on c.tier = p.tier
    where c.id = ticket.client_id and p.priority = ticket.priority and p.channel_kind = channel_kind(ticket.channel);
    return policy;
end
$$;

-- When the ticket waited for the client; the last wait may not be over. A history older than the clock's start is left out.
create function ticket_pauses(ticket_id uuid, since timestamptz) returns table (starts_at timestamptz, ends_at timestamptz)
    language plpgsql stable
    as $$
begin
    return query
    select moves.created_at, moves.next_at
    from (
        select e.created_at, e.to_status, lead(e.created_at) over (order by e.created_at, e.id) as next_at
        from ticket_events e
        where e.ticket_id = ticket_pauses.ticket_id and e.to_status is not null and e.created_at >= since
    ) as moves
    where moves.to_status = 'PENDING'
    order by moves.created_at;
end
$$;

create function start_ticket_clock(ticket support_tickets, kind sla_clock_kind, at timestamptz) returns void
    language plpgsql
    as $$
declare
    policy constant support_sla_policies := sla_policy_of(ticket);
begin
    insert into support_sla_compliance
        (ticket_id, client_id, confidential, policy_id, calendar_id, kind, started_at, due_at, goal_at, created_at, updated_at)
    values
        (ticket.id, ticket.client_id, ticket.confidential, policy.id, policy.calendar_id, start_ticket_clock.kind, at,
         sla_due_at(at, case start_ticket_clock.kind when 'RESOLUTION' then policy.resolution else policy.first_response end,
            policy.calendar_id),
         sla_due_at(at, case start_ticket_clock.kind when 'RESOLUTION' then policy.resolution_goal
            else policy.first_response_goal end, policy.calendar_id),
         at, at);
end
$$;

-- Brings the clocks that run to the ticket's present state. One that has ended (met, or past its due time) stays as it ended.
create function settle_ticket_clocks(ticket support_tickets, at timestamptz) returns void
    language plpgsql
    as $$
declare
    policy constant support_sla_policies := sla_policy_of(ticket);
    clock support_sla_compliance;
    pause record;
    committed interval;
    goal interval;
    due timestamptz;
    aim timestamptz;
    spent interval;
    paused_since timestamptz;
begin
    for clock in
        select * from support_sla_compliance c
        where c.ticket_id = ticket.id and c.met_at is null and c.breached_at is null and c.cancelled_at is null
        order by c.id for no key update
    loop
        -- what ran out before this change ended then
        if clock.paused_at is null and clock.due_at < at then
            update support_sla_compliance c set breached_at = c.due_at, updated_at = at where c.id = clock.id;
            continue;
        end if;
        committed := case clock.kind when 'RESOLUTION' then policy.resolution else policy.first_response end;
        goal := case clock.kind when 'RESOLUTION' then policy.resolution_goal else policy.first_response_goal end;
        due := sla_due_at(clock.started_at, committed, policy.calendar_id);
        aim := sla_due_at(clock.started_at, goal, policy.calendar_id);
        spent := interval '0';
        paused_since := null;
        -- A pause moves what it comes before; one that begins later finds the clock at its end.
        if clock.kind = 'RESOLUTION' then
            for pause in select * from ticket_pauses(ticket.id, clock.started_at) loop
                exit when pause.starts_at >= due;
                if pause.ends_at is null then
                    paused_since := pause.starts_at;
                    exit;
                end if;
                spent := spent + service_time_between(pause.starts_at, pause.ends_at, policy.calendar_id);
                due := sla_due_at(clock.started_at, committed + spent, policy.calendar_id);
                if pause.starts_at < aim then
                    aim := sla_due_at(clock.started_at, goal + spent, policy.calendar_id);
                end if;
            end loop;
        end if;
        update support_sla_compliance c set
            policy_id = policy.id,
            calendar_id = policy.calendar_id,
            due_at = due,
            goal_at = aim,
            paused_seconds = date_part('epoch', spent),
            paused_at = paused_since,
            paused_remaining = service_time_between(paused_since, due, policy.calendar_id),
            breached_at = case when paused_since is null and due < at
                then due end,
            updated_at = at
        where c.id = clock.id;
    end loop;
end
$$;

-- The promise was kept, late or in time.
create function meet_ticket_clock(ticket support_tickets, kind sla_clock_kind, at timestamptz) returns void
    language plpgsql
    as $$
begin
    perform settle_ticket_clocks(ticket, at);
    update support_sla_compliance c set met_at = at, updated_at = at
    where c.ticket_id = ticket.id and c.kind = meet_ticket_clock.kind and c.met_at is null and c.cancelled_at is null;
end
$$;

-- The promise became void: the ticket was merged, or nobody waits for an answer any more.
create function cancel_ticket_clocks(ticket support_tickets, kinds sla_clock_kind[], at timestamptz) returns void
    language plpgsql
    as $$
begin
    perform settle_ticket_clocks(ticket, at);
    update support_sla_compliance c
    set cancelled_at = at, paused_at = null, paused_remaining = null, updated_at = at
    where c.ticket_id = ticket.id and c.kind = any(kinds) and c.met_at is null and c.cancelled_at is null;
end
$$;

-- Stamps the clocks that ran out: the work of a periodic job. Those that somebody is changing now are left for the next time.
create function breach_overdue_clocks(at_most integer) returns integer
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    stamped integer;
begin
    update support_sla_compliance c
    set breached_at = c.due_at
    where c.id in (
        select id from support_sla_compliance
        where met_at is null and breached_at is null and cancelled_at is null and paused_at is null and due_at < now()
        order by due_at, id
        limit at_most
        for no key update skip locked);
    get diagnostics stamped = row_count;
    return stamped;
end
$$;
grant execute on function breach_overdue_clocks(integer) to concierge_system;

reset role;
