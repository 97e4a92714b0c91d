-- What figures are computed from and is decided when it happens: service time, contacts, who it was, what the client preferred. Triggers
-- write it; a figure then looks up no calendar. The agents' ids are notes of what was, and no references.
alter table support_sla_compliance
    add elapsed_micros bigint check (elapsed_micros >= 0),
    add met_by_id uuid;
comment on column support_sla_compliance.elapsed_micros is 'Of a FIRST_RESPONSE clock that was met: service time from its start, in microseconds.';
comment on column support_sla_compliance.met_by_id is 'Of a FIRST_RESPONSE clock that was met: who wrote.';

alter table support_tickets
    add resolved_by_id uuid,
    add resolution_micros bigint check (resolution_micros >= 0),
    add contacts smallint check (contacts >= 0),
    add preferred_channel channel,
    add preferred_agent_id uuid,
    add dedicated_agent_id uuid;
comment on column support_tickets.resolved_by_id is 'Who resolved it last; null for a rule, the client, or idleness.';
comment on column support_tickets.resolution_micros is 'Service time to the last resolution, without PENDING, in microseconds.';
comment on column support_tickets.contacts is 'Up to the first resolution by a person: live conversations, and written replies, of ours.';
comment on column support_tickets.preferred_channel is 'As the client preferred when the ticket was created; so the two agents.';

insert into concierge.column_classes (relation, column_name, class, house)
select relation, name, 'none', true
from (values
    ('support_sla_compliance', 'elapsed_micros met_by_id'),
    ('support_tickets', 'resolved_by_id resolution_micros contacts preferred_channel preferred_agent_id dedicated_agent_id')
) as listed (relation, names)
cross join lateral regexp_split_to_table(names, '\s+') as name;
call concierge.apply_access();

create index ticket_events_resolutions on ticket_events (created_at, id) where to_status = 'RESOLVED';
create index support_feedback_surveys_by_delivery on support_feedback_surveys (delivered_at, id) where delivered_at is not null;
create index support_sla_compliance_by_end on support_sla_compliance (least(met_at, due_at), id) where cancelled_at is null;
create index order_events_refunds on order_events (created_at, id) where to_payment_status in ('PARTLY_REFUNDED', 'REFUNDED');

grant create on schema public to concierge_writer;
set local role concierge_writer;

-- Live conversations of ours, and written replies, of a ticket up to an instant. Half an hour of silence ends a live conversation; the
-- client's own words are no contact.
create function ticket_contacts(ticket uuid, until timestamptz) returns integer
    language sql stable
    begin atomic
        select (count(distinct case when live and ours then conversation end) + count(case when not live and ours then 1 end))::integer
        from (
            select live, ours, sum(begins) over (partition by live order by at, ends, ours) as conversation
            from (
                select live, ours, at, ends,
                    case when at < max(ends) over (partition by live order by at, ends, ours rows between unbounded preceding and 1 preceding)
                + interval '30 minutes' then 0 else 1 end as begins
                from (
                    select channel_kind(m.channel) = 'LIVE' as live, m.author_kind = 'AGENT' as ours, m.created_at as at, m.created_at as ends
                    from ticket_messages m
                    where m.ticket_id = ticket and not m.internal and m.created_at <= until
                    union all
                    select true, true, i.started_at, i.ended_at
                    from support_interactions i
                    where i.ticket_id = ticket and channel_kind(i.channel) = 'LIVE' and i.started_at <= until
                ) as contact
            ) as split
        ) as numbered;
    end;

create function note_first_response() returns trigger
    language plpgsql set search_path = pg_catalog, public
    as $$
begin
    new.elapsed_micros := greatest(0, round((service_seconds_at(new.met_at, new.calendar_id) - service_seconds_at(new.started_at, new.calendar_id)) * 1e6));
    select m.author_agent_id into new.met_by_id
    from ticket_messages m
    where m.ticket_id = new.ticket_id and m.created_at <= new.met_at and m.author_kind = 'AGENT' and not m.internal
    order by m.created_at desc, m.id limit 1;
    return new;
end
$$;

-- The history has the change already when the ticket is written.
create function note_resolution() returns trigger
    language plpgsql set search_path = pg_catalog, public
    as $$
declare
    calendar uuid;
    waited double precision;
begin
    if new.resolved_at is null then
        new.resolved_by_id := null;
        new.resolution_micros := null;
        return new;
    end if;
    select e.actor_agent_id into new.resolved_by_id
    from ticket_events e where e.ticket_id = new.id and e.to_status = 'RESOLVED' order by e.created_at desc, e.id desc limit 1;
    select c.calendar_id into calendar
    from support_sla_compliance c where c.ticket_id = new.id and c.kind = 'RESOLUTION' order by c.started_at desc limit 1;
    select coalesce(sum(service_seconds_at(least(p.ends_at, new.resolved_at), calendar) - service_seconds_at(p.starts_at, calendar)), 0)
    into waited
    from (
        select e.created_at as starts_at, e.to_status, lead(e.created_at, 1, new.resolved_at) over (order by e.created_at, e.id) as ends_at
        from ticket_events e where e.ticket_id = new.id and e.to_status is not null
    ) as p
    where p.to_status = 'PENDING';
    new.resolution_micros := greatest(0, round((service_seconds_at(new.resolved_at, calendar) - service_seconds_at(new.created_at, calendar) - waited) * 1e6));
    if new.contacts is null and new.resolved_by = 'AGENT' then
        new.contacts := ticket_contacts(new.id, new.resolved_at);
    end if;
    return new;
end
$$;

create function note_preferences() returns trigger
    language plpgsql set search_path = pg_catalog, public
    as $$
begin
    select p.preferred_channel, p.preferred_agent_id into new.preferred_channel, new.preferred_agent_id
    from client_preferences p where p.client_id = new.client_id;
    select v.dedicated_agent_id into new.dedicated_agent_id from vip_client_profiles v where v.client_id = new.client_id;
    return new;
end
$$;
revoke execute on function ticket_contacts(uuid, timestamptz), note_first_response(), note_resolution(), note_preferences() from public;

reset role;
revoke create on schema public from concierge_writer;
create trigger first_response before insert or update of met_at on support_sla_compliance
    for each row when (new.kind = 'FIRST_RESPONSE' and new.met_at is not null and new.elapsed_micros is null) execute function note_first_response();
create trigger resolution before update of resolved_at on support_tickets
    for each row when (new.resolved_at is distinct from old.resolved_at) execute function note_resolution();
create trigger preferences before insert on support_tickets
    for each row when (new.preferred_channel is null) execute function note_preferences();
