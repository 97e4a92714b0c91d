create table survey_rules (
    id uuid primary key default gen_random_uuid(),
    kind survey_kind not null,
    channel_kind channel_kind,
    channel message_channel not null default 'IN_APP',
    at_most_every interval not null check (at_most_every >= interval '0'),
    active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
comment on table survey_rules is 'What is asked when a ticket is resolved.';
comment on column survey_rules.channel_kind is 'Of the conversations after which it is asked; null is any.';
comment on column survey_rules.channel is 'How it is sent.';
comment on column survey_rules.at_most_every is 'A client who was asked this kind more lately is left alone.';

create table support_feedback_surveys (
    id uuid primary key default gen_random_uuid(),
    ticket_id uuid not null,
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
    foreign key (ticket_id, client_id, confidential) references support_tickets (id, client_id, confidential)
        on update cascade
);
comment on table support_feedback_surveys is 'A question put to a client, and its answer once there is one.';
comment on column support_feedback_surveys.agent_id is 'Who had the ticket when it was resolved.';
comment on column support_feedback_surveys.tier is 'Of the ticket.';
comment on column support_feedback_surveys.score is 'CSAT 1 to 5, NPS 0 to 10, CES 1 to 7 (1 is no effort).';
create index support_feedback_surveys_ticket on support_feedback_surveys (ticket_id, created_at, id);
create index support_feedback_surveys_client on support_feedback_surveys (client_id, kind, sent_at, id);
create index support_feedback_surveys_client_ticket on support_feedback_surveys (client_id, ticket_id, created_at, id);
create index support_feedback_surveys_agent on support_feedback_surveys (agent_id, created_at, id);
create index support_feedback_surveys_rule on support_feedback_surveys (rule_id);
create index support_feedback_surveys_by_time on support_feedback_surveys (created_at, id);
create index support_feedback_surveys_by_answer on support_feedback_surveys (answered_at, id) where answered_at is not null;

create trigger touch before update on survey_rules for each row execute function touch_updated_at();
create trigger touch before update on support_feedback_surveys for each row execute function touch_updated_at();

-- Rows.
alter table survey_rules enable row level security, force row level security;
create policy everything on survey_rules for select
    to concierge_agent, concierge_vip_manager, concierge_lead, concierge_analyst, concierge_executive,
       concierge_auditor, concierge_admin, concierge_system, concierge_reader using (true);
create policy written on survey_rules to concierge_writer using (true) with check (true);

alter table support_feedback_surveys enable row level security, force row level security;
create policy own on support_feedback_surveys for select to concierge_client
    using (client_id = (select nullif(current_setting('claims.sub', true), '')::uuid));
create policy in_care on support_feedback_surveys for select to concierge_agent, concierge_vip_manager
    using (not confidential or client_id = any
        ((select nullif(current_setting('claims.confidential_clients', true), '')::uuid[])::uuid[]));
create policy everything on support_feedback_surveys for select
    to concierge_lead, concierge_analyst, concierge_executive, concierge_auditor, concierge_admin, concierge_system,
       concierge_reader using (true);
create policy written on support_feedback_surveys to concierge_writer using (true) with check (true);

-- Columns.
grant select on survey_rules
    to concierge_agent, concierge_vip_manager, concierge_lead, concierge_analyst, concierge_executive,
       concierge_auditor, concierge_admin, concierge_system, concierge_reader;
grant select on support_feedback_surveys
    to concierge_agent, concierge_vip_manager, concierge_lead, concierge_admin, concierge_system, concierge_reader;
grant select (id, ticket_id, client_id, kind, channel, sent_at, delivered_at, answered_at, score, comment, created_at)
    on support_feedback_surveys to concierge_client;
grant select (id, ticket_id, client_id, confidential, kind, rule_id, agent_id, tier, channel, sent_at, delivered_at,
        answered_at, score, comment_masked, created_at, updated_at)
    on support_feedback_surveys to concierge_analyst, concierge_executive, concierge_auditor;
grant select, insert, update, delete on survey_rules to concierge_writer;
grant select, insert, update on support_feedback_surveys to concierge_writer;

create type submit_survey_input as (survey_id uuid, score integer, comment text);
create type submit_survey_payload as (survey_id uuid, ticket_id uuid);

set local role concierge_writer;

insert into survey_rules (id, kind, channel_kind, at_most_every)
values
    (md5('survey:csat')::uuid, 'CSAT', null, '1 day'),
    (md5('survey:nps')::uuid, 'NPS', null, '90 days'),
    (md5('survey:ces')::uuid, 'CES', 'WRITTEN', '30 days');

-- Asks the client how it was, by the rules. What is shown in the application is there at once; an outside sender delivers
-- the rest.
create function send_surveys(ticket support_tickets, at timestamptz) returns void
    language plpgsql
    as $$
begin
    insert into support_feedback_surveys
        (ticket_id, client_id, confidential, kind, rule_id, agent_id, tier, channel, sent_at, delivered_at, created_at, updated_at)
    select ticket.id, ticket.client_id, ticket.confidential, r.kind, r.id, ticket.assigned_agent_id, ticket.tier, r.channel, at,
        case when r.channel = 'IN_APP' then at end, at, at
    from survey_rules r
    where r.active and (r.channel_kind is null or r.channel_kind = channel_kind(ticket.channel))
        and not exists (
            select from support_feedback_surveys s
            where s.client_id = ticket.client_id and s.kind = r.kind and s.sent_at > at - r.at_most_every);
end
$$;

create function submit_survey(input submit_survey_input) returns submit_survey_payload
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
declare
    who constant caller := caller();
    ticket support_tickets;
    survey support_feedback_surveys;
    at timestamptz;
    highest integer;
    lowest integer;
begin
    select * into survey from support_feedback_surveys where id = input.survey_id;
    if survey.id is null or not may_see(who, survey.client_id, survey.confidential) then
        raise exception 'There is no such survey.' using errcode = 'QL404';
    end if;
    ticket := ticket_for_change(survey.ticket_id, who);
    select * into survey from support_feedback_surveys where id = input.survey_id for no key update;
    if survey.answered_at is not null then
        raise exception 'This survey has been answered already.' using errcode = 'QL409';
    end if;
    lowest := case survey.kind when 'NPS' then 0 else 1 end;
    highest := case survey.kind when 'CSAT' then 5 when 'NPS' then 10 else 7 end;
    if input.score is null or input.score not between lowest and highest then
        raise exception 'The score goes from % to %.', lowest, highest using errcode = 'QL400',
            detail = json_build_object('kind', survey.kind, 'lowest', lowest, 'highest', highest);
    end if;
    at := clock_timestamp();
    update support_feedback_surveys s set
        delivered_at = coalesce(s.delivered_at, at), answered_at = at, score = input.score,
        comment = case when btrim(input.comment) <> '' then required_text(input.comment, 'comment', 4000) end,
        updated_at = at
    where s.id = survey.id;
    perform record_ticket_event(ticket, who, 'SURVEY_ANSWERED', at);
    return row (survey.id, ticket.id);
end
$$;
grant execute on function submit_survey(submit_survey_input) to concierge_client;

reset role;
