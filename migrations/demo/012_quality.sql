-- How good the work was: leads judge some tickets, a rule some more; each agent is coached now and then; standards are audited.
set local role concierge_writer;

insert into support_qa_evaluations
    (id, ticket_id, client_id, confidential, agent_id, source, evaluator_id, rule, rule_version, greeting, solution, tone, process, comment,
     created_at)
select demo.id('evaluation', n * 2 + place), id, client_id, confidential, agent_id, source::evaluation_source,
    case source when 'PERSON' then leads[1 + n % cardinality(leads)] end, case source when 'AUTOMATIC' then 'closing_words' end,
    case source when 'AUTOMATIC' then 1 end,
    greatest(0, least(100, round(93 + 5 * demo.normal('greeting', n)))), greatest(0, least(100, round(90 + 5 * mood + 5 * demo.normal('solution', n)))),
    greatest(0, least(100, round(92 + 4 * mood + 4 * demo.normal('tone', n)))), greatest(0, least(100, round(91 + 6 * demo.normal('process', n)))),
    case when source = 'PERSON' and demo.unit('evaluation words', n) < 0.3
        then demo.pick('{Bardzo dobre podsumowanie.,Zabrakło pytania na koniec.,Ciepło i rzeczowo.,Odpowiedź można było skrócić.}', 'evaluation words', n) end,
    resolved_first_at + make_interval(hours => 20 + floor(90 * demo.unit('evaluated when', n))::integer)
from demo.known
join demo.moods using (n)
cross join (select array_agg(id order by n) as leads from demo.agents where position = 'LEAD') as people
cross join (values (0, 'PERSON', 0.04), (1, 'AUTOMATIC', 0.1)) as way (place, source, share)
where outcome = 'AGENT' and not handed_off and demo.unit('evaluated ' || source, n) < share and agent_id <> all (leads)
    and exists (select from demo.said s where s.n = known.n and s.agent_id = known.agent_id and not s.internal)
    and resolved_first_at + interval '111 hours' < ends_at
order by n, place;
select demo.tell('evaluations', count(*)) from support_qa_evaluations;

insert into coaching_sessions (id, agent_id, coach_id, topic, note, held_at, created_at)
select demo.id('coaching', a.n * 64 + k), a.id, leads[1 + a.n % cardinality(leads)],
    demo.pick('{Ton wiadomości,Podsumowanie rozmowy,Reklamacje,Klienci VIP,Praca na czacie}', 'coaching topic', a.n * 64 + k),
    case when demo.unit('coaching note', a.n * 64 + k) < 0.5 then 'Uzgodniono jedno ćwiczenie na najbliższy miesiąc.' end, at, at
from demo.agents a
cross join demo.settings
cross join (select array_agg(id order by n) as leads from demo.agents where position = 'LEAD') as people
cross join generate_series(1, 12) as k
cross join lateral (select ends_at - make_interval(days => 90 * k - floor(60 * demo.unit('coaching day', a.n * 64 + k))::integer)
    + interval '14 hours' as at) as held
where a.position <> 'LEAD' and at < ends_at;

insert into quality_audits (id, standard_id, team_id, auditor, checks_made, checks_passed, created_at)
select demo.id('audit', ordinal), standard_id, team_id, 'demo-auditor-1', 40, 40 - floor(5 * power(demo.unit('audit', ordinal), 2))::integer, at
from (
    select s.id as standard_id, t.id as team_id, ends_at - make_interval(days => 30 * k) + interval '11 hours' as at, ends_at,
        row_number() over (order by k desc, s.code, t.code) as ordinal
    from quality_standards s cross join teams t cross join generate_series(1, 36) as k cross join demo.settings
) as monthly
where at < ends_at;

insert into quality_findings (id, audit_id, severity, finding, due_on, closed_at, closed_by, created_at, updated_at)
select demo.id('finding', row_number() over (order by created_at, id)), id,
    (array['LOW', 'LOW', 'MEDIUM', 'HIGH'])[checks_made - checks_passed]::finding_severity,
    demo.pick('{Brak podsumowania w kilku zgłoszeniach,Zapytano o zbędne dane,Odpowiedź w innym języku,Obietnica bez notatki}', 'finding',
        ('x' || substr(md5(id::text), 1, 8))::bit(32)::bigint),
    (created_at + interval '30 days')::date, case when closes_at < ends_at then closes_at end,
    case when closes_at < ends_at then 'demo-auditor-2' end, created_at, case when closes_at < ends_at then closes_at else created_at end
from quality_audits
cross join demo.settings
cross join lateral (select created_at + make_interval(days => 4 + floor(30 * demo.unit('closed ' || id, 1))::integer) as closes_at) as closing
where checks_passed < checks_made;
select demo.tell('audits', count(*)) from quality_audits;

reset role;
