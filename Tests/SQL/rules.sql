-- What holds for every table, view, policy and function, whoever adds the next one.
begin;
create extension if not exists pgtap;
select plan(15);

create temporary view ours as
select c.oid, c.relname, c.relkind, c.relrowsecurity, c.relforcerowsecurity, c.reloptions, c.relacl, c.relowner
from pg_class c
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
    and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e');

select is_empty($$ select relname from ours where relkind in ('r', 'p') and not (relrowsecurity and relforcerowsecurity)
    and relname !~ '^concierge_' $$, 'every table has forced row security');
select is_empty($$ select relname from ours where relkind = 'v' and not coalesce('security_invoker=true' = any(reloptions), false)
    and relname <> 'confidential_clients_in_care' $$,
    'every view asks as its reader, but the one that says what an agent may see');
select is_empty($$ select tablename, policyname from pg_policies where schemaname = 'public' and 'public' = any(roles) $$,
    'no policy is for everybody');
select is_empty($$ select tablename, policyname from pg_policies where schemaname = 'public' and permissive <> 'PERMISSIVE' $$,
    'no policy narrows another');
select is_empty($$
    select tablename, r, count(*) from pg_policies cross join unnest(roles) as r
    where schemaname = 'public' group by 1, 2 having count(*) > 1 $$,
    'a role has one policy a table, never two joined by OR');
select is_empty($$
    select tablename, policyname from pg_policies
    where schemaname = 'public'
        and regexp_count(coalesce(qual, '') || coalesce(with_check, ''), 'current_setting\(')
            <> regexp_count(coalesce(qual, '') || coalesce(with_check, ''),
                '\( SELECT \(NULLIF\(current_setting\(''claims\.[a-z_]+''::text, true\), ''''::text\)\)::uuid') $$,
    'a claim stands in (select ...), is empty as null, and has its type');
select is_empty($$
    select tablename, policyname from pg_policies
    where schemaname = 'public' and qual ~ 'current_user|session_user|pg_has_role' $$, 'no policy asks for the role by itself');
select is_empty($$
    select relname, grantee::regrole, privilege_type from ours cross join aclexplode(relacl)
    where grantee <> relowner and (privilege_type in ('TRUNCATE', 'REFERENCES', 'TRIGGER') or is_grantable) $$,
    'only the owner may truncate, refer, trigger or pass rights on');
select is_empty($$
    select relname, grantee::regrole, privilege_type from ours cross join aclexplode(relacl)
    where grantee <> relowner and privilege_type <> 'SELECT' and grantee <> 'concierge_writer'::regrole $$,
    'only the writer may write');
select is_empty($$ select relname from ours cross join aclexplode(relacl) where grantee = 0 $$,
    'no right is granted to PUBLIC');
select is_empty($$
    select p.oid::regprocedure from pg_proc p
    where p.pronamespace = 'public'::regnamespace
        and has_function_privilege('concierge_anonymous', p.oid, 'execute')
        -- but for what is granted to nobody else: the tokens by which it is somebody's
        and p.proname not in ('survey_by_token', 'submit_survey_by_token')
        and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e') $$,
    'no function of ours can be called by everybody');
select is_empty($$
    select p.oid::regprocedure from pg_proc p
    where p.pronamespace = 'public'::regnamespace and p.prosecdef
        and (p.proowner not in ('concierge_writer'::regrole, 'concierge_reader'::regrole)
            or not coalesce(p.proconfig::text ~ 'search_path', false))
        and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e') $$,
    'functions with their owner''s rights are owned by writer or reader, with a fixed search_path');
select is_empty($$
    select conrelid::regclass, conname from pg_constraint c
    where contype = 'f' and connamespace = 'public'::regnamespace
        and not exists (select from pg_index i where i.indrelid = c.conrelid and i.indkey[0] = c.conkey[1]) $$,
    'every foreign key has an index');
select is_empty($$
    select rolname from pg_roles where rolname like 'concierge\_%'
        -- the logins of a private cluster, which no migration makes
        and rolname not in ('concierge_owner', 'concierge_feed', 'concierge_superuser') and (rolsuper or rolbypassrls or rolcreaterole
        or rolcreatedb or rolreplication or rolinherit or rolcanlogin <> (rolname = 'concierge_gateway')) $$,
    'our roles have no powers, and only the gateway logs in');
select is_empty($$
    select r.rolname from pg_roles r where pg_has_role('concierge_gateway', r.oid, 'member')
        and r.rolname in ('concierge_writer', 'concierge_reader') $$, 'the gateway becomes neither writer nor reader');

select * from finish();
rollback;
