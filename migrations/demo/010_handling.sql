-- What the agents' work was, what the desk cost, and when it was down.
set local role concierge_writer;

insert into support_interactions
    (id, ticket_id, client_id, confidential, agent_id, channel, started_at, ended_at, wrap_up_seconds, sentiment, created_at)
select demo.id('interaction', n * 32 + place), id, client_id, confidential, handled.agent_id, channel, starts_at, ends_at, wrap_up,
    case when demo.unit('judged', n) < 0.5
        then round(greatest(-1, least(1, 0.05 + 0.25 * mood + 0.15 * demo.normal('judged', n)))::numeric, 2)::real end,
    ends_at + make_interval(secs => wrap_up)
from demo.handled join demo.tickets using (n) join demo.moods using (n)
order by n, place;
select demo.tell('interactions', count(*)) from support_interactions;

-- Each month that is over, and the one that runs: hours at 45 PLN, on call by the quarter of an hour; 25 PLN a day of standby; the
-- rest are the channels.
insert into support_costs (id, month, kind, team_id, amount, created_at, updated_at)
select md5('cost:' || month || kind)::uuid, month, kind::cost_kind, null, round(amount::numeric, 2), closes, closes
from (
    select month::date as month, least((month + interval '1 month') at time zone 'Europe/Warsaw', ends_at) as closes,
        month at time zone 'Europe/Warsaw' as opens
    from demo.settings
    cross join lateral generate_series(date_trunc('month', (until - 1095)::timestamp), date_trunc('month', (until - 1)::timestamp),
        interval '1 month') as month
) as months
cross join lateral (
    select coalesce(sum(date_part('epoch', s.ends_at - s.starts_at)), 0) / 3600 as hours
    from agent_shifts s where s.kind = 'REGULAR' and s.starts_at >= opens and s.starts_at < closes) as regular
cross join lateral (
    select coalesce(sum(ceil(date_part('epoch', i.ended_at - i.started_at + make_interval(secs => i.wrap_up_seconds)) / 900)), 0) / 4 as hours
    from support_interactions i
    where i.started_at >= opens and i.started_at < closes and exists (
        select from agent_shifts s where s.agent_id = i.agent_id and s.kind = 'ON_CALL' and s.starts_at <= i.started_at
            and s.ends_at > i.started_at)) as called
cross join lateral (
    select count(*) as tickets from support_tickets t where t.resolved_at >= opens and t.resolved_at < closes) as resolved
cross join lateral (values
    ('WAGES', 45 * (regular.hours + called.hours)),
    ('STANDBY', 25 * date_part('epoch', closes - opens) / 86400),
    ('CHANNELS', tickets * (0.11 + 0.03 * demo.unit('channels', (months.month - date '2000-01-01')::bigint)))
) as cost (kind, amount);
select demo.tell('costs', count(*)) from support_costs;

insert into incidents (id, title, planned, started_at, ended_at, created_at, updated_at)
select demo.id('incident ' || title, distance), title, planned, starts_at, starts_at + make_interval(mins => minutes), starts_at,
    starts_at + make_interval(mins => minutes)
from (
    select 212 as distance, 'Awaria zasilania w centrum danych' as title, false as planned, time '07:40' as at, 520 as minutes
    union all
    select 45, 'Nieudane wydanie aplikacji mobilnej', false, '10:15', 38
    union all
    select 700, 'Przeciążenie po kampanii', false, '19:05', 24
    union all
    select 28 * k + 3, 'Prace serwisowe', true, '02:00', 20 + floor(40 * demo.unit('maintenance', k))::integer
    from generate_series(0, 38) as k
    union all
    select 61 * k + 17, 'Zakłócenia u dostawcy czatu', false, '14:00', 6 + floor(22 * demo.unit('disturbance', k))::integer
    from generate_series(0, 17) as k
) as planned
cross join demo.settings
cross join lateral (select (until - distance + at) at time zone 'Europe/Warsaw' as starts_at) as clock
where starts_at + make_interval(mins => minutes) < ends_at;
select demo.tell('incidents', count(*)) from incidents;

reset role;
