-- Orders, as the shop tells of them: it takes orders and payments, and is outside. Here they are what clients are asked about.
create type order_status as enum ('PLACED', 'SHIPPED', 'DELIVERED', 'RETURNED', 'CANCELLED');
create type payment_status as enum ('PENDING', 'PAID', 'FAILED', 'REFUNDED');
create type delivery_method as enum ('COURIER', 'PARCEL_LOCKER', 'STORE_PICKUP');
create type survey_subject as enum ('TICKET', 'ORDER');

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

-- Rows.
alter table orders enable row level security, force row level security;
create policy own on orders for select to concierge_client
    using (client_id = (select nullif(current_setting('claims.sub', true), '')::uuid));
create policy in_care on orders for select to concierge_agent, concierge_vip_manager
    using (not confidential or client_id = any
        ((select nullif(current_setting('claims.confidential_clients', true), '')::uuid[])::uuid[]));
create policy everything on orders for select
    to concierge_lead, concierge_analyst, concierge_executive, concierge_auditor, concierge_admin, concierge_system,
       concierge_reader using (true);
create policy written on orders to concierge_writer using (true) with check (true);

-- Columns.
grant select on orders
    to concierge_agent, concierge_vip_manager, concierge_lead, concierge_analyst, concierge_executive, concierge_auditor,
       concierge_admin, concierge_system, concierge_reader;
grant select (id, order_number, client_id, tier, status, payment_status, delivery_method, total, delivered_at, version,
        created_at, updated_at)
    on orders to concierge_client;
grant select, insert, update on orders to concierge_writer;
grant usage on sequence order_numbers to concierge_writer;

-- A survey is about a ticket or an order.
alter table support_feedback_surveys
    alter ticket_id drop not null,
    add order_id uuid,
    add constraint support_feedback_surveys_one_subject check (num_nonnulls(ticket_id, order_id) = 1),
    add foreign key (order_id, client_id, confidential) references orders (id, client_id, confidential) on update cascade;
comment on column support_feedback_surveys.tier is 'Of the ticket, or of the order.';
create index support_feedback_surveys_order on support_feedback_surveys (order_id, created_at, id) where order_id is not null;
grant select (order_id) on support_feedback_surveys
    to concierge_client, concierge_analyst, concierge_executive, concierge_auditor;

alter table survey_rules
    add subject survey_subject not null default 'TICKET',
    add constraint survey_rules_channel_of_a_ticket check (subject = 'TICKET' or channel_kind is null);
comment on table survey_rules is 'What is asked when a ticket is resolved, or an order delivered.';

create type record_order_input as (
    client_id uuid, total numeric, payment_status payment_status, delivery_method delivery_method);
create type update_order_input as (
    order_id uuid, status order_status, payment_status payment_status, expected_version integer);
create type order_payload as (order_id uuid);
alter type submit_survey_payload add attribute order_id uuid;

grant create on schema public to concierge_writer;
set local role concierge_writer;

insert into survey_rules (id, kind, subject, at_most_every)
values (md5('survey:csat of orders')::uuid, 'CSAT', 'ORDER', '14 days');

-- Asks the client of a ticket or an order how it was, by the rules for it. What is shown in the application is there at once;
-- an outside sender delivers the rest.
create function ask_client(
    subject survey_subject, channel_kind channel_kind, at timestamptz, survey support_feedback_surveys) returns void
    language sql
    begin atomic
        insert into support_feedback_surveys
            (ticket_id, order_id, client_id, confidential, kind, rule_id, agent_id, tier, channel, sent_at, delivered_at, created_at,
             updated_at)
        select (survey).ticket_id, (survey).order_id, (survey).client_id, (survey).confidential, r.kind, r.id, (survey).agent_id,
            (survey).tier, r.channel, at, case when r.channel = 'IN_APP' then at end, at, at
        from survey_rules r
        where r.active and r.subject = ask_client.subject and (r.channel_kind is null or r.channel_kind = ask_client.channel_kind)
            and not exists (
                select from support_feedback_surveys s
                where s.client_id = (survey).client_id and s.kind = r.kind and s.sent_at > at - r.at_most_every);
    end;

create or replace function send_surveys(ticket support_tickets, at timestamptz) returns void
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

grant execute on function record_order(record_order_input), update_order(update_order_input)
    to concierge_system, concierge_admin;

reset role;
revoke create on schema public from concierge_writer;
