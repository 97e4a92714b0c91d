-- Who reaches the keys of mutations: everybody its own, through two functions, and nothing else.
begin;
create extension if not exists pgtap;
select plan(12);

select is(rolcanlogin or rolsuper or rolbypassrls or rolcreaterole or rolinherit, false,
    'the owner of the functions has no login and no special rights')
    from pg_roles where rolname = 'concierge_idempotency';
select is_empty($$
    select p.proname from pg_proc p join pg_roles r on r.oid = p.proowner
    where r.rolname = 'concierge_idempotency' and not (p.prosecdef and p.proconfig::text like '%search_path=pg_catalog, pg_temp%') $$,
    'the owner''s functions have their own search_path');
select is_empty($$
    select r.rolname from pg_roles r
    where r.rolname like 'concierge\_%' and not pg_has_role(r.oid, 'concierge_idempotency', 'MEMBER')
        and has_any_column_privilege(r.oid, 'concierge.idempotency_keys', 'SELECT, INSERT, UPDATE') $$,
    'no role but the migrating one reads or writes the table');
select ok(not has_schema_privilege('concierge_idempotency', 'concierge', 'CREATE'), 'the owner makes nothing more');

create function pg_temp.claim(subject text, field text, key text, input text) returns text language sql as $$
    select concat_ws(' ', c.outcome, c.answer, c.error)
    from concierge.claim_idempotency_key(subject, field, key, input::bytea) as c $$;

set local role concierge_agent;
select throws_ok('select * from concierge.idempotency_keys', '42501', null, 'a caller sees no keys');
select is(pg_temp.claim('s', 'f', 'k', 'input'), 'NEW', 'a key is claimed');
select concierge.keep_idempotent_answer('s', 'f', 'k', '{"id": 1}', null);
select is(pg_temp.claim('s', 'f', 'k', 'input'), 'KNOWN {"id": 1}', 'a claimed key is known afterwards');
select is(pg_temp.claim('s', 'f', 'k', 'other'), 'OTHER', 'a known key with another input is refused');
select is(pg_temp.claim('t', 'f', 'k', 'other'), 'NEW', 'another subject has keys of its own');
select is(pg_temp.claim('s', 'g', 'k', 'other'), 'NEW', 'another field as well');
set local role concierge_client;
select is(pg_temp.claim('s', 'f', 'k', 'other'), 'NEW', 'the same key of another role is a new one');
reset role;
update concierge.idempotency_keys set created_at = created_at - interval '25 hours';
set local role concierge_agent;
select is(pg_temp.claim('s', 'f', 'k', 'other'), 'NEW', 'a key is new again after a day');

select * from finish();
rollback;
