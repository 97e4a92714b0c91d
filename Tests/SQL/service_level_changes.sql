-- Policies and holidays change, and running clocks follow.
begin;
create extension if not exists pgtap;
select no_plan();
\ir callers.psql

set local role concierge_writer;
update automation_rules set active = false;
create temporary table who as
select gen_random_uuid() as client, (select id from support_agents where position = 'LEAD' order by id limit 1) as lead,
    (select id from support_sla_policies where (tier, priority, channel_kind) = ('STANDARD', 'NORMAL', 'WRITTEN')) as policy;
insert into clients (id, full_name, email, city, locale, tier, tier_since)
select client, 'Iga Próbna', 'iga@levels.example', 'Warszawa', 'PL', 'STANDARD', now() from who;
create temporary table made (name text, id uuid);
grant all on who, made to public;
reset role;
insert into made select 'ticket', pg_temp.call('client', client, 'create_ticket', jsonb_build_object('subject', 'Próba', 'body', 'Słowo', 'channel', 'EMAIL',
    'category_id', (select id from support_categories where code = 'login')), 'ticket_id')::uuid from who;
create function pg_temp.due() returns timestamptz
    language sql as $$ select due_at from support_sla_compliance where ticket_id = (select id from made where name = 'ticket') and kind = 'RESOLUTION' $$;
create function pg_temp.promised() returns timestamptz
    language sql
    as $$ select sla_due_at(c.started_at, p.resolution, p.calendar_id) from support_sla_compliance c join support_sla_policies p on p.id = c.policy_id
        where c.ticket_id = (select id from made where name = 'ticket') and c.kind = 'RESOLUTION' $$;
create function pg_temp.policy(role text, more jsonb) returns text
    language sql as $$ select pg_temp.try(role, null, 'update_sla_policy', jsonb_build_object('policy_id', (select policy from who)) || more) $$;
create function pg_temp.job() returns text language sql as $$ select pg_temp.as('system', null, 'select settle_changed_clocks(10000)') $$;

select is(pg_temp.job(), '0', 'without a change the job computes no clock');
select is(pg_temp.policy('admin', '{"resolution": "30 hours", "expected_version": 1}'), 'ok', 'an admin promises something else');
select is(pg_temp.policy('admin', '{"resolution": "31 hours", "expected_version": 1}'), 'QL409 This has changed since you read it.',
    'a change of an older version is refused');
select is(pg_temp.policy('admin', '{"resolution": "1 hour"}'), 'QL400 A goal is at most as long as what is committed, and longer than nothing.', 'a goal is not beyond the promise');
select is(pg_temp.policy('admin', '{"first_response": "91 days"}'), 'QL400 Nothing is promised for more than 90 days.', 'a promise has a limit');
select matches(pg_temp.policy(r, '{}'), '^42501', r || ' promises nothing') from unnest(array['client', 'agent', 'lead', 'analyst']) as r;
select isnt(pg_temp.due(), pg_temp.promised(), 'a running clock is as it was');
select cmp_ok(pg_temp.job()::integer, '>=', 1, 'the job computes those that run');
select is(pg_temp.due(), pg_temp.promised(), 'the due time is the promised one after the job');
select is(pg_temp.job(), '0', 'the second run of the job changes nothing');

-- Holidays.
create function pg_temp.next_working_day() returns date
    language sql
    as $$ select min(d)::date from generate_series(current_date + 1, current_date + 10, interval '1 day') as d
        where extract(isodow from d) <= 5 and not exists (select from holidays where day = d::date) $$;
create temporary table day as select pg_temp.next_working_day() as day;
grant select on day to public;
create temporary table sums as select calendar_id, year, seconds, seconds_before from service_years;
create function pg_temp.holiday() returns text
    language sql as $$ select pg_temp.call('admin', null, 'add_holiday', jsonb_build_object('day', day, 'name_pl', 'Święto firmy', 'name_en', 'House day'), 'holiday_id') from day $$;
insert into made select 'holiday', pg_temp.holiday()::uuid;
select is(pg_temp.holiday(), 'QL409 This day is a holiday already.', 'a day is a holiday once');
select is(pg_temp.try('admin', null, 'add_holiday', '{"day": "2041-01-01", "name_pl": "x", "name_en": "x"}'), 'QL400 A holiday lies between 2015 and 2040.', 'calendars end in 2040');
select is_empty($$ select w.opens_at from service_windows w join service_calendars c on c.id = w.calendar_id cross join day
    where c.observes_holidays and (w.opens_at at time zone 'Europe/Warsaw')::date = day $$, 'calendars that observe holidays are closed');
select is((select sum(s.seconds - y.seconds) / 3600 from service_years y join sums s using (calendar_id, year)), (9 + 12 + 12)::double precision,
    'three calendars lose their hours of that day');
select is_empty($$ select calendar_id, year from (select *, coalesce(sum(seconds) over (partition by calendar_id order by year
    rows between unbounded preceding and 1 preceding), 0) as before from service_years) as y where seconds_before <> before $$,
    'the seconds before each service year are the sum of the years before it');
select cmp_ok(pg_temp.job()::integer, '>=', 1, 'running clocks follow a change of the calendar');
select is(pg_temp.due(), pg_temp.promised(), 'the due time follows the calendar');
select is(pg_temp.try('admin', null, 'remove_holiday', jsonb_build_object('holiday_id', (select id from made where name = 'holiday'))), 'ok', 'a holiday is taken back');
select is_empty('select calendar_id, year, seconds, seconds_before from service_years except select * from sums',
    'the service years are the same as before');
select matches(pg_temp.try(r, lead, 'add_holiday', '{}'), '^42501', r || ' makes no holidays') from who, unnest(array['client', 'agent', 'lead', 'analyst']) as r;

select * from finish();
rollback;
