-- All relations are there: the rules of 0003_access.sql become grants and policies.
call concierge.apply_access();

-- What the desk cannot work without, in every installation. The writer fills it: policies hold for the owner too.
set local role concierge_writer;

insert into service_tiers
    (tier, rank, name_pl, name_en, dedicated_agent, white_glove, priority_queue, channels, theme, greeting_pl, greeting_en)
values
    ('STANDARD', 1, 'Standard', 'Standard', false, false, false,
        '{CHAT,EMAIL,PHONE,SOCIAL,IN_PERSON}', 'classic', 'Dzień dobry', 'Hello'),
    ('PREMIUM', 2, 'Premium', 'Premium', false, false, false,
        '{CHAT,EMAIL,PHONE,WHATSAPP,SOCIAL,IN_PERSON}', 'rose', 'Witamy ponownie', 'Welcome back'),
    ('VIP_SILVER', 3, 'VIP Srebrny', 'VIP Silver', false, false, true,
        '{CHAT,EMAIL,PHONE,VIDEO,WHATSAPP,SOCIAL,IN_PERSON}', 'silver', 'Miło Cię widzieć', 'Lovely to see you'),
    ('VIP_GOLD', 4, 'VIP Złoty', 'VIP Gold', true, true, true,
        '{CHAT,EMAIL,PHONE,VIDEO,WHATSAPP,SOCIAL,IN_PERSON}', 'gold', 'Jesteśmy do dyspozycji', 'At your service'),
    ('VIP_PLATINUM', 5, 'VIP Platynowy', 'VIP Platinum', true, true, true,
        '{CHAT,EMAIL,PHONE,VIDEO,WHATSAPP,SOCIAL,IN_PERSON}', 'platinum', 'To zaszczyt gościć Cię znowu',
        'It is an honour to have you back'),
    ('VIP_DIAMOND', 6, 'VIP Diamentowy', 'VIP Diamond', true, true, true,
        '{CHAT,EMAIL,PHONE,VIDEO,WHATSAPP,SOCIAL,IN_PERSON}', 'diamond', 'Cały zespół jest dla Ciebie',
        'The whole house is here for you');

-- Easter by the anonymous Gregorian algorithm; the other movable feasts follow it.
insert into holidays (id, day, name_pl, name_en)
with years as (
    select y, y % 19 as a, y / 100 as b, y % 100 as c from generate_series(2015, 2040) as y
), golden as (
    select *, (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30 as h from years
), full_moon as (
    select *, (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7 as l from golden
), correction as (
    select *, h + l - 7 * ((a + 11 * h + 22 * l) / 451) + 114 as p from full_moon
), easter as (
    select y, make_date(y, p / 31, p % 31 + 1) as sunday from correction
), feasts as (
    select sunday + after as day, name_pl, name_en
    from easter
    cross join (values
        (0, 'Wielkanoc', 'Easter Sunday'), (1, 'Poniedziałek Wielkanocny', 'Easter Monday'),
        (49, 'Zielone Świątki', 'Pentecost'), (60, 'Boże Ciało', 'Corpus Christi')) as movable (after, name_pl, name_en)
    union all
    select make_date(y, month, day_of_month), name_pl, name_en
    from easter
    cross join (values
        (1, 1, 2015, 'Nowy Rok', 'New Year''s Day'), (1, 6, 2015, 'Trzech Króli', 'Epiphany'),
        (5, 1, 2015, 'Święto Pracy', 'Labour Day'), (5, 3, 2015, 'Święto Konstytucji 3 Maja', 'Constitution Day'),
        (8, 15, 2015, 'Wniebowzięcie NMP', 'Assumption Day'), (11, 1, 2015, 'Wszystkich Świętych', 'All Saints'' Day'),
        (11, 11, 2015, 'Święto Niepodległości', 'Independence Day'), (12, 24, 2025, 'Wigilia', 'Christmas Eve'),
        (12, 25, 2015, 'Boże Narodzenie', 'Christmas Day'), (12, 26, 2015, 'Drugi dzień Bożego Narodzenia', 'Boxing Day')
    ) as fixed (month, day_of_month, first_year, name_pl, name_en)
    where y >= first_year
)
-- two feasts can fall on one day (Pentecost on the third of May does not, Corpus Christi neither; guarded all the same)
select distinct on (day) md5('holiday:' || day)::uuid, day, name_pl, name_en from feasts order by day, name_en;

insert into service_calendars (id, code, name_pl, name_en, observes_holidays)
values
    (md5('calendar:around_the_clock')::uuid, 'around_the_clock', 'Całą dobę', 'Around the clock', false),
    (md5('calendar:gold_hours')::uuid, 'gold_hours', 'Codziennie 6–22', 'Every day 6–22', false),
    (md5('calendar:silver_hours')::uuid, 'silver_hours', 'Codziennie 8–20 bez świąt', 'Every day 8–20 but holidays', true),
    (md5('calendar:premium_hours')::uuid, 'premium_hours', 'Poniedziałek–sobota 8–20', 'Monday to Saturday 8–20', true),
    (md5('calendar:standard_hours')::uuid, 'standard_hours', 'Poniedziałek–piątek 9–18', 'Monday to Friday 9–18', true);

insert into service_calendar_hours (id, calendar_id, weekday, opens_at, closes_at)
select md5('hours:' || code || weekday)::uuid, md5('calendar:' || code)::uuid, weekday, opens_at::time, closes_at::time
from (values
    ('around_the_clock', 7, '00:00', '24:00'), ('gold_hours', 7, '06:00', '22:00'), ('silver_hours', 7, '08:00', '20:00'),
    ('premium_hours', 6, '08:00', '20:00'), ('standard_hours', 5, '09:00', '18:00')
) as hours (code, last_weekday, opens_at, closes_at)
cross join lateral generate_series(1, last_weekday) as weekday;

-- Committed and goal times by tier; urgent and high priority halve and cut by a quarter the time to a resolution.
insert into support_sla_policies
    (id, tier, priority, channel_kind, calendar_id, first_response, first_response_goal, resolution, resolution_goal)
select md5(concat_ws(':', 'policy', tier, priority, kind))::uuid, tier::service_tier, priority::ticket_priority,
    kind::channel_kind, md5('calendar:' || calendar)::uuid,
    case kind when 'LIVE' then live::interval else written::interval end,
    case kind when 'LIVE' then live_goal::interval else written::interval / 2 end,
    resolution::interval * factor, resolution::interval * factor * 0.75
from (values
    ('VIP_DIAMOND', 'around_the_clock', '60 s', '30 s', '30 min', '4 h'),
    ('VIP_PLATINUM', 'around_the_clock', '60 s', '30 s', '30 min', '4 h'),
    ('VIP_GOLD', 'gold_hours', '120 s', '30 s', '30 min', '4 h'),
    ('VIP_SILVER', 'silver_hours', '300 s', '60 s', '30 min', '4 h'),
    ('PREMIUM', 'premium_hours', '15 min', '120 s', '2 h', '12 h'),
    ('STANDARD', 'standard_hours', '2 h', '300 s', '4 h', '24 h')
) as promise (tier, calendar, live, live_goal, written, resolution)
cross join (values ('LOW', 1.0), ('NORMAL', 1.0), ('HIGH', 0.75), ('URGENT', 0.5)) as haste (priority, factor)
cross join (values ('LIVE'), ('WRITTEN')) as conversation (kind);

insert into teams (id, code, name_pl, name_en, serves_tiers)
values
    (md5('team:vip_concierge')::uuid, 'vip_concierge', 'Concierge VIP', 'VIP Concierge',
        '{VIP_GOLD,VIP_PLATINUM,VIP_DIAMOND}'),
    (md5('team:client_care')::uuid, 'client_care', 'Opieka nad klientem', 'Client Care', '{PREMIUM,VIP_SILVER}'),
    (md5('team:support_desk')::uuid, 'support_desk', 'Biuro obsługi', 'Support Desk', '{STANDARD}');

insert into tags (id, code, name_pl, name_en)
select md5('tag:' || code)::uuid, code, name_pl, name_en
from (values
    ('vip', 'VIP', 'VIP'), ('complaint', 'Reklamacja', 'Complaint'), ('refund', 'Zwrot pieniędzy', 'Refund'),
    ('gift', 'Prezent', 'Gift'), ('urgent_delivery', 'Pilna dostawa', 'Urgent delivery'),
    ('allergy', 'Alergia', 'Allergy'), ('praise', 'Pochwała', 'Praise'), ('invoice', 'Faktura', 'Invoice'),
    ('first_order', 'Pierwsze zamówienie', 'First order'), ('mobile_app', 'Aplikacja mobilna', 'Mobile app'),
    ('call_back', 'Oddzwonić', 'Call back'), ('training_plan', 'Plan treningowy', 'Training plan')
) as tag (code, name_pl, name_en);

insert into support_categories (id, parent_id, kind, code, name_pl, name_en, position)
values
    (md5('category:order_issue')::uuid, null, 'ORDER_ISSUE', 'order_issue', 'Problem z zamówieniem', 'Order issue', 1),
    (md5('category:product_question')::uuid, null, 'PRODUCT_QUESTION', 'product_question', 'Pytanie o produkt',
        'Product question', 2),
    (md5('category:technical_problem')::uuid, null, 'TECHNICAL_PROBLEM', 'technical_problem', 'Problem techniczny',
        'Technical problem', 3),
    (md5('category:billing_inquiry')::uuid, null, 'BILLING_INQUIRY', 'billing_inquiry', 'Płatności i faktury',
        'Billing inquiry', 4),
    (md5('category:general_inquiry')::uuid, null, 'GENERAL_INQUIRY', 'general_inquiry', 'Pytanie ogólne',
        'General inquiry', 5);

insert into support_categories (id, parent_id, kind, code, name_pl, name_en, position)
select md5('category:' || code)::uuid, md5('category:' || lower(kind))::uuid, kind::ticket_kind, code, name_pl, name_en,
    row_number() over (partition by kind)
from (values
    ('ORDER_ISSUE', 'delivery_delay', 'Opóźniona dostawa', 'Delayed delivery'),
    ('ORDER_ISSUE', 'damaged_parcel', 'Uszkodzona przesyłka', 'Damaged parcel'),
    ('ORDER_ISSUE', 'wrong_item', 'Niewłaściwy produkt', 'Wrong item'),
    ('ORDER_ISSUE', 'return_request', 'Zwrot lub wymiana', 'Return or exchange'),
    ('ORDER_ISSUE', 'order_change', 'Zmiana zamówienia', 'Change of an order'),
    ('PRODUCT_QUESTION', 'skincare_advice', 'Dobór pielęgnacji', 'Skincare advice'),
    ('PRODUCT_QUESTION', 'ingredients', 'Składniki i alergie', 'Ingredients and allergies'),
    ('PRODUCT_QUESTION', 'availability', 'Dostępność', 'Availability'),
    ('PRODUCT_QUESTION', 'fitness_equipment', 'Sprzęt treningowy', 'Fitness equipment'),
    ('TECHNICAL_PROBLEM', 'login', 'Logowanie', 'Signing in'),
    ('TECHNICAL_PROBLEM', 'mobile_app', 'Aplikacja mobilna', 'Mobile app'),
    ('TECHNICAL_PROBLEM', 'configurator', 'Konfigurator', 'Configurator'),
    ('BILLING_INQUIRY', 'invoice', 'Faktura', 'Invoice'),
    ('BILLING_INQUIRY', 'refund_status', 'Status zwrotu pieniędzy', 'Refund status'),
    ('BILLING_INQUIRY', 'payment_failed', 'Nieudana płatność', 'Failed payment'),
    ('GENERAL_INQUIRY', 'appointment', 'Wizyta w salonie', 'Salon appointment'),
    ('GENERAL_INQUIRY', 'loyalty_points', 'Punkty lojalnościowe', 'Loyalty points'),
    ('GENERAL_INQUIRY', 'gift_card', 'Karta podarunkowa', 'Gift card'),
    ('GENERAL_INQUIRY', 'feedback', 'Opinie i pochwały', 'Feedback and praise')
) as leaf (kind, code, name_pl, name_en);

-- Thanks and what goes with them. Polish words also stand without their marks, as many clients write.
insert into lexicon (id, word, locale, kind)
select md5(concat_ws(':', 'lexicon', word, locale, kind))::uuid, word, locale::locale, kind::lexicon_kind
from (values
    ('PL', 'THANKS', 'dzięki dzieki dziękuję dziekuje dziękujemy dziekujemy dziękuje podziękowania podziekowania'),
    ('PL', 'COURTESY', 'bardzo ślicznie slicznie pięknie pieknie serdecznie super świetnie swietnie świetna swietna ekstra
        wszystko za i pomoc obsługę obsluge obsługa obsluga szybką szybka szybko miłą mila odpowiedź odpowiedz pani panu
        państwu panstwu pozdrawiam pozdrowienia jeszcze raz z góry gory ok dobrze miłego milego dnia wieczoru'),
    ('EN', 'THANKS', 'thanks thank thx ty cheers'),
    ('EN', 'COURTESY', 'you very much so a lot again for your the help all quick fast kind support service answer reply great
        wonderful perfect excellent lovely amazing ok okay and everything best regards have nice good day evening many kindly')
) as listed (locale, kind, words)
cross join lateral regexp_split_to_table(words, '\s+') as word;

insert into survey_rules (id, subject, kind, channel_kind, channel, at_most_every)
values
    (md5('survey:csat')::uuid, 'TICKET', 'CSAT', null, 'IN_APP', '1 day'),
    (md5('survey:nps')::uuid, 'TICKET', 'NPS', null, 'EMAIL', '90 days'),
    (md5('survey:ces')::uuid, 'TICKET', 'CES', 'WRITTEN', 'IN_APP', '30 days'),
    (md5('survey:csat of orders')::uuid, 'ORDER', 'CSAT', null, 'IN_APP', '14 days');

-- This is how it begins, no change.
update service_calendars set changed_at = null;

reset role;
revoke create on schema public from concierge_writer, concierge_reader;
