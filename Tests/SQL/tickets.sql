-- What a ticket may not do, whoever asks.
begin;
create extension if not exists pgtap;
select plan(31);
set local role concierge_writer;

insert into clients (id, full_name, email, city, locale, tier, tier_since, confidential)
values
    ('00000000-0000-4000-8000-000000000001', 'Jan Testowy', 'jan@test.example', 'Warszawa', 'PL', 'STANDARD', now(), false),
    ('00000000-0000-4000-8000-000000000002', 'Ewa Ukryta', 'ewa@test.example', 'Warszawa', 'PL', 'VIP_GOLD', now(), true);
insert into support_tickets (id, client_id, confidential, tier, category_id, subject, locale, channel, created_at)
select id::uuid, client::uuid, confidential, 'STANDARD', (select id from support_categories where code = 'login'), 'Próba', 'PL',
    'CHAT', now() - interval '60 days'
from (values
    ('00000000-0000-4000-8000-000000000011', '00000000-0000-4000-8000-000000000001', false),
    ('00000000-0000-4000-8000-000000000012', '00000000-0000-4000-8000-000000000001', false),
    ('00000000-0000-4000-8000-000000000013', '00000000-0000-4000-8000-000000000002', true)) as given (id, client, confidential);
insert into ticket_messages (id, ticket_id, client_id, confidential, author_kind, channel, locale, body)
values (gen_random_uuid(), '00000000-0000-4000-8000-000000000013', '00000000-0000-4000-8000-000000000002', true, 'CLIENT',
    'CHAT', 'PL', 'Dzień dobry');
insert into ticket_events (ticket_id, client_id, confidential, version, kind, actor_kind, to_status)
values ('00000000-0000-4000-8000-000000000013', '00000000-0000-4000-8000-000000000002', true, 1, 'CREATED', 'CLIENT', 'NEW');

select is((select first_response_seconds from support_tickets where id = '00000000-0000-4000-8000-000000000011'), null,
    'a ticket without a first response has no time to it');
select lives_ok($$update support_tickets set first_response_at = created_at + interval '1 day 90.9 seconds'
    where id = '00000000-0000-4000-8000-000000000011'$$, 'a first response is noted');
select is((select first_response_seconds from support_tickets where id = '00000000-0000-4000-8000-000000000011'), 86490,
    'the time to the first response is in whole seconds of the wall clock');

create function pg_temp.move(status text, more text default '') returns text
    language sql immutable
    return format('update support_tickets set status = %L %s where id = ''00000000-0000-4000-8000-000000000011''',
        status, more);

select throws_ok(pg_temp.move('PENDING'), 'QL409', 'A ticket that is NEW cannot become PENDING.', 'NEW to PENDING is refused');
select throws_ok(pg_temp.move('CLOSED', ', closed_at = now()'), 'QL409', null, 'NEW to CLOSED is refused');
select lives_ok(pg_temp.move('OPEN'), 'a ticket moves from NEW to OPEN');
select throws_ok(pg_temp.move('NEW'), 'QL409', null, 'back to NEW is refused');
select lives_ok(pg_temp.move('PENDING'), 'a ticket moves from OPEN to PENDING');
select throws_ok(pg_temp.move('RESOLVED'), '23514', null, 'a resolution says when and by whom');
select lives_ok(pg_temp.move('RESOLVED', ', resolved_at = now(), resolved_by = ''AGENT'''),
    'a ticket moves from PENDING to RESOLVED');
select throws_ok(pg_temp.move('PENDING', ', resolved_at = null, resolved_by = null'), 'QL409', null, 'RESOLVED to PENDING is refused');
select lives_ok(pg_temp.move('CLOSED', ', closed_at = now() - interval ''29 days'''),
    'a ticket moves from RESOLVED to CLOSED');
select throws_ok(pg_temp.move('RESOLVED', ', closed_at = null'), 'QL409', null, 'CLOSED to RESOLVED is refused');
select lives_ok(pg_temp.move('OPEN', ', closed_at = null, resolved_at = null, resolved_by = null, reopen_count = 1'),
    'CLOSED to OPEN within 30 days');
select lives_ok(pg_temp.move('RESOLVED', ', resolved_at = now(), resolved_by = ''AGENT''')
    || ';' || pg_temp.move('CLOSED', ', closed_at = now() - interval ''31 days'''), 'closed again, 31 days ago');
select throws_ok(pg_temp.move('OPEN', ', closed_at = null, resolved_at = null, resolved_by = null'), 'QL409',
    'A ticket can be reopened for 30 days after it was closed.', 'a reopen after 30 days is refused');
select lives_ok($$ update support_tickets set status = 'CLOSED', closed_at = now(),
    merged_into_id = '00000000-0000-4000-8000-000000000011' where id = '00000000-0000-4000-8000-000000000012' $$,
    'a merge closes from any state');
select throws_ok($$ update support_tickets set status = 'OPEN', closed_at = null, merged_into_id = null
    where id = '00000000-0000-4000-8000-000000000012' $$, 'QL409', null, 'a merged ticket stays closed');

-- Numbers and names.
select ok((select bool_and(ticket_number ~ '^T-\d{6,}$') from support_tickets),
    'ticket numbers have the form T-000123');
select is(public_number('T', 123), 'T-000123', 'short numbers are filled up');
select is(public_number('T', 2400000), 'T-2400000', 'long ones keep their digits');

-- Confidentiality cannot be copied wrongly, and follows the client.
select throws_ok($$ insert into support_tickets (client_id, confidential, tier, category_id, subject, locale, channel)
    select '00000000-0000-4000-8000-000000000002', false, 'STANDARD', id, 'Próba', 'PL', 'CHAT' from support_categories limit 1 $$,
    '23503', null, 'a confidential client''s ticket cannot be open to all');
select throws_ok($$ insert into ticket_messages (ticket_id, client_id, confidential, author_kind, channel, locale, body)
    values ('00000000-0000-4000-8000-000000000013', '00000000-0000-4000-8000-000000000001', true, 'CLIENT', 'CHAT', 'PL', 'x') $$,
    '23503', null, 'a message is of its ticket''s client');
select lives_ok($$ update clients set confidential = false where id = '00000000-0000-4000-8000-000000000002' $$,
    'a client gives up its privacy');
select is((select count(*) from (
        select confidential from support_tickets where client_id = '00000000-0000-4000-8000-000000000002' union all
        select confidential from ticket_messages where client_id = '00000000-0000-4000-8000-000000000002' union all
        select confidential from ticket_events where client_id = '00000000-0000-4000-8000-000000000002') as all_of_it
    where not confidential), 3::bigint, 'what belongs to a client stops being confidential with it');

-- Histories stay.
select throws_ok('update ticket_events set kind = ''MERGED''', '42501', null, 'the writer cannot rewrite events');
reset role;
select throws_ok($$ update ticket_events set actor_kind = 'SYSTEM' where ticket_id = '00000000-0000-4000-8000-000000000013' $$,
    '23001', null, 'the owner of the table cannot delete events either');
select throws_ok($$ delete from ticket_events where ticket_id = '00000000-0000-4000-8000-000000000013' $$, '23001', null,
    'events of a ticket cannot be deleted');

select throws_ok('truncate ' || history || ' cascade', '23001', null, 'the owner cannot empty ' || history)
from unnest(array['ticket_events', 'client_tier_history', 'order_events']) as history;

select * from finish();
rollback;
