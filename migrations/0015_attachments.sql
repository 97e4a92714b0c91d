-- Whether bytes begin as their media type says: a page that shows them is not to be surprised.
create function content_matches(media_type text, content bytea) returns boolean
    language sql immutable parallel safe strict
    return case media_type
        when 'image/png' then substring(content for 8) = '\x89504e470d0a1a0a'
        when 'image/jpeg' then substring(content for 3) = '\xffd8ff'
        when 'image/webp' then substring(content for 4) = 'RIFF' and substring(content from 9 for 4) = 'WEBP'
        when 'application/pdf' then substring(content for 5) = '%PDF-'
        when 'text/plain' then position('\x00'::bytea in content) = 0
        else false end;
revoke execute on function content_matches(text, bytea) from public;
grant execute on function content_matches(text, bytea) to concierge_writer;

create table ticket_attachments (
    id uuid primary key default gen_random_uuid(),
    ticket_id uuid not null,
    client_id uuid not null,
    confidential boolean not null,
    message_id uuid references ticket_messages,
    author_kind actor_kind not null,
    author_agent_id uuid references support_agents,
    internal boolean not null default false,
    file_name text not null check (file_name <> '' and file_name !~ '[/\\[:cntrl:]]'),
    media_type text not null,
    content bytea not null check (octet_length(content) between 1 and 524288),
    byte_count integer not null generated always as (octet_length(content)) stored,
    sha256 text not null generated always as (encode(sha256(content), 'hex')) stored,
    created_at timestamptz not null default now(),
    check ((author_kind = 'AGENT') = (author_agent_id is not null)),
    check (not (internal and author_kind = 'CLIENT')),
    check (content_matches(media_type, content)),
    foreign key (ticket_id, client_id, confidential) references support_tickets (id, client_id, confidential)
        on update cascade
);
comment on column ticket_attachments.internal is 'Among staff: never shown to the client.';
comment on column ticket_attachments.content is 'Half a megabyte at most: what a request can carry.';
-- pictures and documents are compressed already
alter table ticket_attachments alter content set storage external;
create index ticket_attachments_ticket on ticket_attachments (ticket_id, created_at, id);
create index ticket_attachments_client on ticket_attachments (client_id, ticket_id, created_at, id);
create index ticket_attachments_message on ticket_attachments (message_id, created_at, id) where message_id is not null;
create index ticket_attachments_author on ticket_attachments (author_agent_id, created_at, id) where author_agent_id is not null;

-- Rows.
alter table ticket_attachments enable row level security, force row level security;
create policy own on ticket_attachments for select to concierge_client
    using (client_id = (select nullif(current_setting('claims.sub', true), '')::uuid) and not internal);
create policy in_care on ticket_attachments for select to concierge_agent, concierge_vip_manager
    using (not confidential or client_id = any
        ((select nullif(current_setting('claims.confidential_clients', true), '')::uuid[])::uuid[]));
create policy everything on ticket_attachments for select
    to concierge_lead, concierge_analyst, concierge_executive, concierge_auditor, concierge_admin, concierge_system,
       concierge_reader using (true);
create policy written on ticket_attachments to concierge_writer using (true) with check (true);

-- Columns.
grant select on ticket_attachments
    to concierge_agent, concierge_vip_manager, concierge_lead, concierge_admin, concierge_system, concierge_reader;
grant select (id, ticket_id, client_id, message_id, author_kind, author_agent_id, file_name, media_type, content, byte_count,
        sha256, created_at)
    on ticket_attachments to concierge_client;
-- neither what a client sent nor what it called it
grant select (id, ticket_id, client_id, confidential, message_id, author_kind, author_agent_id, internal, media_type,
        byte_count, created_at)
    on ticket_attachments to concierge_analyst, concierge_executive, concierge_auditor;
grant select, insert, update on ticket_attachments to concierge_writer;

create type attach_to_ticket_input as (
    ticket_id uuid, message_id uuid, file_name text, media_type text, content bytea, internal boolean);
create type attach_to_ticket_payload as (ticket_id uuid, attachment_id uuid);

set local role concierge_writer;

create function attach_to_ticket(input attach_to_ticket_input) returns attach_to_ticket_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    media_types constant text[] := '{image/png,image/jpeg,image/webp,application/pdf,text/plain}';
    -- 20 full files
    ticket_bytes constant integer := 10485760;
    who constant caller := caller();
    ticket support_tickets := ticket_for_change(input.ticket_id, who);
    at constant timestamptz := clock_timestamp();
    file_name constant text := required_text(input.file_name, 'file''s name', 200);
    internal boolean := coalesce(input.internal, false);
    message ticket_messages;
    attachment_id uuid;
begin
    if internal and who.kind = 'CLIENT' then
        raise exception 'Clients write no internal notes.' using errcode = 'QL403';
    elsif ticket.status = 'CLOSED' and not internal then
        raise exception 'The ticket is closed.' using errcode = 'QL409', hint = 'Reopen it within 30 days, or open a new one.';
    elsif file_name ~ '[/\\[:cntrl:]]' then
        raise exception 'This is no file''s name.' using errcode = 'QL400', hint = 'Leave slashes and control characters out.';
    elsif not coalesce(input.media_type = any(media_types), false) then
        raise exception 'Files of this type cannot be attached.' using errcode = 'QL400',
            detail = json_build_object('mediaTypes', media_types);
    elsif coalesce(octet_length(input.content), 0) not between 1 and 524288 then
        raise exception 'A file has between 1 and 524288 bytes.' using errcode = 'QL400',
            detail = json_build_object('bytes', octet_length(input.content), 'limit', 524288);
    elsif not content_matches(input.media_type, input.content) then
        raise exception 'The file is not what its type says.' using errcode = 'QL400',
            detail = json_build_object('mediaType', input.media_type);
    end if;
    if input.message_id is not null then
        select * into message from ticket_messages m where m.id = input.message_id and m.ticket_id = ticket.id;
        if message.id is null or (message.internal and who.kind = 'CLIENT') then
            raise exception 'There is no such message.' using errcode = 'QL404';
        end if;
        internal := internal or message.internal;
    end if;
    if ticket_bytes < octet_length(input.content)
            + (select coalesce(sum(byte_count), 0) from ticket_attachments a where a.ticket_id = ticket.id) then
        raise exception 'There is no room for this file at the ticket.' using errcode = 'QL409',
            detail = json_build_object('limit', ticket_bytes);
    end if;
    insert into ticket_attachments
        (ticket_id, client_id, confidential, message_id, author_kind, author_agent_id, internal, file_name, media_type, content,
         created_at)
    values
        (ticket.id, ticket.client_id, ticket.confidential, message.id, who.kind, who.agent_id, internal, file_name,
         input.media_type, input.content, at)
    returning id into attachment_id;
    perform record_ticket_event(ticket, who, 'ATTACHED', at);
    return row (ticket.id, attachment_id);
end
$$;
grant execute on function attach_to_ticket(attach_to_ticket_input)
    to concierge_client, concierge_agent, concierge_vip_manager, concierge_lead, concierge_admin;

reset role;
