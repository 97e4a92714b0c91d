-- The rows themselves, from what was worked out. Each ticket's version and last change are those of its events.
grant select on all tables in schema demo to concierge_writer;
set local role concierge_writer;

do $$
declare
    chunk bigint;
    total constant bigint := (select tickets from demo.settings);
begin
    for chunk in select generate_series(1, total, 100000) loop
        insert into support_tickets
            (id, ticket_number, client_id, confidential, tier, category_id, order_id, subject, locale, channel, origin, status, priority,
             team_id, assigned_agent_id, merged_into_id, escalation_level, escalation_reason, reopen_count, spam, resolved_by,
             automation_until, sentiment, first_response_at, resolved_at, closed_at, version, created_at, updated_at,
             resolved_by_id, resolution_micros, contacts, preferred_channel, preferred_agent_id, dedicated_agent_id)
        select id, public_number('T', n), client_id, confidential, (enum_range(null::service_tier))[rank],
            md5('category:' || category)::uuid,
            -- what it is about, the last one before it
            case when category in ('delivery_delay', 'damaged_parcel', 'wrong_item', 'return_request', 'order_change', 'refund_status', 'invoice')
                and outcome <> 'SPAM' then (select o.id from orders o where o.client_id = known.client_id and o.created_at < known.created_at
                    and o.created_at > known.created_at - interval '60 days' order by o.created_at desc limit 1) end,
            replace(case when outcome = 'SPAM' then demo.pick(case locale when 'PL' then spam.pl else spam.en end, 'subject', n)
                else demo.pick(case locale when 'PL' then subject_pl else subject_en end, 'subject', n) end,
                '{product}', demo.product(n)),
            locale, channel, 'INBOUND', status, priority, md5('team:' || team)::uuid, history.agent_id,
            case when merged_at < ends_at then demo.id('ticket', merged_into) end, coalesce(history.level, 0),
            case when history.level > 0 then demo.pick('{CLIENT_REQUEST,SLA_RISK,COMPLEXITY,VIP_CARE}', 'why escalated', n) end,
            case when reopened_at < ends_at then 1 else 0 end,
            outcome = 'SPAM' and resolved_first_at < ends_at,
            case when is_resolved then case when outcome = 'SPAM' or resolved_again_at < ends_at then 'AGENT' else outcome end end
                ::ticket_resolver,
            case when outcome = 'AUTOMATION' and status = 'NEW' then created_at + make_interval(secs => demo.settles_after(channel)) end,
            round(greatest(-1, least(1, -0.1 + 0.25 * mood + 0.12 * demo.normal('mood', n)))::numeric, 2)::real,
            case when outcome = 'AUTOMATION' and answered_again_at < ends_at then answered_again_at
                when outcome <> 'MERGED' and first_response_at < ends_at then first_response_at end,
            case when is_resolved then case when resolved_again_at < ends_at then resolved_again_at else resolved_first_at end end,
            case when status = 'CLOSED' then coalesce(merged_at, closed_at) end, history.version, created_at, history.at,
            case when is_resolved then history.resolver_id end,
            case when is_resolved then round(1e6 * (service_seconds_at(ended_at, calendar_id) - service_seconds_at(created_at, calendar_id)
                - case when waiting_since < ended_at and outcome not in ('AUTOMATION', 'SPAM')
                    then service_seconds_at(least(waiting_until, ended_at), calendar_id) - service_seconds_at(waiting_since, calendar_id) else 0 end)) end,
            case when (outcome = 'AGENT' and resolved_first_at < ends_at) or (outcome = 'AUTOMATION' and resolved_again_at < ends_at) then coalesce(contacts, 0) end,
            preferred_channel, dedicated_agent_id, dedicated_agent_id
        from (
            select *, case when resolved_again_at < ends_at then resolved_again_at else resolved_first_at end as ended_at
            from (
                select *, status = 'RESOLVED' or (status = 'CLOSED' and outcome <> 'MERGED') as is_resolved
                from demo.known
                where n >= chunk and n < chunk + 100000
            ) as settled
        ) as known
        left join demo.contacts using (n)
        join demo.phrases using (category)
        join demo.moods using (n)
        cross join (select pl, en from demo.remarks where kind = 'spam') as spam
        join (
            select n, max(version) as version, max(at) as at, max(escalation_level) as level,
                (array_agg(actor_agent_id order by at desc, ordinal desc) filter (where to_status = 'RESOLVED'))[1] as resolver_id,
                (array_agg(to_agent_id order by at desc) filter (where kind in ('ASSIGNED', 'HANDED_OFF')))[1] as agent_id
            from demo.happened where n >= chunk and n < chunk + 100000 group by n
        ) as history using (n)
        order by n;

        insert into ticket_messages
            (id, ticket_id, client_id, confidential, author_kind, author_agent_id, channel, internal, locale, body, sentiment,
             sentiment_model, rule, created_at)
        select demo.id('message', n * 16 + place), id, client_id, confidential, author, said.agent_id, channel, internal, t.locale,
            replace(demo.pick(case
                    when what = 'opening' and outcome = 'SPAM' then case t.locale when 'PL' then spam.pl else spam.en end
                    when what = 'opening' then case t.locale when 'PL' then opening_pl else opening_en end
                    when what = 'answer' then case t.locale when 'PL' then answer_pl else answer_en end
                    else case t.locale when 'PL' then remarks.pl else remarks.en end end, what || place, n),
                '{product}', demo.product(n)),
            case when author = 'CLIENT' then round(greatest(-1, least(1,
                case what when 'thanks' then 0.6 when 'again' then -0.6 else -0.1 end + 0.2 * mood
                + 0.15 * demo.normal('mood' || place, n)))::numeric, 2)::real end,
            case when author = 'CLIENT' then 'lexicon-1' end,
            said.rule, at
        from demo.tickets t
        join demo.said using (n)
        join demo.moods using (n)
        join demo.phrases using (category)
        cross join (select pl, en from demo.remarks where kind = 'spam') as spam
        left join demo.remarks on remarks.kind = what
        where n >= chunk and n < chunk + 100000
        order by n, at, place;

        insert into ticket_events
            (id, ticket_id, client_id, confidential, version, kind, actor_kind, actor_agent_id, from_status, to_status, from_agent_id,
             to_agent_id, escalation_level, tag_id, other_ticket_id, created_at)
        select n * 64 + ordinal, id, client_id, confidential, version, kind, actor, actor_agent_id, from_status, to_status,
            from_agent_id, to_agent_id, escalation_level, tag_id, demo.id('ticket', other), at
        from demo.tickets join demo.happened using (n)
        where n >= chunk and n < chunk + 100000
        order by n, ordinal;

        insert into support_sla_compliance
            (id, ticket_id, client_id, confidential, policy_id, calendar_id, kind, started_at, due_at, goal_at, met_at, breached_at,
             cancelled_at, paused_at, paused_remaining, paused_seconds, created_at, updated_at, elapsed_micros, met_by_id)
        select demo.id('clock', n * 4 + place), id, client_id, confidential, policy_id, calendar_id, kind, started_at, due_at, goal_at,
            met_at, breached_at, cancelled_at, paused_at, paused_remaining, paused_seconds, started_at,
            greatest(started_at, met_at, cancelled_at, paused_at, breached_at),
            case when kind = 'FIRST_RESPONSE' then round(1e6 * (service_seconds_at(met_at, calendar_id) - service_seconds_at(started_at, calendar_id))) end,
            case when kind = 'FIRST_RESPONSE' then (
                select s.agent_id from demo.said s where s.n = clocks.n and s.at = clocks.met_at and s.author = 'AGENT' order by s.place limit 1) end
        from demo.clocks
        where n >= chunk and n < chunk + 100000
        order by n, place;

        insert into support_feedback_surveys
            (id, ticket_id, client_id, confidential, kind, rule_id, agent_id, tier, channel, sent_at, delivered_at, answered_at, score,
             comment, created_at, updated_at)
        select demo.id('survey', n * 4 + place), ticket_id, client_id, confidential, kind, md5('survey:' || lower(kind::text))::uuid,
            agent_id, tier, channel, sent_at, delivered_at, answered_at, score, comment, sent_at,
            coalesce(answered_at, delivered_at, sent_at)
        from demo.surveys
        where n >= chunk and n < chunk + 100000
        order by n, place;
        raise notice 'tickets, with their messages, events, clocks and surveys: % of %', least(chunk + 99999, total), total;
    end loop;
end
$$;

insert into ticket_handoffs (id, ticket_id, client_id, confidential, from_agent_id, to_agent_id, reason, created_at)
select demo.id('handoff', n), id, client_id, confidential, from_agent_id, to_agent_id,
    demo.pick('{End of shift,Needs a specialist,Language of the client,Billing must decide}', 'handoff', n), at
from demo.happened join demo.tickets using (n)
where kind = 'HANDED_OFF';

insert into ticket_tags (ticket_id, tag_id, client_id, confidential, created_at)
select id, tag_id, client_id, confidential, at from demo.tagged join demo.tickets using (n);

insert into ticket_watchers (ticket_id, agent_id, client_id, confidential, created_at)
select id, watched.agent_id, client_id, confidential, at from demo.watched join demo.tickets using (n);

insert into ticket_attachments
    (id, ticket_id, client_id, confidential, author_kind, author_agent_id, internal, file_name, media_type, content, created_at)
select demo.id('attachment', n * 2 + place), id, client_id, confidential, author, attached.agent_id, author = 'AGENT',
    case when author = 'AGENT' then 'notatka.txt' when media_type = 'image/png' then demo.pick('{zdjęcie.png,paczka.png,ekran.png}', 'file name', n)
        else demo.pick('{numer.txt,order.txt,opis.txt}', 'file name', n) end,
    media_type,
    case media_type
        -- one grey pixel
        when 'image/png' then decode('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mNoAAAAggCB2kUIOwAAAABJRU5ErkJggg==', 'base64')
        else convert_to(format('%s/%s', extract(year from created_at), n), 'UTF8') end,
    at
from demo.attached join demo.tickets using (n)
order by n, place;

select demo.tell('messages', count(*)) from ticket_messages;
select demo.tell('events', count(*)) from ticket_events;
select demo.tell('service-level clocks', count(*)) from support_sla_compliance;
select demo.tell('surveys', count(*)) from support_feedback_surveys;

reset role;
select setval('ticket_numbers', tickets) from demo.settings;
select setval(pg_get_serial_sequence('ticket_events', 'id'), tickets * 64 + 64) from demo.settings;
select setval(pg_get_serial_sequence('client_tier_history', 'id'), 3 * clients) from demo.settings;
