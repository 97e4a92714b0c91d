-- The rules of first answers, and services by hand.
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
    ('written_pl', 'Listy', 'Letters', null, null, 'WRITTEN', 'PL',
        'Dzień dobry, {{name}}! Dziękujemy za wiadomość. Odpiszemy w godzinach pracy; numer zgłoszenia: {{number}}.'),
    ('written_en', 'Listy po angielsku', 'Letters in English', null, null, 'WRITTEN', 'EN',
        'Hello {{name}}! Thank you for your letter. We answer during service hours; your request: {{number}}.')
) as rule (code, name_pl, name_en, kind, category, channel_kind, locale, body);

-- The matters that an answer settles, live at once and in writing within a quarter of an hour.
insert into automation_rules (id, code, name_pl, name_en, kind, category_id, channel_kind, locale, body, resolves_after)
select md5('automation:' || made.code)::uuid, made.code, c.name_pl || ': odpowiedź', c.name_en || ': answer', c.kind, c.id,
    ways.kind, said.locale, case said.locale when 'PL' then 'Dzień dobry, {{name}}! ' else 'Hello {{name}}! ' end || said.body, make_interval(secs => demo.settles_after(ways.channel))
from support_categories c
cross join (values ('LIVE'::channel_kind, 'CHAT'::channel), ('WRITTEN', 'EMAIL')) as ways (kind, channel)
cross join (
    select 'PL'::locale as locale, pl[1] as body from demo.remarks where kind = 'machine'
    union all
    select 'EN', en[1] from demo.remarks where kind = 'machine') as said
cross join lateral (select format('%s_%s_%s', c.code, lower(ways.kind::text), lower(said.locale::text)) as code) as made
where c.code = any(demo.automated());

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
