-- Orders, as the shop tells of them; and what their clients are asked.
begin;
create extension if not exists pgtap;
select no_plan();
\ir callers.psql

set local role concierge_writer;
create temporary table cast_of_play as
select gen_random_uuid() as client, gen_random_uuid() as other_client, gen_random_uuid() as shy_client, (select id from support_agents where active order by id limit 1) as agent;
insert into clients (id, full_name, email, city, locale, tier, tier_since)
select client, 'Iga Próbna', 'iga@test.example', 'Warszawa', 'PL'::locale, 'PREMIUM'::service_tier, now() from cast_of_play union all
select other_client, 'Jan Próbny', 'jan@test.example', 'Warszawa', 'PL', 'STANDARD', now() from cast_of_play union all
select shy_client, 'Lea Próbna', 'lea@test.example', 'Warszawa', 'PL', 'STANDARD', now() from cast_of_play;
create temporary table made (name text primary key, id uuid);
grant all on cast_of_play, made to public;
reset role;

create function pg_temp.record(name text, client uuid, more jsonb default '{}') returns text
    language plpgsql
    as $$
declare
    answer text := pg_temp.call('system', null, 'record_order', jsonb_build_object('client_id', client, 'total', 199.99,
        'payment_status', 'PENDING', 'delivery_method', 'COURIER') || more, 'order_id');
begin
    if answer like '________-%' then
        insert into made values (name, answer::uuid);
        return 'ok';
    end if;
    return answer;
end
$$;
create function pg_temp.update(name text, more jsonb, role text default 'system') returns text
    language sql
    as $$ select pg_temp.try(role, (select agent from cast_of_play), 'update_order',
        jsonb_build_object('order_id', (select id from made where made.name = $1)) || more) $$;
create function pg_temp.the_order(name text) returns orders
    language sql
    as $$ select o from orders o join made m on m.id = o.id where m.name = $1 $$;

select is(pg_temp.record('one', client), 'ok', 'the system records an order') from cast_of_play;
select results_eq($$ select (o).status, (o).tier, (o).payment_status, (o).version from (select pg_temp.the_order('one') as o) as it $$,
    $$ values ('PLACED'::order_status, 'PREMIUM'::service_tier, 'PENDING'::payment_status, 1) $$,
    'the order is stored as it was placed');
select is(pg_temp.record('x', gen_random_uuid()), 'QL404 There is no such client.',
    'an order needs a client that exists');
select is(pg_temp.record('x', client, jsonb_build_object('total', t)), 'QL400 The total is missing, below zero, or too much.',
    'an order needs a total of zero or more')
from cast_of_play, unnest(array[-0.01, null, 10000000000]) as t;
select is(pg_temp.record('x', client, '{"delivery_method": null}'), 'QL400 An order says how it is paid and delivered.',
    'an order needs a delivery method') from cast_of_play;

select is(pg_temp.update('one', '{"status": "DELIVERED"}'), 'QL409 An order that is PLACED cannot become DELIVERED.',
    'an order that was not shipped cannot be delivered');
select is(pg_temp.update('one', '{"status": "SHIPPED", "payment_status": "PAID", "expected_version": 1}'), 'ok',
    'an order is shipped and paid');
select is(pg_temp.update('one', '{"status": "CANCELLED", "expected_version": 1}'), 'QL409 This has changed since you read it.',
    'a change of an older version is refused');
select is(pg_temp.update('one', '{"status": "CANCELLED"}'), 'QL409 An order that is SHIPPED cannot become CANCELLED.',
    'a shipped order cannot be cancelled');
select is(pg_temp.update('one', '{"status": "SHIPPED"}'), 'QL409 The order is SHIPPED already.',
    'a shipped order cannot be shipped again');
select is(pg_temp.update('one', '{"status": "DELIVERED"}'), 'ok', 'a shipped order is delivered');
select results_eq($$ select kind, order_id, ticket_id, tier, agent_id, delivered_at is not null from support_feedback_surveys where client_id = (select client from cast_of_play) $$,
    $$ select 'CSAT'::survey_kind, id, null::uuid, 'PREMIUM'::service_tier, null::uuid, true from made where name = 'one' $$,
    'the client of a delivered order gets a CSAT survey');
select is(pg_temp.update('one', '{"payment_status": "REFUNDED"}'), 'ok', 'a delivered order can be refunded');
select is((select count(*) from support_feedback_surveys where client_id = client), 1::bigint, 'is not asked about') from cast_of_play;
select is(pg_temp.record('two', client), 'ok', 'the system records a second order of the client') from cast_of_play;
select is(pg_temp.update('two', '{"status": "SHIPPED"}') || pg_temp.update('two', '{"status": "DELIVERED"}'), 'okok',
    'the second order is shipped and delivered');
select is((select count(*) from support_feedback_surveys where client_id = client), 1::bigint,
    'a client gets no second survey so soon') from cast_of_play;
select is(pg_temp.update('two', '{"status": "RETURNED"}'), 'ok', 'a delivered order can be returned');
select is(pg_temp.update('two', jsonb_build_object('status', s)), format('QL409 An order that is RETURNED cannot become %s.', s),
    'a returned order has no further status')
from unnest(array['PLACED', 'SHIPPED', 'DELIVERED', 'CANCELLED']) as s;
select is(pg_temp.update('nothing', '{"status": "SHIPPED"}'), 'QL404 There is no such order.',
    'an order that does not exist cannot be changed');

-- The answer, by who was asked.
create function pg_temp.survey() returns uuid language sql as $$ select id from support_feedback_surveys where order_id = (select id from made where name = 'one') $$;
grant execute on function pg_temp.survey() to public;
select is(pg_temp.try('client', other_client, 'submit_survey', jsonb_build_object('survey_id', pg_temp.survey(), 'score', 5)), 'QL404 There is no such survey.',
    'a client cannot answer the survey of another') from cast_of_play;
select is(pg_temp.try('client', client, 'submit_survey', jsonb_build_object('survey_id', pg_temp.survey(), 'score', 9)), 'QL400 The score goes from 1 to 5.',
    'a score above the scale is refused') from cast_of_play;
select is(pg_temp.call('client', client, 'submit_survey', jsonb_build_object('survey_id', pg_temp.survey(), 'score', 5), 'concat(ticket_id, order_id)'),
    (select id::text from made where name = 'one'), 'a client answers the survey about its order') from cast_of_play;
select is(pg_temp.try('client', client, 'submit_survey', jsonb_build_object('survey_id', pg_temp.survey(), 'score', 5)), 'QL409 This survey has been answered already.',
    'a survey about an order cannot be answered twice') from cast_of_play;
set local role concierge_writer;
select throws_ok($$ update support_feedback_surveys set ticket_id = (select id from support_tickets limit 1) where order_id is not null $$, '23514', null, 'a survey is about one thing');
reset role;

-- In the application too, nobody is asked against its will.
create function pg_temp.deliver(name text, client uuid) returns text
    language sql
    as $$ select pg_temp.record(name, client) || pg_temp.update(name, '{"status": "SHIPPED"}') || pg_temp.update(name, '{"status": "DELIVERED"}') $$;
create function pg_temp.wish(allowed boolean, weekly_limit integer) returns text
    language sql
    as $$ select pg_temp.try('client', shy_client, 'update_communication_preferences', jsonb_build_object('preferences', jsonb_build_array(
        jsonb_build_object('category', 'SERVICE', 'channel', 'IN_APP', 'allowed', allowed, 'weekly_limit', weekly_limit)))) from cast_of_play $$;
create function pg_temp.asked() returns bigint
    language sql as $$ select count(*) from support_feedback_surveys where client_id = (select shy_client from cast_of_play) $$;
select is(pg_temp.wish(false, null) || pg_temp.deliver('unwanted', shy_client), 'ok' || 'okokok',
    'a client refuses surveys and its order is delivered') from cast_of_play;
select is(pg_temp.asked(), 0::bigint, 'a client without consent gets no survey');
select is(pg_temp.wish(true, 0) || pg_temp.deliver('too often', shy_client), 'ok' || 'okokok',
    'a client allows no survey a week and its order is delivered') from cast_of_play;
select is(pg_temp.asked(), 0::bigint, 'a client that allows no survey a week gets none');
select is(pg_temp.wish(true, 1) || pg_temp.deliver('wanted', shy_client), 'ok' || 'okokok',
    'a client consents and its order is delivered') from cast_of_play;
select is(pg_temp.asked(), 1::bigint, 'a client with consent gets a survey');

-- By link, the same.
set local role concierge_writer;
update survey_rules set channel = 'EMAIL' where subject = 'ORDER';
insert into communication_preferences (client_id, confidential, category, channel, allowed)
select other_client, false, 'SERVICE', 'EMAIL', true from cast_of_play;
reset role;
select is(pg_temp.record('three', other_client) || pg_temp.update('three', '{"status": "SHIPPED"}') || pg_temp.update('three', '{"status": "DELIVERED"}'), 'okok' || 'ok',
    'an order of another client is shipped and delivered') from cast_of_play;
select is((select delivered_at from support_feedback_surveys where client_id = other_client), null, 'whose question has to be sent') from cast_of_play;
select is(pg_temp.try('system', null, 'deliver_survey', jsonb_build_object('survey_id', s.id, 'token_digest', '\x' || encode(sha256('word'), 'hex'))), 'ok',
    'the survey is sent with a link')
from cast_of_play join support_feedback_surveys s on s.client_id = other_client;
select is(pg_temp.try('anonymous', null, 'submit_survey_by_token', '{"token": "word", "score": 3}'), 'ok',
    'the survey is answered by its link');
select is((select score from support_feedback_surveys where client_id = other_client), 3::smallint,
    'the answer by link is stored with the client') from cast_of_play;

select matches(pg_temp.try(r, agent, f, '{}'), '^42501', r || ' cannot ' || f)
from cast_of_play, unnest(array['anonymous', 'client', 'agent', 'vip_manager', 'lead', 'analyst', 'auditor']) as r, unnest(array['record_order', 'update_order']) as f;

-- The demo's.
select cmp_ok(count(*), '>=', 30000::bigint, 'there are 30,000 demo orders or more') from orders;
select ok((select bool_and(exists (select from orders where status = s)) from unnest(enum_range(null::order_status)) as s),
    'there are demo orders of every status');
select is_empty($$ select from orders o join clients c on c.id = o.client_id where o.created_at < c.created_at $$,
    'no client orders before it joined');
select is_empty($$ select from orders where greatest(created_at, delivered_at) > clock_timestamp() $$,
    'no order is of the future');
select ok(count(*) > 1000 and avg((answered_at is not null)::integer) between 0.4 and 0.65, 'some are asked about, and some answer') from support_feedback_surveys where order_id is not null;

select * from finish();
rollback;
