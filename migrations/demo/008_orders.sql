-- Clients leave: after late answers and bad marks, and the sooner the less they buy. Each quarter decides on what has happened in it.
create unlogged table demo.experiences as
select client, floor(date_part('epoch', at) / 7776000)::integer as quarter, sum(bad) as bad
from (
    select t.client, breached_at as at, 1.0 as bad from demo.clocks join demo.tickets t using (n) where breached_at is not null
    union all
    select t.client, answered_at, 1.2 from demo.surveys join demo.tickets t using (n)
    where case kind when 'CSAT' then score <= 3 when 'NPS' then score <= 6 else score >= 5 end
) as bad_ones
group by 1, 2;
alter table demo.experiences add primary key (client, quarter);
analyze demo.experiences;

create unlogged table demo.buyers as
select c.n, c.id, c.confidential, c.created_at, c.tier_since, c.rank, c.previous_rank, rate,
    least(ends_at, (
        select (to_timestamp(7776000.0 * q) + make_interval(days => floor(90 * demo.unit('leaves when', c.n * 64 + q))::integer))
        from generate_series(ceil(date_part('epoch', c.created_at) / 7776000)::integer,
            floor(date_part('epoch', ends_at) / 7776000)::integer) as q
        left join demo.experiences e on e.client = c.n and e.quarter = q - 1
        where demo.unit('leaves', c.n * 64 + q)
            < (array[0.017, 0.011, 0.008, 0.005, 0.004, 0.003])[c.rank] * exp(1.15 * least(coalesce(e.bad, 0), 3)) * least(2.2, 4.5 / rate)
        order by q limit 1)) as leaves_at
from demo.clients c
cross join demo.settings
-- orders a year
cross join lateral (select (array[3.0, 4.6, 6, 7.5, 9, 11])[c.rank] * exp(0.5 * demo.normal('order rate', c.n)) as rate) as pace;
analyze demo.buyers;

-- The months in which a client could buy, each as heavy as its season; an order draws one of them, then the day, then the hour.
create unlogged table demo.months as
select n, month, starts_at, days, sum(weight) over (order by month, n) as until_weight
from (
    select b.n, month, greatest(month at time zone 'Europe/Warsaw', b.created_at, ends_at - interval '1096 days') as starts_at,
        least((month + interval '1 month') at time zone 'Europe/Warsaw', b.leaves_at) as ends,
        b.rate * exp(0.25 * (month::date - until) / 365.0)
            * (array[0.85, 0.9, 1, 0.95, 1.1, 0.95, 0.85, 0.8, 0.95, 1, 1.3, 1.6])[extract(month from month)::integer] as season
    from demo.buyers b
    cross join demo.settings
    cross join lateral generate_series(date_trunc('month', greatest(b.created_at, ends_at - interval '1096 days') at time zone 'Europe/Warsaw'),
        (b.leaves_at - interval '1 second') at time zone 'Europe/Warsaw', interval '1 month') as month
) as possible
cross join lateral (select date_part('epoch', ends - starts_at) / 86400 as days) as length
cross join lateral (select season * days as weight) as heavy
where days > 0;
create index on demo.months (until_weight);
analyze demo.months;

create unlogged table demo.purchases as
select ordinal, b.id as client_id, b.confidential, placed_at, ends_at,
    case when b.previous_rank is null or placed_at >= b.tier_since then b.rank else b.previous_rank end as rank
from (
    select ordinal, ends_at, until, drawn.n, drawn.starts_at, drawn.days,
        -- mostly in the evening
        (drawn.starts_at + make_interval(secs => drawn.days * 86400 * demo.unit('order day', ordinal))) at time zone 'Europe/Warsaw' as moment,
        demo.unit('order hour', ordinal) as p
    from demo.settings
    cross join generate_series(1, 15 * clients) as ordinal
    cross join (select max(until_weight) as total from demo.months) as all_months
    cross join lateral (
        select * from demo.months m where m.until_weight >= demo.unit('order month', ordinal) * total order by m.until_weight limit 1) as drawn
    offset 0
) as drawn
join demo.buyers b on b.n = drawn.n
cross join lateral (select (moment::date
    -- on the day of the outage the shop was down: those orders came a day later
    + case when until - moment::date = 212 then 1 else 0 end
    + make_interval(secs => 3600 * case
        when p < 0.04 then 175 * p when p < 0.40 then 7 + (p - 0.04) / 0.36 * 10 when p < 0.92 then 17 + (p - 0.40) / 0.52 * 5.5
        else 22.5 + (p - 0.92) / 0.08 * 1.49 end)) at time zone 'Europe/Warsaw' as wanted) as evening
-- never outside the client's own time
cross join lateral (select case when wanted between drawn.starts_at and drawn.starts_at + make_interval(secs => 86400 * drawn.days) then wanted
    else (moment - case when until - moment::date = 212 then interval '1 day' else interval '0' end) at time zone 'Europe/Warsaw' end
    as placed_at) as placed;
analyze demo.purchases;
grant select on all tables in schema demo to concierge_writer;

create index on demo.surveys (client_id);
set local role concierge_writer;

insert into orders
    (id, order_number, client_id, confidential, tier, status, payment_status, delivery_method, total, cost_of_goods, paid_at, refunded_amount,
     refunded_at, delivered_at, created_at, updated_at)
select demo.id('order', n), public_number('O', n), client_id, confidential, tier, status::order_status, payment_status::payment_status,
    demo.pick('{COURIER,COURIER,PARCEL_LOCKER,PARCEL_LOCKER,PARCEL_LOCKER,STORE_PICKUP}', 'order way', n)::delivery_method, total,
    round((total * (0.36 + 0.16 * demo.unit('order cost', n)))::numeric, 2), paid_at, case payment_status when 'REFUNDED' then total when 'PARTLY_REFUNDED' then part else 0 end,
    case when payment_status in ('REFUNDED', 'PARTLY_REFUNDED') then refunded_at end,
    case when status in ('DELIVERED', 'RETURNED') then delivered_at end, placed_at,
    greatest(placed_at, case when status in ('DELIVERED', 'RETURNED') then delivered_at end,
        case when payment_status in ('REFUNDED', 'PARTLY_REFUNDED') then refunded_at end)
from (
    select *, case when payment_status in ('PAID', 'REFUNDED', 'PARTLY_REFUNDED') then placed_at end as paid_at,
        round(total * 0.4, 2) as part,
        case when status in ('RETURNED', 'DELIVERED') then delivered_at else placed_at end
            + least(make_interval(mins => 120 + floor(4000 * demo.unit('order refund', n))::integer),
                (ends_at - case when status in ('RETURNED', 'DELIVERED') then delivered_at else placed_at end) / 2) as refunded_at
    from (
    select *, case status when 'RETURNED' then 'REFUNDED'
        when 'CANCELLED' then case when demo.unit('order paid', n) < 0.5 then 'FAILED' else 'REFUNDED' end
        when 'PLACED' then case when demo.unit('order paid', n) < 0.3 then 'PENDING' else 'PAID' end
        when 'DELIVERED' then case when demo.unit('order part', n) < 0.01 then 'PARTLY_REFUNDED' else 'PAID' end
        else 'PAID' end as payment_status
    from (
    select row_number() over (order by placed_at, ordinal) as n, *,
        case
            when demo.unit('order cancelled', ordinal) < 0.03 then 'CANCELLED'
            when delivered_at >= ends_at then case when placed_at + interval '1 day' >= ends_at then 'PLACED' else 'SHIPPED' end
            when demo.unit('order returned', ordinal) < 0.04 then 'RETURNED' else 'DELIVERED' end as status
    from (
        select ordinal, client_id, confidential, (enum_range(null::service_tier))[rank] as tier, placed_at, ends_at,
            placed_at + make_interval(hours => 20 + floor(80 * demo.unit('order lasts', ordinal))::integer) as delivered_at,
            round((90 + 40 * rank) * exp(0.7 * demo.normal('order total', ordinal))::numeric, 2) as total
        from demo.purchases
    ) as drawn
) as placed
    ) as paying
) as paid
order by n;
select demo.tell('orders', count(*)) from orders;

-- What became of each, and its money.
insert into order_events
    (id, order_id, client_id, confidential, kind, from_status, to_status, from_payment_status, to_payment_status, amount, created_at)
select row_number() over (order by at, order_number, place), id, client_id, confidential, kind::order_event_kind, was::order_status,
    becomes::order_status, paid_was::payment_status, paid_becomes::payment_status, amount, at
from orders o
cross join lateral (values
    (1, 'PLACED', null, 'PLACED', null, case when payment_status in ('PENDING', 'FAILED') then 'PENDING' else 'PAID' end, total, created_at),
    (2, 'PAYMENT_CHANGED', null, null, case when payment_status = 'FAILED' then 'PENDING' end, 'FAILED', 0,
        case when payment_status = 'FAILED' then created_at + (updated_at - created_at) / 2 end),
    (3, 'STATUS_CHANGED', 'PLACED', 'CANCELLED', null, null, null, case when status = 'CANCELLED' then created_at + (updated_at - created_at) / 2 end),
    (4, 'STATUS_CHANGED', 'PLACED', 'SHIPPED', null, null, null, case when status in ('DELIVERED', 'RETURNED')
        then created_at + (delivered_at - created_at) / 3 when status = 'SHIPPED' then created_at + interval '20 hours' end),
    (5, 'STATUS_CHANGED', 'SHIPPED', 'DELIVERED', null, null, null, delivered_at),
    (6, 'STATUS_CHANGED', 'DELIVERED', 'RETURNED', null, null, null, case when status = 'RETURNED' then refunded_at end),
    (7, 'PAYMENT_CHANGED', null, null, 'PAID', payment_status::text, refunded_amount, refunded_at)
) as event (place, kind, was, becomes, paid_was, paid_becomes, amount, at)
where at is not null;
select demo.tell('order events', count(*)) from order_events;

-- Never closer to another question of the same kind than the rules have it.
insert into support_feedback_surveys
    (id, order_id, client_id, confidential, kind, rule_id, tier, channel, sent_at, delivered_at, answered_at, score, created_at, updated_at)
select demo.id('order survey', n), id, client_id, confidential, 'CSAT', md5('survey:csat of orders')::uuid, tier, 'IN_APP', delivered_at,
    delivered_at, answered_at,
    case when answered_at is not null then
        case when mood > -0.6 then 5 when mood > -1.5 then 4 when mood > -1.9 then 3 when mood > -2.2 then 2 else 1 end end,
    delivered_at, coalesce(answered_at, delivered_at)
from (
    select *, case when answers_at < ends_at and demo.unit('order answered', n) < 0.52 then answers_at end as answered_at
    from (
        select o.*, ends_at, row_number() over (order by o.order_number) as n, demo.normal('order mood', row_number() over (order by o.order_number)) as mood,
            o.delivered_at + make_interval(mins => 10 + floor(8000 * power(demo.unit('order answer', row_number() over (order by o.order_number)), 3))::integer) as answers_at,
            lag(o.delivered_at) over (partition by o.client_id order by o.delivered_at) as before
        from orders o cross join demo.settings
        where o.delivered_at is not null
    ) as delivered
    where (before is null or before < delivered_at - interval '14 days')
        and not exists (
            select from demo.surveys s
            where s.client_id = delivered.client_id and s.kind = 'CSAT'
                and s.sent_at > delivered.delivered_at - interval '14 days' and s.sent_at <= delivered.delivered_at + interval '1 day')
) as asked
order by n;
select demo.tell('surveys of orders', count(*)) from support_feedback_surveys where order_id is not null;

reset role;
select setval('order_numbers', 15 * clients) from demo.settings;
select setval(pg_get_serial_sequence('order_events', 'id'), (select count(*) from order_events));
