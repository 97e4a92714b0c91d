-- Queues by the minute, then by the hour; the gateway; the days of agents. Written by jobs.
begin;
create extension if not exists pgtap;
select no_plan();
\ir callers.psql

set local role concierge_writer;
delete from support_queue_metrics;
delete from performance_metrics;
update support_tickets set status = 'OPEN' where status = 'NEW' and origin = 'INBOUND' and id <> (select id from support_tickets
    where status = 'NEW' and origin = 'INBOUND' and automation_until is null order by id limit 1);
create temporary table waits as select channel, tier, floor(extract(epoch from now() - created_at))::integer as seconds from support_tickets
    where status = 'NEW' and origin = 'INBOUND' and automation_until is null;
grant all on waits to public;
reset role;
select is((select count(*) from waits), 1::bigint, 'one client waits in the queue');
select is(pg_temp.as('system', null, 'select measure_queues()'), '1', 'one row is measured');
select is(pg_temp.as('system', null, 'select measure_queues()'), '0', 'a queue is measured once a minute at most');
select results_eq('select channel, tier, depth, deepest, longest_wait_seconds, average_wait_seconds from support_queue_metrics',
    'select channel, tier, 1, 1, seconds, seconds from waits', 'how many wait, and how long');
set local role concierge_writer;
update support_queue_metrics set at = at - interval '1 minute';
update support_tickets set status = 'OPEN' where status = 'NEW' and origin = 'INBOUND' and automation_until is null;
reset role;
select is(pg_temp.as('system', null, 'select measure_queues()'), '1', 'an empty queue has a row when it has become empty');
select is((select depth from support_queue_metrics order by at desc limit 1), 0, 'the depth of an empty queue is 0');
set local role concierge_writer;
update support_queue_metrics set at = at - interval '2 minutes';
reset role;
select is(pg_temp.as('system', null, 'select measure_queues()'), '0', 'an empty queue is not measured again');

-- Minutes older than 30 days become hours: 3 clients for a quarter of an hour, 1 for the rest of it.
set local role concierge_writer;
delete from support_queue_metrics;
insert into support_queue_metrics (at, channel, tier, depth, deepest, longest_wait_seconds, average_wait_seconds, agents_available)
select date_trunc('hour', now() - interval '32 days') + make_interval(mins => minute), 'CHAT', 'PREMIUM', depth, depth, 60 * depth, 30, 2
from (values (0, 3), (15, 1)) as m (minute, depth);
insert into performance_metrics (at, metric, source, value, highest, samples)
select date_trunc('hour', now() - interval '32 days') + make_interval(mins => minute), 'REQUEST_P95', 'gateway-1', value, value + 1, samples
from (values (0, 10, 1), (1, 40, 2)) as m (minute, value, samples);
reset role;
select is(pg_temp.as('system', null, 'select condense_measurements(10)'), '1', 'an hour takes the place of its minutes');
select results_eq('select resolution, depth, deepest, longest_wait_seconds from support_queue_metrics', $$ values (interval '1 hour', 2, 3, 180) $$,
    'the hour has the mean weighted by time, and the maximum');
select results_eq('select value, highest, samples from performance_metrics', $$ values (30::double precision, 41::double precision, 3) $$,
    'measurements are combined with their number of samples');

select is(pg_temp.try('system', null, 'record_performance', '{"metric": "PAGE_RESPONSE", "source": "shop", "value": 120}'), 'ok', 'a page says how fast it was');
select is(pg_temp.try('system', null, 'record_performance', '{"metric": "PAGE_RESPONSE", "source": "shop", "value": 120, "highest": 100}'),
    'QL400 A measurement has a metric, a value, a highest one that is no less, and samples.', 'the highest is no less');
select matches(pg_temp.try('analyst', null, 'record_performance', '{}'), '^42501', 'an analyst measures nothing');

-- The days of agents.
set local role concierge_writer;
create temporary table days as select * from support_agents_metrics order by day desc, agent_id limit 1;
grant all on days to public;
select results_eq('select d.tickets_resolved, d.messages, d.handling_seconds, d.paid_seconds, d.csat_answers, d.csat_sum from days s cross join lateral agent_days(s.day, s.day) d where d.agent_id = s.agent_id',
    'select tickets_resolved, messages, handling_seconds, paid_seconds, csat_answers, csat_sum from days', 'a day is what happened on it');
select is((select count(distinct e.ticket_id)::integer from ticket_events e, days d where e.actor_agent_id = d.agent_id and e.to_status = 'RESOLVED'
    and e.created_at >= d.day::timestamp at time zone 'Europe/Warsaw' and e.created_at < (d.day + 1)::timestamp at time zone 'Europe/Warsaw'), (select tickets_resolved from days),
    'resolved tickets of a day equal a count of the events');
reset role;

select * from finish();
rollback;
