-- Clocks through random lives of tickets, against a plain count of open time: what lies between a clock's start and its due
-- time, less the waits that began before it, is what was promised. Starts lie about the days on which the clocks change
-- and about the holidays.
begin;
create extension if not exists pgtap;
select no_plan();
set local role concierge_writer;

create temporary table lives as
select n, (array['STANDARD', 'PREMIUM', 'VIP_SILVER', 'VIP_GOLD', 'VIP_PLATINUM'])[1 + n % 5]::service_tier as tier,
    (array['CHAT', 'EMAIL'])[1 + n / 5 % 2]::channel as channel,
    (array['2026-03-26 08:00', '2026-10-22 09:00', '2025-12-22 10:00', '2026-04-02 16:00', '2026-11-10 17:00'])[1 + n / 10 % 5]::timestamp
        at time zone 'Europe/Warsaw' as starts_at
from generate_series(0, 149) as n;
create temporary table waits (ticket_id uuid, starts_at timestamptz, ends_at timestamptz);

-- Lives one life by the private functions, which take the instants; answers the ticket.
create function pg_temp.live(life lives) returns uuid
    language plpgsql
    as $$
declare
    who constant caller := row ('SYSTEM', null, null, 'concierge_system')::caller;
    client clients;
    ticket support_tickets;
    at timestamptz := life.starts_at + random() * interval '3 days';
    becomes ticket_status;
begin
    insert into clients (full_name, email, city, locale, tier, tier_since)
    values ('Próba Zegara', 'clock' || life.n || '@test.example', 'Warszawa', 'PL', life.tier, now()) returning * into client;
    insert into support_tickets (client_id, confidential, tier, category_id, subject, locale, channel, created_at)
    select client.id, false, client.tier, id, 'Próba', 'PL', life.channel, at from support_categories where code = 'login'
    returning * into ticket;
    perform record_ticket_event(ticket, who, 'CREATED', at, to_status => 'NEW');
    perform start_ticket_clock(ticket, 'FIRST_RESPONSE', at), start_ticket_clock(ticket, 'RESOLUTION', at);
    for step in 1 .. floor(random() * 10)::integer loop
        ticket.version := ticket.version + 1;
        at := at + random() * random() * interval '5 hours';
        case floor(random() * 8)::integer
            when 0 then
                update clients set tier = (enum_range(null::service_tier))[1 + floor(random() * 6)] where id = client.id;
                perform settle_ticket_clocks(ticket, at);
            when 1 then
                ticket.priority := (enum_range(null::ticket_priority))[1 + floor(random() * 4)];
                perform settle_ticket_clocks(ticket, at);
            else
                becomes := case ticket.status when 'NEW' then 'OPEN' when 'PENDING' then 'OPEN' when 'RESOLVED' then 'OPEN'
                    else case when random() < 0.8 then 'PENDING' else 'RESOLVED' end end;
                if becomes = 'PENDING' then
                    insert into waits values (ticket.id, at, null);
                elsif ticket.status = 'PENDING' then
                    update waits set ends_at = at where ticket_id = ticket.id and ends_at is null;
                end if;
                ticket := move_ticket(ticket, who, becomes, at, 'AGENT');
        end case;
        perform save_ticket(ticket, at);
    end loop;
    return ticket.id;
end
$$;
select setseed(0.26);
create temporary table lived as select n, pg_temp.live(lives) as ticket_id from lives;

-- Open time of a calendar between two instants, less some waits, in seconds.
create function pg_temp.open_seconds(calendar uuid, since timestamptz, until timestamptz, less tstzmultirange) returns double precision
    language sql
    as $$
    select coalesce(sum(date_part('epoch', upper(piece) - lower(piece))), 0)
    from unnest((select coalesce(range_agg(open.during), '{}') from (
            select tstzrange((d + h.opens_at) at time zone 'Europe/Warsaw', (d + h.closes_at) at time zone 'Europe/Warsaw') as during
            from generate_series(since::date - 1, until::date + 1, interval '1 day') as days
            cross join lateral (select days::date as d) as day
            join service_calendar_hours h on h.calendar_id = calendar and h.weekday = extract(isodow from d)
            where not ((select observes_holidays from service_calendars where id = calendar)
                and exists (select from holidays where day = d))) as open)
        * tstzmultirange(tstzrange(since, until)) - less) as piece;
    $$;

create temporary table judged as
select c.*, t.status, promised.committed, aims.goal, past.waits,
    pg_temp.open_seconds(c.calendar_id, c.started_at, c.due_at, past.waits) as spent,
    pg_temp.open_seconds(c.calendar_id, c.started_at, c.goal_at, aims.waits) as spent_to_goal,
    pg_temp.open_seconds(c.calendar_id, c.due_at - interval '1 s', c.due_at, past.waits) as last_second,
    pg_temp.open_seconds(c.calendar_id, c.started_at, c.paused_at, past.waits) as spent_to_pause
from support_sla_compliance c
join lived on lived.ticket_id = c.ticket_id
join support_tickets t on t.id = c.ticket_id
join support_sla_policies p on p.id = c.policy_id
cross join lateral (select date_part('epoch', case c.kind when 'RESOLUTION' then p.resolution else p.first_response end) as committed) as promised
cross join lateral (select coalesce(range_agg(tstzrange(w.starts_at, w.ends_at)), '{}') as waits from waits w
    where w.ticket_id = c.ticket_id and c.kind = 'RESOLUTION' and w.starts_at >= c.started_at and w.starts_at < least(c.due_at, c.met_at)
        and w.ends_at is not null) as past
cross join lateral (select date_part('epoch', case c.kind when 'RESOLUTION' then p.resolution_goal else p.first_response_goal end) as goal,
    (select coalesce(range_agg(tstzrange(w.starts_at, w.ends_at)), '{}') from waits w
        where w.ticket_id = c.ticket_id and c.kind = 'RESOLUTION' and w.starts_at >= c.started_at and w.starts_at < least(c.goal_at, c.met_at)
            and w.ends_at is not null) as waits) as aims;

select cmp_ok(count(*), '>', 300::bigint, 'there are clocks enough') from judged;
select cmp_ok(count(*) filter (where paused), '>', 5::bigint, 'over 5 clocks are paused') from judged;
select cmp_ok(count(*) filter (where met_at is not null and paused_seconds > 0 and breached_at is null), '>', 5::bigint,
    'some were met after a wait') from judged;
select cmp_ok(count(*) filter (where breached_at is not null and kind = 'RESOLUTION'), '>', 5::bigint,
    'over 5 resolution clocks are breached') from judged;
select is_empty($$ select kind, started_at, due_at, spent, committed from judged where abs(spent - committed) > 0.001 $$,
    'open time until the due time, less the waits, is what was promised');
select is_empty($$ select kind, started_at, goal_at, due_at, spent_to_goal, goal from judged
    where abs(spent_to_goal - goal) > 0.001 and goal_at < due_at $$,
    'the goal''s instant follows from the service time, too');
select is_empty($$ select * from judged where last_second <= 0 $$, 'a due time is the earliest such instant');
select is_empty($$ select * from judged where paused <> (kind = 'RESOLUTION' and status = 'PENDING' and breached_at is null and met_at is null) $$,
    'a resolution clock is paused while its ticket waits, and no other');
select is_empty($$ select * from judged where paused and abs(date_part('epoch', paused_remaining) - (committed - spent_to_pause)) > 0.001 $$,
    'the rest of a paused clock is the service time that was not spent');
select is_empty($$ select * from judged j where breached_at is null and met_at is null and cancelled_at is null
    and not exists (select from support_tickets t join clients on clients.id = t.client_id join support_sla_policies p
        on (p.tier, p.priority, p.channel_kind) = (clients.tier, t.priority, channel_kind(t.channel))
        where t.id = j.ticket_id and p.id = j.policy_id) $$, 'a clock that runs is of the present tier and priority');
select is_empty($$ select * from judged where breached_at is null and met_at > due_at $$,
    'a clock that was met late is breached');
select is((select count(*) from judged where kind = 'FIRST_RESPONSE'), 150 + (select sum(reopen_count) from support_tickets join lived on ticket_id = id),
    'a first response for each time it was opened, as no person has answered');
select is_empty($$ select * from judged where kind = 'FIRST_RESPONSE' and met_at is not null $$, 'no move meets a first response');
select is_empty($$ select ticket_id from judged where kind = 'RESOLUTION' group by ticket_id
    having count(*) <> 1 + (select reopen_count from support_tickets where id = ticket_id) $$, 'a resolution for each time it was opened');
select is_empty($$ select ticket_id from judged where kind = 'RESOLUTION' and met_at is null group by ticket_id having count(*) > 1 $$,
    'only the last of which runs');

-- The periodic job: the oldest first, no more than asked for, each once.
create function pg_temp.breach(at_most integer) returns integer
    language plpgsql
    as $$
begin
    perform set_config('role', 'concierge_system', true);
    at_most := breach_overdue_clocks(at_most);
    perform set_config('role', 'concierge_writer', true);
    return at_most;
end
$$;
create temporary table overdue as select id, due_at from support_sla_compliance
    where met_at is null and breached_at is null and cancelled_at is null and not paused and due_at < now();
select cmp_ok(count(*), '>', 3::bigint, 'some are overdue and not stamped') from overdue;
select is(pg_temp.breach(2), 2, 'a job breaches as many clocks as it may: two');
select is((select count(*) from support_sla_compliance where breached_at is not null and id in (select id from overdue order by due_at, id limit 2)),
    2::bigint, 'a job breaches the clocks that were due first');
select is(pg_temp.breach(100000), (select count(*)::integer - 2 from overdue),
    'a job breaches all other overdue clocks');
select is(pg_temp.breach(100000), 0, 'no clock is breached twice');
select is_empty($$ select id from support_sla_compliance join overdue using (id, due_at) where breached_at is distinct from due_at $$,
    'each at its due time');

select * from finish();
rollback;
