-- Messages: up to sixteen places a ticket, each with its instant; those that lie beyond the end were not yet written.
set local role concierge_writer;

do $$
declare
    chunk bigint;
    total constant bigint := (select tickets from demo.settings);
begin
    for chunk in select generate_series(1, total, 100000) loop
        insert into ticket_messages
            (id, ticket_id, client_id, confidential, author_kind, author_agent_id, channel, internal, locale, body, sentiment,
             sentiment_model, created_at)
        select demo.id('message', t.n * 16 + place), t.id, t.client_id, t.confidential, author::actor_kind,
            case when author = 'AGENT' then case when t.handed_off and place >= 9 then coalesce(helper_id, agent_id) else agent_id end end,
            t.channel, place = 12, t.locale,
            replace(demo.pick(case
                    when what = 'opening' and outcome = 'SPAM' then case t.locale when 'PL' then spam.pl else spam.en end
                    when what = 'opening' then case t.locale when 'PL' then opening_pl else opening_en end
                    when what = 'answer' then case t.locale when 'PL' then answer_pl else answer_en end
                    else case t.locale when 'PL' then remarks.pl else remarks.en end end, what || place, t.n),
                '{product}', demo.product(t.n)),
            case when author = 'CLIENT' then round(greatest(-1, least(1, mood + 0.2 * demo.normal('mood' || place, t.n)))::numeric, 2)
                ::real end,
            case when author = 'CLIENT' then 'lexicon-1' end,
            at
        from (
            select *, outcome not in ('AUTOMATION', 'SPAM', 'MERGED') as personal,
                case when settled_at_once then resolved_first_at - first_response_at end as live
            from demo.known
            where n >= chunk and n < chunk + 100000
        ) as t
        join demo.phrases using (category)
        cross join (select pl, en from demo.remarks where kind = 'spam') as spam
        cross join lateral (select * from (values
            (1, 'CLIENT', 'opening', t.created_at, -0.2),
            (2, 'AUTOMATION', 'received', case when personal and t.channel in ('EMAIL', 'SOCIAL')
                and demo.unit('received', t.n) < 0.5 then t.created_at + interval '20 seconds' end, 0),
            (3, 'AUTOMATION', 'machine', case when outcome = 'AUTOMATION' then t.created_at + interval '12 seconds' end, 0),
            -- the first word of a person; it settles a written matter at once where nothing was asked back
            (4, 'AGENT', 'greeting', case when personal and (settled_at_once or waiting_since is not null) then first_response_at end, 0),
            (5, 'AGENT', 'answer', case when personal and not settled_at_once and waiting_since is null then first_response_at end, 0),
            (6, 'CLIENT', 'reply', case when personal and rounds >= 2 then first_response_at + live * 0.3 end, 0),
            (7, 'AGENT', 'detail', case when personal and rounds >= 2 then first_response_at + live * 0.5 end, 0),
            (8, 'AGENT', 'question', case when personal then waiting_since end, 0),
            (9, 'CLIENT', 'reply', case when personal and outcome <> 'IDLE' then waiting_until end, 0),
            (10, 'AGENT', 'answer', case when personal and outcome = 'AGENT' and (settled_at_once or waiting_until is not null)
                then resolved_first_at end, 0),
            (11, 'CLIENT', 'thanks', case when outcome in ('AGENT', 'AUTOMATION', 'CLIENT') and demo.unit('thanks', t.n) < 0.4
                and not reopens then resolved_first_at + interval '90 seconds' end, 0.6),
            (12, 'AGENT', 'note', case when personal and demo.unit('note', t.n) < 0.14
                then first_response_at + interval '45 seconds' end, 0),
            (13, 'CLIENT', 'again', case when outcome <> 'MERGED' then reopened_at end, -0.6),
            (14, 'AGENT', 'amends', case when outcome <> 'MERGED' then resolved_again_at end, 0)
        ) as place (place, author, what, at, mood) where at < ends_at offset 0) as message
        left join demo.remarks on remarks.kind = what
        order by t.n, at, place;
        raise notice 'messages of tickets: % of %', least(chunk + 99999, total), total;
    end loop;
end
$$;

-- What happened, from the same instants.
do $$
declare
    chunk bigint;
    total constant bigint := (select tickets from demo.settings);
begin
    for chunk in select generate_series(1, total, 100000) loop
        insert into ticket_events
            (id, ticket_id, client_id, confidential, kind, actor_kind, actor_agent_id, from_status, to_status, from_agent_id,
             to_agent_id, escalation_level, created_at)
        select t.n * 16 + place, t.id, t.client_id, t.confidential, kind::ticket_event_kind, actor::actor_kind,
            case when actor = 'AGENT' then case when handed_off and place >= 6 and helper_id is not null then helper_id
                else agent_id end end,
            was::ticket_status, becomes::ticket_status,
            case when kind = 'HANDED_OFF' then agent_id end,
            case kind when 'ASSIGNED' then agent_id when 'HANDED_OFF' then helper_id end,
            case when kind = 'ESCALATED' then 1 end, at
        from (
            select k.*, outcome not in ('AUTOMATION', 'SPAM', 'MERGED') as personal,
                case outcome when 'AUTOMATION' then 'AUTOMATION' when 'SPAM' then 'AUTOMATION' when 'IDLE' then 'SYSTEM'
                    when 'CLIENT' then 'CLIENT' else 'AGENT' end as resolver,
                assigned.assigned_agent_id is not null as taken
            from demo.known k join support_tickets assigned on assigned.id = k.id
            where k.n >= chunk and k.n < chunk + 100000
        ) as t
        cross join lateral (values
            (0, 'CREATED', 'CLIENT', null, 'NEW', t.created_at),
            (1, 'ASSIGNED', 'SYSTEM', null, null, case when taken and outcome <> 'AUTOMATION'
                then least(t.created_at + interval '5 seconds', first_response_at, ends_at - interval '1 second') end),
            (2, 'STATUS_CHANGED', 'AGENT', 'NEW', 'OPEN', case when personal then first_response_at end),
            (3, 'ESCALATED', 'AGENT', null, null, case when personal and escalation = 1 and first_response_at < ends_at
                then least(first_response_at + interval '30 seconds', ends_at - interval '1 second') end),
            (4, 'HANDED_OFF', 'AGENT', null, null, case when personal and handed_off and helper_id <> agent_id
                and first_response_at < ends_at then least(first_response_at + interval '20 seconds', ends_at - interval '1 second') end),
            (5, 'STATUS_CHANGED', 'AGENT', 'OPEN', 'PENDING', case when personal then waiting_since end),
            (6, 'STATUS_CHANGED', 'CLIENT', 'PENDING', 'OPEN', case when personal and outcome <> 'IDLE' then waiting_until end),
            (7, 'STATUS_CHANGED', resolver, case when outcome in ('AUTOMATION', 'SPAM') then 'NEW'
                when outcome = 'IDLE' then 'PENDING' else 'OPEN' end, 'RESOLVED',
                case when outcome <> 'MERGED' then resolved_first_at end),
            (8, 'STATUS_CHANGED', 'CLIENT', 'RESOLVED', 'OPEN', case when outcome <> 'MERGED' then reopened_at end),
            (9, 'ASSIGNED', 'SYSTEM', null, null, case when outcome = 'AUTOMATION' then reopened_at + interval '1 minute' end),
            (10, 'STATUS_CHANGED', 'AGENT', 'OPEN', 'RESOLVED', case when outcome <> 'MERGED' then resolved_again_at end),
            (11, 'STATUS_CHANGED', 'SYSTEM', 'RESOLVED', 'CLOSED', case when outcome <> 'MERGED' then t.closed_at end),
            (12, 'MERGED', 'AGENT', null, null, t.merged_at),
            (13, 'STATUS_CHANGED', 'AGENT', 'NEW', 'CLOSED', t.merged_at)
        ) as event (place, kind, actor, was, becomes, at)
        where at < ends_at
        order by t.n, place;
        raise notice 'events of tickets: % of %', least(chunk + 99999, total), total;
    end loop;
end
$$;

insert into ticket_handoffs (id, ticket_id, client_id, confidential, from_agent_id, to_agent_id, reason, created_at)
select demo.id('handoff', n), e.ticket_id, e.client_id, e.confidential, e.from_agent_id, e.to_agent_id,
    demo.pick('{End of shift,Needs a specialist,Language of the client,Billing must decide}', 'handoff', n), e.created_at
from ticket_events e
cross join lateral (select e.id / 16 as n) as ordinal
where e.kind = 'HANDED_OFF';

insert into ticket_tags (ticket_id, tag_id, client_id, confidential, created_at)
select distinct on (n, tag) id, md5('tag:' || tag)::uuid, client_id, confidential, created_at
from demo.known
cross join lateral (values
    (case when rank >= 3 and demo.unit('tag vip', n) < 0.7 then 'vip' end),
    (case when demo.unit('tag', n) < 0.6 then case category
        when 'delivery_delay' then 'urgent_delivery' when 'damaged_parcel' then 'complaint' when 'wrong_item' then 'complaint'
        when 'return_request' then 'refund' when 'refund_status' then 'refund' when 'payment_failed' then 'refund'
        when 'ingredients' then 'allergy' when 'invoice' then 'invoice' when 'mobile_app' then 'mobile_app'
        when 'login' then 'mobile_app' when 'gift_card' then 'gift' when 'configurator' then 'gift'
        when 'feedback' then 'praise' when 'fitness_equipment' then 'training_plan' end end),
    (case when demo.unit('tag more', n) < 0.07 then demo.pick('{call_back,first_order,gift,complaint}', 'tag which', n) end)
) as chosen (tag)
where tag is not null and outcome <> 'SPAM';

insert into ticket_watchers (ticket_id, agent_id, client_id, confidential, created_at)
select k.id, watcher.id, k.client_id, k.confidential, least(k.first_response_at + interval '10 minutes', ends_at - interval '1 second')
from demo.known k
cross join (select array_agg(id order by n) as ids from demo.agents where position <> 'AGENT') as managers
cross join lateral (select ids[1 + k.n % cardinality(ids)] as id) as watcher
where (escalation = 1 or (rank >= 5 and demo.unit('watch', k.n) < 0.2)) and first_response_at < ends_at
    and watcher.id is distinct from agent_id;

reset role;
select setval(pg_get_serial_sequence('ticket_events', 'id'), tickets * 16 + 16) from demo.settings;
select setval(pg_get_serial_sequence('client_tier_history', 'id'), 3 * clients) from demo.settings;
