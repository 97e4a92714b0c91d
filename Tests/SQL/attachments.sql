-- Files at a ticket: who may add and read them, and what is a file.
begin;
create extension if not exists pgtap;
select no_plan();
\ir callers.psql

set local role concierge_writer;
create temporary table who as
select t.id as ticket, t.client_id as client, t.assigned_agent_id as agent,
    (select id from clients where id <> t.client_id and not confidential order by id limit 1) as other_client
from support_tickets t where t.status = 'OPEN' and not t.confidential and t.assigned_agent_id is not null order by t.id limit 1;
create temporary table notes as select gen_random_uuid() as id, gen_random_uuid() as word;
insert into ticket_messages (id, ticket_id, client_id, confidential, author_kind, author_agent_id, channel, internal, locale, body)
select case when internal then notes.id else word end, ticket, client, false, 'AGENT', agent, 'CHAT', internal, 'PL', 'Słowo'
from who cross join notes cross join (values (true), (false)) as kinds (internal);
grant all on who, notes to public;
reset role;

create function pg_temp.attach(role text, sub uuid, more jsonb default '{}') returns text
    language sql
    as $$ select pg_temp.try(role, sub, 'attach_to_ticket', jsonb_build_object('ticket_id', (select ticket from who), 'file_name', ' zdjęcie.png ',
        'media_type', 'image/png', 'content', '\x89504e470d0a1a0a00'::bytea) || more) $$;

select is(pg_temp.attach('client', client), 'ok', 'a client attaches a file to a ticket') from who;
select is(pg_temp.attach('agent', agent), 'ok', 'an agent attaches a file to a ticket') from who;
select results_eq($$ select file_name, byte_count, sha256, author_kind from ticket_attachments a join who on ticket = a.ticket_id order by created_at $$,
    $$ values ('zdjęcie.png', 9, encode(sha256('\x89504e470d0a1a0a00'), 'hex'), 'CLIENT'::actor_kind),
        ('zdjęcie.png', 9, encode(sha256('\x89504e470d0a1a0a00'), 'hex'), 'AGENT') $$,
    'the file is stored as it was given');
select is(pg_temp.attach('client', other_client), 'QL404 There is no such ticket.',
    'a client cannot attach a file to the ticket of another') from who;
select matches(pg_temp.attach('analyst', agent), '^42501', 'an analyst cannot attach a file') from who;
select is(pg_temp.attach('client', client, '{"internal": true}'), 'QL403 Clients write no internal notes.', 'a client has no notes') from who;
select is(pg_temp.attach('client', client, '{"media_type": "text/html"}'), 'QL400 Files of this type cannot be attached.',
    'an HTML page cannot be attached') from who;
select is(pg_temp.attach('client', client, '{"media_type": null}'), 'QL400 Files of this type cannot be attached.',
    'a file without a media type cannot be attached') from who;
select is(pg_temp.attach('client', client, '{"media_type": "image/jpeg"}'), 'QL400 The file is not what its type says.', 'a type is not a claim') from who;
select is(pg_temp.attach('client', client, '{"content": "\\x"}'), 'QL400 A file has between 1 and 524288 bytes.',
    'an empty file cannot be attached') from who;
select is(pg_temp.attach('client', client, jsonb_build_object('content', '\x' || repeat('00', 524289))), 'QL400 A file has between 1 and 524288 bytes.',
    'a file above 512 KiB cannot be attached') from who;
select is(pg_temp.attach('client', client, jsonb_build_object('file_name', f)), 'QL400 This is no file''s name.',
    'a path is no file name') from who, unnest(array['../x', 'a\b', E'a\nb']) as f;
select is(pg_temp.attach('client', client, jsonb_build_object('message_id', (select id from notes))), 'QL404 There is no such message.', 'a note is not there for a client') from who;
select is(pg_temp.attach('client', client, jsonb_build_object('message_id', (select word from notes))), 'ok',
    'a client attaches a file to a message') from who;
select is(pg_temp.attach('agent', agent, jsonb_build_object('message_id', (select id from notes))), 'ok', 'an agent''s goes with the note') from who;
select is(pg_temp.attach('agent', agent, '{"internal": true}'), 'ok', 'an agent attaches an internal file') from who;
select is(pg_temp.as('client', client, 'select count(*) from ticket_attachments where ticket_id = (select ticket from who)'), '3', 'a client sees neither of these') from who;
select matches(pg_temp.as('client', client, 'select count(*) from ticket_attachments where internal'), '^42501',
    'a client cannot ask which files are internal') from who;
select is(pg_temp.as('client', other_client, 'select count(*) from ticket_attachments where ticket_id = (select ticket from who)'), '0', 'another client sees none') from who;
select matches(pg_temp.as('analyst', agent, 'select content from ticket_attachments'), '^42501', 'an analyst opens none') from who;
select is(pg_temp.attach('agent', agent, jsonb_build_object('media_type', 'text/plain', 'content', '\x' || repeat('20', 524288))), 'ok',
    'a file of exactly 512 KiB can be attached') from who, generate_series(1, 19);
select is(pg_temp.attach('agent', agent, jsonb_build_object('media_type', 'text/plain', 'content', '\x' || repeat('20', 524288))), 'QL409 There is no room for this file at the ticket.', 'there is an end to it') from who;
select is((select count(*) from ticket_events e join who on ticket = e.ticket_id where kind = 'ATTACHED'), 24::bigint,
    'each attachment is an event of the ticket');

select * from finish();
rollback;
