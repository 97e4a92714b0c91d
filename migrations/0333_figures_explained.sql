-- Figures explained: the rows that are counted, the figures in which a ticket counts, and what is told of one client.
create type kpi_row as (
    id text, at timestamptz, value numeric, weight numeric, tier service_tier, channel channel, category_id uuid, agent_id uuid, ticket_id uuid, survey_id uuid, order_id uuid);
create type ticket_figure as (name kpi_name, at timestamptz, value numeric, weight numeric, excluded figure_exclusion);
create type health_factor as enum ('RECENCY', 'FREQUENCY', 'MONETARY', 'ENGAGEMENT', 'SATISFACTION');

-- Reference deciles, frozen for a quarter; and each client's health, computed by a job of every night.
create table health_deciles (
    quarter date not null check (extract(day from quarter) = 1),
    factor health_factor not null,
    cuts double precision[] not null check (cardinality(cuts) = 9),
    created_at timestamptz not null default now(),
    primary key (quarter, factor)
);
create table client_health (
    client_id uuid primary key,
    confidential boolean not null,
    score smallint not null check (score between 0 and 100),
    risk risk_status not null,
    recency smallint check (recency between 1 and 10),
    frequency smallint check (frequency between 1 and 10),
    monetary smallint check (monetary between 1 and 10),
    engagement smallint check (engagement between 1 and 10),
    satisfaction smallint check (satisfaction between 1 and 10),
    computed_at timestamptz not null,
    foreign key (client_id, confidential) references clients (id, confidential) on update cascade
);
comment on table client_health is 'How well the house and a client stand: 0 to 100, of deciles; what is not known is left out, and the others weigh more.';
create index client_health_by_score on client_health (score, client_id);

insert into concierge.access (relation, role, rule)
select relation, role, rule
from (values
    ('health_deciles', 'at_work',  'at_work', 'everything', 'updates'),
    ('client_health',  'in_care',  'at_work', 'everything', 'updates')
) as matrix (relation, agents, lead, house, writer)
cross join lateral (values
    ('concierge_agent', agents), ('concierge_vip_manager', agents), ('concierge_lead', lead), ('concierge_admin', house), ('concierge_system', house),
    ('concierge_reader', house), ('concierge_analyst', house), ('concierge_executive', house), ('concierge_writer', writer)
) as cells (role, rule);
insert into concierge.column_classes (relation, column_name, class) values ('health_deciles', 'quarter', 'none');
call concierge.apply_access();

grant usage, create on schema concierge to concierge_reader;
grant create on schema public to concierge_reader, concierge_writer;
set local role concierge_reader;

-- The observations of a figure in the order of time, after the one that is named; at most 500.
create function kpi_rows(
    name kpi_name, range range_input, time_zone text default 'Europe/Warsaw', segment segment_input default null, at_most integer default 50,
    after_at timestamptz default null, after_id text default null) returns setof kpi_row
    language plpgsql stable security definer set search_path = pg_catalog, public, concierge, pg_temp set jit = off rows 50
    as $$
declare
    known constant figure_range := figure_range(range, time_zone);
    definition constant kpi_definitions := d from kpi_definitions d where d.name = kpi_rows.name;
    held constant segment_input := figure_segment(definition, segment, known.whole_days);
    part constant figure_part := row (0, kpi_rows.name, known.opens, known.closes, known.time_zone, null, held.tiers, held.channels, held.category_ids, held.agent_ids,
        held.team_ids);
    opens constant timestamptz := known.opens at time zone known.time_zone;
    closes constant timestamptz := known.closes at time zone known.time_zone;
begin
    if definition.class not in ('RATIO', 'SUM', 'DISTRIBUTION', 'SNAPSHOT', 'LATEST') then
        raise exception '% is made of other figures, or of years.', kpi_rows.name using errcode = 'QL400';
    elsif at_most is null or at_most not between 1 and 500 then
        raise exception 'At most 500 rows at a time.' using errcode = 'QL400';
    elsif current_setting('role') in ('concierge_agent', 'concierge_vip_manager') and definition.small_groups then
        raise exception 'Who answered what is read from the surveys.' using errcode = 'QL403';
    end if;
    return query
    select o.id, o.at, trim_scale(o.value / definition.scale::numeric), o.weight::numeric, o.tier, o.channel, o.category_id, o.agent_id, o.ticket_id, o.survey_id, o.order_id
    from figure_observations o
    where o.measure = kpi_rows.name and o.excluded is null and o.ripe_at <= now()
        and case when definition.class = 'SNAPSHOT' then o.at < least(closes, now()) and o.until >= least(closes, now()) else o.at >= opens and o.at < closes end
        and in_segment(part, o.tier, o.channel, o.category_id, o.agent_id, o.team_id)
        and (after_at is null or (o.at, o.id) > (after_at, coalesce(after_id, '')))
        and (definition.class <> 'LATEST' or not exists (
            select from figure_observations later
            where later.measure = o.measure and later.client_id = o.client_id and later.at >= opens and later.at < closes and (later.at, later.id) > (o.at, o.id)
                and in_segment(part, later.tier, later.channel, later.category_id, later.agent_id, later.team_id)))
    order by o.at, o.id
    limit at_most;
end
$$;

-- In which figures a ticket counts, with which value; those that look at it and leave it out say why.
create function ticket_figures(ticket_id uuid) returns setof ticket_figure
    language plpgsql stable security definer set search_path = pg_catalog, public, concierge, pg_temp set jit = off rows 20
    as $$
declare
    role constant text := substr(current_setting('role'), 11);
begin
    return query
    select o.measure, o.at, trim_scale(sum(o.value) / d.scale::numeric), sum(o.weight)::numeric, case when o.ripe_at > now() and o.excluded is null then 'TOO_YOUNG' else o.excluded end
    from figure_observations o
    join kpi_definitions d on d.name = o.measure and role = any(d.roles) and not (d.small_groups and role in ('agent', 'vip_manager'))
    where o.ticket_id = ticket_figures.ticket_id and o.measure <> 'OPERATIONAL_EFFICIENCY'
    group by o.measure, d.position, d.scale, o.at, o.id, o.ripe_at, o.excluded
    order by d.position, o.at;
end
$$;

-- What a client has brought and is expected to bring, PLN.
create function client_lifetime_value(client_id uuid) returns numeric
    language sql stable security definer set search_path = pg_catalog, public, concierge, pg_temp
    as $$
    select v.grosze / 100.0 from concierge.lifetime_values(date_trunc('day', now() at time zone 'Europe/Warsaw') at time zone 'Europe/Warsaw', 'Europe/Warsaw') as v
    where v.client_id = client_lifetime_value.client_id
    $$;

revoke execute on function kpi_rows(kpi_name, range_input, text, segment_input, integer, timestamptz, text), ticket_figures(uuid), client_lifetime_value(uuid) from public;
grant execute on function kpi_rows(kpi_name, range_input, text, segment_input, integer, timestamptz, text)
    to concierge_agent, concierge_vip_manager, concierge_lead, concierge_analyst, concierge_executive, concierge_auditor, concierge_admin;
grant execute on function ticket_figures(uuid) to concierge_agent, concierge_vip_manager, concierge_lead, concierge_analyst, concierge_executive, concierge_auditor, concierge_admin;
grant execute on function client_lifetime_value(uuid) to concierge_vip_manager, concierge_lead, concierge_analyst, concierge_executive, concierge_admin;
reset role;

set local role concierge_writer;

-- What each client's factors are at an instant, of the year before it; more is better, null is not known.
create function client_factors(until timestamptz) returns table (client_id uuid, confidential boolean, factors double precision[])
    language sql stable
    begin atomic
        select c.id, c.confidential, array[
            -extract(epoch from until - bought.last) / 86400, bought.n::double precision, bought.total::double precision,
            coalesce(asked.n, 0) + coalesce(told.n, 0), told.mark]::double precision[]
        from clients c
        left join (
            select o.client_id, max(o.created_at) as last, count(*) as n, sum(o.total - o.refunded_amount) as total
            from orders o
            where o.payment_status in ('PAID', 'PARTLY_REFUNDED', 'REFUNDED') and o.created_at >= until - interval '365 days' and o.created_at < until
            group by o.client_id) as bought on bought.client_id = c.id
        left join (
            select t.client_id, count(*) as n from support_tickets t where t.created_at >= until - interval '365 days' and t.created_at < until
            group by t.client_id) as asked on asked.client_id = c.id
        left join (
            select s.client_id, count(*) as n, avg(case s.kind when 'CSAT' then (s.score - 1) / 4.0 when 'NPS' then s.score / 10.0 else (7 - s.score) / 6.0 end) as mark
            from support_feedback_surveys s where s.answered_at >= until - interval '365 days' and s.answered_at < until
            group by s.client_id) as told on told.client_id = c.id
        where c.created_at < until;
    end;

create function score_client_health(until timestamptz) returns integer
    language plpgsql
    as $$
declare
    this_quarter constant date := date_trunc('quarter', until at time zone 'Europe/Warsaw')::date;
    scored integer;
begin
    -- the first run of a quarter freezes what its clients are held against
    insert into health_deciles (quarter, factor, cuts)
    select this_quarter, f.factor, percentile_cont(array[0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]) within group (order by v.value)
    from client_factors(until) as c
    cross join lateral unnest(c.factors) with ordinality as v (value, place)
    join unnest(enum_range(null::health_factor)) with ordinality as f (factor, place) using (place)
    where v.value is not null
    group by f.factor
    on conflict do nothing;

    insert into client_health as h (client_id, confidential, score, risk, recency, frequency, monetary, engagement, satisfaction, computed_at)
    select s.client_id, s.confidential, s.score, case when s.score >= 60 then 'LOW' when s.score >= 35 then 'MEDIUM' else 'HIGH' end::risk_status,
        s.deciles[1], s.deciles[2], s.deciles[3], s.deciles[4], s.deciles[5], until
    from (
        select c.client_id, c.confidential, round(100 * sum(d.weight * (d.decile - 1) / 9.0) / sum(d.weight))::integer as score,
            array_agg(d.decile order by d.place) as deciles
        from client_factors(until) as c
        cross join lateral (
            select p as place, case when c.factors[p] is not null then (array[25, 20, 20, 15, 20])[p] end as weight, width_bucket(c.factors[p], r.cuts) + 1 as decile
            from generate_series(1, 5) as p
            left join health_deciles r on r.quarter = this_quarter and r.factor = (enum_range(null::health_factor))[p]) as d
        group by c.client_id, c.confidential
    ) as s
    on conflict (client_id) do update set score = excluded.score, risk = excluded.risk, recency = excluded.recency, frequency = excluded.frequency,
        monetary = excluded.monetary, engagement = excluded.engagement, satisfaction = excluded.satisfaction, computed_at = excluded.computed_at,
        confidential = excluded.confidential;
    get diagnostics scored = row_count;
    return scored;
end
$$;

-- The work of a job of every night.
create function score_clients() returns integer
    language sql security definer set search_path = pg_catalog, public, pg_temp
    as $$ select score_client_health(date_trunc('day', now() at time zone 'Europe/Warsaw') at time zone 'Europe/Warsaw') $$;
grant execute on function score_clients() to concierge_system;

reset role;
revoke create on schema concierge from concierge_reader;
revoke create on schema public from concierge_reader, concierge_writer;
