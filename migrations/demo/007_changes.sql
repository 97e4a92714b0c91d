-- What happened at each ticket, from the same instants: what was said, and the events of each change, under the versions that the
-- changes made. What lies beyond the end has not happened yet.
create unlogged table demo.said as
select t.n, place, author::actor_kind as author, what, at,
    -- a first answer is the agent's who has the ticket; later on whoever is at work goes on with it
    case when author = 'AGENT' then case when place in (8, 10, 14, 15) and not settled_at_once then demo.agent_at_work(at, team, t.n)
        when t.handed_off and place >= 9 then coalesce(helper_id, agent_id) else agent_id end end as agent_id, place = 12 as internal,
    case what when 'thanks' then 'thanks'
        when 'machine' then category || case channel when 'EMAIL' then '_written' when 'SOCIAL' then '_written' else '_live' end
            || case t.locale when 'PL' then '_pl' else '_en' end
        when 'received' then case t.locale when 'PL' then 'written_pl' else 'written_en' end end as rule
from (
    select *, outcome not in ('AUTOMATION', 'SPAM', 'MERGED') as personal,
        case when settled_at_once then resolved_first_at - first_response_at end as live
    from demo.known
) as t
cross join lateral (values
    (1, 'CLIENT', 'opening', t.created_at),
    (2, 'AUTOMATION', 'received', case when outcome <> 'AUTOMATION' and t.channel in ('EMAIL', 'SOCIAL')
        then t.created_at + interval '1 ms' end),
    (3, 'AUTOMATION', 'machine', case when outcome = 'AUTOMATION' then t.created_at + interval '1 ms' end),
    -- the first word of a person; it settles a written matter at once where nothing was asked back
    (4, 'AGENT', 'greeting', case when personal and (settled_at_once or waiting_since is not null) then first_response_at end),
    (5, 'AGENT', 'answer', case when personal and not settled_at_once and waiting_since is null then first_response_at end),
    (6, 'CLIENT', 'reply', case when personal and rounds >= 2 then first_response_at + live * 0.3 end),
    (7, 'AGENT', 'detail', case when personal and rounds >= 2 then first_response_at + live * 0.5 end),
    (8, 'AGENT', 'question', case when personal then waiting_since - interval '2 seconds' end),
    (9, 'CLIENT', 'reply', case when personal and outcome <> 'IDLE' then waiting_until end),
    (10, 'AGENT', 'answer', case when personal and outcome = 'AGENT' and (settled_at_once or waiting_until is not null)
        then resolved_first_at - interval '2 seconds' end),
    (11, 'CLIENT', 'thanks', case when outcome in ('AGENT', 'AUTOMATION', 'CLIENT') and demo.unit('thanks', t.n) < 0.4
        and not reopens then resolved_first_at + interval '90 seconds' end),
    (12, 'AGENT', 'note', case when personal and demo.unit('note', t.n) < 0.14
        then first_response_at + interval '45 seconds' end),
    (13, 'CLIENT', 'again', case when outcome <> 'MERGED' then reopened_at end),
    (14, 'AGENT', 'greeting', case when outcome <> 'MERGED' then answered_again_at end),
    (15, 'AGENT', 'amends', case when outcome <> 'MERGED' then resolved_again_at - interval '2 seconds' end)
) as message (place, author, what, at)
where at < ends_at;
create index on demo.said (n);

-- Tags and watchers, by the agent who has the ticket.
create unlogged table demo.tagged as
select distinct on (n, tag) n, place, md5('tag:' || tag)::uuid as tag_id, agent_id, first_response_at + make_interval(secs => 5 * place) as at
from demo.known
cross join lateral (values
    (1, case when rank >= 3 and demo.unit('tag vip', n) < 0.7 then 'vip' end),
    (2, case when demo.unit('tag', n) < 0.6 then case category
        when 'delivery_delay' then 'urgent_delivery' when 'damaged_parcel' then 'complaint' when 'wrong_item' then 'complaint'
        when 'return_request' then 'refund' when 'refund_status' then 'refund' when 'payment_failed' then 'refund'
        when 'ingredients' then 'allergy' when 'invoice' then 'invoice' when 'mobile_app' then 'mobile_app'
        when 'login' then 'mobile_app' when 'gift_card' then 'gift' when 'configurator' then 'gift'
        when 'feedback' then 'praise' when 'fitness_equipment' then 'training_plan' end end),
    (3, case when demo.unit('tag more', n) < 0.07 then demo.pick('{call_back,first_order,gift,complaint}', 'tag which', n) end)
) as chosen (place, tag)
where tag is not null and outcome not in ('SPAM', 'AUTOMATION', 'MERGED')
    and first_response_at + interval '15 seconds' < ends_at
order by n, tag, place;

create unlogged table demo.watched as
select k.n, watcher.id as agent_id, k.first_response_at + interval '10 minutes' as at
from demo.known k
cross join (select array_agg(id order by n) as ids from demo.agents where position <> 'AGENT') as managers
cross join lateral (select ids[1 + k.n % cardinality(ids)] as id) as watcher
where (escalation = 1 or (rank >= 5 and demo.unit('watch', k.n) < 0.2)) and outcome not in ('AUTOMATION', 'SPAM', 'MERGED')
    and first_response_at + interval '10 minutes' < ends_at and watcher.id is distinct from k.agent_id;

-- Files: pictures of what arrived, copies of what was written, and now and then something among staff.
create unlogged table demo.attached as
select n, 0 as place, 'CLIENT'::actor_kind as author, null::uuid as agent_id, created_at + interval '20 seconds' as at,
    case when demo.unit('file kind', n) < 0.7 then 'image/png' else 'text/plain' end as media_type
from demo.known
where demo.unit('file', n) < 0.04 and outcome not in ('SPAM', 'AUTOMATION') and created_at + interval '20 seconds' < ends_at
    and (merged_at is null or merged_at > created_at + interval '20 seconds')
union all
select n, 1, 'AGENT', agent_id, first_response_at + interval '1 second', 'text/plain'
from demo.known
where demo.unit('staff file', n) < 0.004 and first_response_at + interval '1 second' < ends_at
    and outcome not in ('AUTOMATION', 'SPAM', 'MERGED');

create unlogged table demo.happened as
select n, row_number() over (partition by n order by at, place) as ordinal, kind::ticket_event_kind as kind, actor::actor_kind as actor, case when actor = 'AGENT' then agent_id end as actor_agent_id,
    was::ticket_status as from_status, becomes::ticket_status as to_status, from_agent_id, to_agent_id, level::smallint as escalation_level,
    tag_id, other, at,
    -- a rule answers a new ticket in the change that opens it
    dense_rank() over (partition by n order by case when kind = 'MESSAGE_ADDED' and actor = 'AUTOMATION' then at - interval '1 ms' else at end)
        as version
from (
    select t.n, place, kind, actor, case when actor = 'AGENT' then coalesce(by_agent, agent_id) end as agent_id, was, becomes,
        case when kind = 'HANDED_OFF' then t.agent_id end as from_agent_id,
        case kind when 'ASSIGNED' then t.agent_id when 'HANDED_OFF' then helper_id end as to_agent_id,
        case when kind = 'ESCALATED' then 1 end as level, null::uuid as tag_id, case kind when 'MERGED' then merged_into end as other, at
    from (
        select k.*, outcome not in ('AUTOMATION', 'SPAM', 'MERGED') as personal,
            case outcome when 'AUTOMATION' then 'AUTOMATION' when 'IDLE' then 'SYSTEM' when 'CLIENT' then 'CLIENT' else 'AGENT' end
                as resolver,
            case when handed_off then coalesce(helper_id, k.agent_id) else k.agent_id end as last_agent_id,
            -- an agent who answers before the job comes round has taken the ticket itself
            case when outcome = 'SPAM' then case when routed_at < resolved_first_at then routed_at end
                when outcome = 'MERGED' then case when routed_at < merged_at then routed_at end
                else least(routed_at, greatest(k.created_at, first_response_at - interval '2 seconds')) end as taken_at
        from demo.known k
    ) as t
    cross join lateral (values
        (0, 'CREATED', 'CLIENT', null::uuid, null, 'NEW', t.created_at),
        (20, 'ASSIGNED', case when taken_at = routed_at then 'SYSTEM' else 'AGENT' end, null, null, null,
            case when outcome <> 'AUTOMATION' then taken_at end),
        (22, 'STATUS_CHANGED', 'AGENT', null, 'NEW', 'OPEN', case when personal then first_response_at end),
        (24, 'HANDED_OFF', 'AGENT', null, null, null, case when personal and handed_off and helper_id <> agent_id
            then first_response_at + interval '20 seconds' end),
        (25, 'ESCALATED', 'AGENT', last_agent_id, null, null, case when personal and escalation = 1
            then first_response_at + interval '30 seconds' end),
        (28, 'STATUS_CHANGED', 'AGENT', last_agent_id, 'OPEN', 'PENDING', case when personal then waiting_since end),
        (30, 'STATUS_CHANGED', 'CLIENT', null, 'PENDING', 'OPEN', case when personal and outcome <> 'IDLE' then waiting_until end),
        (31, 'SPAM_MARKED', 'AGENT', null, null, null, case when outcome = 'SPAM' then resolved_first_at end),
        (32, 'STATUS_CHANGED', resolver, last_agent_id, case when outcome in ('AUTOMATION', 'SPAM') then 'NEW'
            when outcome = 'IDLE' then 'PENDING' else 'OPEN' end, 'RESOLVED', case when outcome <> 'MERGED' then resolved_first_at end),
        (34, 'STATUS_CHANGED', 'CLIENT', null, 'RESOLVED', 'OPEN', case when outcome <> 'MERGED' then reopened_at end),
        (35, 'ASSIGNED', 'AGENT', null, null, null, case when outcome = 'AUTOMATION' then answered_again_at - interval '1 second' end),
        (38, 'STATUS_CHANGED', 'AGENT', last_agent_id, 'OPEN', 'RESOLVED', case when outcome <> 'MERGED' then resolved_again_at end),
        (40, 'STATUS_CHANGED', 'SYSTEM', null, 'RESOLVED', 'CLOSED', case when outcome <> 'MERGED' then t.closed_at end),
        (41, 'MERGED', 'AGENT', null, null, null, t.merged_at),
        (42, 'STATUS_CHANGED', 'AGENT', null, 'NEW', 'CLOSED', t.merged_at)
    ) as event (place, kind, actor, by_agent, was, becomes, at)
    where at < ends_at
    union all
    -- at the ticket that goes on
    select merged_into, 43, 'MERGED', 'AGENT', agent_id, null, null, null, null, null, null, n, merged_at
    from demo.known where merged_at < ends_at
    union all
    select n, (array[1, 2, 3, 21, 21, 26, 26, 27, 29, 31, 39, 26, 33, 36, 37])[place], 'MESSAGE_ADDED', author::text, agent_id,
        null, null, null, null, null, null, null, at
    from demo.said
    union all
    select n, 44 + place, 'TAGGED', 'AGENT', agent_id, null, null, null, null, null, tag_id, null, at from demo.tagged
    union all
    select n, 48, 'WATCHED', 'AGENT', agent_id, null, null, null, agent_id, null, null, null, at from demo.watched
    union all
    select n, 49 + place, 'ATTACHED', author::text, agent_id, null, null, null, null, null, null, null, at from demo.attached
    union all
    select n, 52 + place, 'SURVEY_ANSWERED', 'CLIENT', null, null, null, null, null, null, null, null, answered_at
    from demo.surveys where answered_at is not null
) as event;
create index on demo.happened (n);
analyze demo.said, demo.happened;

-- How long agents were at work on each ticket.
create unlogged table demo.handled as
select n, place, agent_id, starts_at, work.ends_at, 20 + floor(80 * demo.unit('wrap up' || place, n))::integer as wrap_up
from (
    -- a live conversation that settled the matter
    select n, 1 as place, case when handed_off then coalesce(helper_id, agent_id) else agent_id end as agent_id,
        first_response_at as starts_at,
        least(resolved_first_at, first_response_at + make_interval(secs => 60 + conversation * (1 + escalation))) as ends_at
    from demo.known
    where settled_at_once and outcome in ('AGENT', 'CLIENT', 'IDLE')
    union all
    -- else the work on each thing that an agent said: before it where it was written, after it where it was spoken
    select n, place + 1, said.agent_id,
        case when channel_kind(channel) = 'WRITTEN' then greatest(created_at + interval '1 second', at - lasts) else at end,
        case when channel_kind(channel) = 'WRITTEN' then at else at + lasts end
    from demo.known
    join demo.said using (n)
    cross join lateral (select make_interval(secs => least(3600, 420 * demo.depth(at) * exp(0.5 * demo.normal('work on' || place, n)))) as lasts) as long
    where author = 'AGENT' and not internal and not (settled_at_once and place < 13)
) as work
cross join demo.settings
where work.ends_at > starts_at and work.ends_at + interval '5 minutes' < settings.ends_at;
analyze demo.handled;

-- Live conversations of ours, and written replies, up to the first resolution: as ticket_contacts counts them.
create unlogged table demo.contacts as
select n, (count(distinct case when live and ours then conversation end) + count(case when not live and ours then 1 end))::integer as contacts
from (
    select n, live, ours, sum(begins) over (partition by n, live order by at, ends, ours) as conversation
    from (
        select n, live, ours, at, ends, case when at < max(ends) over (partition by n, live order by at, ends, ours rows between unbounded preceding and 1 preceding)
                + interval '30 minutes' then 0 else 1 end as begins
        from (
            select said.n, channel_kind(channel) = 'LIVE' as live, author = 'AGENT' as ours, at, at as ends
            from demo.said join demo.known using (n)
            where not internal and at <= case outcome when 'AUTOMATION' then resolved_again_at else resolved_first_at end
            union all
            select handled.n, true, true, starts_at, handled.ends_at
            from demo.handled join demo.known using (n)
            where channel_kind(channel) = 'LIVE' and starts_at <= case outcome when 'AUTOMATION' then resolved_again_at else resolved_first_at end
        ) as contact
    ) as split
) as numbered
group by n;
alter table demo.contacts add primary key (n);
analyze demo.contacts;
