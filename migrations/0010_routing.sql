-- Who should have a ticket, and why. For all tickets of a statement the loads are counted once (agent_loads has no parameter);
-- the rest is a few look-ups a ticket.

-- Points: care 20, tier 20, skill 20 (15 of the matter, 5 of the channel), language 15, availability 15, load 10. First those who
-- take it: on a regular shift, there, and with room for a live conversation; where there is none, who is on call for the tier.
-- Among equals the one who was given nothing for longest.
create view ticket_routing with (security_invoker = true) as
select ticket_id, client_id, confidential, rank::integer, agent_id, score::double precision, care_points, tier_points,
    skill_points, language_points, availability_points, load_points::double precision, working_tickets, duty, takes
from (
    select *, row_number() over (partition by ticket_id order by takes desc, score desc, last_given_at nulls first, agent_id) as rank
    from (
        select *, has_room and case duty
                when 'REGULAR' then present
                when 'ON_CALL' then tier_points > 0 and not bool_or(duty = 'REGULAR' and present and has_room) over (partition by ticket_id)
                else false end as takes
        from (
            select *, care_points + tier_points + skill_points + language_points + availability_points + load_points as score
            from (
                select t.id as ticket_id, t.client_id, t.confidential, a.id as agent_id,
                    case a.id when v.dedicated_agent_id then 20 when p.preferred_agent_id then 15
                        when v.relationship_manager_id then 10 else 0 end as care_points,
                    case when t.tier = any(team.serves_tiers) then 20 else 0 end as tier_points,
                    3 * coalesce(matter.level, 0) + case when t.channel in ('PHONE', 'VIDEO') then coalesce(way.level, 0) else 5 end
                        as skill_points,
                    case when t.locale = any(a.languages) then 15 else 0 end as language_points,
                    case a.status when 'AVAILABLE' then 15 when 'HANDLING' then 8 when 'WRAP_UP' then 8 when 'BREAK' then 4
                        when 'TRAINING' then 2 else 0 end as availability_points,
                    -- half of them for a full-time agent with 20 tickets
                    round(10 / (1 + l.working_tickets * 120.0 / greatest(a.weekly_minutes, 1)), 1) as load_points,
                    l.working_tickets, l.duty, l.last_given_at, a.status in ('AVAILABLE', 'HANDLING', 'WRAP_UP') as present,
                    t.channel in ('EMAIL', 'SOCIAL') or l.live_conversations < a.concurrent_chats as has_room
                from support_tickets t
                join support_categories c on c.id = t.category_id
                left join client_preferences p on p.client_id = t.client_id
                left join vip_client_profiles v on v.client_id = t.client_id
                cross join support_agents a
                join teams team on team.id = a.team_id
                join agent_loads() as l on l.agent_id = a.id
                left join agent_skills matter
                    on matter.agent_id = a.id and matter.kind = 'CATEGORY' and matter.code = lower(c.kind::text)
                left join agent_skills way on way.agent_id = a.id and way.kind = 'CHANNEL' and way.code = lower(t.channel::text)
                where t.status in ('NEW', 'OPEN', 'PENDING') and a.active and a.position <> 'LEAD'
            ) as factors
        ) as scored
    ) as judged
) as ranked
where rank <= 10;
comment on view ticket_routing is 'The ten best agents of each ticket at work: key (ticket_id, rank).';

create type route_ticket_input as (ticket_id uuid, expected_version integer);
create type route_ticket_payload as (ticket_id uuid, agent_id uuid, score double precision);

set local role concierge_writer;

-- Gives a ticket that nobody has to the best agent. One at a time, as each changes the load by which the next is ranked.
create function route_ticket(input route_ticket_input) returns route_ticket_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    who constant caller := caller();
    ticket support_tickets := ticket_for_change(input.ticket_id, who, input.expected_version);
    best ticket_routing;
    at timestamptz;
begin
    perform refuse_unless_working(ticket);
    if ticket.assigned_agent_id is not null then
        raise exception 'Somebody has this ticket already.' using errcode = 'QL409', hint = 'Hand it off.';
    end if;
    perform pg_advisory_xact_lock(hashtextextended('route_ticket', 0));
    at := clock_timestamp();
    select * into best from ticket_routing r where r.ticket_id = ticket.id and r.rank = 1 and r.takes;
    if best.agent_id is null then
        raise exception 'No agent takes this ticket now.' using errcode = 'QL409',
            hint = 'A lead may assign it with a reason, or it waits until somebody is there.';
    end if;
    ticket := give_ticket(ticket, who, present_agent(best.agent_id), 'ASSIGNED', at);
    perform save_ticket(ticket, at);
    return row (ticket.id, best.agent_id, best.score);
end
$$;
grant execute on function route_ticket(route_ticket_input)
    to concierge_agent, concierge_vip_manager, concierge_lead, concierge_admin, concierge_system;

-- What happens to tickets by itself: the work of periodic jobs. Each takes those that are longest due, so many at most, and
-- leaves what somebody is changing for the next time. So a job waits for nobody, and nobody waits long for a job.

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
        ticket.version := ticket.version + 1;
    end if;
    return ticket;
end
$$;

-- Gives tickets that no agent has taken in a while to the best one who takes them; those of the priority queue at once, and first.
create function route_new_tickets(after interval, at_most integer) returns integer
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    who constant caller := row ('SYSTEM', null, null, current_setting('role'))::caller;
    due uuid;
    ticket support_tickets;
    best ticket_routing;
    at timestamptz;
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
        where t.status in ('NEW', 'OPEN') and t.assigned_agent_id is null and t.automation_until is null
            and (s.priority_queue or t.created_at <= now() - after)
        order by s.priority_queue desc, t.created_at, t.id
        limit at_most
    loop
        ticket := free_ticket(due);
        continue when ticket.id is null or ticket.status not in ('NEW', 'OPEN')
            or ticket.assigned_agent_id is not null or ticket.automation_until is not null;
        select * into best from ticket_routing r where r.ticket_id = ticket.id and r.rank = 1 and r.takes;
        continue when best.agent_id is null;
        at := clock_timestamp();
        ticket := give_ticket(ticket, who, present_agent(best.agent_id), 'ASSIGNED', at);
        perform save_ticket(ticket, at);
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
    at timestamptz;
    resolved integer := 0;
begin
    for due in
        select id from support_tickets where status = 'PENDING' and updated_at <= now() - after
        order by updated_at, id limit at_most
    loop
        ticket := free_ticket(due);
        continue when ticket.id is null or ticket.status <> 'PENDING' or ticket.updated_at > now() - after;
        at := clock_timestamp();
        ticket := move_ticket(ticket, who, 'RESOLVED', at, 'IDLE');
        perform save_ticket(ticket, at);
        resolved := resolved + 1;
    end loop;
    return resolved;
end
$$;

-- Resolves tickets that a rule's answer settled: the client did not write again in the rule's time, and no agent took them.
create function resolve_answered_tickets(at_most integer) returns integer
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    who constant caller := row ('AUTOMATION', null, null, current_setting('role'))::caller;
    due uuid;
    ticket support_tickets;
    at timestamptz;
    resolved integer := 0;
begin
    for due in
        select id from support_tickets where automation_until <= now() order by automation_until, id limit at_most
    loop
        ticket := free_ticket(due);
        continue when ticket.id is null or ticket.automation_until is null or ticket.automation_until > now();
        at := clock_timestamp();
        ticket := move_ticket(ticket, who, 'RESOLVED', at, 'AUTOMATION');
        perform save_ticket(ticket, at);
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
    at timestamptz;
    closed integer := 0;
begin
    for due in
        select id from support_tickets where status = 'RESOLVED' and resolved_at <= now() - after
        order by resolved_at, id limit at_most
    loop
        ticket := free_ticket(due);
        continue when ticket.id is null or ticket.status <> 'RESOLVED' or ticket.resolved_at > now() - after;
        at := clock_timestamp();
        ticket := move_ticket(ticket, who, 'CLOSED', at);
        perform save_ticket(ticket, at);
        closed := closed + 1;
    end loop;
    return closed;
end
$$;

grant execute on function
    route_new_tickets(interval, integer), resolve_idle_tickets(interval, integer), resolve_answered_tickets(integer),
    close_resolved_tickets(interval, integer)
    to concierge_system;

reset role;
