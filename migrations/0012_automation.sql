-- What is said in a ticket, by people and by rules.
create table automation_rules (
    id uuid primary key default gen_random_uuid(),
    code text not null unique check (code ~ '^[a-z][a-z_]*$'),
    name_pl text not null,
    name_en text not null,
    kind ticket_kind,
    category_id uuid,
    channel_kind channel_kind,
    locale locale not null,
    body text not null check (body <> ''),
    position smallint not null default 1,
    active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    check (category_id is null or kind is not null),
    foreign key (category_id, kind) references support_categories (id, kind)
);
comment on table automation_rules is
    'First answers without a person. Of the rules that fit, the one that asks for most is taken: a category before a kind
     before any, then by position.';
comment on column automation_rules.body is '{{name}} stands for the client''s first name, {{number}} for the ticket''s.';
create index automation_rules_category on automation_rules (category_id, kind);
create index automation_rules_order on automation_rules (position, id);
create trigger touch before update on automation_rules for each row execute function touch_updated_at();

alter table automation_rules enable row level security, force row level security;
create policy everything on automation_rules for select
    to concierge_agent, concierge_vip_manager, concierge_lead, concierge_editor, concierge_analyst, concierge_executive,
       concierge_auditor, concierge_admin, concierge_system, concierge_reader using (true);
create policy written on automation_rules to concierge_writer using (true) with check (true);
grant select on automation_rules
    to concierge_agent, concierge_vip_manager, concierge_lead, concierge_editor, concierge_analyst, concierge_executive,
       concierge_auditor, concierge_admin, concierge_system, concierge_reader;
grant select, insert, update, delete on automation_rules to concierge_writer;

set local role concierge_writer;

create function write_ticket_message(
    inout ticket support_tickets, id uuid, who caller, channel channel, internal boolean, body text, at timestamptz)
    language plpgsql
    as $$
begin
    insert into ticket_messages
        (id, ticket_id, client_id, confidential, author_kind, author_agent_id, channel, internal, locale, body, created_at)
    values
        (write_ticket_message.id, ticket.id, ticket.client_id, ticket.confidential, who.kind, who.agent_id,
         write_ticket_message.channel, write_ticket_message.internal, ticket.locale, write_ticket_message.body, at);
    ticket := record_ticket_event(ticket, who, 'MESSAGE_ADDED', at);
end
$$;

-- The rule's answer to a new ticket; null where no rule fits. It is not the first response of a person, and no clock hears it.
create function answer_by_rule(ticket support_tickets, at timestamptz) returns uuid
    language plpgsql
    as $$
declare
    message_id constant uuid := gen_random_uuid();
    answer text;
begin
    select replace(replace(r.body, '{{number}}', ticket.ticket_number), '{{name}}', split_part(c.full_name, ' ', 1))
    into answer
    from automation_rules r
    join support_categories category on category.id = ticket.category_id
    join clients c on c.id = ticket.client_id
    where r.active and r.locale = ticket.locale
        and (r.kind is null or r.kind = category.kind)
        and (r.category_id is null or r.category_id = category.id)
        and (r.channel_kind is null or r.channel_kind = channel_kind(ticket.channel))
    order by r.category_id nulls last, r.kind nulls last, r.channel_kind nulls last, r.position, r.id
    limit 1;
    if not found then
        return null;
    end if;
    perform write_ticket_message(ticket, message_id, row ('AUTOMATION', null, null, '')::caller, ticket.channel, false, answer, at);
    return message_id;
end
$$;

reset role;
