-- Of two at once neither asks a client what the other one asks, nor takes back unseen what the other one decided.
grant create on schema public to concierge_writer;
set local role concierge_writer;

-- As before, but for one client after the other: else neither of two would see that the other one asks it just now. And what is
-- shown in the application is delivered at once: not to who does not want that, nor more often than it wants.
create or replace function ask_client(
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

-- As before, but that the client's version goes up also where only who looks after it changes.
create or replace function set_vip_status(input set_vip_status_input) returns client_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    who constant caller := caller();
    client clients := client_for_change(input.client_id, who, input.expected_version);
    previous constant service_tier := client.tier;
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

    update clients c set
        tier = entitled.tier, tier_since = case when entitled.tier <> previous then at else c.tier_since end,
        confidential = coalesce(input.confidential, c.confidential), updated_at = at
    where c.id = client.id returning * into client;
    if entitled.vip then
        insert into vip_client_profiles as p (client_id, confidential, dedicated_agent_id, relationship_manager_id)
        values (client.id, client.confidential, input.dedicated_agent_id, input.relationship_manager_id)
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
            ticket := record_ticket_event(ticket, who, 'TIER_CHANGED', at, from_tier => previous, to_tier => client.tier);
            perform settle_ticket_clocks(ticket, at);
        end loop;
    end if;
    return row (client.id);
end
$$;

reset role;
revoke create on schema public from concierge_writer;
