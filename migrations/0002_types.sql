-- The labels are the graph's enum values: they are a contract, and are only ever added to.

create type locale as enum ('PL', 'EN');
create type service_tier as enum
    ('STANDARD', 'PREMIUM', 'VIP_SILVER', 'VIP_GOLD', 'VIP_PLATINUM', 'VIP_DIAMOND');
create type channel as enum ('CHAT', 'EMAIL', 'PHONE', 'VIDEO', 'WHATSAPP', 'SOCIAL', 'IN_PERSON');
create type channel_kind as enum ('LIVE', 'WRITTEN');
create type message_channel as enum ('EMAIL', 'SMS', 'PUSH', 'IN_APP', 'WHATSAPP');
create type message_category as enum ('TRANSACTIONAL', 'SERVICE', 'MARKETING');
create type risk_status as enum ('LOW', 'MEDIUM', 'HIGH');

create type agent_position as enum ('AGENT', 'VIP_MANAGER', 'LEAD');
create type agent_status as enum ('OFFLINE', 'AVAILABLE', 'HANDLING', 'WRAP_UP', 'BREAK', 'TRAINING');
create type shift_kind as enum ('REGULAR', 'ON_CALL');
create type shift_pause_kind as enum ('BREAK', 'TRAINING');
create type skill_kind as enum ('LANGUAGE', 'CATEGORY', 'CHANNEL', 'SERVICE');

create type ticket_kind as enum
    ('ORDER_ISSUE', 'PRODUCT_QUESTION', 'TECHNICAL_PROBLEM', 'BILLING_INQUIRY', 'GENERAL_INQUIRY');
create type ticket_status as enum ('NEW', 'OPEN', 'PENDING', 'RESOLVED', 'CLOSED');
create type ticket_priority as enum ('LOW', 'NORMAL', 'HIGH', 'URGENT');
create type ticket_origin as enum ('INBOUND', 'OUTREACH');
create type ticket_resolver as enum ('AGENT', 'AUTOMATION', 'CLIENT', 'IDLE');
create type actor_kind as enum ('CLIENT', 'AGENT', 'AUTOMATION', 'SYSTEM');
create type ticket_event_kind as enum
    ('CREATED', 'STATUS_CHANGED', 'ASSIGNED', 'HANDED_OFF', 'ESCALATED', 'PRIORITY_CHANGED', 'TIER_CHANGED',
     'MERGED', 'TAGGED', 'UNTAGGED', 'MESSAGE_ADDED', 'ATTACHED', 'WATCHED', 'UNWATCHED', 'SURVEY_ANSWERED', 'SPAM_MARKED', 'UNASSIGNED');

create type lexicon_kind as enum ('THANKS', 'COURTESY');

create type sla_clock_kind as enum ('FIRST_RESPONSE', 'RESOLUTION');

create type survey_kind as enum ('CSAT', 'NPS', 'CES');
create type survey_subject as enum ('TICKET', 'ORDER');
create type white_glove_status as enum ('REQUESTED', 'SCHEDULED', 'IN_PROGRESS', 'COMPLETED', 'CANCELLED');

create type order_status as enum ('PLACED', 'SHIPPED', 'DELIVERED', 'RETURNED', 'CANCELLED');
create type payment_status as enum ('PENDING', 'PAID', 'PARTLY_REFUNDED', 'REFUNDED', 'FAILED');
create type order_event_kind as enum ('PLACED', 'STATUS_CHANGED', 'PAYMENT_CHANGED');
create type delivery_method as enum ('COURIER', 'PARCEL_LOCKER', 'STORE_PICKUP');

-- A conversation is live where both sides are there at the same time.
create function channel_kind(channel) returns channel_kind
    language sql immutable parallel safe strict
    return case when $1 in ('EMAIL', 'SOCIAL') then 'WRITTEN' else 'LIVE' end::channel_kind;
revoke execute on function channel_kind(channel) from public;
grant execute on function channel_kind(channel) to concierge_writer;

-- 'T', 123 -> 'T-000123'; a number above 999,999 keeps all its digits.
create function public_number(prefix text, number bigint) returns text
    language sql immutable parallel safe strict
    return prefix || '-' || lpad(number::text, greatest(6, length(number::text)), '0');
revoke execute on function public_number(text, bigint) from public;
grant execute on function public_number(text, bigint) to concierge_writer;

-- A change of a row sets its updated_at, unless the writer sets another one (a restore, demo data).
create function touch_updated_at() returns trigger
    language plpgsql set search_path = pg_catalog
    as $$
begin
    if new.updated_at is not distinct from old.updated_at then
        new.updated_at := greatest(now(), new.created_at);
    end if;
    return new;
end
$$;
revoke execute on function touch_updated_at() from public;

-- A change of a row raises its version, by which writers find out that it has changed since they read it.
create function count_version() returns trigger
    language plpgsql set search_path = pg_catalog
    as $$
begin
    new.version := old.version + 1;
    return new;
end
$$;
revoke execute on function count_version() from public;

-- Histories are never rewritten or emptied. What may change is the copy of `confidential`, which is not history.
create function refuse_rewriting_history() returns trigger
    language plpgsql set search_path = pg_catalog
    as $$
begin
    if tg_op = 'UPDATE'
        and to_jsonb(new) - 'confidential' = to_jsonb(old) - 'confidential' then
        return new;
    end if;
    raise exception 'Rows of % are never changed or deleted.', tg_table_name using errcode = 'restrict_violation';
end
$$;
revoke execute on function refuse_rewriting_history() from public;
