-- The clocks of each ticket, as live work keeps them; due times come from sla_due_at. A clock that ran out stays so; one that
-- runs when a ticket is merged, or settled without a person's word, becomes void.
create unlogged table demo.clocks as
-- The first response, by a person.
select n, 1 as place, id, client_id, confidential, policy_id, calendar_id, 'FIRST_RESPONSE'::sla_clock_kind as kind,
    created_at as started_at, due_at, goal_at, met_at,
    case when due_at < ends_at and (met_at is null or met_at > due_at) and (void_at is null or void_at > due_at) then due_at end
        as breached_at,
    case when void_at <= due_at then void_at end as cancelled_at,
    null::timestamptz as paused_at, null::interval as paused_remaining, 0::double precision as paused_seconds
from (
    select *,
        sla_due_at(created_at, make_interval(secs => committed_response), calendar_id) as due_at,
        sla_due_at(created_at, first_response_goal, calendar_id) as goal_at,
        case when outcome <> 'MERGED' and first_response_at < ends_at then first_response_at end as met_at,
        case when outcome = 'MERGED' and merged_at < ends_at then merged_at
            when outcome in ('SPAM', 'AUTOMATION') and resolved_first_at < ends_at then resolved_first_at end as void_at
    from demo.known
    offset 0
) as clock
union all
-- After an automated resolution that did not hold: the client waits for a person again.
select n, 3, id, client_id, confidential, policy_id, calendar_id, 'FIRST_RESPONSE', reopened_at, due_at, goal_at, met_at,
    case when due_at < ends_at and (met_at is null or met_at > due_at) then due_at end, null, null, null, 0
from (
    select *,
        sla_due_at(reopened_at, make_interval(secs => committed_response), calendar_id) as due_at,
        sla_due_at(reopened_at, first_response_goal, calendar_id) as goal_at,
        case when answered_again_at < ends_at then answered_again_at end as met_at
    from demo.known
    where outcome = 'AUTOMATION' and reopened_at < ends_at
    offset 0
) as clock
union all
-- Until the first resolution. A pause moves the due time by the service time that it lasted; a clock that had run out before
-- is not moved any more.
select n, 2, id, client_id, confidential, policy_id, calendar_id, 'RESOLUTION', created_at, due_at, least(goal_at, due_at), met_at,
    case when paused_at is null and due_at < ends_at and (met_at is null or met_at > due_at)
        and (void_at is null or void_at > due_at) then due_at end,
    case when void_at <= due_at then void_at end, paused_at,
    case when paused_at is not null then make_interval(secs => committed_resolution - spent) end, paused_seconds
from (
    select *,
        sla_due_at(created_at, make_interval(secs => committed_resolution + paused_seconds), calendar_id) as due_at,
        sla_due_at(created_at, resolution_goal
            + make_interval(secs => case when spent < date_part('epoch', resolution_goal) then paused_seconds else 0 end), calendar_id)
            as goal_at
    from (
        select *,
            case when waits and waiting_until < ends_at then
                service_seconds_at(waiting_until, calendar_id) - service_seconds_at(waiting_since, calendar_id)
                else 0 end as paused_seconds,
            case when waits and waiting_until >= ends_at then waiting_since end as paused_at
        from (
            select *, waiting_since < ends_at and spent < committed_resolution as waits
            from (
                select *,
                    case when waiting_since < ends_at and outcome <> 'MERGED' then
                        service_seconds_at(waiting_since, calendar_id) - service_seconds_at(created_at, calendar_id)
                        end as spent,
                    case when outcome not in ('SPAM', 'MERGED') and resolved_first_at < ends_at then resolved_first_at end as met_at,
                    case when outcome = 'MERGED' and merged_at < ends_at then merged_at
                        when outcome = 'SPAM' and resolved_first_at < ends_at then resolved_first_at end as void_at
                from demo.known
                offset 0
            ) as spending
        ) as waiting
        offset 0
    ) as pausing
    offset 0
) as clock
union all
-- A reopened ticket starts another resolution clock.
select n, 4, id, client_id, confidential, policy_id, calendar_id, 'RESOLUTION', reopened_at, due_at, goal_at, met_at,
    case when due_at < ends_at and (met_at is null or met_at > due_at) then due_at end, null, null, null, 0
from (
    select *,
        sla_due_at(reopened_at, make_interval(secs => committed_resolution), calendar_id) as due_at,
        sla_due_at(reopened_at, resolution_goal, calendar_id) as goal_at,
        case when resolved_again_at < ends_at then resolved_again_at end as met_at
    from demo.known
    where reopened_at < ends_at and outcome <> 'MERGED'
    offset 0
) as clock;
create index on demo.clocks (n);
analyze demo.clocks;
