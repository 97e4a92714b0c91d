create table service_calendars (
    id uuid primary key default gen_random_uuid(),
    code text not null unique check (code ~ '^[a-z][a-z_]*$'),
    name_pl text not null,
    name_en text not null,
    time_zone text not null default 'Europe/Warsaw' check (now() at time zone time_zone is not null),
    observes_holidays boolean not null,
    changed_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);

comment on column service_calendars.changed_at is
    'When hours or holidays last changed; clocks that ran before are computed anew by a job.';

create table service_calendar_hours (
    id uuid primary key default gen_random_uuid(),
    calendar_id uuid not null references service_calendars on delete cascade,
    weekday smallint not null check (weekday between 1 and 7),
    opens_at time not null,
    closes_at time not null check (closes_at > opens_at),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    unique (calendar_id, weekday, opens_at)
);
comment on column service_calendar_hours.weekday is 'ISO 8601: 1 is Monday.';
comment on column service_calendar_hours.closes_at is 'Of the same day; 24:00 is its end.';

create table holidays (
    id uuid primary key default gen_random_uuid(),
    day date not null unique,
    name_pl text not null,
    name_en text not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
comment on table holidays is 'Polish public holidays: days off work by law.';

create table service_years (
    calendar_id uuid not null references service_calendars on delete cascade,
    year integer not null,
    seconds double precision not null check (seconds >= 0),
    seconds_before double precision not null check (seconds_before >= 0),
    primary key (calendar_id, year)
);
comment on table service_years is 'Service time of each year of a calendar. Derived, as service_windows is.';
comment on column service_years.seconds_before is 'Service time of this calendar before the year.';
create index service_years_by_time on service_years (calendar_id, seconds_before);

create table service_windows (
    calendar_id uuid not null,
    year integer not null,
    opens_at timestamptz not null,
    closes_at timestamptz not null check (closes_at > opens_at),
    seconds double precision not null check (seconds > 0),
    seconds_before double precision not null check (seconds_before >= 0),
    primary key (calendar_id, opens_at),
    unique (calendar_id, year, seconds_before),
    foreign key (calendar_id, year) references service_years on delete cascade
);
comment on table service_windows is
    'The calendars written out, one open window a row, from 2015 to 2040: service time is then a sum looked up, not a
     walk over days. Derived: the years that calendars, hours or holidays change are written anew.';
comment on column service_windows.year is 'Of the local day.';
comment on column service_windows.seconds_before is 'Service time of this calendar in this year, before the window opens.';

create table support_sla_policies (
    id uuid primary key default gen_random_uuid(),
    tier service_tier not null references service_tiers,
    priority ticket_priority not null,
    channel_kind channel_kind not null,
    calendar_id uuid not null references service_calendars,
    first_response interval not null check (first_response > interval '0'),
    first_response_goal interval not null,
    resolution interval not null check (resolution > interval '0'),
    resolution_goal interval not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    changed_at timestamptz,
    version integer not null default 1 check (version > 0),
    unique (tier, priority, channel_kind),
    check (first_response_goal > interval '0' and first_response_goal <= first_response),
    check (resolution_goal > interval '0' and resolution_goal <= resolution)
);
comment on column support_sla_policies.first_response is 'Committed: what the clock is set to. Service time.';
comment on column support_sla_policies.first_response_goal is 'What we aim at, and the KPI is judged by.';
create index support_sla_policies_calendar on support_sla_policies (calendar_id);

create table support_sla_compliance (
    id uuid primary key default gen_random_uuid(),
    ticket_id uuid not null,
    client_id uuid not null,
    confidential boolean not null,
    policy_id uuid not null references support_sla_policies,
    calendar_id uuid not null references service_calendars,
    kind sla_clock_kind not null,
    started_at timestamptz not null,
    due_at timestamptz not null,
    goal_at timestamptz not null,
    met_at timestamptz,
    breached_at timestamptz,
    cancelled_at timestamptz,
    paused_at timestamptz,
    paused_remaining interval,
    paused_seconds double precision not null default 0 check (paused_seconds >= 0),
    paused boolean not null generated always as (paused_at is not null) stored,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    unique (ticket_id, kind, started_at),
    check (due_at > started_at and goal_at > started_at and goal_at <= due_at),
    check (met_at >= started_at),
    check (met_at is null or breached_at is not null or met_at <= due_at),
    check (breached_at = due_at),
    check (cancelled_at is null or met_at is null),
    check (kind = 'RESOLUTION' or (paused_at is null and paused_seconds = 0)),
    check ((paused_at is null) = (paused_remaining is null)),
    check (paused_at is null or (met_at is null and cancelled_at is null and breached_at is null)),
    foreign key (ticket_id, client_id, confidential) references support_tickets (id, client_id, confidential)
        on update cascade
);
comment on table support_sla_compliance is
    'A clock a row. It ends when it is met, or at its due time, whichever comes first; a cancelled one counts for
     nothing. A ticket has a RESOLUTION clock for each time it was opened, and a FIRST_RESPONSE clock too until a
     person has answered.';
comment on column support_sla_compliance.due_at is 'By the committed time; moved by pauses.';
comment on column support_sla_compliance.goal_at is 'By the goal; moved by pauses.';
comment on column support_sla_compliance.met_at is 'When it was done, also where that was too late.';
comment on column support_sla_compliance.breached_at is 'The due time, once it passed before the clock was met.';
comment on column support_sla_compliance.paused_at is 'Since when the ticket waits for the client (PENDING).';
comment on column support_sla_compliance.paused_remaining is 'Service time that was left when the pause began.';
comment on column support_sla_compliance.paused_seconds is 'Service time spent in pauses that are over.';
create index support_sla_compliance_policy on support_sla_compliance (policy_id);
create index support_sla_compliance_calendar on support_sla_compliance (calendar_id);
create index support_sla_compliance_due on support_sla_compliance (due_at, id);
-- Behind the policy `own`: a client's clocks are found by the client.
create index support_sla_compliance_client on support_sla_compliance (client_id, ticket_id, kind, started_at);
create index support_sla_compliance_running on support_sla_compliance (due_at, id)
    where met_at is null and breached_at is null and cancelled_at is null and paused_at is null;

create trigger touch before update on service_calendars for each row execute function touch_updated_at();
create trigger touch before update on service_calendar_hours for each row execute function touch_updated_at();
create trigger touch before update on holidays for each row execute function touch_updated_at();
create trigger touch before update on support_sla_policies for each row execute function touch_updated_at();
create trigger touch before update on support_sla_compliance for each row execute function touch_updated_at();

-- What stands on a ticket's page, from its clocks. A clock that ran out counts as breached at once, before the job that
-- stamps it comes round.
create view ticket_sla with (security_invoker = true) as
select
    ticket_id,
    client_id,
    max(due_at) filter (where kind = 'FIRST_RESPONSE' and cancelled_at is null) as first_response_due_at,
    max(due_at) filter (where kind = 'RESOLUTION' and cancelled_at is null) as resolution_due_at,
    coalesce(bool_or(cancelled_at is null
        and (breached_at is not null or (met_at is null and paused_at is null and due_at < now()))), false) as breached
from support_sla_compliance
group by ticket_id, client_id;
comment on view ticket_sla is 'One row a ticket: key (ticket_id).';

-- Service time. ---------------------------------------------------------------------------------------------------

-- The service time of a calendar up to an instant, in seconds since its first window.
create function service_seconds_at(instant timestamptz, calendar uuid) returns double precision
    language sql stable parallel safe strict
    begin atomic
        select y.seconds_before + w.seconds_before + least(date_part('epoch', instant - w.opens_at), w.seconds)
        from service_windows w
        join service_years y using (calendar_id, year)
        where w.calendar_id = calendar and w.opens_at <= instant
        order by w.opens_at desc
        limit 1;
    end;

-- Service time between two instants: 0 where the calendar was closed all the while, negative if the second is earlier.
create function service_time_between(earlier timestamptz, later timestamptz, calendar uuid) returns interval
    language sql stable parallel safe strict
    begin atomic
        select make_interval(secs => service_seconds_at(later, calendar) - service_seconds_at(earlier, calendar));
    end;

-- The instant at which `duration` of service time has passed since `started_at`: the one place where a due time is
-- computed. Time starts to run with the calendar's next window; a duration that ends exactly at closing ends then, not
-- at the next opening. A duration is a length: a day in it is 24 hours.
create function sla_due_at(started_at timestamptz, duration interval, calendar uuid) returns timestamptz
    language plpgsql stable parallel safe strict
    as $$
declare
    due timestamptz;
begin
    if duration <= interval '0' then
        if duration = interval '0' then
            return started_at;
        end if;
        raise exception 'A service time cannot be negative: %.', duration using errcode = 'invalid_parameter_value';
    end if;

    select ends.opens_at + make_interval(secs => target - years.seconds_before - ends.seconds_before)
    into due
    from (
        select y.seconds_before + w.seconds_before + least(date_part('epoch', started_at - w.opens_at), w.seconds)
            + date_part('epoch', duration) as target
        from public.service_windows w
        join public.service_years y using (calendar_id, year)
        where w.calendar_id = calendar and w.opens_at <= started_at
        order by w.opens_at desc
        limit 1
    ) as runs
    cross join lateral (
        select y.year, y.seconds_before
        from public.service_years y
        where y.calendar_id = calendar and y.seconds_before < target and y.seconds > 0
        order by y.seconds_before desc
        limit 1
    ) as years
    cross join lateral (
        select w.opens_at, w.seconds_before, w.seconds
        from public.service_windows w
        where w.calendar_id = calendar and w.year = years.year and w.seconds_before < target - years.seconds_before
        order by w.seconds_before desc
        limit 1
    ) as ends
    where target - years.seconds_before <= ends.seconds_before + ends.seconds;

    if due is null then
        raise exception 'The service calendar % does not reach from % over %.', calendar, started_at, duration
            using errcode = 'datetime_field_overflow', hint = 'Calendars are written out from 2015 to 2040.';
    end if;
    return due;
end
$$;

-- Writes years of a calendar anew. A window that the clocks' change makes shorter or longer has its true length.
create function write_service_years(calendar uuid, first_year integer, last_year integer) returns void
    language plpgsql
    as $$
begin
    delete from service_windows w where w.calendar_id = calendar and w.year between first_year and last_year;
    insert into service_years as y (calendar_id, year, seconds, seconds_before)
    select calendar, n, 0, 0 from generate_series(first_year, last_year) as n
    on conflict (calendar_id, year) do nothing;
    insert into service_windows (calendar_id, year, opens_at, closes_at, seconds, seconds_before)
    select calendar, year, opens_at, closes_at, seconds,
        coalesce(sum(seconds) over (partition by year order by opens_at rows between unbounded preceding and 1 preceding), 0)
    from (
        select extract(year from days.day)::integer as year, local.opens_at, local.closes_at,
            date_part('epoch', local.closes_at - local.opens_at) as seconds
        from service_calendars c
        cross join generate_series(0, make_date(last_year, 12, 31) - make_date(first_year, 1, 1)) as distance
        cross join lateral (select make_date(first_year, 1, 1) + distance as day) as days
        join service_calendar_hours h on h.calendar_id = c.id and h.weekday = extract(isodow from days.day)
        cross join lateral (select
            (days.day + h.opens_at) at time zone c.time_zone as opens_at,
            (days.day + h.closes_at) at time zone c.time_zone as closes_at) as local
        where c.id = calendar and not (c.observes_holidays and exists (select from holidays where holidays.day = days.day))
    ) as windows;
    update service_years y set seconds = counted.seconds, seconds_before = counted.seconds_before
    from (
        select n.year, coalesce(sum(w.seconds), 0) as seconds,
            coalesce(sum(sum(w.seconds)) over (order by n.year rows between unbounded preceding and 1 preceding), 0) as seconds_before
        from (
            -- the windows of the changed years, and what is known of the others
            select o.year, o.seconds from service_years o where o.calendar_id = calendar and o.year not between first_year and last_year
            union all
            select w.year, w.seconds from service_windows w where w.calendar_id = calendar and w.year between first_year and last_year
        ) as w
        right join (select year from service_years where calendar_id = calendar) as n using (year)
        group by n.year
    ) as counted
    where y.calendar_id = calendar and y.year = counted.year
        and (y.seconds, y.seconds_before) is distinct from (counted.seconds, counted.seconds_before);
    update service_calendars c set changed_at = clock_timestamp() where c.id = calendar;
end
$$;

-- After a change of hours or of a calendar: all of its years. One at a time, so that two at once do not mix.
create function rewrite_calendar() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
begin
    perform pg_advisory_xact_lock(hashtextextended('service_windows', 0));
    if tg_table_name = 'service_calendars' then
        perform write_service_years(new.id, 2015, 2040);
    else
        perform write_service_years(id, 2015, 2040)
        from service_calendars where id in (select calendar_id from changed) order by id;
    end if;
    return null;
end
$$;

-- After a change of holidays: the years in which they lie, of the calendars that observe them.
create function rewrite_holidays() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
begin
    perform pg_advisory_xact_lock(hashtextextended('service_windows', 0));
    perform write_service_years(c.id, years.year, years.year)
    from service_calendars c
    cross join (select distinct extract(year from day)::integer as year from changed) as years
    where c.observes_holidays and years.year between 2015 and 2040
    order by c.id, years.year;
    return null;
end
$$;

revoke execute on function
    service_seconds_at(timestamptz, uuid), service_time_between(timestamptz, timestamptz, uuid),
    sla_due_at(timestamptz, interval, uuid), write_service_years(uuid, integer, integer), rewrite_calendar(), rewrite_holidays()
    from public;
grant execute on function
    service_seconds_at(timestamptz, uuid), service_time_between(timestamptz, timestamptz, uuid),
    sla_due_at(timestamptz, interval, uuid)
    to concierge_agent, concierge_vip_manager, concierge_lead, concierge_analyst, concierge_executive,
       concierge_auditor, concierge_admin, concierge_system, concierge_writer, concierge_reader;
alter function write_service_years(uuid, integer, integer) owner to concierge_writer;
alter function rewrite_calendar() owner to concierge_writer;
alter function rewrite_holidays() owner to concierge_writer;

create trigger windows after insert or update of time_zone, observes_holidays on service_calendars
    for each row execute function rewrite_calendar();
create trigger windows_added after insert on service_calendar_hours
    referencing new table as changed for each statement execute function rewrite_calendar();
create trigger windows_changed after update on service_calendar_hours
    referencing new table as changed for each statement execute function rewrite_calendar();
create trigger windows_removed after delete on service_calendar_hours
    referencing old table as changed for each statement execute function rewrite_calendar();
create trigger windows_added after insert on holidays
    referencing new table as changed for each statement execute function rewrite_holidays();
create trigger windows_removed after delete on holidays
    referencing old table as changed for each statement execute function rewrite_holidays();
create trigger version before update on support_sla_policies for each row execute function count_version();

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

-- The promise became void: the ticket was merged, or the client waits for no answer any more. A clock that has ended, met or run
-- out, stays as it ended.
create function cancel_ticket_clocks(ticket support_tickets, kinds sla_clock_kind[], at timestamptz) returns void
    language plpgsql
    as $$
begin
    perform settle_ticket_clocks(ticket, at);
    update support_sla_compliance c
    set cancelled_at = at, paused_at = null, paused_remaining = null, updated_at = at
    where c.ticket_id = ticket.id and c.kind = any(kinds)
        and c.met_at is null and c.breached_at is null and c.cancelled_at is null;
end
$$;

-- Computes clocks that run anew where their policy or calendar has changed: the work of a periodic job. Those of tickets that are
-- being changed are left for the next time.
create function settle_changed_clocks(at_most integer) returns integer
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    due uuid;
    ticket support_tickets;
    settled integer := 0;
begin
    for due in
        select distinct c.ticket_id
        from support_sla_compliance c
        join support_sla_policies p on p.id = c.policy_id
        join service_calendars k on k.id = c.calendar_id
        where c.met_at is null and c.breached_at is null and c.cancelled_at is null
            and c.updated_at < greatest(p.changed_at, k.changed_at)
        order by c.ticket_id limit at_most
    loop
        select * into ticket from support_tickets t where t.id = due for no key update skip locked;
        continue when ticket.id is null;
        perform settle_ticket_clocks(ticket, clock_timestamp());
        settled := settled + 1;
    end loop;
    return settled;
end
$$;
grant execute on function settle_changed_clocks(integer) to concierge_system;

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
