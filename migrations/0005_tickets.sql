create table support_categories (
    id uuid primary key default gen_random_uuid(),
    parent_id uuid references support_categories,
    kind ticket_kind not null,
    code text not null unique check (code ~ '^[a-z][a-z_]*$'),
    name_pl text not null,
    name_en text not null,
    position smallint not null,
    active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    unique (id, kind),
    -- a branch is of its root's kind
    foreign key (parent_id, kind) references support_categories (id, kind)
);
comment on table support_categories is 'A tree; its roots are the five kinds of ticket.';
comment on column support_categories.kind is 'The root under which the category stands.';
comment on column support_categories.position is 'Order among its siblings.';
create unique index support_categories_root on support_categories (kind) where parent_id is null;
create index support_categories_parent on support_categories (parent_id, position, id);
create index support_categories_order on support_categories (position, id);

create sequence ticket_numbers as bigint;

create table support_tickets (
    id uuid primary key default gen_random_uuid(),
    ticket_number text not null unique default public_number('T', nextval('ticket_numbers'))
        check (ticket_number ~ '^T-\d{6,}$'),
    client_id uuid not null,
    confidential boolean not null,
    tier service_tier not null,
    category_id uuid not null references support_categories,
    order_id uuid,
    subject text not null check (subject <> ''),
    subject_masked text not null generated always as ('*** (' || char_length(subject)::text || ')') stored,
    locale locale not null,
    channel channel not null,
    origin ticket_origin not null default 'INBOUND',
    status ticket_status not null default 'NEW',
    priority ticket_priority not null default 'NORMAL',
    team_id uuid references teams,
    assigned_agent_id uuid references support_agents,
    merged_into_id uuid references support_tickets check (merged_into_id <> id),
    escalation_level smallint not null default 0 check (escalation_level between 0 and 3),
    escalation_reason text,
    reopen_count smallint not null default 0 check (reopen_count >= 0),
    spam boolean not null default false,
    resolved_by ticket_resolver,
    automation_until timestamptz,
    sentiment real check (sentiment between -1 and 1),
    first_response_at timestamptz check (first_response_at >= created_at),
    first_response_seconds integer generated always as (floor(extract(epoch from first_response_at - created_at))::integer) stored,
    resolved_at timestamptz check (resolved_at >= created_at),
    closed_at timestamptz check (closed_at >= created_at),
    version integer not null default 1 check (version > 0),
    words tsvector not null generated always as (to_tsvector('simple', subject)) stored,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    check ((status = 'CLOSED') = (closed_at is not null)),
    check (status <> 'RESOLVED' or resolved_at is not null),
    check (status in ('RESOLVED', 'CLOSED') or resolved_at is null),
    check ((resolved_at is null) = (resolved_by is null)),
    check (merged_into_id is null or status = 'CLOSED'),
    check ((escalation_level = 0) = (escalation_reason is null)),
    foreign key (client_id, confidential) references clients (id, confidential) on update cascade,
    -- messages, events and clocks repeat whose they are through this key
    unique (id, client_id, confidential)
);
comment on column support_tickets.order_id is 'The order that it is about, of the same client.';
comment on column support_tickets.tier is 'The client''s tier when the ticket was created.';
comment on column support_tickets.confidential is 'The client''s own, repeated so that the policy reads one row.';
comment on column support_tickets.first_response_at is 'The first public message of a person on our side.';
comment on column support_tickets.first_response_seconds is 'From the creation to the first response, by the clock on the wall; null while the client waits.';
comment on column support_tickets.resolved_at is 'The last resolution; a reopen takes it back.';
comment on column support_tickets.automation_until is
    'A rule has answered, and resolves the ticket then, unless the client writes again; no agent is chosen before.';
comment on column support_tickets.subject_masked is 'Only the length remains.';
comment on column support_tickets.sentiment is '-1 to 1: of what the client wrote.';
comment on column support_tickets.words is 'The words of the subject.';
comment on column support_tickets.version is 'Goes up with every change of the row; writers compare it.';
alter sequence ticket_numbers owned by support_tickets.ticket_number;

create index support_tickets_by_time on support_tickets (created_at, id);
create index support_tickets_by_change on support_tickets (updated_at, id);
create index support_tickets_client on support_tickets (client_id, created_at, id);
create index support_tickets_agent on support_tickets (assigned_agent_id, created_at, id);
create index support_tickets_team on support_tickets (team_id, created_at, id);
create index support_tickets_category on support_tickets (category_id, created_at, id);
create index support_tickets_by_status on support_tickets (status, created_at, id);
create index support_tickets_by_tier on support_tickets (tier, created_at, id);
create index support_tickets_by_resolution on support_tickets (resolved_at, id);
create index support_tickets_by_first_response on support_tickets (first_response_seconds, id);
create index support_tickets_merged on support_tickets (merged_into_id, created_at, id) where merged_into_id is not null;
-- The desk's own lists. An agent's policy has a condition, and behind it the comparison of an enum is never an index
-- condition; but a partial index is chosen by proof. With the status as a constant these are read in order, and no
-- further than the page.
create index support_tickets_working on support_tickets (created_at, id) where status in ('NEW', 'OPEN', 'PENDING');
create index support_tickets_agent_working on support_tickets (assigned_agent_id, created_at, id)
    where status in ('NEW', 'OPEN', 'PENDING');
create index support_tickets_new on support_tickets (created_at, id) where status = 'NEW';
create index support_tickets_open on support_tickets (created_at, id) where status = 'OPEN';
create index support_tickets_pending on support_tickets (created_at, id) where status = 'PENDING';
create index support_tickets_resolved on support_tickets (created_at, id) where status = 'RESOLVED';
create index support_tickets_automation on support_tickets (automation_until, id) where automation_until is not null;

create table ticket_messages (
    id uuid primary key default gen_random_uuid(),
    ticket_id uuid not null,
    client_id uuid not null,
    confidential boolean not null,
    author_kind actor_kind not null,
    author_agent_id uuid references support_agents,
    channel channel not null,
    internal boolean not null default false,
    locale locale not null,
    body text not null check (body <> ''),
    body_masked text not null generated always as ('*** (' || char_length(body)::text || ')') stored,
    sentiment real check (sentiment between -1 and 1),
    sentiment_model text,
    rule text check (rule <> ''),
    words tsvector not null generated always as (to_tsvector('simple', body)) stored,
    created_at timestamptz not null default now(),
    check ((author_kind = 'AGENT') = (author_agent_id is not null)),
    check (not (internal and author_kind = 'CLIENT')),
    check ((sentiment is null) = (sentiment_model is null)),
    foreign key (ticket_id, client_id, confidential) references support_tickets (id, client_id, confidential)
        on update cascade
);
comment on table ticket_messages is 'Append-only but for the erasure of a client''s words.';
comment on column ticket_messages.internal is 'A note among staff: never shown to the client.';
comment on column ticket_messages.rule is
    'The automation rule that wrote it; or `thanks`, for a client''s words that did not reopen a resolved ticket.';
comment on column ticket_messages.words is 'The words of the body: for those who read it, not its mask.';
comment on column ticket_messages.body_masked is 'Only the length remains.';
create index ticket_messages_ticket on ticket_messages (ticket_id, created_at, id);
-- A client reads the messages of its tickets: policy and relation are one index condition.
create index ticket_messages_client on ticket_messages (client_id, ticket_id, created_at, id);
create index ticket_messages_author on ticket_messages (author_agent_id, created_at, id)
    where author_agent_id is not null;

create table tags (
    id uuid primary key default gen_random_uuid(),
    code text not null unique check (code ~ '^[a-z][a-z_]*$'),
    name_pl text not null,
    name_en text not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);

create table ticket_events (
    id bigint generated by default as identity primary key,
    ticket_id uuid not null,
    client_id uuid not null,
    confidential boolean not null,
    version integer not null check (version > 0),
    kind ticket_event_kind not null,
    actor_kind actor_kind not null,
    actor_agent_id uuid references support_agents,
    from_status ticket_status,
    to_status ticket_status,
    from_agent_id uuid references support_agents,
    to_agent_id uuid references support_agents,
    from_priority ticket_priority,
    to_priority ticket_priority,
    escalation_level smallint,
    tag_id uuid references tags,
    other_ticket_id uuid references support_tickets,
    from_tier service_tier,
    to_tier service_tier,
    created_at timestamptz not null default now(),
    check ((actor_kind = 'AGENT') = (actor_agent_id is not null)),
    check ((kind in ('CREATED', 'STATUS_CHANGED')) = (to_status is not null)),
    check ((kind = 'STATUS_CHANGED') = (from_status is not null)),
    constraint ticket_events_says_whom
        check ((kind in ('ASSIGNED', 'HANDED_OFF', 'WATCHED', 'UNWATCHED')) = (to_agent_id is not null)),
    check ((kind = 'ESCALATED') = (escalation_level is not null)),
    check (kind <> 'UNASSIGNED' or from_agent_id is not null),
    check ((kind = 'TIER_CHANGED') = (to_tier is not null)),
    check ((kind = 'PRIORITY_CHANGED') = (to_priority is not null)),
    check ((kind in ('TAGGED', 'UNTAGGED')) = (tag_id is not null)),
    foreign key (ticket_id, client_id, confidential) references support_tickets (id, client_id, confidential)
        on update cascade
);
comment on table ticket_events is
    'Append-only: every change of a ticket, with its actor. Holds keys, never personal values.';
comment on column ticket_events.version is 'Of the ticket, as this change made it; events of one change share it.';
comment on column ticket_events.other_ticket_id is 'Of a merge: the other of the two.';
create index ticket_events_ticket on ticket_events (ticket_id, created_at, id);
create index ticket_events_by_time on ticket_events (created_at, id);
create index ticket_events_actor on ticket_events (actor_agent_id, created_at, id) where actor_agent_id is not null;
create index ticket_events_from_agent on ticket_events (from_agent_id) where from_agent_id is not null;
create index ticket_events_to_agent on ticket_events (to_agent_id, created_at, id) where to_agent_id is not null;
create index ticket_events_tag on ticket_events (tag_id) where tag_id is not null;
create index ticket_events_other_ticket on ticket_events (other_ticket_id) where other_ticket_id is not null;

create table ticket_tags (
    ticket_id uuid not null,
    tag_id uuid not null references tags,
    client_id uuid not null,
    confidential boolean not null,
    created_at timestamptz not null default now(),
    primary key (ticket_id, tag_id),
    foreign key (ticket_id, client_id, confidential) references support_tickets (id, client_id, confidential)
        on update cascade
);
create index ticket_tags_tag on ticket_tags (tag_id, ticket_id);

create table ticket_handoffs (
    id uuid primary key default gen_random_uuid(),
    ticket_id uuid not null,
    client_id uuid not null,
    confidential boolean not null,
    from_agent_id uuid references support_agents,
    to_agent_id uuid not null references support_agents,
    reason text not null check (reason <> ''),
    created_at timestamptz not null default now(),
    check (from_agent_id <> to_agent_id),
    foreign key (ticket_id, client_id, confidential) references support_tickets (id, client_id, confidential)
        on update cascade
);
create index ticket_handoffs_ticket on ticket_handoffs (ticket_id, created_at, id);
create index ticket_handoffs_from on ticket_handoffs (from_agent_id, created_at, id);
create index ticket_handoffs_to on ticket_handoffs (to_agent_id, created_at, id);

create table ticket_watchers (
    ticket_id uuid not null,
    agent_id uuid not null references support_agents on delete cascade,
    client_id uuid not null,
    confidential boolean not null,
    created_at timestamptz not null default now(),
    primary key (ticket_id, agent_id),
    foreign key (ticket_id, client_id, confidential) references support_tickets (id, client_id, confidential)
        on update cascade
);
create index ticket_watchers_agent on ticket_watchers (agent_id, created_at, ticket_id);

create trigger touch before update on support_categories for each row execute function touch_updated_at();
create trigger touch before update on support_tickets for each row execute function touch_updated_at();
create trigger touch before update on tags for each row execute function touch_updated_at();

-- The moves of a ticket. Any other is refused whoever asks; a merge closes from any state.
create function refuse_ticket_move() returns trigger
    language plpgsql set search_path = pg_catalog, public
    as $$
declare
    moves constant jsonb := '{"NEW": ["OPEN", "RESOLVED"], "OPEN": ["PENDING", "RESOLVED"], "PENDING": ["OPEN", "RESOLVED"],
        "RESOLVED": ["CLOSED", "OPEN"], "CLOSED": ["OPEN"]}';
begin
    if new.merged_into_id is not null and old.merged_into_id is null and new.status = 'CLOSED' then
        return new;
    end if;
    if not moves->old.status::text ? new.status::text then
        raise exception 'A ticket that is % cannot become %.', old.status, new.status
            using errcode = 'QL409', constraint = 'support_tickets_move',
            hint = format('It can become %s.', replace(btrim((moves->old.status::text)::text, '[]'), '"', '')),
            detail = jsonb_build_object('status', old.status, 'moves', moves->old.status::text);
    end if;
    if old.status = 'CLOSED' and old.merged_into_id is not null then
        raise exception 'A ticket that was merged into another cannot be reopened.'
            using errcode = 'QL409', constraint = 'support_tickets_move', hint = 'Go on with the other one.';
    end if;
    if old.status = 'CLOSED' and old.closed_at < now() - interval '30 days' then
        raise exception 'A ticket can be reopened for 30 days after it was closed.'
            using errcode = 'QL409', constraint = 'support_tickets_move', hint = 'Open a new one.';
    end if;
    return new;
end
$$;
revoke execute on function refuse_ticket_move() from public;
create trigger move before update of status on support_tickets
    for each row when (old.status <> new.status) execute function refuse_ticket_move();

create trigger history before update or delete on ticket_events
    for each row execute function refuse_rewriting_history();
create trigger history_whole before truncate on ticket_events
    for each statement execute function refuse_rewriting_history();

-- For the claim below, which is asked with every crowd of agents.
create index support_tickets_confidential on support_tickets (assigned_agent_id, client_id)
    where confidential and status in ('NEW', 'OPEN', 'PENDING', 'RESOLVED');

-- The claim that the policies `in_care` read: for each agent the confidential clients whom it looks after, as their dedicated
-- agent or relationship manager, or through a ticket of theirs that is not closed. No row for most, so that most agents are
-- one identity. Who has left has the nil UUID among them, by which the policies show it nothing. The gateway reads it for all
-- who are at it at a time. A view, because PostgreSQL plans it once for each
-- connection, together with the question; a function would have to be entered, and planned, by itself.
create view confidential_clients_in_care with (security_barrier) as
    select care.agent_id as subject, array_agg(distinct care.client_id order by care.client_id) as value
    from (
        select v.dedicated_agent_id as agent_id, v.client_id from vip_client_profiles v where v.confidential
        union all
        select v.relationship_manager_id, v.client_id from vip_client_profiles v where v.confidential
        union all
        select t.assigned_agent_id, t.client_id from support_tickets t
        where t.confidential and t.status in ('NEW', 'OPEN', 'PENDING', 'RESOLVED')
        union all
        select a.id, '00000000-0000-0000-0000-000000000000' from support_agents a where not a.active
    ) as care
    where care.agent_id is not null
    group by care.agent_id;
alter view confidential_clients_in_care owner to concierge_reader;

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
    resolves_after interval check (resolves_after > interval '0'),
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
comment on column automation_rules.resolves_after is
    'Where the rule''s answer settles the matter: how long the client may still write before the ticket is resolved.';
comment on column automation_rules.body is '{{name}} stands for the client''s first name, {{number}} for the ticket''s.';
create index automation_rules_category on automation_rules (category_id, kind);
create index automation_rules_order on automation_rules (position, id);
create trigger touch before update on automation_rules for each row execute function touch_updated_at();

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

-- PostgreSQL has no Polish dictionary: `simple` takes words as they are, case aside, in both languages.
create index support_tickets_words on support_tickets using gin (words);

create index ticket_messages_words on ticket_messages using gin (words);

-- All that happened with a client, in one order: each table is read in the order of its own index, no further than the page.
create index ticket_messages_timeline on ticket_messages (client_id, created_at, id);
create index ticket_events_timeline on ticket_events (client_id, created_at, id);
create index ticket_handoffs_timeline on ticket_handoffs (client_id, created_at, id);

-- What words say: thanks, and the small words that may stand beside them. Later the weights of sentiment.
create table lexicon (
    id uuid primary key default gen_random_uuid(),
    word text not null check (word = lower(word) and word ~ '^[[:alpha:]]+$'),
    locale locale not null,
    kind lexicon_kind not null,
    weight real not null default 1 check (weight between -1 and 1),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    unique (word, locale, kind)
);
create trigger touch before update on lexicon for each row execute function touch_updated_at();

-- What each agent has to do, and whether it is there to do it. As the reader: also of tickets that the caller does not see, or the
-- ranking would depend on the caller. `duty` is the kind of shift that the agent is on, without a pause; null is none.
create function agent_loads() returns table (
    agent_id uuid, working_tickets integer, live_conversations integer, duty shift_kind, last_given_at timestamptz)
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    begin atomic
        select a.id, coalesce(work.tickets, 0)::integer, coalesce(work.live, 0)::integer, shift.kind, given.at
        from support_agents a
        left join (
            select t.assigned_agent_id, count(*) as tickets,
                count(*) filter (where t.status in ('NEW', 'OPEN') and channel_kind(t.channel) = 'LIVE') as live
            from support_tickets t
            where t.status in ('NEW', 'OPEN', 'PENDING') and t.assigned_agent_id is not null
            group by t.assigned_agent_id) as work on work.assigned_agent_id = a.id
        left join lateral (
            select s.kind
            from agent_shifts s
            where s.agent_id = a.id and s.cancelled_at is null and s.starts_at <= now() and s.ends_at > now()
                and s.starts_at > now() - interval '24 hours'
                and not exists (
                    select from agent_shift_pauses p where p.shift_id = s.id and p.starts_at <= now() and p.ends_at > now())
            limit 1) as shift on true
        left join lateral (
            select e.created_at as at
            from ticket_events e
            where e.to_agent_id = a.id and e.kind in ('ASSIGNED', 'HANDED_OFF')
            order by e.created_at desc limit 1) as given on true
        where a.active;
    end;
revoke execute on function agent_loads() from public;
alter function agent_loads() owner to concierge_reader;
grant execute on function agent_loads()
    to concierge_agent, concierge_vip_manager, concierge_lead, concierge_admin, concierge_system, concierge_writer,
       concierge_reader;
grant execute on function channel_kind(channel) to concierge_reader;
