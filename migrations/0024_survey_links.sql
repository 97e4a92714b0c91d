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

alter table survey_links enable row level security, force row level security;
create policy written on survey_links to concierge_writer using (true) with check (true);
grant select, insert, update, delete on survey_links to concierge_writer;

create type deliver_survey_input as (survey_id uuid, token_digest bytea);
create type deliver_survey_payload as (survey_id uuid, expires_at timestamptz);
create type submit_survey_by_token_input as (token text, score integer, comment text);
create type submit_survey_by_token_payload as (kind survey_kind, score integer, answered_at timestamptz);
create type survey_question as (
    kind survey_kind, lowest_score integer, highest_score integer, locale locale, expires_at timestamptz);

grant create on schema public to concierge_writer;
set local role concierge_writer;

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

create or replace function submit_survey(input submit_survey_input) returns submit_survey_payload
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

grant execute on function deliver_survey(deliver_survey_input) to concierge_system, concierge_admin;
grant execute on function survey_by_token(text), submit_survey_by_token(submit_survey_by_token_input) to concierge_anonymous;

reset role;
revoke create on schema public from concierge_writer;
