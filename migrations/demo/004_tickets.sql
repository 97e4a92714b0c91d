-- One row a ticket, with the instants of its life; what follows (clocks, messages, events) is read off this row, so that
-- they agree. First who, what and when; then how long it took; then the calendar turns that into instants.
create function demo.automated() returns text[]
    language sql immutable parallel safe
    return '{delivery_delay,order_change,availability,login,invoice,refund_status,payment_failed,loyalty_points,gift_card}'::text[];

-- Seconds that a client may still write after a rule's answer.
create function demo.settles_after(channel) returns integer
    language sql immutable parallel safe
    return case when $1 in ('EMAIL', 'SOCIAL') then 900 else 40 end;

-- How long a matter takes against the others: the long talks are those of the day, and of quiet months; who is on call settles what is
-- urgent, and has more of it in busy ones.
create function demo.depth(instant timestamptz) returns double precision
    language sql stable
    begin atomic
        select case when demo.in_regular_hours(instant) then least(6, 3.3 * power(busy, -1.35)) else 0.58 * power(busy, 1.5) end
        from (
            select exp(-0.6 * date_part('epoch', ends_at - instant) / 86400 / 1096.0)
                * (array[1.1, 1.02, 0.98, 0.97, 1.05, 0.95, 0.82, 0.8, 0.97, 1.03, 1.2, 1.35])[extract(month from instant at time zone 'Europe/Warsaw')::integer] as busy
            from demo.settings) as month;
    end;

create unlogged table demo.asked as
select n, distance, created_at, client, client_id, confidential, dedicated_agent_id, preferred_channel, locale, rank, channel,
    category,
    (enum_range(null::ticket_priority))[case
        when u_priority < 0.12 then 1 when u_priority < 0.78 then 2 when u_priority < 0.95 then 3 else 4 end] as priority,
    case when rank = 1 then 'support_desk' when rank <= 3 then 'client_care' else 'vip_concierge' end as team,
    case
        when channel in ('EMAIL', 'SOCIAL') and rank = 1 and u_outcome < 0.012 then 'SPAM'
        -- the matters that rules can settle, a little more of them every year
        when channel in ('CHAT', 'EMAIL', 'WHATSAPP', 'SOCIAL') and category = any(demo.automated())
            and u_outcome < (array[0.98, 0.92, 0.90, 0.86, 0.82, 0.78])[rank] * (1 - 0.3 * distance / 1096) then 'AUTOMATION'
        when u_outcome > 0.98 then 'CLIENT'
        when u_outcome > 0.96 then 'IDLE'
        else 'AGENT' end as outcome
from (
    select days.n, days.distance, days.created_at, clients.n as client, id as client_id, confidential, dedicated_agent_id, preferred_channel, locale,
        clients.tier_rank as rank,
        -- mostly as the client prefers it
        case when demo.unit('as preferred', days.n) < 0.92 and preferred_channel::text = any(demo.channels(clients.tier_rank)) then preferred_channel
            else demo.pick(demo.channels(clients.tier_rank), 'channel', days.n)::channel end as channel,
        demo.unit('priority', days.n) + case when clients.tier_rank >= 4 then 0.1 else 0 end as u_priority,
        case when days.distance = 45 and demo.unit('category', days.n) < 0.55 then 'mobile_app'
            when days.distance = 400 and demo.unit('category', days.n) < 0.5 then 'delivery_delay'
            else demo.pick('{delivery_delay,delivery_delay,delivery_delay,delivery_delay,damaged_parcel,wrong_item,return_request,return_request,return_request,order_change,order_change,skincare_advice,skincare_advice,skincare_advice,ingredients,ingredients,availability,availability,fitness_equipment,login,login,mobile_app,mobile_app,configurator,invoice,invoice,refund_status,refund_status,payment_failed,payment_failed,appointment,appointment,appointment,loyalty_points,loyalty_points,gift_card,feedback}', 'category', days.n)
            end as category,
        demo.unit('outcome', days.n) as u_outcome
    from (
        select tickets_before + k as n, distance, floor(demo.unit('whose', tickets_before + k) * slots)::bigint as slot,
            -- the day's tickets in order; the hours of a day by their share
            (day + make_interval(secs => round(3600 * case
                when p < 0.03 then p / 0.03 * 7
                when p < 0.09 then 7 + (p - 0.03) / 0.06 * 2
                when p < 0.56 then 9 + (p - 0.09) / 0.47 * 5
                when p < 0.91 then 14 + (p - 0.56) / 0.35 * 4
                else 18 + (p - 0.91) / 0.09 * 5.99 end))) at time zone 'Europe/Warsaw' as created_at
        from demo.days
        cross join lateral generate_series(1, tickets) as k
        cross join lateral (select (k - 0.5 + 0.9 * (demo.unit('minute', tickets_before + k) - 0.5)) / tickets as p) as place
        offset 0
    ) as days
    join demo.slots using (slot)
    join lateral (
        select *, case when clients.previous_rank is null or days.created_at >= clients.tier_since then clients.rank
            else clients.previous_rank end as tier_rank
        from demo.clients where clients.n = slots.client offset 0) as clients on true
    offset 0
) as drawn;
analyze demo.asked;

create unlogged table demo.tickets as
select asked.*, pace.*, depth, conversation, routed_at, first_response_at, answered_again_at, waiting_since, waiting_until, resolved_first_at, reopened_at, resolved_again_at,
    demo.id('ticket', asked.n) as id, policies.id as policy_id, policies.calendar_id,
    coalesce(resolved_again_at, resolved_first_at) + interval '72 hours' as closed_at,
    date_part('epoch', policies.first_response) as committed_response,
    date_part('epoch', policies.resolution) as committed_resolution,
    policies.first_response_goal, policies.resolution_goal,
    case when outcome <> 'AUTOMATION' then demo.agent_at_work(coalesce(first_response_at, routed_at), asked.team, asked.n)
        when reopens then demo.agent_at_work(answered_again_at, asked.team, asked.n) end as agent_id,
    case when handed_off
        then teams.agents[1 + floor(demo.unit('helper', asked.n) * cardinality(teams.agents))::integer] end as helper_id
from demo.asked
join demo.teams using (team)
join support_sla_policies policies on policies.tier = (enum_range(null::service_tier))[rank]
    and policies.priority = asked.priority
    and policies.channel_kind = (case when asked.channel in ('EMAIL', 'SOCIAL') then 'WRITTEN' else 'LIVE' end)::channel_kind
cross join lateral (
    -- how long, in service time; a settled conversation runs by the clock on the wall
    select
        case
            when demo.unit('late', asked.n) < (array[0.055, 0.045, 0.035, 0.03, 0.025, 0.02])[rank]
                + case distance when 212 then 0.35 when 45 then 0.1 else 0 end
            then date_part('epoch', policies.first_response) * (1.05 + 1.5 * power(demo.unit('how late', asked.n), 2))
            else least(0.97 * date_part('epoch', policies.first_response), greatest(6,
                0.75 * date_part('epoch', policies.first_response_goal) * exp(0.5 * demo.normal('delay', asked.n)))) end
            as response_delay,
        asked.channel not in ('EMAIL', 'SOCIAL') and demo.unit('settled', asked.n) < 0.84
            and demo.unit('hard', asked.n) >= 0.035 as settled_at_once,
        least(5400, 560 * exp(0.55 * demo.normal('handling', asked.n))) as matter,
        date_part('epoch', policies.resolution) * case
            -- a few take weeks: they are the backlog
            when demo.unit('hard', asked.n) < 0.035 then 2 + 14 * demo.unit('harder', asked.n)
            when demo.unit('hard', asked.n) < 0.06 then 1.05 + demo.unit('harder', asked.n)
            else least(0.85, 0.3 * exp(0.7 * demo.normal('work', asked.n))) end as work,
        demo.unit('ask back', asked.n) < 0.34 as asks_back,
        3600 * least(400, 10 * exp(1.2 * demo.normal('answer', asked.n))) as answer_delay,
        case when outcome = 'AGENT' and demo.unit('escalated', asked.n)
            < (array[0.035, 0.028, 0.02, 0.016, 0.012, 0.01])[rank] then 1 else 0 end as escalation,
        outcome = 'AGENT' and demo.unit('handed', asked.n) < 0.04 as handed_off,
        outcome in ('AGENT', 'AUTOMATION') and demo.unit('reopened', asked.n) < 0.03 as reopens,
        1 + floor(2.2 * demo.unit('rounds', asked.n))::integer as rounds
    offset 0
) as pace
cross join lateral (
    -- as the jobs do it: at once in the priority queue, else after a minute, once there is service
    select case when outcome <> 'AUTOMATION'
        then sla_due_at(asked.created_at, make_interval(secs => case when rank >= 3 then 4 else 63 end), policies.calendar_id)
        end as routed_at
    offset 0
) as routed
cross join lateral (
    select case when outcome not in ('AUTOMATION', 'SPAM')
        then sla_due_at(asked.created_at, make_interval(secs => response_delay), policies.calendar_id) end as first_response_at
    offset 0
) as answered
cross join lateral (
    select demo.depth(first_response_at) as depth offset 0
) as deep
cross join lateral (select least(3300, matter * depth) as conversation offset 0) as talked
cross join lateral (
    select case
        when outcome = 'IDLE' or (outcome = 'AGENT' and not settled_at_once and asks_back)
        then sla_due_at(first_response_at, make_interval(secs => 60 + 0.5 * work), policies.calendar_id) end as waiting_since
    offset 0
) as asked_back
cross join lateral (
    select case when outcome = 'IDLE' then waiting_since + interval '7 days'
        else waiting_since + make_interval(secs => 300 + answer_delay) end as waiting_until
    offset 0
) as heard
cross join lateral (
    select case
        when outcome = 'AUTOMATION' then asked.created_at + make_interval(secs => demo.settles_after(asked.channel))
        when outcome = 'SPAM' then sla_due_at(asked.created_at,
            make_interval(secs => 90 + floor(12600 * demo.unit('machine', asked.n))), policies.calendar_id)
        when outcome = 'IDLE' then waiting_until
        when outcome = 'CLIENT' then first_response_at + make_interval(secs => 3600 + floor(72000 * demo.unit('machine', asked.n)))
        when settled_at_once then first_response_at + make_interval(secs => 60 + conversation * (1 + escalation))
        when waiting_until is not null
        then sla_due_at(waiting_until, make_interval(secs => 60 + 0.5 * work * (1 + escalation)), policies.calendar_id)
        else sla_due_at(first_response_at, make_interval(secs => 60 + work * (1 + escalation)), policies.calendar_id)
        end as resolved_first_at
    offset 0
) as resolved
cross join lateral (
    select case when reopens
        then resolved_first_at + make_interval(secs => 7200 + floor(180000 * demo.unit('again', asked.n))) end as reopened_at
    offset 0
) as reopened
cross join lateral (
    select case when reopens
        then sla_due_at(reopened_at, make_interval(secs => response_delay + 900 + 0.5 * work), policies.calendar_id)
        end as resolved_again_at,
        case when reopens then sla_due_at(reopened_at, make_interval(secs => response_delay), policies.calendar_id)
        end as answered_again_at
    offset 0
) as resolved_again;

-- A second ticket of the same client within two days is now and then the same matter: it is merged into the first.
create index on demo.tickets (client, n);
create index on demo.tickets (n);
analyze demo.tickets;
alter table demo.tickets add merged_into bigint, add merged_at timestamptz;
update demo.tickets t
set merged_into = earlier.n,
    merged_at = sla_due_at(t.created_at, make_interval(
        secs => least(240 + 3000 * demo.unit('merge', t.n), 0.8 * t.committed_response)), t.calendar_id),
    outcome = 'MERGED', handed_off = false, escalation = 0, reopens = false, reopened_at = null,
    resolved_again_at = null, answered_again_at = null
from demo.tickets as later
cross join lateral (
    select e.n, e.outcome, e.created_at from demo.tickets e
    where e.client = later.client and e.n < later.n order by e.n desc limit 1) as earlier
where later.n = t.n and demo.unit('merged', t.n) < 0.3 and t.outcome = 'AGENT'
    and earlier.created_at > t.created_at - interval '2 days' and earlier.outcome not in ('MERGED', 'SPAM')
    -- never a chain: the first may not itself be a candidate
    and demo.unit('merged', earlier.n) >= 0.3;

-- What is known when the history ends.
create view demo.known as
select t.*,
    case
        when merged_at < ends_at then 'CLOSED'
        when outcome <> 'MERGED' and closed_at < ends_at then 'CLOSED'
        when outcome = 'MERGED' then 'NEW'
        when resolved_again_at < ends_at then 'RESOLVED'
        when reopened_at < ends_at then 'OPEN'
        when resolved_first_at < ends_at then 'RESOLVED'
        when waiting_since < ends_at and waiting_until >= ends_at then 'PENDING'
        when first_response_at < ends_at then 'OPEN'
        else 'NEW' end::ticket_status as status,
    ends_at
from demo.tickets t cross join demo.settings;
