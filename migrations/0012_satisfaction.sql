-- Orders, as the shop reports them: it takes orders and payments, and is outside. Clients are asked about them, and about
-- their tickets.
create sequence order_numbers as bigint;

create table orders (
    id uuid primary key default gen_random_uuid(),
    order_number text not null unique default public_number('O', nextval('order_numbers')) check (order_number ~ '^O-\d{6,}$'),
    client_id uuid not null,
    confidential boolean not null,
    tier service_tier not null,
    status order_status not null default 'PLACED',
    payment_status payment_status not null,
    delivery_method delivery_method not null,
    total numeric(12, 2) not null check (total >= 0),
    delivered_at timestamptz check (delivered_at >= created_at),
    version integer not null default 1 check (version > 0),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    check ((status in ('DELIVERED', 'RETURNED')) = (delivered_at is not null)),
    foreign key (client_id, confidential) references clients (id, confidential) on update cascade,
    -- surveys repeat whose they are through this key
    unique (id, client_id, confidential)
);
comment on column orders.tier is 'The client''s tier when the order was placed.';
comment on column orders.total is 'PLN.';
comment on column orders.created_at is 'When it was placed.';
alter sequence order_numbers owned by orders.order_number;
create index orders_by_time on orders (created_at, id);
create index orders_client on orders (client_id, created_at, id);
create index orders_by_status on orders (status, created_at, id);
create trigger touch before update on orders for each row execute function touch_updated_at();
create trigger version before update on orders for each row execute function count_version();

create function refuse_order_move() returns trigger
    language plpgsql set search_path = pg_catalog, public
    as $$
declare
    moves constant jsonb := '{"PLACED": ["SHIPPED", "CANCELLED"], "SHIPPED": ["DELIVERED"], "DELIVERED": ["RETURNED"],
        "RETURNED": [], "CANCELLED": []}';
begin
    if not moves->old.status::text ? new.status::text then
        raise exception 'An order that is % cannot become %.', old.status, new.status
            using errcode = 'QL409', constraint = 'orders_move',
            detail = jsonb_build_object('status', old.status, 'moves', moves->old.status::text);
    end if;
    return new;
end
$$;
revoke execute on function refuse_order_move() from public;
create trigger move before update of status on orders
    for each row when (old.status <> new.status) execute function refuse_order_move();

create table survey_rules (
    id uuid primary key default gen_random_uuid(),
    subject survey_subject not null default 'TICKET',
    kind survey_kind not null,
    channel_kind channel_kind,
    channel message_channel not null default 'IN_APP',
    at_most_every interval not null check (at_most_every >= interval '0'),
    active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint survey_rules_channel_of_a_ticket check (subject = 'TICKET' or channel_kind is null)
);
comment on table survey_rules is 'What is asked when a ticket is resolved, or an order delivered.';
comment on column survey_rules.channel_kind is 'Of the conversations after which it is asked; null is any.';
comment on column survey_rules.channel is 'How it is sent.';
comment on column survey_rules.at_most_every is 'A client who was asked this kind more lately is left alone.';

create table support_feedback_surveys (
    id uuid primary key default gen_random_uuid(),
    ticket_id uuid,
    order_id uuid,
    client_id uuid not null,
    confidential boolean not null,
    kind survey_kind not null,
    rule_id uuid references survey_rules,
    agent_id uuid references support_agents,
    tier service_tier not null,
    channel message_channel not null,
    sent_at timestamptz not null,
    delivered_at timestamptz check (delivered_at >= sent_at),
    answered_at timestamptz check (answered_at >= delivered_at),
    score smallint,
    comment text check (comment <> ''),
    comment_masked text generated always as ('*** (' || char_length(comment)::text || ')') stored,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    check (case kind when 'CSAT' then score between 1 and 5 when 'NPS' then score between 0 and 10
        else score between 1 and 7 end),
    check ((answered_at is null) = (score is null)),
    check (answered_at is null or delivered_at is not null),
    check (comment is null or answered_at is not null),
    constraint support_feedback_surveys_one_subject check (num_nonnulls(ticket_id, order_id) = 1),
    foreign key (ticket_id, client_id, confidential) references support_tickets (id, client_id, confidential)
        on update cascade,
    foreign key (order_id, client_id, confidential) references orders (id, client_id, confidential) on update cascade
);
comment on table support_feedback_surveys is 'A question put to a client, and its answer once there is one.';
comment on column support_feedback_surveys.agent_id is 'Who had the ticket when it was resolved.';
comment on column support_feedback_surveys.tier is 'Of the ticket, or of the order.';
comment on column support_feedback_surveys.score is 'CSAT 1 to 5, NPS 0 to 10, CES 1 to 7 (1 is no effort).';
create index support_feedback_surveys_ticket on support_feedback_surveys (ticket_id, created_at, id);
create index support_feedback_surveys_order on support_feedback_surveys (order_id, created_at, id) where order_id is not null;
create index support_feedback_surveys_client on support_feedback_surveys (client_id, kind, sent_at, id);
create index support_feedback_surveys_client_ticket on support_feedback_surveys (client_id, ticket_id, created_at, id);
create index support_feedback_surveys_agent on support_feedback_surveys (agent_id, created_at, id);
create index support_feedback_surveys_rule on support_feedback_surveys (rule_id);
create index support_feedback_surveys_timeline on support_feedback_surveys (client_id, created_at, id);
create index support_feedback_surveys_by_time on support_feedback_surveys (created_at, id);
create index support_feedback_surveys_by_answer on support_feedback_surveys (answered_at, id) where answered_at is not null;

create trigger touch before update on survey_rules for each row execute function touch_updated_at();
create trigger touch before update on support_feedback_surveys for each row execute function touch_updated_at();

-- Surveys that are answered without signing in, by who holds the link. Whoever sends a link draws its secret, and tells us no
-- more than the secret's digest: so it is in no log, no answer that is kept and no backup of ours.
create table survey_links (
    digest bytea primary key check (octet_length(digest) = 32),
    survey_id uuid not null unique references support_feedback_surveys,
    expires_at timestamptz not null,
    created_at timestamptz not null default now()
);
comment on table survey_links is 'Links that may still be used; nobody reads them.';
comment on column survey_links.digest is 'SHA-256 of the secret.';
create index survey_links_expiry on survey_links (expires_at);

create type record_order_input as (
    client_id uuid, total numeric, payment_status payment_status, delivery_method delivery_method);
create type update_order_input as (
    order_id uuid, status order_status, payment_status payment_status, expected_version integer);
create type order_payload as (order_id uuid);
create type submit_survey_input as (survey_id uuid, score integer, comment text);
create type submit_survey_payload as (survey_id uuid, ticket_id uuid, order_id uuid);
create type deliver_survey_input as (survey_id uuid, token_digest bytea);
create type deliver_survey_payload as (survey_id uuid, expires_at timestamptz);
create type submit_survey_by_token_input as (token text, score integer, comment text);
create type submit_survey_by_token_payload as (kind survey_kind, score integer, answered_at timestamptz);
create type survey_question as (
    kind survey_kind, lowest_score integer, highest_score integer, locale locale, expires_at timestamptz);

set local role concierge_writer;

-- Asks the client of a ticket or an order how it was, by the rules for it. One call at a time for a client: two at once would
-- not see each other's questions. What is shown in the application is delivered at once, unless the client does not want
-- that, or not so often; an outside sender delivers the rest.
create function ask_client(
    subject survey_subject, channel_kind channel_kind, at timestamptz, survey support_feedback_surveys) returns void
    language sql
    begin atomic
        -- what was committed while this waits, the next statement sees
        select pg_advisory_xact_lock(hashtextextended('ask_client:' || (survey).client_id, 0));
        insert into support_feedback_surveys
            (ticket_id, order_id, client_id, confidential, kind, rule_id, agent_id, tier, channel, sent_at, delivered_at, created_at,
             updated_at)
        select (survey).ticket_id, (survey).order_id, (survey).client_id, (survey).confidential, r.kind, r.id, (survey).agent_id,
            (survey).tier, r.channel, at, case when r.channel = 'IN_APP' then at end, at, at
        from (
            select *, row_number() over (partition by rules.channel order by rules.kind, rules.id) as place
            from survey_rules rules
            where rules.active and rules.subject = ask_client.subject
                and (rules.channel_kind is null or rules.channel_kind = ask_client.channel_kind)
                and not exists (
                    select from support_feedback_surveys s
                    where s.client_id = (survey).client_id and s.kind = rules.kind and s.sent_at > at - rules.at_most_every)) as r
        left join communication_preferences p
            on p.client_id = (survey).client_id and p.category = 'SERVICE' and p.channel = r.channel
        -- the others are held against the client's will when they are delivered
        where r.channel <> 'IN_APP' or p.id is null
            or p.allowed and (p.weekly_limit is null or p.weekly_limit >= r.place + (
                select count(*) from support_feedback_surveys s
                where s.client_id = (survey).client_id and s.channel = r.channel and s.delivered_at > at - interval '7 days'));
    end;

create function send_surveys(ticket support_tickets, at timestamptz) returns void
    language plpgsql
    as $$
declare
    survey support_feedback_surveys;
begin
    survey.ticket_id := ticket.id;
    survey.client_id := ticket.client_id;
    survey.confidential := ticket.confidential;
    survey.agent_id := ticket.assigned_agent_id;
    survey.tier := ticket.tier;
    perform ask_client('TICKET', channel_kind(ticket.channel), at, survey);
end
$$;

-- The shop has taken an order.
create function record_order(input record_order_input) returns order_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    client constant clients := present_client(input.client_id, caller());
    order_id uuid;
begin
    if input.total is null or input.total not between 0 and 9999999999.99 then
        raise exception 'The total is missing, below zero, or too much.' using errcode = 'QL400';
    elsif input.payment_status is null or input.delivery_method is null then
        raise exception 'An order says how it is paid and delivered.' using errcode = 'QL400';
    end if;
    insert into orders (client_id, confidential, tier, payment_status, delivery_method, total)
    values (client.id, client.confidential, client.tier, input.payment_status, input.delivery_method, input.total)
    returning id into order_id;
    return row (order_id);
end
$$;

-- What has become of an order, and of its payment; what is left out stays. The client is asked about what it was given.
create function update_order(input update_order_input) returns order_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    who constant caller := caller();
    placed orders;
    previous order_status;
    survey support_feedback_surveys;
    at timestamptz;
begin
    -- the client comes first, like everywhere
    perform from clients c join orders o on o.client_id = c.id where o.id = input.order_id for share of c;
    select * into placed from orders o where o.id = input.order_id for no key update;
    if placed.id is null or not may_see(who, placed.client_id, placed.confidential) then
        raise exception 'There is no such order.' using errcode = 'QL404';
    end if;
    perform compare_version(input.expected_version, placed.version);
    if input.status = placed.status then
        raise exception 'The order is % already.', placed.status using errcode = 'QL409';
    end if;
    at := clock_timestamp();
    previous := placed.status;
    update orders o set
        status = coalesce(input.status, o.status), payment_status = coalesce(input.payment_status, o.payment_status),
        delivered_at = case when input.status = 'DELIVERED' then at else o.delivered_at end, updated_at = at
    where o.id = placed.id returning * into placed;
    if placed.status = 'DELIVERED' and previous <> 'DELIVERED' then
        survey.order_id := placed.id;
        survey.client_id := placed.client_id;
        survey.confidential := placed.confidential;
        survey.tier := placed.tier;
        perform ask_client('ORDER', null, at, survey);
    end if;
    return row (placed.id);
end
$$;

create function lowest_score(kind survey_kind) returns integer
    language sql immutable parallel safe strict
    return case kind when 'NPS' then 0 else 1 end;
create function highest_score(kind survey_kind) returns integer
    language sql immutable parallel safe strict
    return case kind when 'CSAT' then 5 when 'NPS' then 10 else 7 end;

-- The ticket that a survey is about, locked as for any change; of an order's, which has no history here, the client is.
create function subject_for_change(survey support_feedback_surveys, who caller) returns support_tickets
    language plpgsql
    as $$
begin
    if survey.ticket_id is not null then
        return ticket_for_change(survey.ticket_id, who);
    end if;
    perform from clients c where c.id = survey.client_id for share;
    return null;
end
$$;

-- The survey of a key, as it is once its subject is locked.
create function survey_for_change(id uuid) returns support_feedback_surveys
    language plpgsql
    as $$
declare
    survey support_feedback_surveys;
begin
    select * into survey from support_feedback_surveys s where s.id = survey_for_change.id for no key update;
    if survey.answered_at is not null then
        raise exception 'This survey has been answered already.' using errcode = 'QL409';
    end if;
    return survey;
end
$$;

-- The survey that the caller means and sees, as yet unlocked.
create function present_survey(id uuid, who caller) returns support_feedback_surveys
    language plpgsql
    as $$
declare
    survey support_feedback_surveys;
begin
    select * into survey from support_feedback_surveys s where s.id = present_survey.id;
    if survey.id is null or not may_see(who, survey.client_id, survey.confidential) then
        raise exception 'There is no such survey.' using errcode = 'QL404';
    end if;
    return survey;
end
$$;

-- Notes what the client answered; a link to the same survey is void then.
create function answer_survey(
    inout survey support_feedback_surveys, ticket support_tickets, who caller, score integer, comment text)
    language plpgsql
    as $$
declare
    lowest constant integer := lowest_score(survey.kind);
    highest constant integer := highest_score(survey.kind);
    at constant timestamptz := clock_timestamp();
begin
    if answer_survey.score is null or answer_survey.score not between lowest and highest then
        raise exception 'The score goes from % to %.', lowest, highest using errcode = 'QL400',
            detail = json_build_object('kind', survey.kind, 'lowest', lowest, 'highest', highest);
    end if;
    update support_feedback_surveys s set
        delivered_at = coalesce(s.delivered_at, at), answered_at = at, score = answer_survey.score,
        comment = case when btrim(answer_survey.comment) <> '' then required_text(answer_survey.comment, 'comment', 4000) end,
        updated_at = at
    where s.id = survey.id returning * into survey;
    delete from survey_links l where l.survey_id = survey.id;
    if survey.ticket_id is not null then
        perform record_ticket_event(ticket, who, 'SURVEY_ANSWERED', at);
    end if;
end
$$;

create function submit_survey(input submit_survey_input) returns submit_survey_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    who constant caller := caller();
    survey support_feedback_surveys := present_survey(input.survey_id, who);
    ticket constant support_tickets := subject_for_change(survey, who);
begin
    survey := survey_for_change(survey.id);
    survey := answer_survey(survey, ticket, who, input.score, input.comment);
    return row (survey.id, survey.ticket_id, survey.order_id);
end
$$;

-- Called by who sends a survey, just before: from now on the link's holder may answer, for as long as answers count. A second
-- link takes the place of the first.
create function deliver_survey(input deliver_survey_input) returns deliver_survey_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    who constant caller := caller();
    survey support_feedback_surveys := present_survey(input.survey_id, who);
    preference communication_preferences;
    expires constant timestamptz := clock_timestamp() + interval '14 days';
begin
    if input.token_digest is null or octet_length(input.token_digest) <> 32 then
        raise exception 'The digest is the SHA-256 of the link''s secret, 32 bytes.' using errcode = 'QL400';
    end if;
    -- one at a time for each client, or two together would be one too many for the week
    perform from clients c where c.id = survey.client_id for no key update;
    perform subject_for_change(survey, who);
    survey := survey_for_change(survey.id);
    if survey.channel = 'IN_APP' then
        raise exception 'This survey is answered in the application.' using errcode = 'QL409';
    end if;
    select * into preference from communication_preferences p
    where p.client_id = survey.client_id and p.category = 'SERVICE' and p.channel = survey.channel;
    if not coalesce(preference.allowed, false) then
        raise exception 'The client does not want to be written to in this way.' using errcode = 'QL409',
            detail = json_build_object('category', 'SERVICE', 'channel', survey.channel);
    elsif preference.weekly_limit <= (
            select count(*) from support_feedback_surveys s
            where s.client_id = survey.client_id and s.id <> survey.id and s.channel = survey.channel
                and s.delivered_at > clock_timestamp() - interval '7 days') then
        raise exception 'The client has been written to as often as it wants in a week.' using errcode = 'QL429',
            detail = json_build_object('category', 'SERVICE', 'channel', survey.channel, 'weeklyLimit', preference.weekly_limit);
    end if;

    -- what is void goes a few at a time
    delete from survey_links l where l.digest in (
        select void.digest from survey_links void where void.expires_at < clock_timestamp()
        order by void.expires_at limit 20 for update skip locked);
    insert into survey_links as l (digest, survey_id, expires_at)
    values (input.token_digest, survey.id, expires)
    on conflict (survey_id) do update set digest = excluded.digest, expires_at = excluded.expires_at;
    update support_feedback_surveys s set delivered_at = coalesce(s.delivered_at, clock_timestamp()) where s.id = survey.id;
    return row (survey.id, expires);
end
$$;

-- What is asked by a link that may be used; null for any other, whatever the reason.
create function survey_by_token(token text) returns survey_question
    language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    question survey_question;
begin
    select s.kind, lowest_score(s.kind), highest_score(s.kind), c.locale, l.expires_at into question
    from survey_links l
    join support_feedback_surveys s on s.id = l.survey_id
    join clients c on c.id = s.client_id
    where l.digest = sha256(convert_to(token, 'UTF8')) and l.expires_at > now();
    return question;
end
$$;

-- The answer of who holds a link: once, and in time. What is no link of ours, was used or is too old is told apart by nobody.
create function submit_survey_by_token(input submit_survey_by_token_input) returns submit_survey_by_token_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    link_digest constant bytea := sha256(convert_to(coalesce(input.token, ''), 'UTF8'));
    who caller;
    survey support_feedback_surveys;
    ticket support_tickets;
begin
    select s.* into survey from support_feedback_surveys s join survey_links l on l.survey_id = s.id where l.digest = link_digest;
    if survey.id is not null then
        who := row ('CLIENT', null, survey.client_id, 'concierge_client')::caller;
        ticket := subject_for_change(survey, who);
        -- by now another one may have used it
        perform from survey_links l where l.digest = link_digest and l.expires_at > clock_timestamp() for update;
    end if;
    if survey.id is null or not found then
        raise exception 'This link is not valid, or not any more.' using errcode = 'QL404',
            hint = 'A link is for one answer, within 14 days.';
    end if;
    survey := answer_survey(survey, ticket, who, input.score, input.comment);
    return row (survey.kind, survey.score::integer, survey.answered_at);
end
$$;

grant execute on function record_order(record_order_input), update_order(update_order_input) to concierge_system, concierge_admin;
grant execute on function submit_survey(submit_survey_input) to concierge_client;
grant execute on function deliver_survey(deliver_survey_input) to concierge_system, concierge_admin;
grant execute on function survey_by_token(text), submit_survey_by_token(submit_survey_by_token_input) to concierge_anonymous;

reset role;
