-- The table of rules and the catalog agree, both ways; each column that can hold a person's value has a class; and a new
-- role, or a new table, is rows of these tables alone.
begin;
create extension if not exists pgtap;
select no_plan();

create temporary view relations as
select c.oid, c.relname::text as relation, c.relkind, c.relowner
from pg_class c
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v')
    and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e');

-- What the catalog grants, a column a row; a grant on the relation is one on each column.
create temporary view granted as
select r.relation, a.attname::text as column_name, acl.grantee::regrole::text as role, lower(acl.privilege_type) as privilege
from relations r
join pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
cross join lateral (
    select * from aclexplode((select relacl from pg_class where oid = r.oid))
    union all
    select * from aclexplode(a.attacl)) as acl
where acl.grantee <> r.relowner;

-- What the tables promise: privileges on all columns, and reading of those that the classes leave.
create temporary view promised as
select a.relation, column_name.value as column_name, a.role, privilege.value as privilege
from concierge.effective_access a
join concierge.row_rules r using (rule)
join relations on relations.relation = a.relation
join pg_attribute attribute on attribute.attrelid = relations.oid and attnum > 0 and not attisdropped
cross join lateral (select attname::text as value) as column_name
cross join lateral regexp_split_to_table(r.privileges, ', ') as privilege (value)
left join concierge.column_classes c on (c.relation, c.column_name) = (a.relation, column_name.value)
where (a.role in ('concierge_writer', 'concierge_reader') or c.class is null or c.class <> 'secret')
    and (not a.masks or c.class is null or c.class in ('none', 'key') or c.mask is not distinct from column_name.value)
    and (a.role <> 'concierge_client' or (c.house is not true and not exists (
        select from concierge.column_classes o where o.relation = a.relation and o.mask = column_name.value and o.mask <> o.column_name)));

create function pg_temp.agrees(what text) returns setof text
    language plpgsql
    as $$
begin
    -- a privilege to delete is the relation's, and has no column
    return next is_empty('select relation, role, privilege, column_name from granted where privilege <> ''delete''
        except select relation, role, privilege, column_name from promised', what || ': each grant stands in the table');
    return next is_empty('select relation, role, privilege, column_name from promised where privilege <> ''delete''
        except select relation, role, privilege, column_name from granted', what || ': each row of the table is granted');
    return next set_eq(
        $q$ select relation, role from granted where privilege = 'delete' $q$,
        $q$ select a.relation, a.role from concierge.effective_access a join concierge.row_rules using (rule)
            where privileges ~ 'delete' $q$,
        what || ': rows are deleted by those that the table names');
    return next set_eq(
        $q$ select tablename::text, policyname::text, r::text, cmd from pg_policies cross join unnest(roles) as r
            where schemaname = 'public' $q$,
        $q$ select a.relation, a.rule, a.role, case r.privileges when 'select' then 'SELECT' else 'ALL' end
            from concierge.effective_access a join concierge.row_rules r using (rule) join relations using (relation)
            where relkind = 'r' $q$,
        what || ': the policies are those of the table');
end
$$;
select pg_temp.agrees('after the migrations');

select is_empty($$ select relation from concierge.access where relation <> '*' except select relation from relations $$,
    'each relation of the table exists');
select is_empty($$ select relation, rule from concierge.access a where relation <> '*'
    and not exists (select from concierge.row_rules r where r.rule = a.rule) $$, 'each rule of the table exists');
select is_empty($$ select a.relation, a.role from concierge.effective_access a join concierge.row_rules r using (rule)
    join relations using (relation) where relkind = 'v' and (r.rule <> 'everything') $$,
    'a view has no rule of its own: it reads as its reader');

-- Classes.
select is_empty($$
    select r.relation, a.attname, a.atttypid::regtype
    from relations r
    join pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
    join pg_type t on t.oid = a.atttypid
    left join pg_type element on element.oid = t.typelem and t.typcategory = 'A'
    where r.relkind = 'r'
        and coalesce(element.oid, t.oid) in ('text'::regtype, 'varchar'::regtype, 'bpchar'::regtype, 'name'::regtype, 'json'::regtype,
            'jsonb'::regtype, 'bytea'::regtype, 'inet'::regtype, 'cidr'::regtype, 'macaddr'::regtype, 'date'::regtype,
            'tsvector'::regtype, 'xml'::regtype)
        and not exists (select from concierge.column_classes c where (c.relation, c.column_name) = (r.relation, a.attname)) $$,
    'each column that can hold a person''s value has a class');
select is_empty($$
    select relation, column_name from concierge.column_classes c
    where not exists (select from relations r join pg_attribute a on a.attrelid = r.oid and not a.attisdropped
        where r.relation = c.relation and a.attname = c.column_name) $$, 'each column with a class exists');
select is_empty($$
    select relation, mask from concierge.column_classes c
    where mask is not null and not exists (select from concierge.column_classes m where (m.relation, m.column_name) = (c.relation, c.mask)
        and (m.class = 'none' or c.mask = c.column_name)) $$, 'each mask is a column without a person''s value, or the column itself');
select is_empty($$
    select g.relation, g.column_name, g.role from granted g join concierge.column_classes c using (relation, column_name)
    where c.class = 'secret' and g.role not in ('concierge_writer', 'concierge_reader') $$, 'no role of the graph reads a secret');

-- A new role is one row.
insert into concierge.access (relation, role, rule) values ('*', 'concierge_trainee', 'as concierge_agent');
call concierge.apply_access();
select pg_temp.agrees('with a new role');
select set_eq($$ select relation, column_name, privilege from granted where role = 'concierge_trainee' $$,
    $$ select relation, column_name, privilege from granted where role = 'concierge_agent' $$, 'a role `as` another reads the same');
select set_eq(
    $$ select p.oid from pg_proc p where pronamespace = 'public'::regnamespace and has_function_privilege('concierge_trainee', p.oid, 'execute') $$,
    $$ select p.oid from pg_proc p where pronamespace = 'public'::regnamespace and has_function_privilege('concierge_agent', p.oid, 'execute') $$,
    'a role `as` another may call the same functions');
select ok(pg_has_role('concierge_gateway', 'concierge_trainee', 'member'), 'the gateway may act as the new role');

-- A new table is a row a role.
create table wishes (id uuid primary key, client_id uuid not null, confidential boolean not null, wish text not null, number bigserial);
insert into concierge.column_classes (relation, column_name, class) values ('wishes', 'wish', 'free_text');
insert into concierge.access (relation, role, rule, masks) values
    ('wishes', 'concierge_client', 'own', false), ('wishes', 'concierge_agent', 'in_care', false),
    ('wishes', 'concierge_analyst', 'everything', true), ('wishes', 'concierge_writer', 'appends', false);
call concierge.apply_access_to('wishes');
select pg_temp.agrees('with a new table');
select ok(not has_column_privilege('concierge_analyst', 'wishes', 'wish', 'select'), 'free text without a mask is not for those who read masks');
select ok(has_sequence_privilege('concierge_writer', 'wishes_number_seq', 'usage'),
    'a role that may insert may use the sequence');
delete from concierge.access where relation = 'wishes' and role = 'concierge_agent';
call concierge.apply_access_to('wishes');
select pg_temp.agrees('with a row taken away');

select * from finish();
rollback;
