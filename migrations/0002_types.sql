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
     'MERGED', 'TAGGED', 'UNTAGGED', 'MESSAGE_ADDED');

create type sla_clock_kind as enum ('FIRST_RESPONSE', 'RESOLUTION');

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

-- Every change of a row moves its updated_at; a writer who sets it himself (a restore, demo data) is believed.
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
