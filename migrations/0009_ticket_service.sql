-- The ticket service: what can be done with a ticket, each thing one function and one transaction.
create type create_ticket_input as (
    category_id uuid, order_id uuid, subject text, body text, channel channel, locale locale);
create type create_ticket_for_client_input as (
    client_id uuid, category_id uuid, order_id uuid, subject text, body text, channel channel, locale locale, priority ticket_priority,
    origin ticket_origin);
create type create_ticket_payload as (ticket_id uuid, message_id uuid, automatic_answer_id uuid);
create type add_ticket_message_input as (ticket_id uuid, body text, internal boolean, channel channel, expected_version integer);
create type add_ticket_message_payload as (ticket_id uuid, message_id uuid);
create type update_ticket_status_input as (ticket_id uuid, status ticket_status, expected_version integer);
create type update_ticket_priority_input as (ticket_id uuid, priority ticket_priority, expected_version integer);
create type assign_ticket_input as (ticket_id uuid, agent_id uuid, reason text, expected_version integer);
create type hand_off_ticket_input as (ticket_id uuid, to_agent_id uuid, reason text, expected_version integer);
create type hand_off_ticket_payload as (ticket_id uuid, handoff_id uuid);
create type escalate_ticket_input as (ticket_id uuid, level integer, reason text, expected_version integer);
create type merge_tickets_input as (ticket_id uuid, into_ticket_id uuid, expected_version integer);
create type merge_tickets_payload as (ticket_id uuid, into_ticket_id uuid);
create type mark_ticket_spam_input as (ticket_id uuid, expected_version integer);
create type tag_ticket_input as (ticket_id uuid, tag_id uuid);
create type watch_ticket_input as (ticket_id uuid, agent_id uuid);
create type attach_to_ticket_input as (
    ticket_id uuid, message_id uuid, file_name text, media_type text, content bytea, internal boolean);
create type attach_to_ticket_payload as (ticket_id uuid, attachment_id uuid);
create type ticket_payload as (ticket_id uuid);

set local role concierge_writer;

create function write_ticket_message(
    ticket support_tickets, id uuid, who caller, channel channel, internal boolean, body text, at timestamptz,
    rule text default null) returns void
    language plpgsql
    as $$
begin
    insert into ticket_messages
        (id, ticket_id, client_id, confidential, author_kind, author_agent_id, channel, internal, locale, body, rule, created_at)
    values
        (write_ticket_message.id, ticket.id, ticket.client_id, ticket.confidential, who.kind, who.agent_id,
         write_ticket_message.channel, write_ticket_message.internal, ticket.locale, write_ticket_message.body,
         write_ticket_message.rule, at);
    perform record_ticket_event(ticket, who, 'MESSAGE_ADDED', at);
end
$$;

-- Whether words are thanks and nothing else: short, no question, each word one of thanks or one of those that go with them. So
-- a negation is none, and neither is a word that is not known.
create function is_thanks(body text) returns boolean
    language sql stable
    begin atomic
        select length(body) <= 200 and position('?' in body) = 0 and count(*) between 1 and 12
            and bool_and(exists (select from lexicon l where l.word = said.word and l.kind in ('THANKS', 'COURTESY')))
            and bool_or(exists (select from lexicon l where l.word = said.word and l.kind = 'THANKS'))
        from regexp_split_to_table(lower(body), '[^[:alpha:]]+') as said (word)
        where said.word <> '';
    end;

-- The rule that answers a new ticket; the row is null where none fits. Of those that fit, the one that asks for most.
create function fitting_rule(ticket support_tickets) returns automation_rules
    language sql stable
    begin atomic
        select r
        from automation_rules r
        join support_categories category on category.id = (ticket).category_id
        where r.active and r.locale = (ticket).locale
            and (r.kind is null or r.kind = category.kind)
            and (r.category_id is null or r.category_id = category.id)
            and (r.channel_kind is null or r.channel_kind = channel_kind((ticket).channel))
        order by r.category_id nulls last, r.kind nulls last, r.channel_kind nulls last, r.position, r.id
        limit 1;
    end;

-- Writes a rule's answer. It is not the first response of a person, and meets no clock.
create function answer_by_rule(ticket support_tickets, rule automation_rules, at timestamptz) returns uuid
    language plpgsql
    as $$
declare
    message_id constant uuid := gen_random_uuid();
    first_name constant text := split_part((select full_name from clients where id = ticket.client_id), ' ', 1);
begin
    perform write_ticket_message(ticket, message_id, row ('AUTOMATION', null, null, '')::caller, ticket.channel, false,
        replace(replace(rule.body, '{{number}}', ticket.ticket_number), '{{name}}', first_name), at, rule.code);
    return message_id;
end
$$;

-- Moves a ticket, with all that follows from it. The trigger `move` knows which moves there are.
create function move_ticket(
    inout ticket support_tickets, who caller, becomes ticket_status, at timestamptz, resolver ticket_resolver default null)
    language plpgsql
    as $$
declare
    was constant ticket_status := ticket.status;
    reopens constant boolean := was in ('RESOLVED', 'CLOSED') and becomes = 'OPEN';
begin
    if was = becomes then
        raise exception 'The ticket is % already.', becomes using errcode = 'QL409',
            detail = json_build_object('status', was);
    end if;
    ticket.status := becomes;
    ticket.automation_until := null;
    if becomes = 'CLOSED' then
        ticket.closed_at := at;
    elsif becomes = 'RESOLVED' then
        ticket.resolved_at := at;
        ticket.resolved_by := resolver;
    elsif reopens then
        ticket.resolved_at := null;
        ticket.resolved_by := null;
        ticket.closed_at := null;
        ticket.spam := false;
        ticket.reopen_count := ticket.reopen_count + 1;
    end if;
    perform record_ticket_event(ticket, who, 'STATUS_CHANGED', at, from_status => was, to_status => becomes);

    if becomes = 'RESOLVED' then
        if ticket.spam then
            perform cancel_ticket_clocks(ticket, '{FIRST_RESPONSE,RESOLUTION}', at);
        else
            perform meet_ticket_clock(ticket, 'RESOLUTION', at);
            -- only a person's word meets it: a settlement without one makes it void
            perform cancel_ticket_clocks(ticket, '{FIRST_RESPONSE}', at);
            if resolver in ('AGENT', 'AUTOMATION') then
                perform send_surveys(ticket, at);
            end if;
        end if;
    elsif reopens then
        perform start_ticket_clock(ticket, 'RESOLUTION', at);
        if ticket.first_response_at is null and ticket.origin = 'INBOUND' then
            perform start_ticket_clock(ticket, 'FIRST_RESPONSE', at);
        end if;
    else
        perform settle_ticket_clocks(ticket, at);
    end if;
end
$$;

-- Gives a ticket to an agent, and to the agent's team.
create function give_ticket(
    inout ticket support_tickets, who caller, agent support_agents, kind ticket_event_kind, at timestamptz)
    language plpgsql
    as $$
begin
    perform record_ticket_event(ticket, who, give_ticket.kind, at, to_agent_id => agent.id,
        from_agent_id => ticket.assigned_agent_id);
    ticket.assigned_agent_id := agent.id;
    ticket.team_id := agent.team_id;
    ticket.automation_until := null;
end
$$;

-- A ticket at which there is still work.
create function refuse_unless_working(ticket support_tickets) returns void
    language plpgsql
    as $$
begin
    if ticket.status not in ('NEW', 'OPEN', 'PENDING') then
        raise exception 'The ticket is % already.', ticket.status using errcode = 'QL409',
            hint = 'Reopen it first.', detail = json_build_object('status', ticket.status);
    end if;
end
$$;

-- Opens a ticket with its first message, its clocks, and a rule's answer.
create function open_ticket(input create_ticket_for_client_input, who caller) returns create_ticket_payload
    language plpgsql
    as $$
declare
    origin constant ticket_origin := coalesce(input.origin, 'INBOUND');
    client constant clients := present_client(input.client_id, who);
    ticket support_tickets;
    rule automation_rules;
    author caller := who;
    payload create_ticket_payload;
    at timestamptz;
begin
    if origin = 'OUTREACH' and who.kind <> 'AGENT' then
        raise exception 'Only a person of ours reaches out to a client.' using errcode = 'QL403';
    elsif input.channel is null then
        raise exception 'The channel is missing.' using errcode = 'QL400';
    elsif who.kind = 'CLIENT' and not exists (
            select from service_tiers s where s.tier = client.tier and input.channel = any(s.channels)) then
        raise exception 'You cannot reach us by % with your tier.', input.channel using errcode = 'QL403',
            hint = 'Choose another channel.',
            detail = json_build_object('channels', (select channels from service_tiers s where s.tier = client.tier));
    elsif not exists (select from support_categories where id = input.category_id and active) then
        raise exception 'There is no such category.' using errcode = 'QL404';
    elsif input.order_id is not null and not exists (
            select from orders o where o.id = input.order_id and o.client_id = client.id) then
        raise exception 'There is no such order of this client.' using errcode = 'QL404';
    end if;

    at := clock_timestamp();
    insert into support_tickets
        (client_id, confidential, tier, category_id, order_id, subject, locale, channel, origin, priority, team_id, created_at, updated_at)
    values
        (client.id, client.confidential, client.tier, input.category_id, input.order_id, required_text(input.subject, 'subject', 200),
         coalesce(input.locale, client.locale), input.channel, origin, coalesce(input.priority, 'NORMAL'),
         (select id from teams where client.tier = any(serves_tiers) order by code limit 1), at, at)
    returning * into ticket;
    perform record_ticket_event(ticket, who, 'CREATED', at, to_status => 'NEW');
    perform start_ticket_clock(ticket, 'RESOLUTION', at);
    if origin = 'INBOUND' then
        perform start_ticket_clock(ticket, 'FIRST_RESPONSE', at);
        -- who takes down what a client says writes the client's words
        author := row ('CLIENT', null, client.id, who.role)::caller;
        rule := fitting_rule(ticket);
    end if;
    payload := row (ticket.id, gen_random_uuid(), null)::create_ticket_payload;
    perform write_ticket_message(ticket, payload.message_id, author, ticket.channel, false,
        required_text(input.body, 'message', 20000), at);
    if rule.id is not null then
        -- an instant later, so that the conversation has its order
        payload.automatic_answer_id := answer_by_rule(ticket, rule, at + interval '1 ms');
        if rule.resolves_after is not null then
            ticket.automation_until := at + rule.resolves_after;
            perform save_ticket(ticket, at);
        end if;
    elsif origin = 'OUTREACH' then
        ticket := give_ticket(ticket, who, present_agent(who.agent_id), 'ASSIGNED', at);
        ticket := move_ticket(ticket, who, 'OPEN', at);
        perform save_ticket(ticket, at);
    end if;
    return payload;
end
$$;

create function create_ticket(input create_ticket_input) returns create_ticket_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    who constant caller := caller();
begin
    return open_ticket(row (who.client_id, input.category_id, input.order_id, input.subject, input.body, input.channel, input.locale, null, null)
        ::create_ticket_for_client_input, who);
end
$$;

-- The same by staff, who choose more. Clients know nothing of it.
create function create_ticket_for_client(input create_ticket_for_client_input) returns create_ticket_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
begin
    return open_ticket(input, caller());
end
$$;

-- A message, and what follows: a client's answer ends the wait for it, or reopens, unless it is thanks and nothing else; the
-- first public word of a person of ours is the first response.
create function add_ticket_message(input add_ticket_message_input) returns add_ticket_message_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    who constant caller := caller();
    ticket support_tickets := ticket_for_change(input.ticket_id, who, input.expected_version);
    at constant timestamptz := clock_timestamp();
    internal constant boolean := coalesce(input.internal, false);
    message_id constant uuid := gen_random_uuid();
    body constant text := required_text(input.body, 'message', 20000);
    thanks boolean;
begin
    if internal and who.kind = 'CLIENT' then
        raise exception 'Clients write no internal notes.' using errcode = 'QL403';
    elsif ticket.status = 'CLOSED' and not internal then
        raise exception 'The ticket is closed.' using errcode = 'QL409', hint = case
            when ticket.merged_into_id is not null then 'It was merged: go on with the other one.'
            else 'Reopen it within 30 days, or open a new one.' end;
    end if;
    thanks := who.kind = 'CLIENT' and is_thanks(body) and (ticket.status = 'RESOLVED' or ticket.automation_until is not null);
    perform write_ticket_message(ticket, message_id, who, coalesce(input.channel, ticket.channel), internal, body, at,
        case when thanks then 'thanks' end);
    if who.kind = 'CLIENT' and not thanks then
        ticket.automation_until := null;
        if ticket.status in ('PENDING', 'RESOLVED') then
            ticket := move_ticket(ticket, who, 'OPEN', at);
        end if;
    elsif who.kind = 'AGENT' and not internal then
        ticket.automation_until := null;
        if ticket.first_response_at is null and ticket.origin = 'INBOUND' then
            ticket.first_response_at := at;
            perform meet_ticket_clock(ticket, 'FIRST_RESPONSE', at);
        end if;
        if ticket.status = 'NEW' then
            ticket := move_ticket(ticket, who, 'OPEN', at);
        end if;
    end if;
    perform save_ticket(ticket, at);
    return row (ticket.id, message_id);
end
$$;

create function update_ticket_status(input update_ticket_status_input) returns ticket_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    who constant caller := caller();
    ticket support_tickets := ticket_for_change(input.ticket_id, who, input.expected_version);
    resolver constant ticket_resolver := case who.kind when 'CLIENT' then 'CLIENT' else 'AGENT' end;
    at constant timestamptz := clock_timestamp();
begin
    if input.status is null then
        raise exception 'The status is missing.' using errcode = 'QL400';
    elsif who.kind = 'CLIENT' and (input.status not in ('RESOLVED', 'OPEN')
            or (input.status = 'OPEN' and ticket.status not in ('RESOLVED', 'CLOSED', 'OPEN'))) then
        raise exception 'A client settles a ticket, or reopens it.' using errcode = 'QL403',
            hint = 'Write a message: we shall go on from there.';
    end if;
    ticket := move_ticket(ticket, who, input.status, at, resolver);
    perform save_ticket(ticket, at);
    return row (ticket.id);
end
$$;

create function update_ticket_priority(input update_ticket_priority_input) returns ticket_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    who constant caller := caller();
    ticket support_tickets := ticket_for_change(input.ticket_id, who, input.expected_version);
    at constant timestamptz := clock_timestamp();
    previous constant ticket_priority := ticket.priority;
begin
    if input.priority is null then
        raise exception 'The priority is missing.' using errcode = 'QL400';
    elsif input.priority = previous then
        raise exception 'The priority is % already.', previous using errcode = 'QL409';
    end if;
    perform refuse_unless_working(ticket);
    ticket.priority := input.priority;
    perform record_ticket_event(ticket, who, 'PRIORITY_CHANGED', at, from_priority => previous, to_priority => ticket.priority);
    perform settle_ticket_clocks(ticket, at);
    perform save_ticket(ticket, at);
    return row (ticket.id);
end
$$;

-- What keeps an agent from a ticket now: its shift, its status, or the live conversations that it has.
create function agent_obstacle(agent support_agents, channel channel) returns text
    language sql stable
    begin atomic
        select case
            when l.duty is null then 'The agent is not on a shift.'
            when l.duty = 'REGULAR' and (agent).status not in ('AVAILABLE', 'HANDLING', 'WRAP_UP') then 'The agent is not there.'
            when channel_kind(agent_obstacle.channel) = 'LIVE' and l.live_conversations >= (agent).concurrent_chats
                then 'The agent has all the live conversations that it can have.' end
        from agent_loads() as l
        where l.agent_id = (agent).id;
    end;

-- Agents take a ticket that is free, as far as they have room; who leads gives any ticket to any agent, with a reason where
-- something keeps the agent from it.
create function assign_ticket(input assign_ticket_input) returns ticket_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    who constant caller := caller();
    ticket support_tickets := ticket_for_change(input.ticket_id, who, input.expected_version);
    leads constant boolean := who.role not in ('concierge_agent', 'concierge_vip_manager');
    agent constant support_agents := present_agent(coalesce(input.agent_id, who.agent_id));
    at constant timestamptz := clock_timestamp();
    obstacle text;
begin
    perform refuse_unless_working(ticket);
    if ticket.assigned_agent_id = agent.id then
        raise exception 'The ticket is with this agent already.' using errcode = 'QL409';
    elsif not leads and agent.id <> who.agent_id then
        raise exception 'Only a lead gives tickets to others.' using errcode = 'QL403', hint = 'Hand it off with a reason.';
    elsif not leads and ticket.assigned_agent_id is not null then
        raise exception 'Somebody has this ticket already.' using errcode = 'QL409',
            hint = 'Ask for a hand-off.';
    end if;
    obstacle := agent_obstacle(agent, ticket.channel);
    -- taking a ticket is being there
    if obstacle is not null and (agent.id is distinct from who.agent_id or obstacle ~ 'live conversations') then
        if not leads or coalesce(btrim(input.reason), '') = '' then
            raise exception '%', obstacle using errcode = 'QL409',
                hint = case when leads then 'Give a reason to overrule this.' else 'A lead may overrule this.' end;
        end if;
        insert into ticket_handoffs (ticket_id, client_id, confidential, from_agent_id, to_agent_id, reason, created_at)
        values (ticket.id, ticket.client_id, ticket.confidential, ticket.assigned_agent_id, agent.id,
            required_text(input.reason, 'reason', 1000), at);
    end if;
    ticket := give_ticket(ticket, who, agent, 'ASSIGNED', at);
    perform save_ticket(ticket, at);
    return row (ticket.id);
end
$$;

create function hand_off_ticket(input hand_off_ticket_input) returns hand_off_ticket_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    who constant caller := caller();
    ticket support_tickets := ticket_for_change(input.ticket_id, who, input.expected_version);
    at constant timestamptz := clock_timestamp();
    agent constant support_agents := present_agent(input.to_agent_id);
    previous constant uuid := ticket.assigned_agent_id;
    obstacle text;
    handoff_id uuid;
begin
    perform refuse_unless_working(ticket);
    if who.role in ('concierge_agent', 'concierge_vip_manager') and previous is distinct from who.agent_id then
        raise exception 'Only who has a ticket hands it off.' using errcode = 'QL403', hint = 'Ask that agent, or a lead.';
    elsif previous is null then
        raise exception 'Nobody has this ticket yet.' using errcode = 'QL409', hint = 'Assign it.';
    elsif previous = agent.id then
        raise exception 'The ticket is with this agent already.' using errcode = 'QL409';
    end if;
    obstacle := agent_obstacle(agent, ticket.channel);
    if obstacle is not null and who.role in ('concierge_agent', 'concierge_vip_manager') then
        raise exception '%', obstacle using errcode = 'QL409', hint = 'A lead may overrule this.';
    end if;
    insert into ticket_handoffs (ticket_id, client_id, confidential, from_agent_id, to_agent_id, reason, created_at)
    values (ticket.id, ticket.client_id, ticket.confidential, previous, agent.id, required_text(input.reason, 'reason', 1000), at)
    returning id into handoff_id;
    ticket := give_ticket(ticket, who, agent, 'HANDED_OFF', at);
    perform save_ticket(ticket, at);
    return row (ticket.id, handoff_id);
end
$$;

-- What no client of ours wrote: resolved without a word, and left out of figures. A reopening takes it back.
create function mark_ticket_spam(input mark_ticket_spam_input) returns ticket_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    who constant caller := caller();
    ticket support_tickets := ticket_for_change(input.ticket_id, who, input.expected_version);
    at constant timestamptz := clock_timestamp();
begin
    perform refuse_unless_working(ticket);
    ticket.spam := true;
    perform record_ticket_event(ticket, who, 'SPAM_MARKED', at);
    ticket := move_ticket(ticket, who, 'RESOLVED', at, 'AGENT');
    perform save_ticket(ticket, at);
    return row (ticket.id);
end
$$;

-- To the next level, or a higher one; there is no way down.
create function escalate_ticket(input escalate_ticket_input) returns ticket_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    who constant caller := caller();
    ticket support_tickets := ticket_for_change(input.ticket_id, who, input.expected_version);
    level constant integer := coalesce(input.level, ticket.escalation_level + 1);
    at constant timestamptz := clock_timestamp();
begin
    perform refuse_unless_working(ticket);
    if input.level not between 1 and 3 then
        raise exception 'The level goes from 1 to 3.' using errcode = 'QL400';
    elsif level > 3 or level <= ticket.escalation_level then
        raise exception 'The ticket is at level % already.', ticket.escalation_level using errcode = 'QL409',
            detail = json_build_object('escalationLevel', ticket.escalation_level);
    end if;
    ticket.escalation_level := level;
    ticket.escalation_reason := required_text(input.reason, 'reason', 1000);
    perform record_ticket_event(ticket, who, 'ESCALATED', at, escalation_level => level::smallint);
    perform save_ticket(ticket, at);
    return row (ticket.id);
end
$$;

-- Closes a ticket, as another one of the same client goes on in its place. Its running clocks become void.
create function merge_tickets(input merge_tickets_input) returns merge_tickets_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    who constant caller := caller();
    ticket support_tickets;
    into_ticket support_tickets;
    was ticket_status;
    at timestamptz;
begin
    if input.ticket_id = input.into_ticket_id then
        raise exception 'A ticket cannot be merged into itself.' using errcode = 'QL400';
    end if;
    -- by id, whichever is merged into which
    perform ticket_for_change(least(input.ticket_id, input.into_ticket_id), who);
    into_ticket := ticket_for_change(input.into_ticket_id, who);
    ticket := ticket_for_change(input.ticket_id, who, input.expected_version);
    if ticket.client_id <> into_ticket.client_id then
        raise exception 'These are tickets of two clients.' using errcode = 'QL400';
    elsif ticket.merged_into_id is not null then
        raise exception 'The ticket was merged already.' using errcode = 'QL409';
    elsif into_ticket.status = 'CLOSED' then
        raise exception 'The ticket that should go on is closed.' using errcode = 'QL409', hint = 'Reopen it first.';
    end if;
    at := clock_timestamp();
    was := ticket.status;
    ticket.status := 'CLOSED';
    ticket.merged_into_id := into_ticket.id;
    ticket.closed_at := coalesce(ticket.closed_at, at);
    ticket.automation_until := null;
    perform record_ticket_event(ticket, who, 'MERGED', at, other_ticket_id => into_ticket.id);
    if was <> 'CLOSED' then
        perform record_ticket_event(ticket, who, 'STATUS_CHANGED', at, from_status => was, to_status => 'CLOSED');
    end if;
    perform cancel_ticket_clocks(ticket, '{FIRST_RESPONSE,RESOLUTION}', at);
    perform save_ticket(ticket, at);
    perform record_ticket_event(into_ticket, who, 'MERGED', at, other_ticket_id => ticket.id);
    perform save_ticket(into_ticket, at);
    return row (ticket.id, into_ticket.id);
end
$$;

-- A tag that is there stays there: nothing happens, and nothing is told of it. So with a watcher below.
create function tag_ticket(input tag_ticket_input) returns ticket_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    who constant caller := caller();
    ticket support_tickets := ticket_for_change(input.ticket_id, who);
    at constant timestamptz := clock_timestamp();
begin
    if not exists (select from tags where id = input.tag_id) then
        raise exception 'There is no such tag.' using errcode = 'QL404';
    end if;
    insert into ticket_tags (ticket_id, tag_id, client_id, confidential, created_at)
    values (ticket.id, input.tag_id, ticket.client_id, ticket.confidential, at)
    on conflict do nothing;
    if found then
        perform record_ticket_event(ticket, who, 'TAGGED', at, tag_id => input.tag_id);
        perform save_ticket(ticket, at);
    end if;
    return row (ticket.id);
end
$$;

create function untag_ticket(input tag_ticket_input) returns ticket_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    who constant caller := caller();
    ticket support_tickets := ticket_for_change(input.ticket_id, who);
    at constant timestamptz := clock_timestamp();
begin
    delete from ticket_tags t where t.ticket_id = ticket.id and t.tag_id = input.tag_id;
    if found then
        perform record_ticket_event(ticket, who, 'UNTAGGED', at, tag_id => input.tag_id);
        perform save_ticket(ticket, at);
    end if;
    return row (ticket.id);
end
$$;

-- Who watches is the caller, or an agent that it names.
create function watch_ticket(input watch_ticket_input) returns ticket_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    who constant caller := caller();
    ticket support_tickets := ticket_for_change(input.ticket_id, who);
    at constant timestamptz := clock_timestamp();
    agent constant support_agents := present_agent(coalesce(input.agent_id, who.agent_id));
begin
    insert into ticket_watchers (ticket_id, agent_id, client_id, confidential, created_at)
    values (ticket.id, agent.id, ticket.client_id, ticket.confidential, at)
    on conflict do nothing;
    if found then
        perform record_ticket_event(ticket, who, 'WATCHED', at, to_agent_id => agent.id);
        perform save_ticket(ticket, at);
    end if;
    return row (ticket.id);
end
$$;

create function unwatch_ticket(input watch_ticket_input) returns ticket_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    who constant caller := caller();
    ticket support_tickets := ticket_for_change(input.ticket_id, who);
    watcher constant uuid := coalesce(input.agent_id, who.agent_id);
    at constant timestamptz := clock_timestamp();
begin
    delete from ticket_watchers w where w.ticket_id = ticket.id and w.agent_id = watcher;
    if found then
        perform record_ticket_event(ticket, who, 'UNWATCHED', at, to_agent_id => watcher);
        perform save_ticket(ticket, at);
    end if;
    return row (ticket.id);
end
$$;

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
    perform save_ticket(ticket, at);
    return row (ticket.id, attachment_id);
end
$$;

grant execute on function
    create_ticket(create_ticket_input), add_ticket_message(add_ticket_message_input),
    update_ticket_status(update_ticket_status_input), attach_to_ticket(attach_to_ticket_input)
    to concierge_client;
grant execute on function
    create_ticket_for_client(create_ticket_for_client_input), add_ticket_message(add_ticket_message_input),
    update_ticket_status(update_ticket_status_input), update_ticket_priority(update_ticket_priority_input),
    assign_ticket(assign_ticket_input), hand_off_ticket(hand_off_ticket_input), escalate_ticket(escalate_ticket_input),
    merge_tickets(merge_tickets_input), mark_ticket_spam(mark_ticket_spam_input), tag_ticket(tag_ticket_input), untag_ticket(tag_ticket_input),
    watch_ticket(watch_ticket_input), unwatch_ticket(watch_ticket_input), attach_to_ticket(attach_to_ticket_input)
    to concierge_agent, concierge_vip_manager, concierge_lead, concierge_admin;

reset role;
