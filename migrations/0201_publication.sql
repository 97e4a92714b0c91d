-- What the change feed tells of: the publication "concierge", with each table that has a primary key.

-- These are shown with what they were before: an event counts only where a column has another value.
alter table support_tickets replica identity full;
alter table support_agents replica identity full;
alter table support_sla_compliance replica identity full;

create procedure concierge.publish_tables() language plpgsql set search_path = pg_catalog as $$
declare
    place record;
begin
    if not exists (select from pg_publication where pubname = 'concierge') then
        create publication concierge with (publish_via_partition_root = true);
    end if;
    for place in
        select c.oid::regclass::text as name,
            -- Keys and indexed columns find what a change concerns; no text of a message leaves the database. A table that is
            -- logged whole has no list of columns, which PostgreSQL would refuse at the next UPDATE.
            case when c.relreplident = 'f' then '' else (
                select format(' (%s)', string_agg(quote_ident(a.attname), ', ' order by a.attnum))
                from pg_attribute a
                where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
                    and exists (select from pg_index i where i.indrelid = c.oid and a.attnum = any (i.indkey))
            ) end as columns
        from pg_class c
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
            and c.relpersistence = 'p' and c.relowner = current_user::regrole
            and exists (select from pg_index i where i.indrelid = c.oid and i.indisprimary)
            and not exists (
                select from pg_publication_rel r join pg_publication p on p.oid = r.prpubid
                where r.prrelid = c.oid and p.pubname = 'concierge')
        order by 1
    loop
        execute format('alter publication concierge add table %s%s', place.name, place.columns);
    end loop;
end $$;
comment on procedure concierge.publish_tables is 'Adds to the publication what it lacks; called after tables were made.';
call concierge.publish_tables();
