-- What is measured: one definition for each KPI, and what it is judged by.
create type kpi_name as enum (
    'CSAT', 'CSAT_RATE', 'NPS', 'CES', 'SURVEY_RESPONSE_RATE',
    'FIRST_RESPONSE_TIME', 'RESOLUTION_TIME', 'SLA_COMPLIANCE', 'ROUTED_WITHIN_5_MIN',
    'TICKET_VOLUME', 'BACKLOG', 'BACKLOG_AGE', 'FIRST_CONTACT_RESOLUTION', 'ESCALATION_RATE', 'REOPEN_RATE',
    'AUTOMATION_RATE', 'AUTOMATION_SUCCESS', 'TICKETS_RESOLVED', 'SERVICE_EXCELLENCE', 'OPERATIONAL_EFFICIENCY', 'PERSONALIZATION',
    'DEDICATED_AGENT_SHARE', 'WHITE_GLOVE_USAGE', 'FOLLOW_UP_RATE', 'AI_ACCURACY', 'CHURN_ACCURACY',
    'AGENT_UTILIZATION', 'OCCUPANCY', 'SCHEDULE_ADHERENCE', 'TICKETS_PER_HOUR',
    'QUALITY_SCORE', 'STANDARDS_COMPLIANCE', 'AUDIT_COMPLIANCE', 'TRAINING_COMPLETION', 'BRAND_CONSISTENCY', 'AVAILABILITY',
    'LUXURY_EXPERIENCE_SCORE',
    'SUPPORT_COST', 'COST_PER_TICKET', 'COST_PER_CLIENT', 'REVENUE', 'GROSS_MARGIN', 'REVENUE_PER_CLIENT', 'ATTRIBUTED_REVENUE',
    'SUPPORT_ROI', 'AVERAGE_ORDER_VALUE', 'ORDER_FREQUENCY', 'LIFETIME_VALUE',
    'TOTAL_CLIENTS', 'NEW_CLIENTS', 'RETURNING_CLIENTS', 'RETENTION_RATE', 'CHURN_RATE', 'REPEAT_PURCHASE_RATE',
    'SELF_SERVICE_RATE', 'DASHBOARD_VISIT_RATE', 'WISHLIST_ADOPTION', 'LOYALTY_ADOPTION', 'REVIEW_PARTICIPATION', 'EMAIL_OPEN',
    'EMAIL_CLICK', 'REFERRAL_SHARE', 'MULTI_CATEGORY_BUYERS', 'RECOMMENDATION_CTR', 'PERSONALIZATION_EFFECTIVENESS',
    'REVIEWS_PROCESSED_24H', 'INNOVATION_INDEX', 'PAGE_RESPONSE', 'MOBILE_SCORE', 'DASHBOARD_LOAD', 'HELP_SEARCH');
create type kpi_class as enum ('SUM', 'RATIO', 'DISTRIBUTION', 'SNAPSHOT', 'WINDOW', 'LATEST', 'DERIVED');
create type kpi_unit as enum ('RATIO', 'SCORE', 'POINTS', 'SECONDS', 'PLN', 'COUNT', 'PER_HOUR', 'PER_YEAR');
create type kpi_direction as enum ('UP', 'DOWN', 'NEITHER');
create type kpi_operator as enum ('AT_LEAST', 'MORE_THAN', 'AT_MOST', 'LESS_THAN', 'WITHIN');
create type kpi_horizon as enum ('EACH_RANGE', 'YEAR');
create type kpi_dimension as enum ('TIER', 'CHANNEL', 'CATEGORY', 'AGENT', 'TEAM');

create table kpi_definitions (
    name kpi_name primary key,
    position smallint not null unique,
    unit kpi_unit not null,
    decimals smallint not null check (decimals between 0 and 6),
    better kpi_direction not null,
    class kpi_class not null,
    value_is text not null default 'quotient' check (value_is in ('quotient', 'median')),
    numerator text not null check (numerator <> ''),
    denominator text check (denominator <> ''),
    -- what one unit of the figure is in whole numbers of its observations: microseconds of a second, grosze of a złoty
    scale integer not null default 1 check (scale > 0),
    dimensions kpi_dimension[] not null default '{}',
    maturity interval not null default '0' check (maturity >= interval '0'),
    collected boolean not null default true,
    small_groups boolean not null default false,
    roles text[] not null check (cardinality(roles) > 0),
    name_pl text not null,
    name_en text not null,
    formula_pl text not null,
    formula_en text not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
comment on table kpi_definitions is 'One definition for each KPI; a KPI is a row here, a branch of figure_observations, and an enum value of the graph.';
comment on column kpi_definitions.numerator is 'The measure that is summed up.';
comment on column kpi_definitions.denominator is 'The measure that it is divided by; null where nothing is.';
comment on column kpi_definitions.maturity is 'For so long an observation may still change; it counts afterwards.';
comment on column kpi_definitions.collected is 'Whether anything writes what it is computed from.';
comment on column kpi_definitions.small_groups is 'Whether a part of fewer than five clients is kept from roles that cannot read the answers.';
comment on column kpi_definitions.roles is 'Who may see it: values of the token''s role.';
create trigger touch before update on kpi_definitions for each row execute function touch_updated_at();

create table kpi_targets (
    id uuid primary key default gen_random_uuid(),
    kpi kpi_name not null references kpi_definitions,
    tier service_tier,
    channel_kind channel_kind,
    operator kpi_operator not null,
    value numeric not null,
    upper_value numeric check (upper_value > value),
    at_risk numeric not null,
    upper_at_risk numeric,
    horizon kpi_horizon not null default 'EACH_RANGE',
    source text not null check (source <> ''),
    current boolean not null default true,
    version integer not null default 1 check (version > 0),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    check ((operator = 'WITHIN') = (upper_value is not null)),
    check ((operator = 'WITHIN') = (upper_at_risk is not null)),
    check (case when operator in ('AT_LEAST', 'MORE_THAN', 'WITHIN') then at_risk <= value else at_risk >= value end),
    check (upper_at_risk >= upper_value)
);
comment on column kpi_targets.tier is 'Null is the figure of all tiers.';
comment on column kpi_targets.channel_kind is 'Null is all channels.';
comment on column kpi_targets.at_risk is 'A value between the target and this one misses the target, and is at risk; beyond, it is off.';
comment on column kpi_targets.source is 'The document that names it, or `house`.';
comment on column kpi_targets.current is 'The one that holds; those before it stay to be read.';
create unique index kpi_targets_current on kpi_targets (kpi, tier, channel_kind) nulls not distinct where current;
create index kpi_targets_kpi on kpi_targets (kpi, created_at, id);
create trigger touch before update on kpi_targets for each row execute function touch_updated_at();
create trigger version before update on kpi_targets for each row execute function count_version();

insert into concierge.access (relation, role, rule)
select relation, role, case when role in ('concierge_agent', 'concierge_vip_manager', 'concierge_lead') then 'at_work'
    when role = 'concierge_writer' then 'updates' else 'everything' end
from unnest(array['kpi_definitions', 'kpi_targets']) as relation
cross join unnest(array['concierge_agent', 'concierge_vip_manager', 'concierge_lead', 'concierge_editor', 'concierge_analyst',
    'concierge_executive', 'concierge_auditor', 'concierge_admin', 'concierge_system', 'concierge_reader', 'concierge_writer']) as role;
insert into concierge.column_classes (relation, column_name, class)
select relation, name, 'none'
from (values
    ('kpi_definitions', 'value_is numerator denominator name_pl name_en formula_pl formula_en roles'),
    ('kpi_targets', 'source')
) as listed (relation, names)
cross join lateral regexp_split_to_table(names, '\s+') as name;
call concierge.apply_access();

-- The catalogue. Shares are between 0 and 1. Groups of roles: service, work, money, quality, clients.
set local role concierge_writer;

insert into kpi_definitions
    (name, position, unit, decimals, better, class, value_is, numerator, denominator, scale, dimensions, maturity, collected,
     small_groups, roles, name_pl, name_en, formula_pl, formula_en)
select name::kpi_name, row_number() over (order by place), unit::kpi_unit,
    case unit when 'RATIO' then 4 when 'COUNT' then 0 when 'SECONDS' then 0 when 'POINTS' then 1 else 2 end, better::kpi_direction,
    class::kpi_class, case when name in ('FIRST_RESPONSE_TIME', 'BACKLOG_AGE') then 'median' else 'quotient' end, numerator, denominator,
    case unit when 'SECONDS' then 1000000 when 'PLN' then 100 when 'PER_HOUR' then 1 else case name when 'QUALITY_SCORE' then 100 else 1 end end,
    case dims when 'all' then '{TIER,CHANNEL,CATEGORY,AGENT,TEAM}' when 'ticket' then '{TIER,CHANNEL,CATEGORY}' when 'agent' then '{AGENT,TEAM}'
        when 'team' then '{TEAM}' when 'tier' then '{TIER}' else '{}' end::kpi_dimension[],
    make_interval(days => maturity), collected, name in ('CSAT', 'CSAT_RATE', 'CES', 'NPS'),
    case seen
        when 'service' then '{agent,vip_manager,lead,analyst,executive,auditor,admin}'
        when 'work' then '{lead,analyst,executive,admin,agent,vip_manager}'
        when 'money' then '{analyst,executive,admin}'
        when 'value' then '{vip_manager,lead,analyst,executive,admin}'
        when 'quality' then '{lead,auditor,analyst,executive,admin}'
        when 'brand' then '{lead,auditor,analyst,executive,admin,editor}'
        else '{lead,analyst,executive,admin}' end::text[],
    name_pl, name_en, formula_pl, formula_en
from (values
    (1, 'CSAT', 'SCORE', 'UP', 'DISTRIBUTION', 'marks of satisfaction', 'answers', 'all', 0, true, 'service', 'Satysfakcja', 'Satisfaction',
        'średnia ocen od 1 do 5, ankiety z odpowiedzią w okresie', 'mean of the marks from 1 to 5, of surveys answered in the range'),
    (2, 'CSAT_RATE', 'RATIO', 'UP', 'RATIO', 'marks of 4 and 5', 'answers', 'all', 0, true, 'service', 'Udział zadowolonych', 'Share of the satisfied',
        'oceny 4 i 5 ÷ odpowiedzi w okresie', 'marks of 4 and 5 ÷ answers of the range'),
    (3, 'NPS', 'POINTS', 'UP', 'LATEST', '100 × (promoters − detractors)', 'clients who answered', 'all', 0, true, 'service', 'NPS', 'Net promoter score',
        '% ocen 9–10 minus % ocen 0–6; ostatnia odpowiedź klienta w okresie', '% of 9 and 10 minus % of 0 to 6; a client''s latest answer in the range'),
    (4, 'CES', 'SCORE', 'DOWN', 'DISTRIBUTION', 'marks of effort', 'answers', 'all', 0, true, 'service', 'Wysiłek klienta', 'Customer effort',
        'średnia ocen od 1 do 7, mniej znaczy lepiej', 'mean of the marks from 1 to 7; lower is better'),
    (5, 'SURVEY_RESPONSE_RATE', 'RATIO', 'UP', 'RATIO', 'answered within 14 days', 'surveys delivered', 'all', 14, true, 'service', 'Odpowiedzi na ankiety', 'Survey response rate',
        'z odpowiedzią w 14 dni ÷ doręczone w okresie', 'answered within 14 days ÷ delivered in the range'),
    (6, 'FIRST_RESPONSE_TIME', 'SECONDS', 'DOWN', 'DISTRIBUTION', 'service time to the first answer', 'first answers', 'all', 0, true, 'service', 'Czas pierwszej odpowiedzi', 'First response time',
        'mediana czasu (godziny pracy) do pierwszej publicznej odpowiedzi osoby; zgłoszenia przychodzące utworzone w okresie', 'median service time to the first public message of a person; inbound tickets created in the range'),
    (7, 'RESOLUTION_TIME', 'SECONDS', 'DOWN', 'DISTRIBUTION', 'service time to the resolution, without PENDING', 'tickets resolved', 'all', 0, true, 'service', 'Czas rozwiązania', 'Resolution time',
        'średni czas (godziny pracy, bez czekania na klienta) do ostatniego rozwiązania', 'mean service time without PENDING to the last resolution; tickets resolved in the range but merged ones and spam'),
    (8, 'SLA_COMPLIANCE', 'RATIO', 'UP', 'RATIO', 'clocks met in time', 'clocks that ended', 'all', 0, true, 'service', 'Dotrzymane terminy', 'Service levels kept',
        'zegary dotrzymane ÷ zakończone w okresie', 'met ÷ (met + breached), of the clocks that ended in the range'),
    (9, 'ROUTED_WITHIN_5_MIN', 'RATIO', 'UP', 'RATIO', 'with an agent or settled within 5 minutes', 'inbound tickets', 'ticket', 0, true, 'service', 'Przydział w 5 minut', 'Routed within 5 minutes',
        'z agentem lub odpowiedzią automatu w 5 min czasu pracy ÷ zgłoszenia okresu', 'with an agent or an automated settlement within 5 minutes of service time ÷ inbound tickets of the range'),
    (10, 'TICKET_VOLUME', 'COUNT', 'NEITHER', 'SUM', 'inbound tickets created', null, 'ticket', 0, true, 'service', 'Liczba zgłoszeń', 'Ticket volume',
        'zgłoszenia przychodzące utworzone w okresie', 'inbound tickets created in the range'),
    (11, 'BACKLOG', 'COUNT', 'DOWN', 'SNAPSHOT', 'tickets open', null, 'all', 0, true, 'service', 'Zaległości', 'Backlog',
        'zgłoszenia otwarte na koniec okresu', 'tickets open at the end of the range'),
    (12, 'BACKLOG_AGE', 'SECONDS', 'DOWN', 'SNAPSHOT', 'age of open tickets', 'tickets open', 'all', 0, true, 'service', 'Wiek zaległości', 'Age of the backlog',
        'mediana wieku zgłoszeń otwartych na koniec okresu', 'median age of the tickets open at the end of the range'),
    (13, 'FIRST_CONTACT_RESOLUTION', 'RATIO', 'UP', 'RATIO', 'settled in one contact', 'first resolutions by people', 'all', 7, true, 'service', 'Rozwiązane w pierwszym kontakcie', 'First contact resolution',
        'rozwiązane w jednym kontakcie, bez przekazania, eskalacji i powrotu w 7 dni ÷ pierwsze rozwiązania przez ludzi', 'settled in one contact, with no hand-off, escalation or reopen and no new ticket of that client in that category within 7 days ÷ first resolutions by people'),
    (14, 'ESCALATION_RATE', 'RATIO', 'DOWN', 'RATIO', 'ever escalated', 'tickets created', 'all', 0, true, 'service', 'Eskalacje', 'Escalation rate',
        'kiedykolwiek eskalowane ÷ utworzone w okresie', 'ever escalated ÷ tickets created in the range'),
    (15, 'REOPEN_RATE', 'RATIO', 'DOWN', 'RATIO', 'reopened within 7 days', 'resolutions', 'all', 7, true, 'service', 'Powroty', 'Reopen rate',
        'otwarte ponownie w 7 dni ÷ rozwiązania w okresie', 'reopened within 7 days ÷ resolutions of the range'),
    (16, 'AUTOMATION_RATE', 'RATIO', 'UP', 'RATIO', 'resolved by a rule, without a person''s word', 'tickets resolved', 'all', 0, true, 'service', 'Automatyzacja', 'Automation rate',
        'rozwiązane przez regułę bez słowa osoby ÷ rozwiązane', 'resolved by an automation rule without a person''s reply ÷ resolved'),
    (17, 'AUTOMATION_SUCCESS', 'RATIO', 'UP', 'RATIO', 'not reopened within 7 days', 'resolutions by rules', 'all', 7, true, 'service', 'Skuteczność automatyzacji', 'Automation success',
        'bez powrotu w 7 dni ÷ rozwiązania przez reguły', 'not reopened within 7 days ÷ resolutions by automation rules'),
    (18, 'TICKETS_RESOLVED', 'COUNT', 'NEITHER', 'SUM', 'tickets resolved', null, 'all', 0, true, 'service', 'Rozwiązane zgłoszenia', 'Tickets resolved',
        'zgłoszenia rozwiązane w okresie, bez scalonych i spamu', 'tickets resolved in the range, without merged ones and spam'),
    (19, 'SERVICE_EXCELLENCE', 'RATIO', 'UP', 'RATIO', 'kept in every respect', 'tickets resolved by people', 'all', 7, true, 'service', 'Wzorowa obsługa', 'Service excellence',
        'oba terminy, bez powrotu w 7 dni, ocena ≥ 4, kontrola ≥ 90 ÷ rozwiązane przez ludzi', 'both clocks met, not reopened within 7 days, mark ≥ 4 where answered, evaluation ≥ 90 where made ÷ tickets resolved by people'),
    (20, 'OPERATIONAL_EFFICIENCY', 'RATIO', 'UP', 'RATIO', 'reference handling', 'handling with wrap-up', 'all', 0, true, 'work', 'Sprawność', 'Operational efficiency',
        'Σ czas wzorcowy ÷ Σ czas obsługi', 'Σ reference handling (median by root category and channel kind of the quarter before) ÷ Σ actual handling with wrap-up'),
    (21, 'PERSONALIZATION', 'RATIO', 'UP', 'RATIO', 'language, channel and agent respected', 'contacts', 'all', 0, true, 'service', 'Personalizacja', 'Personalization',
        'kontakty w języku, kanale i z opiekunem klienta ÷ kontakty', 'contacts in which language, preferred channel and preferred agent were respected ÷ contacts'),
    (22, 'DEDICATED_AGENT_SHARE', 'RATIO', 'UP', 'RATIO', 'by the dedicated agent', 'contacts of clients who have one', 'all', 0, true, 'service', 'Udział opiekuna', 'Share of the dedicated agent',
        'kontakty z opiekunem ÷ kontakty klientów, którzy go mają', 'contacts that the dedicated agent handled ÷ all contacts of clients who have one'),
    (23, 'WHITE_GLOVE_USAGE', 'RATIO', 'UP', 'WINDOW', 'entitled clients with a service', 'entitled clients', 'tier', 0, true, 'clients', 'Usługi white glove', 'White-glove usage',
        'uprawnieni z wykonaną usługą ÷ uprawnieni na koniec okresu', 'entitled clients with a service completed in the range ÷ entitled clients at its end'),
    (24, 'FOLLOW_UP_RATE', 'RATIO', 'UP', 'RATIO', 'with a follow-up within 7 days', 'VIP tickets resolved', 'all', 7, false, 'service', 'Kontakt po sprawie', 'Follow-up rate',
        'z kontaktem w 7 dni ÷ rozwiązane zgłoszenia VIP', 'with a follow-up done within 7 days ÷ VIP tickets resolved'),
    (25, 'AI_ACCURACY', 'RATIO', 'UP', 'RATIO', 'decisions that held', 'decisions of the machine', 'ticket', 7, true, 'quality', 'Trafność automatu', 'Accuracy of the machine',
        'decyzje, które się utrzymały ÷ decyzje starsze niż 7 dni', 'routed first choice kept to the resolution, automated resolution not reopened ÷ decisions older than 7 days'),
    (26, 'CHURN_ACCURACY', 'RATIO', 'UP', 'RATIO', 'right predictions', 'predictions', 'none', 0, false, 'clients', 'Trafność prognoz odejść', 'Accuracy of churn predictions',
        'trafność czynnego modelu na jego próbie', 'the active churn model''s accuracy on its test snapshots'),
    (27, 'AGENT_UTILIZATION', 'RATIO', 'NEITHER', 'RATIO', 'handling inside shifts', 'paid time less breaks and training', 'agent', 0, true, 'work', 'Wykorzystanie czasu', 'Agent utilization',
        'suma obsługi w czasie zmiany ÷ płatny czas bez przerw i szkoleń', 'union of handling and wrap-up inside the shift ÷ paid shift less breaks and training'),
    (28, 'OCCUPANCY', 'RATIO', 'NEITHER', 'RATIO', 'handling inside shifts', 'handling and available', 'agent', 0, true, 'work', 'Zajętość', 'Occupancy',
        'suma obsługi ÷ (obsługa + gotowość)', 'union of handling and wrap-up inside the shift ÷ (handling + available)'),
    (29, 'SCHEDULE_ADHERENCE', 'RATIO', 'UP', 'RATIO', 'time in the scheduled state', 'scheduled time', 'agent', 0, true, 'work', 'Zgodność z grafikiem', 'Schedule adherence',
        'czas w zaplanowanym stanie ÷ czas zaplanowany', 'minutes in the scheduled state ÷ scheduled minutes'),
    (30, 'TICKETS_PER_HOUR', 'PER_HOUR', 'UP', 'RATIO', 'tickets resolved by people', 'worked hours', 'agent', 0, true, 'work', 'Zgłoszenia na godzinę', 'Tickets per hour',
        'rozwiązane przez ludzi ÷ przepracowane godziny', 'tickets resolved by people ÷ worked hours, regular and on call'),
    (31, 'QUALITY_SCORE', 'SCORE', 'UP', 'DISTRIBUTION', 'scores of evaluations', 'evaluations', 'all', 0, true, 'quality', 'Jakość', 'Quality score',
        'średnia ocen jakości od 0 do 100', 'mean of the evaluations, 0 to 100'),
    (32, 'STANDARDS_COMPLIANCE', 'RATIO', 'UP', 'RATIO', 'checks passed', 'checks made', 'team', 0, true, 'quality', 'Zgodność ze standardami', 'Compliance with standards',
        'kontrole zaliczone ÷ wykonane', 'checks passed ÷ checks made in audits of standards'),
    (33, 'AUDIT_COMPLIANCE', 'RATIO', 'UP', 'RATIO', 'findings closed in time', 'findings due', 'team', 0, true, 'quality', 'Uwagi zamknięte w terminie', 'Findings closed in time',
        'uwagi zamknięte w terminie ÷ z terminem w okresie', 'findings closed in time ÷ findings due in the range'),
    (34, 'TRAINING_COMPLETION', 'RATIO', 'UP', 'WINDOW', 'trainings done and valid', 'mandatory trainings due', 'agent', 0, true, 'quality', 'Ukończone szkolenia', 'Training completion',
        'szkolenia obowiązkowe ukończone i ważne ÷ wymagane', 'mandatory trainings done and valid ÷ due, at the end of the range'),
    (35, 'BRAND_CONSISTENCY', 'RATIO', 'UP', 'RATIO', 'checks passed', 'checks made', 'all', 0, true, 'brand', 'Spójność z marką', 'Brand consistency',
        'kontrole zaliczone ÷ wykonane, wiadomości wychodzące', 'checks passed ÷ checks made of outgoing messages'),
    (36, 'AVAILABILITY', 'RATIO', 'UP', 'DERIVED', 'minutes without an incident', 'minutes of the range', 'none', 0, true, 'quality', 'Dostępność', 'Availability',
        '1 − minuty nieplanowanych awarii ÷ minuty okresu', '1 − unplanned incident minutes ÷ minutes of the range'),
    (37, 'LUXURY_EXPERIENCE_SCORE', 'POINTS', 'UP', 'DERIVED', 'CSAT, SLA_COMPLIANCE, QUALITY_SCORE, PERSONALIZATION, BRAND_CONSISTENCY', null, 'all', 0, true, 'quality', 'Wskaźnik luksusu', 'Luxury experience score',
        '0,35·(csat−1)/4·100 + 0,25·sla + 0,20·jakość + 0,10·personalizacja + 0,10·marka', '0.35·(csat−1)/4·100 + 0.25·sla_compliance + 0.20·quality_score + 0.10·personalization + 0.10·brand_consistency'),
    (38, 'SUPPORT_COST', 'PLN', 'DOWN', 'DERIVED', 'support costs', null, 'all', 0, true, 'money', 'Koszt obsługi', 'Support cost',
        'koszty okresu, miesięczne po dniach; części według czasu obsługi', 'costs of the range, monthly ones by day; parts by handling time'),
    (39, 'COST_PER_TICKET', 'PLN', 'DOWN', 'DERIVED', 'support costs', 'tickets resolved', 'all', 0, true, 'money', 'Koszt zgłoszenia', 'Cost per ticket',
        'koszty okresu ÷ zgłoszenia rozwiązane', 'support costs of the range ÷ tickets resolved'),
    (40, 'COST_PER_CLIENT', 'PLN', 'DOWN', 'DERIVED', 'support costs', 'clients with a ticket', 'all', 0, true, 'money', 'Koszt na klienta', 'Cost per client',
        'koszty okresu ÷ klienci ze zgłoszeniem', 'support costs of the range ÷ clients with a ticket in it'),
    (41, 'REVENUE', 'PLN', 'UP', 'SUM', 'orders net of refunds', null, 'tier', 0, true, 'money', 'Przychód', 'Revenue',
        'zamówienia opłacone minus zwroty w dniu zwrotu', 'paid orders on their day, less refunds on theirs'),
    (42, 'GROSS_MARGIN', 'PLN', 'UP', 'SUM', 'revenue − cost of goods sold', null, 'tier', 0, true, 'money', 'Marża', 'Gross margin',
        'przychód − koszt sprzedanych towarów', 'revenue − cost of goods sold; what came back whole is not sold'),
    (43, 'REVENUE_PER_CLIENT', 'PLN', 'UP', 'DERIVED', 'orders net of refunds', 'clients with an order', 'tier', 0, true, 'money', 'Przychód na klienta', 'Revenue per client',
        'przychód ÷ klienci z zamówieniem', 'revenue ÷ clients with an order in the range'),
    (44, 'ATTRIBUTED_REVENUE', 'PLN', 'UP', 'SUM', 'revenue × attributed share', null, 'all', 0, true, 'money', 'Przychód przypisany', 'Attributed revenue',
        'przychód zamówień × przypisany udział', 'Σ revenue of orders, net of refunds × attributed share'),
    (45, 'SUPPORT_ROI', 'RATIO', 'UP', 'DERIVED', 'attributed margin − support costs', 'support costs', 'all', 0, true, 'money', 'Zwrot z obsługi', 'Return on support',
        '(przypisana marża − koszty) ÷ koszty', '(attributed gross margin net of refunds − support cost) ÷ support cost'),
    (46, 'AVERAGE_ORDER_VALUE', 'PLN', 'UP', 'RATIO', 'orders net of refunds', 'orders', 'tier', 0, true, 'money', 'Średnie zamówienie', 'Average order value',
        'przychód ÷ zamówienia', 'net revenue ÷ orders'),
    (47, 'ORDER_FREQUENCY', 'PER_YEAR', 'UP', 'WINDOW', 'orders of a year', 'clients with an order in it', 'tier', 0, true, 'money', 'Częstość zamówień', 'Order frequency',
        'zamówienia roku kończącego się w `to` ÷ klienci z zamówieniem', 'orders in the year that ends at `to` ÷ clients with an order in that year'),
    (48, 'LIFETIME_VALUE', 'PLN', 'UP', 'WINDOW', 'lifetime values', 'clients', 'tier', 0, true, 'value', 'Wartość klienta', 'Lifetime value',
        'średnia: marża dotąd + m·Σₜ₌₁..₅ sᵗ/1,1ᵗ', 'mean of: past margin net of refunds + m·Σₜ₌₁..₅ sᵗ/1.1ᵗ'),
    (49, 'TOTAL_CLIENTS', 'COUNT', 'UP', 'SNAPSHOT', 'clients', null, 'tier', 0, true, 'clients', 'Klienci', 'Clients',
        'klienci na koniec okresu', 'clients at the end of the range'),
    (50, 'NEW_CLIENTS', 'COUNT', 'UP', 'SUM', 'clients who joined', null, 'tier', 0, true, 'clients', 'Nowi klienci', 'New clients',
        'dołączyli w okresie', 'joined in the range'),
    (51, 'RETURNING_CLIENTS', 'COUNT', 'UP', 'DERIVED', 'clients who ordered again', null, 'tier', 0, true, 'clients', 'Powracający klienci', 'Returning clients',
        'z zamówieniem w okresie i wcześniejszym', 'with an order in the range and one before it'),
    (52, 'RETENTION_RATE', 'RATIO', 'UP', 'WINDOW', 'ordered in the last year', 'ordered in the year before', 'tier', 0, true, 'clients', 'Utrzymanie klientów', 'Retention rate',
        'z zamówieniem w ostatnim roku ÷ z zamówieniem w roku przedostatnim', 'clients with an order in the year before last who also ordered in the last year; years end at `to`'),
    (53, 'CHURN_RATE', 'RATIO', 'DOWN', 'WINDOW', 'did not order in the last year', 'ordered in the year before', 'tier', 0, true, 'clients', 'Odejścia klientów', 'Churn rate',
        '1 − utrzymanie', '1 − retention'),
    (54, 'REPEAT_PURCHASE_RATE', 'RATIO', 'UP', 'WINDOW', 'a second order within 12 months', 'clients whose first order is 12 months old', 'tier', 0, true, 'clients', 'Drugie zakupy', 'Repeat purchase rate',
        'drugie zamówienie w 12 miesięcy od pierwszego ÷ klienci z pierwszym sprzed 12 miesięcy', 'second order within 12 months of the first ÷ clients whose first order is at least 12 months before `to`'),
    (55, 'SELF_SERVICE_RATE', 'RATIO', 'UP', 'RATIO', 'help sessions without a ticket', 'help sessions and tickets without one', 'none', 1, false, 'clients', 'Samoobsługa', 'Self-service rate', 'wizyty w pomocy bez zgłoszenia w 24 h ÷ wizyty i zgłoszenia bez nich', 'help sessions without a ticket within 24 h ÷ help sessions + tickets without one'),
    (56, 'DASHBOARD_VISIT_RATE', 'RATIO', 'UP', 'RATIO', 'clients who visited', 'clients with a session', 'tier', 0, false, 'clients', 'Odwiedziny panelu', 'Dashboard visits', 'klienci z wizytą w panelu ÷ klienci z sesją', 'clients with a dashboard visit ÷ clients with a session'),
    (57, 'WISHLIST_ADOPTION', 'RATIO', 'UP', 'SNAPSHOT', 'clients with a wish', 'clients', 'tier', 0, false, 'clients', 'Listy życzeń', 'Wishlists', 'klienci z listą życzeń ÷ klienci', 'clients with a wishlist that has an item ÷ clients'),
    (58, 'LOYALTY_ADOPTION', 'RATIO', 'UP', 'SNAPSHOT', 'clients with an account', 'clients', 'tier', 0, false, 'clients', 'Program lojalnościowy', 'Loyalty programme', 'klienci z kontem ÷ klienci', 'clients with a loyalty account ÷ clients'),
    (59, 'REVIEW_PARTICIPATION', 'RATIO', 'UP', 'SNAPSHOT', 'clients with a review', 'clients with a delivered order', 'tier', 0, false, 'clients', 'Opinie', 'Reviews', 'klienci z opinią ÷ klienci z dostawą w ostatnim roku', 'clients with a review ÷ clients with an order delivered in the last year'),
    (60, 'EMAIL_OPEN', 'RATIO', 'UP', 'RATIO', 'messages opened', 'messages delivered', 'tier', 0, false, 'clients', 'Otwarcia wiadomości', 'E-mails opened', 'otwarte ÷ doręczone', 'opened ÷ delivered, marketing'),
    (61, 'EMAIL_CLICK', 'RATIO', 'UP', 'RATIO', 'messages clicked', 'messages delivered', 'tier', 0, false, 'clients', 'Kliknięcia w wiadomości', 'E-mails clicked', 'kliknięte ÷ doręczone', 'clicked ÷ delivered, marketing'),
    (62, 'REFERRAL_SHARE', 'RATIO', 'UP', 'RATIO', 'with a rewarded referral', 'new clients', 'none', 0, false, 'clients', 'Polecenia', 'Referrals', 'nowi z polecenia ÷ nowi', 'new clients with a rewarded referral ÷ new clients'),
    (63, 'MULTI_CATEGORY_BUYERS', 'RATIO', 'UP', 'WINDOW', 'with orders in two root categories', 'clients with an order', 'tier', 0, false, 'clients', 'Zakupy w wielu kategoriach', 'Buyers of several categories', 'z zamówieniami w ≥ 2 kategoriach ÷ z zamówieniem', 'clients with orders in at least two root product categories ÷ clients with an order, year to `to`'),
    (64, 'RECOMMENDATION_CTR', 'RATIO', 'UP', 'RATIO', 'clicked within 24 h', 'recommendations shown', 'tier', 1, false, 'clients', 'Kliknięcia w polecane', 'Recommendations clicked', 'kliknięte w 24 h ÷ pokazane', 'clicked within 24 h ÷ shown'),
    (65, 'PERSONALIZATION_EFFECTIVENESS', 'RATIO', 'UP', 'RATIO', 'recommendations accepted', 'recommendations shown', 'tier', 0, false, 'clients', 'Skuteczność personalizacji', 'Effect of personalization', 'przyjęte ÷ pokazane', 'accepted ÷ shown recommendations'),
    (66, 'REVIEWS_PROCESSED_24H', 'RATIO', 'UP', 'RATIO', 'decided within 24 h', 'reviews', 'none', 1, false, 'clients', 'Opinie rozpatrzone w 24 h', 'Reviews decided within 24 h', 'rozpatrzone w 24 h ÷ opinie', 'decided within 24 h ÷ reviews'),
    (67, 'INNOVATION_INDEX', 'RATIO', 'UP', 'RATIO', 'features used', 'features released', 'none', 90, false, 'clients', 'Przyjęte nowości', 'Features adopted', 'używane przez ≥ 10 % odbiorców w 90 dni ÷ wydane', 'features that at least 10 % of their users used within 90 days ÷ released'),
    (68, 'PAGE_RESPONSE', 'SECONDS', 'DOWN', 'DISTRIBUTION', 'response of pages', 'measurements', 'none', 0, false, 'quality', 'Czas strony', 'Response of pages', 'średni czas odpowiedzi strony', 'mean response time of pages'),
    (69, 'MOBILE_SCORE', 'SCORE', 'UP', 'DISTRIBUTION', 'scores of mobile pages', 'measurements', 'none', 0, false, 'quality', 'Ocena stron mobilnych', 'Score of mobile pages', 'średnia ocen', 'mean score of mobile pages'),
    (70, 'DASHBOARD_LOAD', 'SECONDS', 'DOWN', 'DISTRIBUTION', 'loading of dashboards', 'measurements', 'none', 0, false, 'quality', 'Wczytanie panelu', 'Loading of dashboards', 'średni czas wczytania', 'mean time to load a dashboard'),
    (71, 'HELP_SEARCH', 'SECONDS', 'DOWN', 'DISTRIBUTION', 'searches of help', 'measurements', 'none', 0, false, 'quality', 'Wyszukiwanie pomocy', 'Search of help', 'średni czas wyszukiwania', 'mean time of a help search')
) as kpi (place, name, unit, better, class, numerator, denominator, dims, maturity, collected, seen, name_pl, name_en, formula_pl, formula_en);

-- What the documents ask for. At risk is up to 5 % of the target, 5 points of NPS; of a share that may hardly fail (95 % and
-- more) as much again as may fail.
insert into kpi_targets (id, kpi, tier, channel_kind, operator, value, upper_value, at_risk, upper_at_risk, horizon, source)
select md5(concat_ws(':', 'target', kpi, tier, kind))::uuid, kpi::kpi_name, tier, kind::channel_kind, operator::kpi_operator, value, upper_value,
    case
        when kpi = 'NPS' then value - 5
        when d.unit = 'RATIO' and operator in ('AT_LEAST', 'MORE_THAN') and value between 0.95 and 1 then 2 * value - 1
        when operator in ('AT_LEAST', 'MORE_THAN', 'WITHIN') then value * 0.95
        else value * 1.05 end,
    upper_value * 1.05, horizon::kpi_horizon, source
from (values
    ('CSAT', 'vip', null, 'AT_LEAST', 4.8, null, 'EACH_RANGE', '001'), ('CSAT', 'premium', null, 'AT_LEAST', 4.5, null, 'EACH_RANGE', '001'),
    ('CSAT', 'standard', null, 'AT_LEAST', 4.2, null, 'EACH_RANGE', '001'), ('CSAT', null, null, 'AT_LEAST', 4.7, null, 'EACH_RANGE', '002'),
    ('NPS', 'vip', null, 'AT_LEAST', 75, null, 'EACH_RANGE', '001'), ('NPS', 'premium', null, 'AT_LEAST', 65, null, 'EACH_RANGE', '001'),
    ('NPS', null, null, 'AT_LEAST', 50, null, 'EACH_RANGE', '002'), ('CES', null, null, 'AT_MOST', 3, null, 'EACH_RANGE', '003'),
    ('FIRST_CONTACT_RESOLUTION', 'vip', null, 'AT_LEAST', 0.9, null, 'EACH_RANGE', '001'),
    ('FIRST_CONTACT_RESOLUTION', 'premium', null, 'AT_LEAST', 0.85, null, 'EACH_RANGE', 'house'),
    ('FIRST_CONTACT_RESOLUTION', 'standard', null, 'AT_LEAST', 0.8, null, 'EACH_RANGE', '001'),
    ('FIRST_CONTACT_RESOLUTION', null, null, 'AT_LEAST', 0.85, null, 'EACH_RANGE', '002'),
    ('RETENTION_RATE', 'vip', null, 'AT_LEAST', 0.98, null, 'YEAR', '001'), ('RETENTION_RATE', 'premium', null, 'AT_LEAST', 0.95, null, 'YEAR', '001'),
    ('RETENTION_RATE', 'standard', null, 'AT_LEAST', 0.9, null, 'YEAR', '001'), ('RETENTION_RATE', null, null, 'AT_LEAST', 0.9, null, 'YEAR', '002'),
    ('FIRST_RESPONSE_TIME', 'top', 'LIVE', 'AT_MOST', 30, null, 'EACH_RANGE', '002'), ('FIRST_RESPONSE_TIME', 'gold', 'LIVE', 'AT_MOST', 30, null, 'EACH_RANGE', '002'),
    ('FIRST_RESPONSE_TIME', 'silver', 'LIVE', 'AT_MOST', 60, null, 'EACH_RANGE', '001'), ('FIRST_RESPONSE_TIME', 'premium', 'LIVE', 'AT_MOST', 120, null, 'EACH_RANGE', '001'),
    ('FIRST_RESPONSE_TIME', 'standard', 'LIVE', 'AT_MOST', 300, null, 'EACH_RANGE', '001'), ('FIRST_RESPONSE_TIME', null, null, 'AT_MOST', 3600, null, 'EACH_RANGE', '003'),
    ('RESOLUTION_TIME', 'vip', null, 'AT_MOST', 14400, null, 'EACH_RANGE', '001'), ('RESOLUTION_TIME', 'premium', null, 'AT_MOST', 43200, null, 'EACH_RANGE', 'house'),
    ('RESOLUTION_TIME', 'standard', null, 'AT_MOST', 86400, null, 'EACH_RANGE', '001'), ('RESOLUTION_TIME', null, null, 'AT_MOST', 86400, null, 'EACH_RANGE', '003'),
    ('ESCALATION_RATE', 'vip', null, 'AT_MOST', 0.01, null, 'EACH_RANGE', '001'), ('ESCALATION_RATE', 'premium', null, 'AT_MOST', 0.03, null, 'EACH_RANGE', 'house'),
    ('ESCALATION_RATE', 'standard', null, 'AT_MOST', 0.05, null, 'EACH_RANGE', '001'),
    ('AUTOMATION_RATE', 'vip', null, 'AT_LEAST', 0.7, null, 'EACH_RANGE', '001'), ('AUTOMATION_RATE', null, null, 'AT_LEAST', 0.4, null, 'EACH_RANGE', '003'),
    ('AUTOMATION_SUCCESS', null, null, 'MORE_THAN', 0.85, null, 'EACH_RANGE', '003'),
    ('SLA_COMPLIANCE', null, null, 'AT_LEAST', 0.95, null, 'EACH_RANGE', '003'), ('SURVEY_RESPONSE_RATE', null, null, 'AT_LEAST', 0.5, null, 'EACH_RANGE', '003'),
    ('SUPPORT_ROI', null, null, 'AT_LEAST', 3, null, 'EACH_RANGE', '002'), ('COST_PER_TICKET', null, null, 'AT_MOST', 12.4, null, 'EACH_RANGE', '003'),
    ('AGENT_UTILIZATION', null, null, 'WITHIN', 0.85, 0.9, 'EACH_RANGE', '003'), ('SCHEDULE_ADHERENCE', null, null, 'AT_LEAST', 0.9, null, 'EACH_RANGE', '003'),
    ('QUALITY_SCORE', null, null, 'AT_LEAST', 90, null, 'EACH_RANGE', '003'), ('STANDARDS_COMPLIANCE', null, null, 'AT_LEAST', 0.95, null, 'EACH_RANGE', '002'),
    ('BRAND_CONSISTENCY', null, null, 'AT_LEAST', 0.95, null, 'EACH_RANGE', '002'), ('SERVICE_EXCELLENCE', null, null, 'AT_LEAST', 0.95, null, 'EACH_RANGE', '002'),
    ('LUXURY_EXPERIENCE_SCORE', null, null, 'AT_LEAST', 90, null, 'EACH_RANGE', '002'), ('PERSONALIZATION', null, null, 'MORE_THAN', 0.9, null, 'EACH_RANGE', '001'),
    ('PERSONALIZATION_EFFECTIVENESS', null, null, 'AT_LEAST', 0.85, null, 'EACH_RANGE', '002'), ('AI_ACCURACY', null, null, 'MORE_THAN', 0.9, null, 'EACH_RANGE', '001'),
    ('CHURN_ACCURACY', null, null, 'MORE_THAN', 0.8, null, 'EACH_RANGE', '004'), ('OPERATIONAL_EFFICIENCY', null, null, 'AT_LEAST', 0.85, null, 'EACH_RANGE', '002'),
    ('AVAILABILITY', null, null, 'AT_LEAST', 0.999, null, 'EACH_RANGE', '002'), ('TRAINING_COMPLETION', null, null, 'AT_LEAST', 1, null, 'EACH_RANGE', '000'),
    ('AUDIT_COMPLIANCE', null, null, 'AT_LEAST', 1, null, 'EACH_RANGE', '002'), ('DASHBOARD_VISIT_RATE', null, null, 'MORE_THAN', 0.7, null, 'EACH_RANGE', '004'),
    ('WISHLIST_ADOPTION', null, null, 'MORE_THAN', 0.4, null, 'EACH_RANGE', '004'), ('SELF_SERVICE_RATE', null, null, 'MORE_THAN', 0.6, null, 'EACH_RANGE', '004'),
    ('REVIEW_PARTICIPATION', null, null, 'MORE_THAN', 0.25, null, 'EACH_RANGE', '004'), ('EMAIL_OPEN', null, null, 'MORE_THAN', 0.35, null, 'EACH_RANGE', '004'),
    ('EMAIL_CLICK', null, null, 'MORE_THAN', 0.05, null, 'EACH_RANGE', '004'), ('LOYALTY_ADOPTION', null, null, 'MORE_THAN', 0.5, null, 'EACH_RANGE', '004'),
    ('CHURN_RATE', null, null, 'LESS_THAN', 0.15, null, 'YEAR', '004'), ('REPEAT_PURCHASE_RATE', null, null, 'MORE_THAN', 0.6, null, 'YEAR', '004'),
    ('REFERRAL_SHARE', null, null, 'MORE_THAN', 0.1, null, 'EACH_RANGE', '004'), ('MULTI_CATEGORY_BUYERS', null, null, 'MORE_THAN', 0.25, null, 'YEAR', '004'),
    ('RECOMMENDATION_CTR', null, null, 'MORE_THAN', 0.2, null, 'EACH_RANGE', '004'), ('ROUTED_WITHIN_5_MIN', null, null, 'AT_LEAST', 1, null, 'EACH_RANGE', '004'),
    ('REVIEWS_PROCESSED_24H', null, null, 'AT_LEAST', 1, null, 'EACH_RANGE', '004')
) as target (kpi, tiers, kind, operator, value, upper_value, horizon, source)
join kpi_definitions d on d.name = target.kpi::kpi_name
cross join lateral unnest(case tiers when 'vip' then '{VIP_SILVER,VIP_GOLD,VIP_PLATINUM,VIP_DIAMOND}' when 'top' then '{VIP_PLATINUM,VIP_DIAMOND}'
    when 'gold' then '{VIP_GOLD}' when 'silver' then '{VIP_SILVER}' when 'premium' then '{PREMIUM}' when 'standard' then '{STANDARD}'
    end::service_tier[] || case when tiers is null then array[null]::service_tier[] else '{}' end) as tier;
reset role;
