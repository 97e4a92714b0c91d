-- Orders: as many as a client has had time for, and dearer ones in higher tiers. Some are asked how it was.
set local role concierge_writer;

insert into orders
    (id, order_number, client_id, confidential, tier, status, payment_status, delivery_method, total, paid_at, refunded_amount,
     refunded_at, delivered_at, created_at, updated_at)
select demo.id('order', n), public_number('O', n), client_id, confidential, tier, status::order_status, payment_status::payment_status,
    demo.pick('{COURIER,COURIER,PARCEL_LOCKER,PARCEL_LOCKER,PARCEL_LOCKER,STORE_PICKUP}', 'order way', n)::delivery_method, total,
    paid_at, case payment_status when 'REFUNDED' then total when 'PARTLY_REFUNDED' then part else 0 end,
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
        select ordinal, c.id as client_id, c.confidential, c.tier, c.placed_at, c.ends_at,
            c.placed_at + make_interval(hours => 20 + floor(80 * demo.unit('order lasts', ordinal))::integer) as delivered_at,
            round((90 + 40 * c.rank) * exp(0.7 * demo.normal('order total', ordinal))::numeric, 2) as total
        from (
            select ordinal, k.*, ends_at,
                greatest(k.created_at, ends_at - interval '1096 days')
                    + (ends_at - greatest(k.created_at, ends_at - interval '1096 days')) * demo.unit('order placed', ordinal) as placed_at
            from demo.settings
            cross join generate_series(1, 15 * clients) as ordinal
            -- as likely as the client has been one for long, by the curve on which clients joined
            join demo.clients k on k.n = 1 + floor(clients * (1 - power(1 - demo.unit('order client', ordinal), 1 / 2.4)))::integer
        ) as c
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
            select from support_feedback_surveys s
            where s.client_id = delivered.client_id and s.kind = 'CSAT'
                and s.sent_at > delivered.delivered_at - interval '14 days' and s.sent_at <= delivered.delivered_at + interval '1 day')
) as asked
order by n;
select demo.tell('surveys of orders', count(*)) from support_feedback_surveys where order_id is not null;

reset role;
select setval('order_numbers', 15 * clients) from demo.settings;
select setval(pg_get_serial_sequence('order_events', 'id'), (select count(*) from order_events));
