-- Agents. One in twelve leads, two care for VIPs; the teams' sizes follow their work.
create unlogged table demo.agents as
select n, demo.id('agent', n) as id,
    case when n % 12 in (1, 2, 3) then 'vip_concierge' when n % 12 in (0, 4, 5, 6, 7) then 'client_care'
        else 'support_desk' end as team,
    case n % 12 when 0 then 'LEAD' when 1 then 'VIP_MANAGER' when 2 then 'VIP_MANAGER' else 'AGENT' end as position,
    n % 5 <> 4 as english,
    case when demo.unit('agent sex', n) < 0.7
        then demo.pick('{Anna,Katarzyna,Agnieszka,Joanna,Magdalena,Monika,Natalia,Karolina,Zuzanna,Aleksandra,Weronika,Oliwia,Julia,Marta}', 'agent first', n)
            || ' ' || demo.pick('{Nowak,Kowalska,Wiśniewska,Wójcik,Kamińska,Lewandowska,Zielińska,Szymańska,Woźniak,Dąbrowska,Kozłowska,Mazur,Krawczyk,Piotrowska,Grabowska}', 'agent last', n)
        else demo.pick('{Piotr,Michał,Tomasz,Jakub,Mateusz,Adam,Filip,Szymon}', 'agent first', n)
            || ' ' || demo.pick('{Nowak,Kowalski,Wiśniewski,Wójcik,Kamiński,Lewandowski,Zieliński,Szymański,Woźniak,Dąbrowski}', 'agent last', n)
        end as full_name
from demo.settings cross join generate_series(1, agents) as n;
alter table demo.agents add primary key (n);

-- Who takes a ticket of a team: everyone but the leads.
create unlogged table demo.teams as
select team, array_agg(id order by n) as agents, array_agg(id order by n) filter (where english) as english
from demo.agents where position <> 'LEAD' group by team;

-- Who works when. On working days two shifts meet at half past one, as long as the volume of the time needs; in the other hours of
-- a team's service one of the team is on call, for a week at a time. All of them speak English.
create unlogged table demo.rota as
select array_agg(id order by n) as agents from demo.agents where position <> 'LEAD' and english;

-- How many are on a regular shift at once, and how long a half of the day is: by the growth and the seasons of demo.days.
create function demo.staffed() returns integer
    language sql stable
    begin atomic
        select greatest(1, round(0.8 * scale))::integer from demo.settings;
    end;

create function demo.half_day(day date) returns interval
    language sql stable
    begin atomic
        select make_interval(mins => 15 * greatest(6, round(4 * 2.1
            * power((array[1.1, 1.02, 0.98, 0.97, 1.05, 0.95, 0.82, 0.8, 0.97, 1.03, 1.2, 1.35])[extract(month from day)::integer], 2)
            * (array[1.15, 1.04, 0.97, 0.94, 0.9, 1, 1])[extract(isodow from day)::integer]
            * exp(-0.6 * greatest(0, until - day)::double precision / days)))::integer)
        from demo.settings;
    end;

create function demo.is_working_day(day date) returns boolean
    language sql stable
    begin atomic
        select extract(isodow from day) <= 5 and not exists (select from holidays where holidays.day = is_working_day.day);
    end;

-- The agent of a shift, by its day, its half and its place among those of that half.
create function demo.shift_agent(day date, half integer, place integer) returns uuid
    language sql stable
    begin atomic
        select agents[1 + ((2 * (day - date '2000-01-03') + half) * 5 + place) % cardinality(agents)] from demo.rota;
    end;

-- The agent of a team who is on call in the week of a day.
create function demo.on_call_agent(team text, day date) returns uuid
    language sql stable
    begin atomic
        select english[1 + (day - date '2000-01-03') / 7 % cardinality(english)] from demo.teams where teams.team = on_call_agent.team;
    end;

-- Whether an instant lies in a regular shift.
create function demo.in_regular_hours(instant timestamptz) returns boolean
    language sql stable
    begin atomic
        select demo.is_working_day(local::date) and local::time >= time '13:30' - demo.half_day(local::date)
            and local::time < time '13:30' + demo.half_day(local::date)
        from (select instant at time zone 'Europe/Warsaw' as local) as clock;
    end;

-- Who is at work at an instant, for a ticket of that ordinal.
create function demo.agent_at_work(instant timestamptz, team text, n bigint) returns uuid
    language sql stable
    begin atomic
        select case
            when demo.in_regular_hours(instant)
            then demo.shift_agent(local::date, case when local::time < '13:30' then 0 else 1 end,
                floor(demo.unit('taker', n) * demo.staffed())::integer)
            else demo.on_call_agent(team, local::date) end
        from (select instant at time zone 'Europe/Warsaw' as local) as clock;
    end;

-- Through which channels the clients of a tier come.
create function demo.channels(rank integer) returns text[]
    language sql immutable parallel safe
    return case
        when rank >= 3 then '{CHAT,CHAT,CHAT,CHAT,CHAT,CHAT,WHATSAPP,WHATSAPP,WHATSAPP,WHATSAPP,WHATSAPP,PHONE,PHONE,PHONE,PHONE,VIDEO,EMAIL,EMAIL,EMAIL,SOCIAL,IN_PERSON}'
        when rank = 2 then '{CHAT,CHAT,CHAT,CHAT,CHAT,CHAT,CHAT,WHATSAPP,WHATSAPP,PHONE,PHONE,PHONE,EMAIL,EMAIL,EMAIL,EMAIL,EMAIL,SOCIAL,SOCIAL,IN_PERSON}'
        else '{CHAT,CHAT,CHAT,CHAT,CHAT,CHAT,CHAT,CHAT,PHONE,PHONE,PHONE,EMAIL,EMAIL,EMAIL,EMAIL,EMAIL,EMAIL,SOCIAL,SOCIAL,IN_PERSON}' end::text[];

-- Clients, in the order in which they joined; more lately than five years ago.
create unlogged table demo.clients as
with joined as (
    select n, 1 + floor(1800 * power(1 - (n - 0.5) / clients, 1.4))::integer as distance, until, ends_at
    from demo.settings cross join generate_series(1, clients) as n
), ranked as (
    select *, case
            when u < 0.60 then 1 when u < 0.82 or distance < 120 then 2 when u < 0.91 then 3 when u < 0.96 then 4
            when u < 0.988 then 5 else 6 end as rank
    from (select *, demo.unit('client tier', n) as u from joined) as drawn
), climbed as (
    select *,
        ((until - distance) + time '08:00' + make_interval(mins => floor(demo.unit('client hour', n) * 720)::integer))
            at time zone 'Europe/Warsaw' as created_at,
        case
            when rank = 1 then case when demo.unit('client was', n) < 0.03 and distance > 200 then 2 end
            when rank = 2 then case when demo.unit('client was', n) < 0.45 and distance > 200 then 1 end
            else case when demo.unit('client was', n) < 0.85 then rank - 1 end end as previous_rank
    from ranked
), named as (
    select *, demo.unit('client foreign', n) < 0.14 as foreign_born, demo.unit('client sex', n) < 0.78 as female
    from climbed
)
select n, demo.id('client', n) as id, distance, created_at, rank, previous_rank,
    (enum_range(null::service_tier))[rank] as tier,
    (enum_range(null::service_tier))[previous_rank] as previous_tier,
    case when previous_rank is null then created_at
        else date_trunc('minute', created_at + (ends_at - created_at) * (0.15 + 0.7 * demo.unit('client rise', n)))
        end as tier_since,
    demo.unit('client confidential', n)
        < (array[0, 0, 0.03, 0.10, 0.30, 0.45])[rank] as confidential,
    case when foreign_born and demo.unit('client locale', n) < 0.9 then 'EN' else 'PL' end::locale as locale,
    foreign_born,
    case
        when foreign_born and female then demo.pick('{Emma,Sophie,Charlotte,Olivia,Grace,Amelia,Hannah,Isabella,Chloe,Emily,Clara,Lena,Nora,Alice}', 'client first', n)
        when foreign_born then demo.pick('{James,Oliver,William,Henry,Lucas,Noah,Daniel,Leo,Oscar,Thomas}', 'client first', n)
        when female then demo.pick('{Anna,Maria,Katarzyna,Małgorzata,Agnieszka,Barbara,Ewa,Magdalena,Joanna,Aleksandra,Zofia,Julia,Hanna,Maja,Lena,Alicja,Natalia,Karolina,Weronika,Wiktoria,Izabela,Monika,Patrycja,Dominika,Łucja,Świętosława,Iga,Pola,Helena,Jagoda}', 'client first', n)
        else demo.pick('{Piotr,Krzysztof,Andrzej,Tomasz,Paweł,Michał,Marcin,Jakub,Adam,Łukasz,Mateusz,Wojciech,Kamil,Bartosz,Maciej,Stanisław}', 'client first', n)
        end as first_name,
    case
        when foreign_born then demo.pick('{Smith,Johnson,Brown,Taylor,Wilson,Evans,Thomas,Roberts,Walker,Wright,Hughes,Green,Hall,Clarke,Müller,Schmidt,Fischer,Weber,Dubois,Laurent,Rossi,Jensen,Novak,O''Connor}', 'client last', n)
        when female then demo.pick('{Nowak,Kowalska,Wiśniewska,Wójcik,Kowalczyk,Kamińska,Lewandowska,Zielińska,Szymańska,Woźniak,Dąbrowska,Kozłowska,Jankowska,Mazur,Kwiatkowska,Krawczyk,Kaczmarek,Piotrowska,Grabowska,Zając,Pawłowska,Michalska,Król,Wieczorek,Jabłońska,Wróbel,Nowakowska,Majewska,Stępień,Malinowska,Jaworska,Górska,Rutkowska,Sikora,Ostrowska,Żukowska,Śliwińska}', 'client last', n)
        else demo.pick('{Nowak,Kowalski,Wiśniewski,Wójcik,Kowalczyk,Kamiński,Lewandowski,Zieliński,Szymański,Woźniak,Dąbrowski,Kozłowski,Jankowski,Mazur,Kwiatkowski,Krawczyk,Kaczmarek,Piotrowski,Grabowski,Zając,Pawłowski,Michalski,Król,Wieczorek,Jabłoński,Wróbel,Majewski,Stępień}', 'client last', n)
        end as last_name,
    case when rank >= 4 then (select vip.agents[1 + n % cardinality(vip.agents)]
        from demo.teams vip where vip.team = 'vip_concierge') end as dedicated_agent_id,
    demo.pick(demo.channels(rank), 'preferred channel', n)::channel as preferred_channel
from named;
alter table demo.clients add primary key (n);

-- How often a client writes: the higher the tier, the more slots. A ticket of a day draws among those who had joined.
create unlogged table demo.slots as
select row_number() over (order by distance desc, n, copy) - 1 as slot, n as client, distance
from demo.clients cross join lateral generate_series(1, (array[2, 3, 4, 5, 6, 8])[rank]) as copy;
alter table demo.slots add primary key (slot);
alter table demo.days add slots bigint;
update demo.days set slots = before.slots
from (
    select distance, coalesce(sum(count(slot)) over (order by distance desc rows between unbounded preceding and 1 preceding), 0)
        as slots
    from generate_series(1, 1801) as distance left join demo.slots using (distance)
    group by distance
) as before
where before.distance = days.distance;

analyze demo.agents, demo.teams, demo.clients, demo.slots, demo.days;
grant select on all tables in schema demo to concierge_writer;
set local role concierge_writer;

insert into support_agents
    (id, agent_number, team_id, full_name, email, position, status, languages, weekly_minutes, concurrent_chats,
     hired_on, created_at, updated_at)
select id, public_number('A', n), md5('team:' || team)::uuid, full_name,
    translate(lower(replace(full_name, ' ', '.')), 'ąćęłńóśźż', 'acelnoszz') || n || '@concierge.example',
    position::agent_position,
    'OFFLINE',
    case when english then '{PL,EN}' else '{PL}' end::locale[],
    60 * case when position = 'LEAD' then 40 else (array[4, 5, 5, 6, 8])[1 + n % 5] end,
    2 + n % 3,
    until - 1100 - floor(1400 * demo.unit('agent hired', n))::integer,
    (until - 1100 - floor(1400 * demo.unit('agent hired', n))::integer) + time '08:00',
    (until - 1100) + time '08:00'
from demo.agents cross join demo.settings order by n;

insert into agent_skills (id, agent_id, kind, code, level, acquired_on, created_at, updated_at)
select demo.id('skill', n * 16 + place), id, kind::skill_kind, code,
    1 + floor(2.5 + 2.5 * demo.unit('skill level' || code, n))::integer, until - 400, ends_at - interval '400 days',
    ends_at - interval '400 days'
from demo.agents cross join demo.settings
cross join (values
    (1, 'LANGUAGE', 'pl', 1.0), (2, 'LANGUAGE', 'en', 1.0), (3, 'LANGUAGE', 'de', 0.12), (4, 'LANGUAGE', 'fr', 0.08),
    (5, 'CATEGORY', 'order_issue', 0.8), (6, 'CATEGORY', 'product_question', 0.7),
    (7, 'CATEGORY', 'technical_problem', 0.45), (8, 'CATEGORY', 'billing_inquiry', 0.5),
    (9, 'CATEGORY', 'general_inquiry', 0.9), (10, 'CHANNEL', 'video', 0.4), (11, 'CHANNEL', 'phone', 0.8),
    (12, 'SERVICE', 'white_glove', 0.6), (13, 'SERVICE', 'skin_analysis', 0.3)) as skill (place, kind, code, share)
where case code when 'en' then english when 'white_glove' then team = 'vip_concierge'
    else demo.unit('skill ' || code, n) < share end;

-- Shifts, two weeks ahead as well; breaks; and what the agents' statuses were, a little off the plan.
insert into agent_shifts (id, agent_id, kind, starts_at, ends_at, created_at, updated_at)
select demo.id('shift', (day - date '2000-01-01') * 1024 + 16 * place + half), demo.shift_agent(day, half, place), 'REGULAR', starts_at, ends_at,
    least(starts_at - interval '10 days', ends), least(starts_at - interval '10 days', ends)
from (
    select until - distance as day, ends_at as ends from demo.settings cross join generate_series(-13, 1096) as distance
) as days
cross join generate_series(0, 1) as half
cross join generate_series(0, demo.staffed() - 1) as place
cross join lateral (select
    (day + time '13:30' - case half when 0 then demo.half_day(day) else interval '0' end) at time zone 'Europe/Warsaw' as starts_at,
    (day + time '13:30' + case half when 0 then interval '0' else demo.half_day(day) end) at time zone 'Europe/Warsaw' as ends_at) as hours
where demo.is_working_day(day);

insert into agent_shifts (id, agent_id, kind, starts_at, ends_at, created_at, updated_at)
select demo.id('call', (day - date '2000-01-01') * 16 + ordinal), demo.on_call_agent(team, day), 'ON_CALL', starts_at, ends_at,
    least(starts_at - interval '10 days', ends), least(starts_at - interval '10 days', ends)
from (
    select until - distance as day, ends_at as ends, demo.is_working_day(until - distance) as works
    from demo.settings cross join generate_series(-13, 1096) as distance
) as days
cross join (values
    (0, 'vip_concierge', true, time '00:00', null), (1, 'vip_concierge', true, null, time '24:00'),
    (2, 'vip_concierge', false, '00:00', '12:00'), (3, 'vip_concierge', false, '12:00', '24:00'),
    (4, 'client_care', true, '08:00', null), (5, 'client_care', true, null, '20:00'), (6, 'client_care', false, '08:00', '20:00'),
    (7, 'support_desk', true, '09:00', null), (8, 'support_desk', true, null, '18:00')
) as call (ordinal, team, working_day, open_from, open_until)
cross join lateral (select coalesce(open_from, time '13:30' + demo.half_day(day)) as opens,
    coalesce(open_until, time '13:30' - demo.half_day(day)) as closes) as outside
cross join lateral (select (day + opens) at time zone 'Europe/Warsaw' as starts_at, (day + closes) at time zone 'Europe/Warsaw' as ends_at) as hours
where working_day = works and closes > opens and (team = 'vip_concierge' or not exists (select from holidays where holidays.day = days.day));

insert into agent_shift_pauses (id, shift_id, kind, starts_at, ends_at, created_at)
select demo.id('pause', row_number() over (order by starts_at, id)), id, 'BREAK', starts_at + (ends_at - starts_at) / 2, starts_at + (ends_at - starts_at) / 2 + interval '12 minutes',
    created_at
from agent_shifts where kind = 'REGULAR';

insert into agent_status_log (id, agent_id, status, set_by_id, created_at)
select row_number() over (order by at, agent_id, place), agent_id, status::agent_status, agent_id, at
from agent_shifts s
cross join demo.settings
cross join lateral (select demo.unit('late ' || s.id, 1) as late, demo.unit('late ' || s.id, 2) as slow) as u
cross join lateral (values
    (1, 'AVAILABLE', s.starts_at + make_interval(secs => 60 + 600 * late * late)),
    (2, 'BREAK', s.starts_at + (s.ends_at - s.starts_at) / 2 + make_interval(secs => 200 * slow)),
    (3, 'AVAILABLE', s.starts_at + (s.ends_at - s.starts_at) / 2 + interval '12 minutes' + make_interval(secs => 300 * late)),
    (4, 'OFFLINE', s.ends_at - make_interval(secs => 200 * slow))
) as change (place, status, at)
where s.kind = 'REGULAR' and at < settings.ends_at;
select demo.tell('shifts', count(*)) from agent_shifts;

insert into clients
    (id, client_number, full_name, email, phone, birth_date, city, country, locale, tier, tier_since, confidential,
     created_at, updated_at)
select id, public_number('C', n), first_name || ' ' || last_name,
    translate(lower(first_name || '.' || replace(last_name, '''', '')), 'ąćęłńóśźżü', 'acelnoszzu') || n || '@'
        || demo.pick('{poczta.example,mail.example,skrzynka.example,inbox.example}', 'client mail', n),
    case when demo.unit('client phone', n) < 0.93 then case when foreign_born then '+447' else '+485' end
        || lpad(floor(demo.unit('client dial', n) * 100000000)::bigint::text, 8, '0') end,
    case when demo.unit('client birth', n) < 0.85
        then until - (19 * 365 + floor(45 * 365 * power(demo.unit('client age', n), 1.3)))::integer - 5 end,
    case when foreign_born and demo.unit('client abroad', n) < 0.4
        then demo.pick('{London,Berlin,Paris,Wien,Praha}', 'client city', n)
        else demo.pick('{Warszawa,Warszawa,Warszawa,Warszawa,Warszawa,Kraków,Kraków,Wrocław,Gdańsk,Poznań,Łódź,Katowice,Sopot,Lublin,Konstancin-Jeziorna}', 'client city', n) end,
    case when foreign_born and demo.unit('client abroad', n) < 0.4
        then demo.pick('{GB,DE,FR,AT,CZ}', 'client city', n) else 'PL' end,
    locale, tier, tier_since, confidential, created_at, greatest(created_at, tier_since)
from demo.clients cross join demo.settings order by n;
select demo.tell('clients', count(*)) from clients;

insert into client_tier_history (id, client_id, confidential, previous_tier, tier, reason, created_at)
select row_number() over (order by created_at, n, previous_tier nulls first), id, confidential, previous_tier, tier,
    reason, created_at
from (
    select n, id, confidential, null::service_tier as previous_tier, coalesce(previous_tier, tier) as tier,
        'JOINED' as reason, created_at
    from demo.clients
    union all
    select n, id, confidential, previous_tier, tier,
        case when previous_tier > tier then 'SPENDING_FELL' else 'SPENDING_ROSE' end, tier_since
    from demo.clients where previous_tier is not null
) as changes;

insert into client_preferences
    (client_id, confidential, preferred_channel, preferred_agent_id, contact_from, contact_until, interests,
     accessibility, dashboard_layout, created_at, updated_at)
select id, confidential,
    preferred_channel,
    dedicated_agent_id,
    (array[time '08:00', '09:00', '10:00', '12:00'])[1 + n % 4], (array[time '17:00', '18:00', '20:00', '21:00'])[1 + n / 4 % 4],
    (array['{skincare}', '{skincare,makeup}', '{fitness}', '{fitness,nutrition}', '{spa,skincare}', '{makeup}',
        '{yoga,spa}', '{}'])[1 + floor(8 * demo.unit('interests', n))::integer]::text[],
    case when demo.unit('accessibility', n) < 0.03 then '{large_text}' else '{}' end::text[],
    case when demo.unit('layout', n) < 0.2 then '{"widgets": ["orders", "tickets", "loyalty"]}' else '{}' end::jsonb,
    created_at, created_at
from demo.clients;

insert into communication_preferences
    (id, client_id, confidential, category, channel, allowed, weekly_limit, created_at, updated_at)
select demo.id('communication', n * 8 + place), id, confidential, category::message_category, channel::message_channel,
    demo.unit('allowed' || place, n) < share,
    case when category = 'MARKETING' and demo.unit('limit' || place, n) < 0.3 then 2 end, created_at, created_at
from demo.clients
cross join (values
    (1, 'TRANSACTIONAL', 'EMAIL', 1.0), (2, 'SERVICE', 'EMAIL', 0.97), (3, 'SERVICE', 'SMS', 0.7),
    (4, 'MARKETING', 'EMAIL', 0.62), (5, 'MARKETING', 'SMS', 0.31), (6, 'MARKETING', 'PUSH', 0.4))
    as preference (place, category, channel, share);

insert into vip_client_profiles
    (id, client_id, confidential, dedicated_agent_id, relationship_manager_id, custom_services, exclusive_access,
     risk_status, opportunity_score, created_at, updated_at)
select demo.id('vip', n), id, confidential, dedicated_agent_id,
    case when rank >= 5 then managers[1 + n % cardinality(managers)] end,
    (array['{}', '{personal_shopper}', '{home_delivery,gift_wrapping}', '{skin_analysis}', '{private_training}',
        '{personal_shopper,event_styling}'])[1 + floor(6 * demo.unit('services', n))::integer]::text[],
    (array['{}', '{early_access}', '{early_access,private_sales}', '{atelier_visits}'])
        [1 + floor(4 * demo.unit('access', n))::integer]::text[],
    case when demo.unit('risk', n) < 0.78 then 'LOW' when demo.unit('risk', n) < 0.94 then 'MEDIUM' else 'HIGH' end
        ::risk_status,
    greatest(0, least(100, round(52 + 20 * demo.normal('score', n))))::integer,
    tier_since, tier_since
from demo.clients
cross join (select array_agg(id order by n) as managers from demo.agents where position = 'VIP_MANAGER') as managers
where rank >= 3;
select demo.tell('vip profiles', count(*)) from vip_client_profiles;

reset role;
select setval('client_numbers', clients) from demo.settings;
select setval(pg_get_serial_sequence('agent_status_log', 'id'), (select count(*) from agent_status_log));
