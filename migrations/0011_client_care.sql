-- What clients, and those who look after them, change of a client. Here too a row's version is compared; it counts by itself, as
-- a client has no history of its own beside that of its tier.
create type update_client_preferences_input as (
    client_id uuid, preferred_channel channel, preferred_agent_id uuid, no_preferred_agent boolean, contact_from time,
    contact_until time, interests text[], accessibility text[], dashboard_layout jsonb, expected_version integer);
create type communication_preference_input as (
    category message_category, channel message_channel, allowed boolean, weekly_limit integer);
create type update_communication_preferences_input as (client_id uuid, preferences communication_preference_input[]);
create type set_vip_status_input as (
    client_id uuid, tier service_tier, reason text, dedicated_agent_id uuid, relationship_manager_id uuid,
    confidential boolean, expected_version integer);
create type client_payload as (client_id uuid);

set local role concierge_writer;

-- The client that is meant, locked: the caller, where a client asks.
create function client_for_change(id uuid, who caller, expected_version integer default null) returns clients
    language plpgsql
    as $$
declare
    client clients;
begin
    select * into client from clients c where c.id = coalesce(client_for_change.id, who.client_id) for update;
    if client.id is null or not may_see(who, client.id, client.confidential) then
        raise exception 'There is no such client.' using errcode = 'QL404';
    end if;
    perform compare_version(expected_version, client.version);
    return client;
end
$$;

create function required_texts(value text[], name text, at_most integer) returns text[]
    language plpgsql immutable
    as $$
begin
    if cardinality(value) > at_most then
        raise exception 'There are too many %: at most %.', name, at_most using errcode = 'QL400',
            detail = json_build_object('count', cardinality(value), 'limit', at_most);
    end if;
    return array(select required_text(item, 'word among the ' || name, 100) from unnest(value) with ordinality as listed (item, place)
        order by place);
end
$$;

-- What is not given stays as it is.
create function update_client_preferences(input update_client_preferences_input) returns client_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    who constant caller := caller();
    client constant clients := client_for_change(input.client_id, who);
    old client_preferences;
begin
    select * into old from client_preferences p where p.client_id = client.id;
    perform compare_version(input.expected_version, coalesce(old.version, 0));
    if input.preferred_agent_id is not null then
        perform present_agent(input.preferred_agent_id);
    end if;
    if pg_column_size(input.dashboard_layout) > 65536 then
        raise exception 'The layout is too big: at most 65536 bytes.' using errcode = 'QL400';
    elsif jsonb_typeof(input.dashboard_layout) <> 'object' then
        raise exception 'A layout is an object.' using errcode = 'QL400';
    elsif coalesce(input.contact_from, old.contact_from, '09:00') >= coalesce(input.contact_until, old.contact_until, '20:00') then
        raise exception 'The hours end before they begin.' using errcode = 'QL400';
    end if;
    insert into client_preferences as p
        (client_id, confidential, preferred_channel, preferred_agent_id, contact_from, contact_until, interests, accessibility,
         dashboard_layout)
    values
        (client.id, client.confidential, coalesce(input.preferred_channel, old.preferred_channel, 'EMAIL'),
         case when not coalesce(input.no_preferred_agent, false) then coalesce(input.preferred_agent_id, old.preferred_agent_id) end,
         coalesce(input.contact_from, old.contact_from, '09:00'), coalesce(input.contact_until, old.contact_until, '20:00'),
         coalesce(required_texts(input.interests, 'interests', 30), old.interests, '{}'),
         coalesce(required_texts(input.accessibility, 'accessibility', 30), old.accessibility, '{}'),
         coalesce(input.dashboard_layout, old.dashboard_layout, '{}'))
    on conflict (client_id) do update set
        preferred_channel = excluded.preferred_channel, preferred_agent_id = excluded.preferred_agent_id,
        contact_from = excluded.contact_from, contact_until = excluded.contact_until, interests = excluded.interests,
        accessibility = excluded.accessibility, dashboard_layout = excluded.dashboard_layout;
    return row (client.id);
end
$$;

-- What may be sent to a client. Those that are not named stay as they are. The client alone switches on; staff switch off.
create function update_communication_preferences(input update_communication_preferences_input) returns client_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    who constant caller := caller();
    client constant clients := client_for_change(input.client_id, who);
    preference communication_preference_input;
    present communication_preferences;
begin
    if coalesce(cardinality(input.preferences), 0) not between 1 and 50 then
        raise exception 'Between 1 and 50 preferences are changed at a time.' using errcode = 'QL400';
    end if;
    foreach preference in array input.preferences loop
        if preference.category is null or preference.channel is null or preference.allowed is null then
            raise exception 'A preference says what for, how, and whether.' using errcode = 'QL400';
        elsif preference.weekly_limit not between 0 and 50 then
            raise exception 'A weekly limit goes from 0 to 50.' using errcode = 'QL400';
        end if;
        select * into present from communication_preferences p
        where (p.client_id, p.category, p.channel) = (client.id, preference.category, preference.channel);
        -- more of what comes is switched on as well: a permission, or a higher limit
        if who.kind <> 'CLIENT' and preference.allowed and (not coalesce(present.allowed, false)
                or coalesce(preference.weekly_limit, 32767) > coalesce(present.weekly_limit, 32767)) then
            raise exception 'Only the client itself switches a contact on.' using errcode = 'QL403',
                hint = 'Ask the client to do it in its preferences.',
                detail = json_build_object('category', preference.category, 'channel', preference.channel);
        end if;
        insert into communication_preferences (client_id, confidential, category, channel, allowed, weekly_limit)
        values (client.id, client.confidential, preference.category, preference.channel, preference.allowed, preference.weekly_limit)
        on conflict (client_id, category, channel) do update
            set allowed = excluded.allowed, weekly_limit = excluded.weekly_limit;
    end loop;
    return row (client.id);
end
$$;

-- A client's tier, and who looks after it. Its tickets at work are promised by the new tier, from their start.
create function set_vip_status(input set_vip_status_input) returns client_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    who constant caller := caller();
    client clients := client_for_change(input.client_id, who, input.expected_version);
    previous constant service_tier := client.tier;
    manager uuid := input.relationship_manager_id;
    entitled service_tiers;
    ticket support_tickets;
    at constant timestamptz := clock_timestamp();
begin
    select * into entitled from service_tiers s where s.tier = coalesce(input.tier, previous);
    if input.dedicated_agent_id is not null then
        perform present_agent(input.dedicated_agent_id);
        if not entitled.dedicated_agent then
            raise exception '% has no dedicated agent.', entitled.name_en using errcode = 'QL400',
                hint = 'Leave it out, or choose a higher tier.';
        end if;
    end if;
    if input.relationship_manager_id is not null then
        if (present_agent(input.relationship_manager_id)).position <> 'VIP_MANAGER' then
            raise exception 'A relationship manager is a VIP manager.' using errcode = 'QL400';
        elsif not entitled.vip then
            raise exception '% has no relationship manager.', entitled.name_en using errcode = 'QL400';
        end if;
    end if;

    -- whoever hides a client goes on seeing it
    if input.confidential and not client.confidential and manager is null and who.role = 'concierge_vip_manager' then
        if not entitled.vip then
            raise exception 'Only a VIP client can be confidential.' using errcode = 'QL400', hint = 'Choose a VIP tier.';
        end if;
        manager := who.agent_id;
    end if;

    update clients c set
        tier = entitled.tier, tier_since = case when entitled.tier <> previous then at else c.tier_since end,
        confidential = coalesce(input.confidential, c.confidential), updated_at = at
    where c.id = client.id returning * into client;
    if entitled.vip then
        insert into vip_client_profiles as p (client_id, confidential, dedicated_agent_id, relationship_manager_id)
        values (client.id, client.confidential, input.dedicated_agent_id, manager)
        on conflict (client_id) do update set
            dedicated_agent_id = case when entitled.dedicated_agent
                then coalesce(excluded.dedicated_agent_id, p.dedicated_agent_id) end,
            relationship_manager_id = coalesce(excluded.relationship_manager_id, p.relationship_manager_id);
    else
        delete from vip_client_profiles p where p.client_id = client.id;
    end if;
    if entitled.tier <> previous then
        insert into client_tier_history (client_id, confidential, previous_tier, tier, reason, created_at)
        values (client.id, client.confidential, previous, client.tier, required_text(input.reason, 'reason', 1000), at);
        for ticket in
            select * from support_tickets t where t.client_id = client.id and t.status in ('NEW', 'OPEN', 'PENDING')
            order by t.id for no key update
        loop
            ticket.version := ticket.version + 1;
            perform record_ticket_event(ticket, who, 'TIER_CHANGED', at, from_tier => previous, to_tier => client.tier);
            perform settle_ticket_clocks(ticket, at);
            perform save_ticket(ticket, at);
        end loop;
    end if;
    return row (client.id);
end
$$;

grant execute on function
    update_client_preferences(update_client_preferences_input),
    update_communication_preferences(update_communication_preferences_input)
    to concierge_client, concierge_agent, concierge_vip_manager, concierge_lead, concierge_admin;
grant execute on function set_vip_status(set_vip_status_input) to concierge_vip_manager, concierge_admin;

reset role;
