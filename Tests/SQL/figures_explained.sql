-- The rows behind a figure, the figures of a ticket, and what is told of a client.
begin;
create extension if not exists pgtap;
select no_plan();
\ir callers.psql

create temporary table clock as select (max(updated_at) at time zone 'Europe/Warsaw')::date as until from support_tickets;
grant all on clock to public;
create function pg_temp.days(first integer, last integer) returns range_input
    language sql stable
    as $$ select row (null, row (until - first, until - last)::date_range_input, null)::range_input from clock $$;
create temporary table who as select (select id from support_agents where position = 'AGENT' and active order by id limit 1) as agent;
grant all on who to public;

select set_config('role', 'concierge_admin', true);
-- A week has fewer than 500 rows of each.
create function pg_temp.explained() returns setof text
    language plpgsql
    as $$
declare
    k record;
begin
    for k in select d.name, d.class, d.value_is from kpi_definitions d where d.collected and d.class in ('RATIO', 'SUM', 'DISTRIBUTION', 'LATEST') and d.value_is = 'quotient' order by d.position loop
        return next results_eq(format('select count(distinct id)::integer, sum(value), %s from kpi_rows(%L, pg_temp.days(47, 44), at_most => 500)', case k.class when 'SUM' then 'null::numeric' else 'sum(weight)' end, k.name),
            format('select n, numerator, denominator from kpi(%L, pg_temp.days(47, 44))', k.name), format('the rows of %s give its value', k.name));
    end loop;
end
$$;
select pg_temp.explained();
select is((select count(*) from kpi_rows('BACKLOG', pg_temp.days(47, 44), at_most => 500)), (select n::bigint from kpi('BACKLOG', pg_temp.days(47, 44))), 'so those that are open');
select results_eq($$ select id from kpi_rows('TICKET_VOLUME', pg_temp.days(60, 30), at_most => 20) offset 10 $$,
    $$ select p.id from (select at, id from kpi_rows('TICKET_VOLUME', pg_temp.days(60, 30), at_most => 10) order by at desc, id desc limit 1) as last
        cross join lateral kpi_rows('TICKET_VOLUME', pg_temp.days(60, 30), at_most => 10, after_at => last.at, after_id => last.id) as p $$, 'the next page goes on');
select set_config('role', 'none', true);
select matches(pg_temp.as('admin', null, 'select count(*) from kpi_rows(''CSAT'', pg_temp.days(60, 30), at_most => 501)'), '^QL400', 'a page has its limit');
select matches(pg_temp.as('admin', null, 'select count(*) from kpi_rows(''RETENTION_RATE'', pg_temp.days(60, 30))'), '^QL400', 'a year has no rows');
select matches(pg_temp.as('agent', agent, 'select count(*) from kpi_rows(''CSAT'', pg_temp.days(60, 30))'), '^QL403', 'an agent is told no marks') from who;
select matches(pg_temp.as('lead', agent, 'select count(*) from kpi_rows(''REVENUE'', pg_temp.days(60, 30))'), '^QL403', 'a lead no money') from who;

-- A ticket's figures are the rows of those figures.
create temporary table ticket as select id from support_tickets where status = 'CLOSED' and resolved_by = 'AGENT' and not confidential order by id limit 1;
grant all on ticket to public;
select set_config('role', 'concierge_admin', true);
select is_empty($$ select f.name from ticket cross join lateral ticket_figures(ticket.id) as f where f.excluded is null and f.name in ('TICKET_VOLUME', 'RESOLUTION_TIME', 'SLA_COMPLIANCE', 'REOPEN_RATE', 'CSAT')
    and not exists (select from kpi_rows(f.name, row (null, null, row (f.at, f.at + interval '1 microsecond')::moment_range_input)::range_input) as r where r.ticket_id = ticket.id) $$, 'where it is named it counts');
select ok((select count(distinct f.name) from ticket cross join lateral ticket_figures(ticket.id) as f) >= 10, 'in many figures');
select set_config('role', 'none', true);
select is(pg_temp.as('agent', agent, format('select count(*) from ticket_figures(%L) where name in (''CSAT'', ''SUPPORT_COST'', ''QUALITY_SCORE'')', (select id from ticket))), '0', 'but those that the reader may not see') from who;

-- Clients.
select is(round((select avg(client_lifetime_value(id)) from (select id from clients order by id limit 20) as c), 2), (select round(avg(grosze) / 100.0, 2) from concierge.lifetime_values(
    date_trunc('day', now() at time zone 'Europe/Warsaw') at time zone 'Europe/Warsaw', 'Europe/Warsaw') where client_id in (select id from clients order by id limit 20)), 'a client''s value is that of all values');
select is((select count(*) from client_health), (select count(*) from clients), 'each client has a health score');
select is_empty($$ select client_id from client_health where risk <> case when score >= 60 then 'LOW' when score >= 35 then 'MEDIUM' else 'HIGH' end::risk_status $$, 'risk follows the score');
select ok((select count(distinct risk) from client_health) = 3, 'some are well, some are not');
select is((select score from client_health where num_nulls(recency, frequency, monetary, engagement, satisfaction) = 0 order by client_id limit 1),
    (select round((25 * (recency - 1) + 20 * (frequency - 1) + 20 * (monetary - 1) + 15 * (engagement - 1) + 20 * (satisfaction - 1)) / 9.0)::smallint from client_health where num_nulls(recency, frequency, monetary, engagement, satisfaction) = 0
        order by client_id limit 1), 'the factors weigh as they should');
create temporary table frozen as select quarter, factor, cuts from health_deciles;
select ok(pg_temp.as('system', null, 'select score_clients()')::integer > 0, 'a job scores anew');
select is_empty($$ select f.factor from frozen f join health_deciles d using (quarter, factor) where d.cuts <> f.cuts $$, 'against the same deciles for a quarter');
select matches(pg_temp.as('client', agent, 'select count(*) from client_health'), '^42501', 'a client reads nothing of it') from who;

select * from finish();
rollback;
