-- What is said after a ticket, files at tickets, services by hand, and the rules of first answers.
set local role concierge_writer;

insert into automation_rules (id, code, name_pl, name_en, kind, category_id, channel_kind, locale, body)
select md5('automation:' || code)::uuid, code, name_pl, name_en, kind::ticket_kind, md5('category:' || category)::uuid,
    channel_kind::channel_kind, locale::locale, body
from (values
    ('any_pl', 'Każde pytanie', 'Any question', null, null, null, 'PL',
        'Dzień dobry, {{name}}! Mamy Twoje zgłoszenie {{number}} i zaraz się nim zajmiemy.'),
    ('any_en', 'Każde pytanie po angielsku', 'Any question in English', null, null, null, 'EN',
        'Hello {{name}}! We have your request {{number}} and will look at it right away.'),
    ('order_pl', 'Zamówienia', 'Orders', 'ORDER_ISSUE', null, null, 'PL',
        'Dzień dobry, {{name}}! Sprawdzamy zamówienie; numer zgłoszenia to {{number}}.'),
    ('order_en', 'Zamówienia po angielsku', 'Orders in English', 'ORDER_ISSUE', null, null, 'EN',
        'Hello {{name}}! We are checking your order; your request is {{number}}.'),
    ('delivery_pl', 'Opóźniona dostawa', 'Delayed delivery', 'ORDER_ISSUE', 'delivery_delay', null, 'PL',
        'Dzień dobry, {{name}}! Pytamy kuriera, gdzie jest paczka. Zgłoszenie: {{number}}.'),
    ('delivery_en', 'Opóźniona dostawa po angielsku', 'Delayed delivery in English', 'ORDER_ISSUE', 'delivery_delay', null, 'EN',
        'Hello {{name}}! We are asking the courier where your parcel is. Your request: {{number}}.'),
    ('login_pl', 'Logowanie', 'Signing in', 'TECHNICAL_PROBLEM', 'login', null, 'PL',
        'Dzień dobry, {{name}}! Hasło można ustawić od nowa w aplikacji. Jeśli to nie pomoże, odpowiemy w zgłoszeniu {{number}}.'),
    ('login_en', 'Logowanie po angielsku', 'Signing in, in English', 'TECHNICAL_PROBLEM', 'login', null, 'EN',
        'Hello {{name}}! You can set a new password in the app. If that does not help, we shall answer in {{number}}.'),
    ('written_pl', 'Listy', 'Letters', null, null, 'WRITTEN', 'PL',
        'Dzień dobry, {{name}}! Dziękujemy za wiadomość. Odpiszemy w godzinach pracy; numer zgłoszenia: {{number}}.'),
    ('written_en', 'Listy po angielsku', 'Letters in English', null, null, 'WRITTEN', 'EN',
        'Hello {{name}}! Thank you for your letter. We answer during service hours; your request: {{number}}.')
) as rule (code, name_pl, name_en, kind, category, channel_kind, locale, body);

-- Surveys: satisfaction after each resolution (a day apart), the others now and then. How content a client is hangs on whether
-- promises were kept, and whether the matter came back.
insert into support_feedback_surveys
    (id, ticket_id, client_id, confidential, kind, rule_id, agent_id, tier, channel, sent_at, delivered_at, answered_at, score,
     comment, created_at, updated_at)
select demo.id('survey', n * 4 + place), ticket_id, client_id, confidential, kind::survey_kind, md5('survey:' || lower(kind))::uuid,
    assigned_agent_id, tier, 'IN_APP', resolved_at, resolved_at, answered_at,
    case when answered_at is not null then case kind
        when 'CSAT' then case when mood > -0.75 then 5 when mood > -1.5 then 4 when mood > -1.9 then 3 when mood > -2.2 then 2 else 1 end
        when 'NPS' then case when mood > 0.3 then 10 when mood > -0.55 then 9 when mood > -0.9 then 8 when mood > -1.2 then 7
            else greatest(0, 6 - floor(4 * (-1.2 - mood))) end
        else case when mood > 0.2 then 1 when mood > -0.6 then 2 when mood > -1.1 then 3 when mood > -1.5 then 4
            when mood > -1.9 then 5 when mood > -2.3 then 6 else 7 end end end::smallint,
    case when answered_at is not null and demo.unit('survey comment' || kind, n) < 0.12 then case
        when mood > -0.75 and locale = 'PL' then demo.pick('{"Szybko i miło.","Pani konsultantka bardzo pomogła.","Jak zawsze wzorowo.","Dziękuję!"}', 'survey words', n)
        when mood > -0.75 then demo.pick('{"Quick and kind.","Very helpful.","Excellent, as always.","Thank you!"}', 'survey words', n)
        when locale = 'PL' then demo.pick('{"Za długo czekałam.","Musiałam tłumaczyć dwa razy.","Sprawa wróciła."}', 'survey words', n)
        else demo.pick('{"I waited too long.","I had to explain it twice.","The problem came back."}', 'survey words', n) end end,
    resolved_at, coalesce(answered_at, resolved_at)
from (
    select *, case when demo.unit('survey answered' || kind, n) < share and answers_at < ends_at then answers_at end as answered_at
    from (
        select *, resolved_at + make_interval(secs => 300 + floor(864000 * power(demo.unit('survey answer' || kind, n), 4))) as answers_at,
            demo.normal('survey mood' || kind, n) - case when breached then 1 else 0 end - 0.8 * reopen_count
                - case when resolved_by = 'AUTOMATION' then 0.15 else 0 end as mood
        from (
            select t.*, k.n, k.ends_at, t.id as ticket_id,
                exists (select from support_sla_compliance c where c.ticket_id = t.id and c.breached_at is not null) as breached,
                lag(t.resolved_at) over (partition by t.client_id order by t.resolved_at, t.id) as asked_before,
                -- the first of a season, and of every other season only: never closer than a season
                floor(date_part('epoch', t.resolved_at) / 7776000)::integer as quarter,
                row_number() over (partition by t.client_id, floor(date_part('epoch', t.resolved_at) / 7776000)
                    order by t.resolved_at, t.id) as of_quarter,
                floor(date_part('epoch', t.resolved_at) / 2592000)::integer as month,
                row_number() over (partition by t.client_id, channel_kind(t.channel), floor(date_part('epoch', t.resolved_at) / 2592000)
                    order by t.resolved_at, t.id) as of_month
            from demo.known k join support_tickets t on t.id = k.id
            where t.resolved_by in ('AGENT', 'AUTOMATION')
        ) as settled
        cross join (values (1, 'CSAT', 0.58), (2, 'NPS', 0.5), (3, 'CES', 0.46)) as question (place, kind, share)
        where case kind
            when 'CSAT' then asked_before is null or asked_before < resolved_at - interval '1 day'
            when 'NPS' then of_quarter = 1 and quarter % 2 = 0
            else of_month = 1 and month % 2 = 0 and channel in ('EMAIL', 'SOCIAL') end
    ) as asked
) as answered
order by n, place;
select demo.tell('surveys', count(*)) from support_feedback_surveys;

-- Files: pictures of what arrived, copies of what was written, and now and then something among staff.
insert into ticket_attachments
    (id, ticket_id, client_id, confidential, author_kind, author_agent_id, internal, file_name, media_type, content, created_at)
select demo.id('attachment', n * 2 + place), id, client_id, confidential, author::actor_kind,
    case when author = 'AGENT' then agent_id end, author = 'AGENT', name, media_type, content, at
from (
    select k.*, 'CLIENT' as author, 0 as place, least(k.created_at + interval '40 seconds', ends_at - interval '1 second') as at,
        case when demo.unit('file kind', n) < 0.7 then 'image/png' else 'text/plain' end as media_type
    from demo.known k where demo.unit('file', n) < 0.04 and outcome <> 'SPAM'
    union all
    select k.*, 'AGENT', 1, first_response_at, 'text/plain'
    from demo.known k
    where demo.unit('staff file', n) < 0.004 and agent_id is not null and first_response_at < ends_at
        and outcome not in ('AUTOMATION', 'SPAM', 'MERGED')
) as file
cross join lateral (select
    case when author = 'AGENT' then 'notatka.txt' when media_type = 'image/png' then demo.pick('{zdjęcie.png,paczka.png,ekran.png}', 'file name', n)
        else demo.pick('{numer.txt,order.txt,opis.txt}', 'file name', n) end as name,
    case media_type
        -- one grey pixel
        when 'image/png' then decode('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mNoAAAAggCB2kUIOwAAAABJRU5ErkJggg==', 'base64')
        else convert_to(format('%s/%s', extract(year from created_at), n), 'UTF8') end as content) as made
order by n, place;
select demo.tell('attachments', count(*)) from ticket_attachments;

-- White glove: a few services for each client who is entitled; most are over.
insert into white_glove_services
    (id, client_id, confidential, service, status, priority, customizations, agent_id, requested_by_id, progress, scheduled_for,
     started_at, completed_at, cancelled_at, cancel_reason, created_at, updated_at)
select demo.id('service', ordinal), client_id, confidential, demo.pick('{Zakupy z doradcą,Wizyta domowa,Prezent na zamówienie,Prywatna premiera,Analiza skóry w domu,Trening osobisty}', 'service', ordinal),
    status::white_glove_status, (array['NORMAL', 'NORMAL', 'HIGH', 'URGENT'])[1 + ordinal % 4]::ticket_priority,
    case when demo.unit('service wish', ordinal) < 0.6
        then array[demo.pick('{bez orzechów,o zapachu róży,pakowanie na prezent,w języku angielskim,po godzinie 18,z dostawą do hotelu}', 'service wish which', ordinal)]
        else '{}' end,
    case when status not in ('REQUESTED', 'CANCELLED') then agent_id end, agent_id,
    case status when 'COMPLETED' then 100 when 'IN_PROGRESS' then 10 + floor(80 * demo.unit('service progress', ordinal)) else 0 end,
    case when status in ('IN_PROGRESS', 'SCHEDULED', 'COMPLETED') then scheduled_for end,
    case when status in ('IN_PROGRESS', 'COMPLETED') then scheduled_for end,
    case when status = 'COMPLETED' then scheduled_for + lasts end,
    case when status = 'CANCELLED' then created_at + interval '1 day' end,
    case when status = 'CANCELLED' then demo.pick('{Klient wyjechał,Zmiana planów,Termin nie odpowiadał}', 'service cancelled', ordinal) end,
    created_at,
    case status when 'COMPLETED' then scheduled_for + lasts when 'CANCELLED' then created_at + interval '1 day'
        when 'IN_PROGRESS' then scheduled_for else created_at end
from (
    select *, case
            when age > 20 then case when demo.unit('service end', ordinal) < 0.1 then 'CANCELLED' else 'COMPLETED' end
            when age > 5 then case when ordinal % 2 = 0 then 'IN_PROGRESS' else 'SCHEDULED' end
            else case when ordinal % 2 = 0 then 'REQUESTED' else 'SCHEDULED' end end as status,
        case when age > 20 then created_at + make_interval(days => 2 + floor(9 * demo.unit('service plan', ordinal))::integer)
            when age > 5 and ordinal % 2 = 0 then ends_at - make_interval(mins => 30 + floor(240 * demo.unit('service plan', ordinal))::integer)
            else ends_at + make_interval(hours => 20 + floor(200 * demo.unit('service plan', ordinal))::integer) end as scheduled_for,
        make_interval(mins => 45 + floor(240 * demo.unit('service length', ordinal))::integer) as lasts
    from (
        select c.id as client_id, c.confidential, c.n * 4 + k as ordinal, ends_at, able.agents[1 + (c.n + k) % cardinality(able.agents)] as agent_id,
            1 + floor(power(demo.unit('service age', c.n * 4 + k), 1.8) * (least(c.distance, 700) - 1))::integer as age,
            ends_at - make_interval(days => 1 + floor(power(demo.unit('service age', c.n * 4 + k), 1.8) * (least(c.distance, 700) - 1))::integer)
                + interval '10 hours' as created_at
        from demo.clients c cross join demo.settings
        cross join lateral generate_series(1, 1 + floor(3 * demo.unit('services', c.n))::integer) as k
        cross join (select array_agg(agent_id order by agent_id) as agents from agent_skills where code = 'white_glove') as able
        where c.rank >= 4
        offset 0
    ) as aged
) as planned
order by ordinal;
select demo.tell('white-glove services', count(*)) from white_glove_services;

reset role;
