-- A shop whose tables are locked, changed and asked slowly while a gateway serves it.
do $$
begin
    if not exists (select from pg_roles where rolname = 'changing_staff') then create role changing_staff nologin; end if;
    if not exists (select from pg_roles where rolname = 'changing_gateway') then create role changing_gateway login noinherit; end if;
end
$$;
grant changing_staff to changing_gateway;

create table agents (id int primary key, name text not null);
create table orders (id int primary key, number int not null, agent_id int references agents, orgs int not null default 1);
insert into agents values (1, 'Ada'), (2, 'Bo');
insert into orders select n, n * 10, 1 + n % 2 from generate_series(1, 50) n;

alter table orders enable row level security;
alter table orders force row level security;
create policy staff on orders for select to changing_staff using (
    orgs = any ((select current_setting('claims.orgs', true))::int[])
    or (select current_setting('claims.orgs', true)) = '{}');
grant select on agents, orders to changing_staff;

create function work(seconds float8, mark int) returns int language plpgsql stable as $$
begin
    perform pg_sleep(seconds);
    return mark;
end $$;
revoke execute on function work(float8, int) from public;
grant execute on function work(float8, int) to changing_staff;
