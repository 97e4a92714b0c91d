-- How a client feels about a ticket: worse where a promise was broken or the matter came back, better with some agents and in
-- higher tiers. Marks and sentiment are read off this.
create unlogged table demo.moods as
select n, demo.normal('survey mood', n)
    - case when exists (select from demo.clocks c where c.n = k.n and c.breached_at is not null) then 1 else 0 end
    - case when reopened_at < ends_at then 0.8 else 0 end
    - case when outcome = 'AUTOMATION' then 0.15 else 0 end
    + case when agent_id is not null then 0.7 * (demo.unit('agent gift' || agent_id, 1) - 0.5) else 0 end
    + 0.06 * (rank - 2) as mood
from demo.known k;
alter table demo.moods add primary key (n);
analyze demo.moods;

-- Satisfaction after each resolution (a day apart), the others now and then: a client's first ticket of every other quarter, and
-- of every other month where the ticket was written; the even clients in the even ones.
create unlogged table demo.surveys as
select n, place, id as ticket_id, client_id, confidential, kind::survey_kind as kind, agent_id,
    (enum_range(null::service_tier))[rank] as tier, case kind when 'NPS' then 'EMAIL' else 'IN_APP' end::message_channel as channel,
    resolved_at as sent_at, delivered_at, answered_at,
    case when answered_at is not null then case kind
        when 'CSAT' then case when mood > -0.75 then 5 when mood > -1.5 then 4 when mood > -1.9 then 3 when mood > -2.2 then 2 else 1 end
        when 'NPS' then case when mood > 0.3 then 10 when mood > -0.55 then 9 when mood > -0.9 then 8 when mood > -1.2 then 7
            else greatest(0, 6 - floor(4 * (-1.2 - mood))) end
        else case when mood > 0.2 then 1 when mood > -0.6 then 2 when mood > -1.1 then 3 when mood > -1.5 then 4
            when mood > -1.9 then 5 when mood > -2.3 then 6 else 7 end end end::smallint as score,
    case when answered_at is not null and demo.unit('survey comment' || kind, n) < 0.12 then case
        when mood > -0.75 and locale = 'PL' then demo.pick('{"Szybko i miło.","Pani konsultantka bardzo pomogła.","Jak zawsze wzorowo.","Dziękuję!"}', 'survey words', n)
        when mood > -0.75 then demo.pick('{"Quick and kind.","Very helpful.","Excellent, as always.","Thank you!"}', 'survey words', n)
        when locale = 'PL' then demo.pick('{"Za długo czekałam.","Musiałam tłumaczyć dwa razy.","Sprawa wróciła."}', 'survey words', n)
        else demo.pick('{"I waited too long.","I had to explain it twice.","The problem came back."}', 'survey words', n) end end as comment
from (
    select *, case when delivered_at < ends_at and demo.unit('survey answered' || kind, n) < share and answers_at < ends_at
        then answers_at end as answered_at
    from (
        select *, delivered_at + make_interval(secs => 300 + floor(864000 * power(demo.unit('survey answer' || kind, n), 4)))
                as answers_at
        from (
            -- the mark of one question differs a little from the others
            select settled.*, place, kind, share, settled.base_mood + 0.35 * demo.normal('survey mood' || kind, n) as mood,
                case when kind <> 'NPS' then resolved_at
                    -- by e-mail, to whoever has not forbidden it, within the hour
                    when demo.unit('allowed2', client) < 0.97
                    then nullif(least(resolved_at + make_interval(mins => 2 + floor(50 * demo.unit('survey sent', n))::integer), ends_at), ends_at)
                    end as delivered_at
            from (
                select k.*, m.mood as base_mood,
                    lag(resolved_at) over (partition by client order by resolved_at, k.n) as asked_before,
                    -- a client's first of a period, in every other period: never closer than one
                    floor(date_part('epoch', resolved_at) / 7776000)::integer as quarter,
                    row_number() over (partition by client, floor(date_part('epoch', resolved_at) / 7776000)
                        order by resolved_at, k.n) as of_quarter,
                    floor(date_part('epoch', resolved_at) / 2592000)::integer as month,
                    row_number() over (partition by client, channel_kind(channel), floor(date_part('epoch', resolved_at) / 2592000)
                        order by resolved_at, k.n) as of_month
                from (
                    select *, case when reopened_at is null or resolved_again_at >= ends_at then resolved_first_at else resolved_again_at end
                        as resolved_at
                    from demo.known
                    where outcome in ('AGENT', 'AUTOMATION') and resolved_first_at < ends_at
                        and (reopened_at is null or reopened_at >= ends_at or resolved_again_at < ends_at)
                ) as k
                join demo.moods m using (n)
            ) as settled
            cross join (values (1, 'CSAT', 0.58), (2, 'NPS', 0.5), (3, 'CES', 0.46)) as question (place, kind, share)
            where case kind
                when 'CSAT' then asked_before is null or asked_before < resolved_at - interval '1 day'
                when 'NPS' then of_quarter = 1 and (quarter + client) % 2 = 0
                else of_month = 1 and (month + client) % 2 = 0 and channel in ('EMAIL', 'SOCIAL') end
        ) as marked
    ) as asked
) as answered;
create index on demo.surveys (n);
analyze demo.surveys;
