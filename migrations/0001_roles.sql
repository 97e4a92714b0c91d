-- Roles belong to the cluster, not to the database: they are made only where they are missing, and carry a prefix.
-- What each may see stands in one table (0003_access.sql), from which grants and policies are made. No business role
-- can write a table: changes go through functions that belong to concierge_writer.

do $$
declare
    -- one for each value of the token's `role`
    business constant text[] := array[
        'concierge_anonymous', 'concierge_client', 'concierge_agent', 'concierge_vip_manager', 'concierge_lead',
        'concierge_editor', 'concierge_analyst', 'concierge_executive', 'concierge_auditor', 'concierge_admin',
        'concierge_system'];
    -- owners of the functions that must write, or see, more than their caller; no login
    owners constant text[] := array['concierge_writer', 'concierge_reader'];
    name text;
begin
    foreach name in array business || owners loop
        if not exists (select from pg_roles where rolname = name) then
            execute format('create role %I nologin noinherit', name);
        end if;
    end loop;

    -- The serving login has no right of its own: what it can do, it does as one of the business roles.
    if not exists (select from pg_roles where rolname = 'concierge_gateway') then
        create role concierge_gateway login noinherit;
    end if;
    foreach name in array business loop
        if not pg_has_role('concierge_gateway', name, 'member') then
            execute format('grant %I to concierge_gateway', name);
        end if;
    end loop;

    -- The login that migrates gives functions to these two, and fills tables as the writer: under forced row
    -- security the owner of a table sees nothing. A superuser is a member already.
    foreach name in array owners loop
        if not pg_has_role(current_user, name, 'member') then
            execute format('grant %I to %I', name, current_user);
        end if;
    end loop;
end
$$;

revoke all on schema public from public;
grant usage on schema public to concierge_gateway,
    concierge_anonymous, concierge_client, concierge_agent, concierge_vip_manager, concierge_lead,
    concierge_editor, concierge_analyst, concierge_executive, concierge_auditor, concierge_admin, concierge_system,
    concierge_writer, concierge_reader;

-- The owners make their functions and views while these files run; 0014_reference_data.sql takes the right back.
grant create on schema public to concierge_writer, concierge_reader;
-- A function of the writer is for those roles only that are named.
alter default privileges for role concierge_writer revoke execute on functions from public;

create schema if not exists concierge;

-- Exclusion constraints compare keys beside ranges: no two shifts of an agent overlap.
create extension if not exists btree_gist;
