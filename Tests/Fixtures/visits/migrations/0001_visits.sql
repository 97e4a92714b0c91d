-- Who came to the reading rooms, and when: points in time around the changes of clocks, and rows whose neighbours are hidden.
do $$
begin
    if not exists (select from pg_roles where rolname = 'visits_guard') then create role visits_guard nologin; end if;
    if not exists (select from pg_roles where rolname = 'visits_guide') then create role visits_guide nologin; end if;
    if not exists (select from pg_roles where rolname = 'visits_gateway') then create role visits_gateway login noinherit; end if;
end
$$;
grant visits_guard, visits_guide to visits_gateway;

create type mood as enum ('merry', 'grave', 'absent-minded');
create domain amount as bigint check (value > 0);

create table visitors (id bigint primary key, name text not null, secret boolean not null);
create table visits (
    id bigint primary key,
    came_at timestamptz,
    wall_clock timestamp,
    came_on date,
    mood mood,
    booked boolean,
    paid amount,
    price numeric,
    warmth real,
    stay interval,
    opened time,
    remark text not null,
    visitor_id bigint references visitors,
    room_floor int,
    room_number int,
    guide text not null,
    registered_at timestamptz
);
create table rooms (floor int, number int, name text not null, primary key (floor, number));

insert into visitors select n, 'Visitor ' || n, n % 2 = 0 from generate_series(1, 6) n;
insert into rooms select f, n, 'Room ' || f || '.' || n from generate_series(1, 2) f, generate_series(1, 2) n;
insert into visits
    select n,
        case when n % 11 > 0 then timestamptz '2025-10-25 20:00+00' + n * interval '37 minutes' end,
        timestamp '2024-12-29 23:30' + n * interval '13 hours',
        case when n % 7 > 0 then date '2024-12-28' + n end,
        case when n % 5 > 0 then (enum_range(null::mood))[n % 3 + 1] end,
        case when n % 4 > 0 then n % 3 = 0 end,
        case when n % 6 > 0 then 9223372036854775000 + n end,
        n * 0.25, n / 4.0::real, n * interval '1 hour', time '08:00' + n % 3 * interval '1 hour',
        'Remark ' || n,
        case when n % 8 > 0 then n % 6 + 1 end,
        case when n % 9 > 0 then n % 2 + 1 end, case when n % 10 > 0 then n % 2 + 1 end,
        case when n % 2 = 0 then 'odile' else 'even' end
    from generate_series(1, 120) n;
-- In Havana, clocks are put back from one o'clock to midnight on this day.
insert into visits (id, came_at, remark, guide) values
    (1001, '2025-11-02 03:30+00', 'before midnight', 'havana'), (1002, '2025-11-02 04:10+00', 'the first midnight', 'havana'),
    (1003, '2025-11-02 05:10+00', 'the second midnight', 'havana'), (1004, '2025-11-03 04:59+00', 'the end', 'havana');
-- In São Paulo, the day of this change began at one o'clock.
insert into visits (id, came_at, remark, guide) values
    (1011, '2018-11-04 02:59+00', 'before midnight', 'paulo'), (1012, '2018-11-04 03:00+00', 'one o''clock', 'paulo'),
    (1013, '2018-11-05 01:59+00', 'the end', 'paulo');
-- In Warsaw, the hour from two to three comes twice.
insert into visits (id, came_at, remark, guide) values
    (1021, '2026-10-25 00:15+00', 'a quarter past two', 'warsaw'), (1022, '2026-10-25 01:15+00', 'a quarter past two again', 'warsaw'),
    (1023, '2026-10-25 22:59+00', 'the last minute', 'warsaw'), (1024, '2026-10-24 22:00+00', 'the first minute', 'warsaw');
-- The year of PostgreSQL's first moment begins before it: a conversion that fails.
update visits set registered_at = case when guide = 'paulo' then '4714-11-24 00:00+00 BC' else came_at end;

create view visits_seen with (security_invoker = true) as
    select id, guide, case when guide = (select nullif(current_setting('claims.name', true), '')) then remark end as remark from visits;

alter table visitors enable row level security, force row level security;
alter table visits enable row level security, force row level security;
alter table rooms enable row level security, force row level security;
create policy guard on visitors for select to visits_guard using (true);
create policy guide on visitors for select to visits_guide using (not secret);
create policy everybody on visits for select to visits_guard using (true);
create policy guide on visits for select to visits_guide using (guide <> 'paulo');
create policy everybody on rooms for select to visits_guard, visits_guide using (true);
grant select on visitors, visits, rooms, visits_seen to visits_guard;
grant select on visitors, rooms, visits_seen to visits_guide;
grant select (id, came_at, registered_at, wall_clock, came_on, mood, booked, visitor_id, guide, room_floor, room_number, remark) on visits to visits_guide;
