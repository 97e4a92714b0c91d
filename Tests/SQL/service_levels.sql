-- Service time: weekends, holidays, the two Sundays on which the clocks change.
begin;
create extension if not exists pgtap;
select no_plan();
set local time zone 'Europe/Warsaw';
set local role concierge_reader;

create temporary table cases (what text, calendar text, starts timestamptz, duration interval, due timestamptz);
insert into cases values
    ('within a day', 'standard_hours', '2026-07-01 10:00', '2 h', '2026-07-01 12:00'),
    ('before opening', 'standard_hours', '2026-07-01 06:00', '1 h', '2026-07-01 10:00'),
    ('after closing', 'standard_hours', '2026-07-01 19:00', '1 h', '2026-07-02 10:00'),
    ('over the night', 'standard_hours', '2026-07-01 17:00', '2 h', '2026-07-02 10:00'),
    ('ends at closing, not at the next opening', 'standard_hours', '2026-07-01 16:00', '2 h', '2026-07-01 18:00'),
    ('a second more is the next morning', 'standard_hours', '2026-07-01 16:00', '2 h 1 s', '2026-07-02 09:00:01'),
    ('starts at closing', 'standard_hours', '2026-07-01 18:00', '1 s', '2026-07-02 09:00:01'),
    ('over a weekend', 'standard_hours', '2026-07-03 17:00', '2 h', '2026-07-06 10:00'),
    ('on a Sunday', 'standard_hours', '2026-07-05 12:00', '30 min', '2026-07-06 09:30'),
    ('several days', 'standard_hours', '2026-07-01 09:00', '24 h', '2026-07-03 15:00'),
    ('a day is 24 hours of service', 'standard_hours', '2026-07-01 09:00', '1 day', '2026-07-03 15:00'),
    ('over Independence Day, a Wednesday', 'standard_hours', '2026-11-10 17:30', '1 h', '2026-11-12 09:30'),
    ('on a holiday', 'standard_hours', '2026-11-11 12:00', '1 h', '2026-11-12 10:00'),
    ('over Easter; Good Friday is a working day', 'standard_hours', '2026-04-03 17:00', '2 h', '2026-04-07 10:00'),
    ('Christmas Eve is a holiday since 2025', 'standard_hours', '2026-12-23 17:00', '2 h', '2026-12-28 10:00'),
    ('and was none before', 'standard_hours', '2024-12-23 17:00', '2 h', '2024-12-24 10:00'),
    ('Corpus Christi', 'premium_hours', '2026-06-03 19:00', '2 h', '2026-06-05 09:00'),
    ('Saturday is served for premium', 'premium_hours', '2026-07-03 19:00', '2 h', '2026-07-04 09:00'),
    ('Sunday is not', 'premium_hours', '2026-07-04 19:00', '2 h', '2026-07-06 09:00'),
    ('silver is served on Sundays', 'silver_hours', '2026-07-04 19:00', '2 h', '2026-07-05 09:00'),
    ('but not on New Year''s Day', 'silver_hours', '2025-12-31 19:59:58', '300 s', '2026-01-02 08:04:58'),
    ('gold is, from six', 'gold_hours', '2026-01-01 05:00', '120 s', '2026-01-01 06:02'),
    ('around the clock', 'around_the_clock', '2026-07-04 23:59:30', '60 s', '2026-07-05 00:00:30'),
    ('the night an hour is skipped', 'around_the_clock', '2026-03-28 12:00', '24 h', '2026-03-29 13:00'),
    ('through the skipped hour', 'around_the_clock', '2026-03-29 01:30', '1 h', '2026-03-29 03:30'),
    ('the night an hour comes twice', 'around_the_clock', '2026-10-24 12:00', '24 h', '2026-10-25 11:00'),
    ('through the doubled hour', 'around_the_clock', '2026-10-25 01:30 +02', '2 h', '2026-10-25 02:30 +01'),
    ('opening hours are local after the spring change', 'gold_hours', '2026-03-28 21:30', '1 h', '2026-03-29 06:30'),
    ('and after the autumn change', 'gold_hours', '2026-10-24 21:30', '1 h', '2026-10-25 06:30'),
    ('nothing to wait for', 'standard_hours', '2026-07-05 12:00', '0 s', '2026-07-05 12:00');

select is(sla_due_at(starts, duration, (select id from service_calendars where code = calendar)), due, what) from cases;
select is(service_time_between(starts, due, (select id from service_calendars where code = calendar)),
    make_interval(secs => date_part('epoch', duration)), what || ', and back') from cases;

select is((select seconds from service_windows join service_calendars on id = calendar_id
    where code = 'around_the_clock' and opens_at = '2026-03-29 00:00'), 82800::float8, '29 March 2026 has 23 hours');
select is((select seconds from service_windows join service_calendars on id = calendar_id
    where code = 'around_the_clock' and opens_at = '2026-10-25 00:00'), 90000::float8, '25 October 2026 has 25');

select throws_ok($$ select sla_due_at(now(), interval '-1 s', id) from service_calendars $$, '22023', null,
    'time does not run backwards');
select throws_ok($$ select sla_due_at('2040-12-31 12:00', interval '90 days', id) from service_calendars $$, '22008', null,
    'beyond the written calendars there is an error, not a guess');
select throws_ok($$ select sla_due_at('2010-01-01 12:00', interval '1 h', id) from service_calendars $$, '22008', null,
    'a due time before the first service year is an error');
select throws_ok($$ select sla_due_at(now(), interval '1 h', gen_random_uuid()) $$, '22008', null,
    'a due time without a calendar is an error');

-- Another way to count: minute by minute, by the wall clock.
create temporary table minutes as
select minute, minute at time zone 'Europe/Warsaw' as wall
from generate_series(timestamptz '2026-03-20 00:00', '2026-04-12 00:00', interval '1 min') as minute
union all
select minute, minute at time zone 'Europe/Warsaw'
from generate_series(timestamptz '2026-10-20 00:00', '2026-11-14 00:00', interval '1 min') as minute;
select is(
    (select count(*) from minutes
     join service_calendar_hours h on h.calendar_id = c.id and h.weekday = extract(isodow from wall)
        and wall::time >= h.opens_at and (wall::time < h.closes_at)
     where minute >= span.starts and minute < span.ends
        and not (c.observes_holidays and exists (select from holidays where day = wall::date))),
    (date_part('epoch', service_time_between(span.starts, span.ends, c.id)) / 60)::bigint,
    format('%s, minute by minute, %s', c.code, span.starts::date))
from service_calendars c
cross join (values (timestamptz '2026-03-21 13:17', timestamptz '2026-04-11 04:05'),
    (timestamptz '2026-10-21 13:17', timestamptz '2026-11-13 04:05')) as span (starts, ends);

-- The calendars are rewritten when a holiday is added.
reset role;
set local role concierge_writer;
insert into holidays (day, name_pl, name_en) values ('2026-07-02', 'Święto próbne', 'Trial holiday');
select is(sla_due_at('2026-07-01 17:00', '2 h', (select id from service_calendars where code = 'standard_hours')),
    timestamptz '2026-07-03 10:00', 'a new holiday counts at once');
reset role;

-- Policies.
set local role concierge_reader;
select is((select count(*) from support_sla_policies), 48::bigint, 'every tier, priority and kind of channel has a policy');
select is((select first_response from support_sla_policies where (tier, priority, channel_kind) = ('VIP_PLATINUM', 'NORMAL', 'LIVE')),
    interval '60 s', 'VIP Platinum is answered within a minute in live channels');
select is((select first_response from support_sla_policies where (tier, priority, channel_kind) = ('STANDARD', 'NORMAL', 'WRITTEN')),
    interval '4 h', 'Standard, by e-mail: four hours');

select * from finish();
rollback;
