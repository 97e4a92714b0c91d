create table service_calendars (
    id uuid primary key default gen_random_uuid(),
    code text not null unique check (code ~ '^[a-z][a-z_]*$'),
    name_pl text not null,
    name_en text not null,
    time_zone text not null default 'Europe/Warsaw' check (now() at time zone time_zone is not null),
    observes_holidays boolean not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);

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

create table service_windows (
    calendar_id uuid not null references service_calendars on delete cascade,
    opens_at timestamptz not null,
    closes_at timestamptz not null check (closes_at > opens_at),
    seconds double precision not null check (seconds > 0),
    seconds_before double precision not null check (seconds_before >= 0),
    primary key (calendar_id, opens_at),
    unique (calendar_id, seconds_before)
);
comment on table service_windows is
    'The calendars written out, one open window a row, from 2015 to 2040: service time is then a sum looked up, not a
     walk over days. Derived: rewritten whenever calendars, hours or holidays change.';
comment on column service_windows.seconds_before is 'Service time of this calendar before the window opens.';

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
     nothing. A ticket has one FIRST_RESPONSE clock, and a RESOLUTION clock for each time it was opened.';
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
        select w.seconds_before + least(date_part('epoch', instant - w.opens_at), w.seconds)
        from service_windows w
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

    select ends.opens_at + make_interval(secs => target - ends.seconds_before)
    into due
    from (
        select w.seconds_before + least(date_part('epoch', started_at - w.opens_at), w.seconds)
            + date_part('epoch', duration) as target
        from public.service_windows w
        where w.calendar_id = calendar and w.opens_at <= started_at
        order by w.opens_at desc
        limit 1
    ) as runs
    cross join lateral (
        select w.opens_at, w.seconds_before, w.seconds
        from public.service_windows w
        where w.calendar_id = calendar and w.seconds_before < target
        order by w.seconds_before desc
        limit 1
    ) as ends
    where target <= ends.seconds_before + ends.seconds;

    if due is null then
        raise exception 'The service calendar % does not reach from % over %.', calendar, started_at, duration
            using errcode = 'datetime_field_overflow', hint = 'Calendars are written out from 2015 to 2040.';
    end if;
    return due;
end
$$;

-- Writes the windows of all calendars. A window that the clocks' change makes shorter or longer has its true length.
create function write_service_windows() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public
    as $$
begin
    delete from service_windows;
    insert into service_windows (calendar_id, opens_at, closes_at, seconds, seconds_before)
    select calendar_id, opens_at, closes_at, seconds,
        coalesce(sum(seconds) over (partition by calendar_id order by opens_at
            rows between unbounded preceding and 1 preceding), 0)
    from (
        select c.id as calendar_id, local.opens_at, local.closes_at,
            date_part('epoch', local.closes_at - local.opens_at) as seconds
        from service_calendars c
        cross join generate_series(0, date '2040-12-31' - date '2015-01-01') as distance
        cross join lateral (select date '2015-01-01' + distance as day) as days
        join service_calendar_hours h on h.calendar_id = c.id and h.weekday = extract(isodow from days.day)
        cross join lateral (select
            (days.day + h.opens_at) at time zone c.time_zone as opens_at,
            (days.day + h.closes_at) at time zone c.time_zone as closes_at) as local
        where not (c.observes_holidays and exists (select from holidays where holidays.day = days.day))
    ) as windows;
    return null;
end
$$;

revoke execute on function
    service_seconds_at(timestamptz, uuid), service_time_between(timestamptz, timestamptz, uuid),
    sla_due_at(timestamptz, interval, uuid), write_service_windows()
    from public;
grant execute on function
    service_seconds_at(timestamptz, uuid), service_time_between(timestamptz, timestamptz, uuid),
    sla_due_at(timestamptz, interval, uuid)
    to concierge_agent, concierge_vip_manager, concierge_lead, concierge_analyst, concierge_executive,
       concierge_auditor, concierge_admin, concierge_system, concierge_writer, concierge_reader;
grant create on schema public to concierge_writer;
alter function write_service_windows() owner to concierge_writer;
revoke create on schema public from concierge_writer;

create trigger windows after insert or update or delete or truncate on service_calendars
    for each statement execute function write_service_windows();
create trigger windows after insert or update or delete or truncate on service_calendar_hours
    for each statement execute function write_service_windows();
create trigger windows after insert or update or delete or truncate on holidays
    for each statement execute function write_service_windows();

-- Rows.
alter table service_calendars enable row level security, force row level security;
create policy everything on service_calendars for select
    to concierge_client, concierge_agent, concierge_vip_manager, concierge_lead, concierge_analyst,
       concierge_executive, concierge_auditor, concierge_admin, concierge_system, concierge_reader using (true);
create policy written on service_calendars to concierge_writer using (true) with check (true);

alter table service_calendar_hours enable row level security, force row level security;
create policy everything on service_calendar_hours for select
    to concierge_client, concierge_agent, concierge_vip_manager, concierge_lead, concierge_analyst,
       concierge_executive, concierge_auditor, concierge_admin, concierge_system, concierge_reader using (true);
create policy written on service_calendar_hours to concierge_writer using (true) with check (true);

alter table holidays enable row level security, force row level security;
create policy everything on holidays for select
    to concierge_client, concierge_agent, concierge_vip_manager, concierge_lead, concierge_analyst,
       concierge_executive, concierge_auditor, concierge_admin, concierge_system, concierge_reader using (true);
create policy written on holidays to concierge_writer using (true) with check (true);

alter table service_windows enable row level security, force row level security;
create policy everything on service_windows for select
    to concierge_agent, concierge_vip_manager, concierge_lead, concierge_analyst, concierge_executive,
       concierge_auditor, concierge_admin, concierge_system, concierge_reader using (true);
create policy written on service_windows to concierge_writer using (true) with check (true);

alter table support_sla_policies enable row level security, force row level security;
create policy everything on support_sla_policies for select
    to concierge_agent, concierge_vip_manager, concierge_lead, concierge_analyst, concierge_executive,
       concierge_auditor, concierge_admin, concierge_system, concierge_reader using (true);
create policy written on support_sla_policies to concierge_writer using (true) with check (true);

alter table support_sla_compliance enable row level security, force row level security;
create policy own on support_sla_compliance for select to concierge_client
    using (client_id = (select nullif(current_setting('claims.sub', true), '')::uuid));
create policy in_care on support_sla_compliance for select to concierge_agent, concierge_vip_manager
    using (not confidential or client_id = any
        ((select nullif(current_setting('claims.confidential_clients', true), '')::uuid[])::uuid[]));
create policy everything on support_sla_compliance for select
    to concierge_lead, concierge_analyst, concierge_executive, concierge_auditor, concierge_admin, concierge_system,
       concierge_reader using (true);
create policy written on support_sla_compliance to concierge_writer using (true) with check (true);

-- Columns. A client reads what was promised and whether it was kept; goals and policies are the house's own.
grant select on service_calendars, service_calendar_hours, holidays
    to concierge_client, concierge_agent, concierge_vip_manager, concierge_lead, concierge_analyst,
       concierge_executive, concierge_auditor, concierge_admin, concierge_system, concierge_reader;
grant select on service_windows, support_sla_policies, support_sla_compliance
    to concierge_agent, concierge_vip_manager, concierge_lead, concierge_analyst, concierge_executive,
       concierge_auditor, concierge_admin, concierge_system, concierge_reader;
grant select (id, ticket_id, client_id, kind, started_at, due_at, met_at, breached_at, cancelled_at, paused_at, paused)
    on support_sla_compliance to concierge_client;
grant select on ticket_sla
    to concierge_client, concierge_agent, concierge_vip_manager, concierge_lead, concierge_analyst,
       concierge_executive, concierge_auditor, concierge_admin, concierge_system, concierge_reader;

grant select, insert, update, delete on service_calendars, service_calendar_hours, holidays, service_windows
    to concierge_writer;
grant select, insert, update on support_sla_policies, support_sla_compliance to concierge_writer;
grant select on ticket_sla to concierge_writer;
