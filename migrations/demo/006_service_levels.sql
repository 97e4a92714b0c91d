-- The clocks of each ticket. Due times come from sla_due_at, as they do in live work.
set local role concierge_writer;

do $$
declare
    chunk bigint;
    total constant bigint := (select tickets from demo.settings);
begin
    for chunk in select generate_series(1, total, 100000) loop
        insert into support_sla_compliance
            (id, ticket_id, client_id, confidential, policy_id, calendar_id, kind, started_at, due_at, goal_at, met_at,
             breached_at, cancelled_at, created_at, updated_at)
        select demo.id('clock', n * 4 + 1), id, client_id, confidential, policy_id, calendar_id, 'FIRST_RESPONSE', created_at,
            due_at, goal_at, met_at,
            case when due_at < ends_at and (met_at is null or met_at > due_at)
                and (cancelled_at is null or cancelled_at > due_at) then due_at end,
            cancelled_at, created_at, greatest(created_at, met_at, cancelled_at)
        from (
            select *,
                sla_due_at(created_at, make_interval(secs => committed_response), calendar_id) as due_at,
                sla_due_at(created_at, first_response_goal, calendar_id) as goal_at,
                -- where no person was needed, the client had its answer from the automation
                case when outcome = 'AUTOMATION' then nullif(least(created_at + interval '12 seconds', ends_at), ends_at)
                    when outcome in ('SPAM', 'MERGED') then null
                    when first_response_at < ends_at then first_response_at end as met_at,
                case when outcome = 'MERGED' and merged_at < ends_at then merged_at
                    when outcome = 'SPAM' and resolved_first_at < ends_at then resolved_first_at end as cancelled_at
            from demo.known
            where n >= chunk and n < chunk + 100000
            offset 0
        ) as clock
        order by n;
        raise notice 'first-response clocks of tickets: % of %', least(chunk + 99999, total), total;
    end loop;
end
$$;

-- Until the first resolution. A pause moves the due time by the service time that it lasted; a clock that had run out
-- before is not moved any more.
do $$
declare
    chunk bigint;
    total constant bigint := (select tickets from demo.settings);
begin
    for chunk in select generate_series(1, total, 100000) loop
        insert into support_sla_compliance
            (id, ticket_id, client_id, confidential, policy_id, calendar_id, kind, started_at, due_at, goal_at, met_at,
             breached_at, cancelled_at, paused_at, paused_remaining, paused_seconds, created_at, updated_at)
        select demo.id('clock', n * 4 + 2), id, client_id, confidential, policy_id, calendar_id, 'RESOLUTION', created_at,
            due_at, least(goal_at, due_at), met_at,
            case when paused_at is null and due_at < ends_at and (met_at is null or met_at > due_at)
                and (cancelled_at is null or cancelled_at > due_at) then due_at end,
            cancelled_at, paused_at,
            case when paused_at is not null then make_interval(secs => committed_resolution - spent) end,
            paused_seconds, created_at, greatest(created_at, met_at, cancelled_at, paused_at)
        from (
            select *,
                sla_due_at(created_at, make_interval(secs => committed_resolution + paused_seconds), calendar_id) as due_at,
                sla_due_at(created_at, resolution_goal + make_interval(secs => paused_seconds), calendar_id) as goal_at
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
                            case when outcome in ('SPAM', 'MERGED') then null
                                when resolved_first_at < ends_at then resolved_first_at end as met_at,
                            case when outcome = 'MERGED' and merged_at < ends_at then merged_at
                                when outcome = 'SPAM' and resolved_first_at < ends_at then resolved_first_at end as cancelled_at
                        from demo.known
                        where n >= chunk and n < chunk + 100000
                        offset 0
                    ) as spending
                ) as waiting
                offset 0
            ) as pausing
            offset 0
        ) as clock
        order by n;
        raise notice 'resolution clocks of tickets: % of %', least(chunk + 99999, total), total;
    end loop;
end
$$;

-- A reopened ticket starts another resolution clock.
insert into support_sla_compliance
    (id, ticket_id, client_id, confidential, policy_id, calendar_id, kind, started_at, due_at, goal_at, met_at,
     breached_at, created_at, updated_at)
select demo.id('clock', n * 4 + 3), id, client_id, confidential, policy_id, calendar_id, 'RESOLUTION', reopened_at,
    due_at, goal_at, met_at,
    case when due_at < ends_at and (met_at is null or met_at > due_at) then due_at end,
    reopened_at, greatest(reopened_at, met_at)
from (
    select *,
        sla_due_at(reopened_at, make_interval(secs => committed_resolution), calendar_id) as due_at,
        sla_due_at(reopened_at, resolution_goal, calendar_id) as goal_at,
        case when resolved_again_at < ends_at then resolved_again_at end as met_at
    from demo.known
    where reopened_at < ends_at and outcome <> 'MERGED'
    offset 0
) as clock
order by n;
select demo.tell('service-level clocks', count(*)) from support_sla_compliance;

reset role;
