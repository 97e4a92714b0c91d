-- How agents grew, what sounded like the brand, what orders the desk brought, and what the house wants to reach.
set local role concierge_writer;

-- Each training once a year, a few weeks before it is due or a few days late.
insert into support_training_records (id, agent_id, program_id, completed_at, valid_until, score, recorded_by, created_at)
select demo.id('training', a.n * 1024 + p.place * 32 + year), a.id, p.id, at, at + interval '1 year',
    least(100, 78 + floor(23 * demo.unit('training score', a.n * 1024 + p.place * 32 + year))::integer), 'demo-auditor-1', at
from demo.agents a
join support_agents s on s.id = a.id
cross join demo.settings
cross join (select id, row_number() over (order by code) as place from training_programs where mandatory) as p
cross join generate_series(0, 8) as year
cross join lateral (select demo.unit('training late', a.n * 1024 + p.place * 32 + year) as late) as u
cross join lateral (select (s.hired_on + 40 + 335 * year
    + case when late < 0.12 then 25 + floor(160 * late)::integer else -floor(18 * late)::integer end
    + time '10:00') at time zone 'Europe/Warsaw' as at) as done
where at < ends_at;
select demo.tell('trainings', count(*)) from support_training_records;

insert into certifications
    (id, agent_id, knowledge_test, client_feedback, mystery_shopping, practical_done, assessed_at, valid_until, refresher_due_on,
     audit_due_on, review_due_on, assessed_by, created_at)
select demo.id('certification', a.n * 16 + year), a.id, 85 + floor(15 * demo.unit('knowledge', a.n * 16 + year))::integer,
    84 + floor(16 * demo.unit('feedback', a.n * 16 + year))::integer, 84 + floor(16 * demo.unit('mystery', a.n * 16 + year))::integer,
    demo.unit('practical', a.n * 16 + year) < 0.96, at, at + interval '1 year', (at + interval '1 month')::date,
    (at + interval '1 month')::date, (at + interval '3 months')::date, 'demo-auditor-2', at
from demo.agents a
cross join demo.settings
cross join generate_series(0, 2) as year
cross join lateral (select ends_at - make_interval(days => 350 * year + 1 + floor(300 * demo.unit('certified', a.n))::integer) + interval '12 hours' as at) as assessed;

insert into performance_reviews (id, agent_id, reviewer_id, period_from, period_to, rating, summary, created_at)
select demo.id('review', a.n * 16 + k), a.id, leads[1 + a.n % cardinality(leads)], (at - interval '3 months')::date, at::date,
    3 + floor(2.4 * demo.unit('rating', a.n * 16 + k))::integer,
    demo.pick('{Stały poziom i dobra atmosfera.,Szybkie odpowiedzi; warto popracować nad podsumowaniem.,Bardzo dobry kwartał.,Więcej samodzielności w trudnych sprawach.}', 'review words', a.n * 16 + k),
    at
from demo.agents a
cross join demo.settings
cross join (select array_agg(id order by n) as leads from demo.agents where position = 'LEAD') as people
cross join generate_series(0, 10) as k
cross join lateral (select ends_at - make_interval(days => 91 * k + 5) + interval '15 hours' as at) as held
where a.position <> 'LEAD';

-- Outgoing messages, one in twelve: five checks each.
insert into brand_checks
    (id, message_id, ticket_id, client_id, confidential, agent_id, checks_made, checks_passed, failed, rule, rule_version, created_at)
select md5('brand check:' || m.id)::uuid, m.id, m.ticket_id, m.client_id, m.confidential, m.author_agent_id, 5, 5 - cardinality(failed), failed,
    'brand_voice', 1, m.created_at + interval '5 minutes'
from ticket_messages m
cross join demo.settings
cross join lateral (select ('x' || left(md5(m.id::text), 8))::bit(32)::bigint as n) as hashed
cross join lateral (select array(
    select code from unnest(array['greeting', 'name', 'tone', 'language', 'closing']) with ordinality as c (code, place)
    where demo.unit('brand ' || code, n) < 0.02 + 0.008 * place) as failed) as checked
where m.author_kind <> 'CLIENT' and not m.internal and n % 12 = 0 and m.created_at + interval '5 minutes' < ends_at;
select demo.tell('brand checks', count(*)) from brand_checks;

select demo.tell('attributed orders', attribute_orders(ends_at - interval '1100 days', ends_at, 2147483647)) from demo.settings;

insert into support_agents_metrics
    (id, agent_id, day, tickets_resolved, messages, handling_seconds, paid_seconds, csat_answers, csat_sum, created_at, updated_at)
select md5(concat_ws(':', 'agent day', d.agent_id, d.day))::uuid, d.agent_id, d.day, d.tickets_resolved, d.messages, d.handling_seconds,
    d.paid_seconds, d.csat_answers, d.csat_sum, least(ends_at, at), least(ends_at, at)
from demo.settings
cross join lateral agent_days(until - 1096, until - 1) as d
cross join lateral (select ((d.day + 1) + time '03:30') at time zone 'Europe/Warsaw' as at) as written;
select demo.tell('days of agents', count(*)) from support_agents_metrics;

-- Who had the best marks, and the best evaluations, of each month.
insert into agent_achievements (id, agent_id, kind, month, value, created_at)
select md5(concat_ws(':', 'achievement', kind, month))::uuid, agent_id, kind::achievement_kind, month, round(value, 2),
    least(ends_at, (month + interval '1 month') at time zone 'Europe/Warsaw')
from (
    select distinct on (kind, month) *
    from (
        select 'SATISFACTION' as kind, agent_id, date_trunc('month', answered_at at time zone 'Europe/Warsaw')::date as month,
            avg(score) as value, count(*) as n
        from support_feedback_surveys where kind = 'CSAT' and agent_id is not null and answered_at is not null group by 1, 2, 3
        union all
        select 'QUALITY', agent_id, date_trunc('month', created_at at time zone 'Europe/Warsaw')::date, avg(score), count(*)
        from support_qa_evaluations group by 1, 2, 3
    ) as monthly
    where n >= 5
    order by kind, month, value desc, agent_id
) as best
cross join demo.settings
where (month + interval '1 month') at time zone 'Europe/Warsaw' <= ends_at;

-- The goals of the documents.
insert into success_goals (id, name_pl, name_en, kpi, baseline, target, value, unit, starts_on, due_on, source, created_at, updated_at)
select md5('goal:' || goal.name_en)::uuid, goal.name_pl, goal.name_en, kpi::kpi_name, baseline, target, value, coalesce(d.unit, 'RATIO'), until - 300, until + 65, source,
    ends_at - interval '300 days', ends_at - interval '300 days'
from demo.settings
cross join (values
    ('Satysfakcja klientów', 'Client satisfaction', 'CSAT', 4.6, 4.8, null, '001'), ('Utrzymanie klientów', 'Client retention', 'RETENTION_RATE', 0.82, 0.90, null, '002'),
    ('Koszt zgłoszenia', 'Cost per ticket', 'COST_PER_TICKET', 15.5, 12.4, null, '003'), ('Automatyzacja', 'Automation', 'AUTOMATION_RATE', 0.2, 0.4, null, '003'),
    ('Udział sprzedaży dodatkowej', 'Share of cross-selling', null, 0.18, 0.25, 0.21, '004')
) as goal (name_pl, name_en, kpi, baseline, target, value, source)
left join kpi_definitions d on d.name = goal.kpi::kpi_name;
insert into success_goal_notes (id, goal_id, value, note, noted_by, created_at)
select 1, md5('goal:Share of cross-selling')::uuid, 0.21, 'Z raportu sprzedaży za ostatni kwartał.', 'demo-executive', ends_at - interval '20 days'
from demo.settings;

insert into benchmarks (id, kpi, value, source, published_on, note, created_at)
select md5('benchmark:' || kpi)::uuid, kpi::kpi_name, value, 'demo', until - 200, 'Wartość przykładowa, nie z żadnego badania.', ends_at - interval '190 days'
from demo.settings
cross join (values ('CSAT', 4.4), ('NPS', 42), ('FIRST_CONTACT_RESOLUTION', 0.72), ('SLA_COMPLIANCE', 0.9)) as known (kpi, value);

-- The queues of the last seven days, by the minute.
insert into support_queue_metrics
    (id, at, channel, tier, depth, deepest, longest_wait_seconds, average_wait_seconds, agents_available, created_at)
select md5(concat_ws(':', 'queue', at, channel, tier))::uuid, at, channel, tier, count(*), count(*), max(waited), avg(waited)::integer,
    max(demo.staffed()) * case when demo.is_working_day((at at time zone 'Europe/Warsaw')::date)
        and extract(hour from at at time zone 'Europe/Warsaw') between 9 and 16 then 1 else 0 end, at
from (
    select channel, (enum_range(null::service_tier))[rank] as tier, at, floor(extract(epoch from at - created_at))::integer as waited
    from demo.known
    cross join lateral generate_series(date_trunc('minute', greatest(created_at, ends_at - interval '7 days')) + interval '1 minute',
        least(coalesce(first_response_at, 'infinity'), coalesce(merged_at, 'infinity'), coalesce(resolved_first_at, 'infinity'),
            ends_at - interval '1 second'), interval '1 minute') as at
    where outcome <> 'AUTOMATION' and created_at > ends_at - interval '30 days'
) as waiting
group by at, channel, tier;
select demo.tell('minutes of queues', count(*)) from support_queue_metrics;

-- The gateway in the same days: quicker at night, and slower under load.
insert into performance_metrics (id, at, metric, source, value, highest, samples, created_at)
select md5(concat_ws(':', 'performance', minute, metric))::uuid, ends_at - make_interval(mins => minute), metric::performance_metric, 'gateway-1',
    value, value * (1.1 + 0.6 * demo.unit('peak ' || metric, minute)), 60, ends_at - make_interval(mins => minute)
from demo.settings
cross join generate_series(1, 7 * 1440) as minute
cross join lateral (select 0.25 + greatest(0, sin(pi() * ((1440 - minute % 1440) / 1440.0 - 0.25) * 1.6)) as load) as busy
cross join lateral (values
    ('REQUEST_RATE', round((load * 38 * (0.8 + 0.4 * demo.unit('rate', minute)))::numeric, 2)::double precision),
    ('REQUEST_P95', round((6 + 5 * load * (0.7 + 0.6 * demo.unit('p95', minute)))::numeric, 2)::double precision),
    ('ERROR_RATE', case when demo.unit('errors', minute) < 0.02 then 0.001 else 0 end)
) as measured (metric, value);
select demo.tell('measurements', count(*)) from performance_metrics;

reset role;
select setval(pg_get_serial_sequence('success_goal_notes', 'id'), 1);

set local role concierge_writer;
select demo.tell('health scores', score_client_health(ends_at)) from demo.settings;
update health_deciles set created_at = ends_at from demo.settings;
reset role;
