-- Rules of the desk that a figure rests on: what reopens, what a first response is, what stays breached, who resolved, what money does.
begin;
create extension if not exists pgtap;
select no_plan();
\ir callers.psql

set local role concierge_writer;
update automation_rules set active = false;
create temporary table who as
select gen_random_uuid() as client, gen_random_uuid() as vip,
    (select id from support_agents where position = 'AGENT' and active order by id limit 1) as agent,
    (select id from support_agents where position = 'VIP_MANAGER' and active order by id limit 1) as manager,
    (select id from support_categories where code = 'login') as category;
insert into clients (id, full_name, email, city, locale, tier, tier_since)
select client, 'Iga Próbna', 'iga@rules.example', 'Warszawa', 'PL'::locale, 'STANDARD'::service_tier, now() from who union all
select vip, 'Ewa Próbna', 'ewa@rules.example', 'Warszawa', 'PL', 'VIP_GOLD', now() from who;
create temporary table made (name text primary key, id uuid);
grant all on who, made to public;
reset role;

create function pg_temp.open(name text, channel text default 'CHAT') returns void
    language sql
    as $$
    insert into made select name, pg_temp.call('client', client, 'create_ticket', jsonb_build_object('category_id', category, 'subject', name,
        'body', 'Nie działa.', 'channel', channel), 'ticket_id')::uuid from who
    $$;
create function pg_temp.ticket(name text) returns support_tickets
    language sql as $$ select t from support_tickets t join made m on m.id = t.id where m.name = $1 $$;
create function pg_temp.say(name text, role text, body text) returns text
    language sql
    as $$ select pg_temp.try(role, case role when 'client' then client else agent end, 'add_ticket_message',
        jsonb_build_object('ticket_id', (select id from made where made.name = $1), 'body', body)) from who $$;
create function pg_temp.move(name text, role text, status text) returns text
    language sql
    as $$ select pg_temp.try(role, case role when 'client' then client when 'agent' then agent end, 'update_ticket_status',
        jsonb_build_object('ticket_id', (select id from made where made.name = $1), 'status', status)) from who $$;
create function pg_temp.clocks(name text) returns text
    language sql
    as $$
    select string_agg(kind || case when cancelled_at is not null then ' void' when met_at is not null then ' met'
        when breached_at is not null then ' breached' else ' runs' end, ', ' order by kind, started_at)
    from support_sla_compliance where ticket_id = (pg_temp.ticket(name)).id
    $$;
-- As if the ticket and its clocks had begun so long ago.
create function pg_temp.age(name text, by interval) returns void
    language plpgsql
    as $$
begin
    perform set_config('role', 'concierge_writer', true);
    update support_tickets set created_at = created_at - by where id = (select id from made where made.name = age.name);
    update support_sla_compliance set started_at = started_at - by, due_at = due_at - by, goal_at = goal_at - by
    where ticket_id = (select id from made where made.name = age.name);
    perform set_config('role', 'none', true);
end
$$;

-- Thanks.
select is(is_thanks(words), thanks, format('%L is %s', words, case when thanks then 'thanks' else 'no thanks' end))
from (values ('Dziękuję!', true), ('dziekuje bardzo', true), ('Super, bardzo dziękuję za szybką pomoc!', true), ('Thanks a lot', true),
    ('Thank you, wonderful service!', true), ('Dziękuję, ale dalej nie działa.', false), ('Dziękuję?', false), ('Super', false),
    ('Thanks for nothing', false), ('', false), (repeat('dzięki ', 13), false)) as said (words, thanks);
select pg_temp.open('thanked');
select is(pg_temp.say('thanked', 'agent', 'Już działa.') || pg_temp.move('thanked', 'agent', 'RESOLVED'), 'okok', 'a ticket is answered and resolved');
select is(pg_temp.say('thanked', 'client', 'Dziękuję bardzo!'), 'ok', 'a client can thank on a resolved ticket');
select is((pg_temp.ticket('thanked')).status, 'RESOLVED', 'thanks do not reopen');
select is((select rule from ticket_messages where body = 'Dziękuję bardzo!' and ticket_id = (pg_temp.ticket('thanked')).id), 'thanks',
    'the message names the rule by which it did not reopen');
select is(pg_temp.say('thanked', 'client', 'Dziękuję, ale nie działa.'), 'ok', 'a client complains with thanks');
select is((pg_temp.ticket('thanked')).status, 'OPEN', 'a complaint reopens a resolved ticket');

-- The first response.
select pg_temp.open('silent');
select is(pg_temp.move('silent', 'agent', 'OPEN'), 'ok', 'an agent opens a ticket without a word');
select is(pg_temp.clocks('silent'), 'FIRST_RESPONSE runs, RESOLUTION runs', 'a move without a word meets no first response');
select is(pg_temp.move('silent', 'agent', 'RESOLVED'), 'ok', 'an agent resolves a ticket without a word');
select is(pg_temp.clocks('silent'), 'FIRST_RESPONSE void, RESOLUTION met', 'a resolution without a word makes the first response void');
select is(pg_temp.move('silent', 'client', 'OPEN'), 'ok', 'the client reopens it');
select is(pg_temp.clocks('silent'), 'FIRST_RESPONSE void, FIRST_RESPONSE runs, RESOLUTION met, RESOLUTION runs',
    'a reopening starts a first-response clock where no person has answered');
select is(pg_temp.say('silent', 'agent', 'Już patrzę.'), 'ok', 'an agent answers the client who is silent');
select is(pg_temp.clocks('silent'), 'FIRST_RESPONSE void, FIRST_RESPONSE met, RESOLUTION met, RESOLUTION runs', 'the first word of a person meets it');
select is(pg_temp.move('silent', 'agent', 'RESOLVED') || pg_temp.move('silent', 'client', 'OPEN'), 'okok', 'resolved and reopened after an answer');
select is((select count(*) from support_sla_compliance where ticket_id = (pg_temp.ticket('silent')).id and kind = 'FIRST_RESPONSE'), 2::bigint,
    'a reopening after an answer starts no first-response clock');

-- What ran out stays breached.
select pg_temp.open(n) from unnest(array['late', 'late merged', 'into', 'late resolved']) as n;
select pg_temp.age(n, '30 days') from unnest(array['late', 'late merged', 'late resolved']) as n;
select is(pg_temp.move('late', 'client', 'RESOLVED'), 'ok', 'a client settles a ticket that was overdue');
select results_eq($$ select kind, breached_at is not null, cancelled_at is null from support_sla_compliance
    where ticket_id = (pg_temp.ticket('late')).id order by kind $$,
    $$ values ('FIRST_RESPONSE'::sla_clock_kind, true, true), ('RESOLUTION', true, true) $$, 'its clocks stay breached');
select is(pg_temp.try('agent', agent, 'merge_tickets', jsonb_build_object('ticket_id', (pg_temp.ticket('late merged')).id,
    'into_ticket_id', (pg_temp.ticket('into')).id)), 'ok', 'an overdue ticket is merged') from who;
select is(pg_temp.clocks('late merged'), 'FIRST_RESPONSE breached, RESOLUTION breached', 'a merge makes no overdue clock void');
select is(pg_temp.clocks('into'), 'FIRST_RESPONSE runs, RESOLUTION runs', 'the ticket that goes on keeps its clocks');

-- Who resolved.
select pg_temp.open('by admin');
select is(pg_temp.move('by admin', 'admin', 'RESOLVED'), 'ok', 'an admin can resolve a ticket');
select is((pg_temp.ticket('by admin')).resolved_by, 'AGENT', 'an admin''s click is a person''s, no automation');

-- Spam.
select pg_temp.open('spam', 'EMAIL');
select matches(pg_temp.try('client', client, 'mark_ticket_spam', '{}'), '^42501', 'a client marks no spam') from who;
select is(pg_temp.try('agent', agent, 'mark_ticket_spam', jsonb_build_object('ticket_id', (pg_temp.ticket('spam')).id)), 'ok', 'an agent marks spam') from who;
select results_eq($$ select (t).spam, (t).status, (t).resolved_by from (select pg_temp.ticket('spam') as t) as it $$,
    $$ values (true, 'RESOLVED'::ticket_status, 'AGENT'::ticket_resolver) $$, 'a spam ticket is resolved, by an agent');
select is(pg_temp.clocks('spam'), 'FIRST_RESPONSE void, RESOLUTION void', 'spam has no clock');
select is_empty($$ select from support_feedback_surveys where ticket_id = (pg_temp.ticket('spam')).id $$, 'a sender of spam is asked nothing');
select is((select string_agg(kind::text, ',' order by id) from ticket_events where ticket_id = (pg_temp.ticket('spam')).id and version = 2),
    'SPAM_MARKED,STATUS_CHANGED', 'the history says so, as one change');
select is(pg_temp.move('spam', 'agent', 'OPEN'), 'ok', 'a ticket that was no spam is reopened');
select is((pg_temp.ticket('spam')).spam, false, 'a reopened ticket is no longer spam');

-- One change writes its ticket once.
select pg_temp.open('once');
create function pg_temp.count_updates() returns trigger language plpgsql as $$ begin
    perform set_config('test.updates', (current_setting('test.updates')::integer + 1)::text, true); return null; end $$;
create trigger count_updates after update on support_tickets for each row execute function pg_temp.count_updates();
select set_config('test.updates', '0', true);
select is(pg_temp.say('once', 'agent', 'Dzień dobry.'), 'ok', 'an agent answers for the first time');
select is(current_setting('test.updates'), '1', 'a first answer writes its ticket once');
drop trigger count_updates on support_tickets;

-- Privacy keeps its manager.
select is(pg_temp.try('vip_manager', manager, 'set_vip_status', jsonb_build_object('client_id', vip, 'confidential', true)), 'ok',
    'a manager hides a client') from who;
select is((select relationship_manager_id from vip_client_profiles where client_id = vip), manager,
    'the manager becomes the client''s relationship manager') from who;
select is(pg_temp.try('vip_manager', manager, 'set_vip_status', jsonb_build_object('client_id', vip, 'reason', 'x', 'tier', 'VIP_PLATINUM')), 'ok',
    'the manager still sees the confidential client') from who;
select is(pg_temp.try('vip_manager', manager, 'set_vip_status', jsonb_build_object('client_id', client, 'confidential', true)),
    'QL400 Only a VIP client can be confidential.', 'a client below VIP is not hidden by a manager') from who;

-- Payments.
create function pg_temp.pay(status text, refunded numeric default null) returns text
    language sql
    as $$ select pg_temp.try('system', null, 'update_order', jsonb_build_object('order_id', (select id from made where name = 'order'),
        'payment_status', status, 'refunded_amount', refunded)) $$;
select is(pg_temp.try('system', null, 'record_order', jsonb_build_object('client_id', client, 'total', 100, 'payment_status', 'REFUNDED',
    'delivery_method', 'COURIER')), 'QL400 A new order is paid, or will be.', 'no order begins with a refund') from who;
insert into made select 'order', pg_temp.call('system', null, 'record_order', jsonb_build_object('client_id', client, 'total', 100,
    'payment_status', 'PENDING', 'delivery_method', 'COURIER'), 'order_id')::uuid from who;
select is(pg_temp.pay('REFUNDED'), 'QL409 A payment that is PENDING cannot become REFUNDED.',
    'a pending payment cannot be refunded');
select is(pg_temp.pay('PAID'), 'ok', 'an order is paid');
select is(pg_temp.pay('PENDING'), 'QL409 A payment that is PAID cannot become PENDING.', 'a payment does not go backwards');
select is(pg_temp.pay('PAID'), 'QL409 The payment is PAID already.', 'a payment is made once');
select is(pg_temp.pay('PARTLY_REFUNDED'), 'QL400 A refund has an amount.', 'a part has an amount');
select is(pg_temp.pay('PARTLY_REFUNDED', 30), 'ok', 'a part goes back');
select is(pg_temp.pay('PARTLY_REFUNDED', 70), 'QL400 This is not what is left of the payment.',
    'a partial refund is less than what is left');
select is(pg_temp.pay('REFUNDED', 80), 'QL400 This is not what is left of the payment.', 'no more goes back than was paid');
select is(pg_temp.pay('PARTLY_REFUNDED', 20.5), 'ok', 'another part goes back');
select is(pg_temp.pay('REFUNDED'), 'ok', 'the rest goes back');
select is(pg_temp.pay('REFUNDED'), 'QL400 A refund has an amount.',
    'a fully refunded payment cannot be refunded again');
select results_eq($$ select refunded_amount, paid_at is not null, refunded_at is not null from orders where id = (select id from made where name = 'order') $$,
    $$ values (100.00, true, true) $$, 'the order says how much went back, and when');
select results_eq($$ select kind, to_payment_status, amount from order_events where order_id = (select id from made where name = 'order') order by id $$,
    $$ values ('PLACED'::order_event_kind, 'PENDING'::payment_status, 100.00), ('PAYMENT_CHANGED', 'PAID', 100.00),
        ('PAYMENT_CHANGED', 'PARTLY_REFUNDED', 30.00), ('PAYMENT_CHANGED', 'PARTLY_REFUNDED', 20.50), ('PAYMENT_CHANGED', 'REFUNDED', 49.50) $$,
    'each movement of money is in the history');

-- Rules of surveys.
select is(pg_temp.try('lead', (select id from support_agents where position = 'LEAD' limit 1), 'update_survey_rule', jsonb_build_object(
    'rule_id', md5('survey:ces')::uuid, 'channel', 'EMAIL', 'at_most_every', '60 days', 'expected_version', 1)), 'ok', 'a lead changes how clients are asked');
select results_eq($$ select channel, at_most_every, active, version from survey_rules where id = md5('survey:ces')::uuid $$,
    $$ values ('EMAIL'::message_channel, interval '60 days', true, 2) $$, 'a rule keeps what is left out');
select is(pg_temp.try('admin', null, 'update_survey_rule', jsonb_build_object('rule_id', md5('survey:ces')::uuid, 'channel', 'PUSH')),
    'QL400 Surveys are sent in the application, by e-mail or by SMS.', 'no survey by push');
select matches(pg_temp.try('agent', agent, 'update_survey_rule', '{}'), '^42501', 'an agent changes no rule') from who;
select isnt_empty($$ select from survey_rules where active and channel = 'EMAIL' $$, 'one question goes by e-mail');

select * from finish();
rollback;
