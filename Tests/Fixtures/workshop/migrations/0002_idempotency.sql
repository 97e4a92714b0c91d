-- What mutations answered that came with an idempotency key: kept for a day, so that whoever asks again is told the same.
-- Any database that Concierge serves may have this; it depends on nothing else.

do $$
begin
    -- Nobody logs in as it, and it owns nothing but what is below.
    if not exists (select from pg_roles where rolname = 'concierge_idempotency') then
        create role concierge_idempotency nologin noinherit;
    end if;
    if not pg_has_role(current_user, 'concierge_idempotency', 'member') then
        execute format('grant concierge_idempotency to %I', current_user);
    end if;
end
$$;

create schema if not exists concierge;

create table concierge.idempotency_keys (
    role text not null,
    subject text not null,
    field text not null,
    key text not null check (length(key) between 1 and 255),
    -- SHA-256 of what was given: the same key with something else is a mistake of the caller's
    input bytea not null check (length(input) = 32),
    -- the row that the function returned, or the rule that it raised; neither: a row that is NULL
    answer jsonb,
    error jsonb,
    created_at timestamptz not null default clock_timestamp(),
    primary key (role, subject, field, key)
);
create index idempotency_keys_created_at_idx on concierge.idempotency_keys (created_at);
comment on table concierge.idempotency_keys is 'Answers of mutations by idempotency key; entries of more than a day are void.';

-- Called in the mutation's transaction before anything else. Of two with the same key the second waits here for the
-- first one's end: then its answer is there, or, where it was rolled back, the second is the first.
create function concierge.claim_idempotency_key(
    subject text, field text, key text, input bytea, out outcome text, out answer text, out error text)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    caller constant text := current_setting('role');
    digest constant bytea := sha256(claim_idempotency_key.input);
    known concierge.idempotency_keys;
begin
    insert into concierge.idempotency_keys as k (role, subject, field, key, input)
    values (caller, claim_idempotency_key.subject, claim_idempotency_key.field, claim_idempotency_key.key, digest)
    on conflict on constraint idempotency_keys_pkey do update
        set input = excluded.input, answer = null, error = null, created_at = excluded.created_at
        where k.created_at < clock_timestamp() - interval '24 hours';
    if found then
        outcome := 'NEW';
        -- What is void goes a few at a time, with those who bring something new; nobody waits for anybody.
        delete from concierge.idempotency_keys k
        where k.ctid in (
            select void.ctid from concierge.idempotency_keys void
            where void.created_at < clock_timestamp() - interval '24 hours'
            order by void.created_at limit 20 for update skip locked);
        return;
    end if;
    -- A statement of its own, which sees what was committed while the one above waited.
    select * into strict known from concierge.idempotency_keys k
    where k.role = caller and k.subject = claim_idempotency_key.subject and k.field = claim_idempotency_key.field
        and k.key = claim_idempotency_key.key;
    outcome := case when known.input = digest then 'KNOWN' else 'OTHER' end;
    if outcome = 'KNOWN' then
        answer := known.answer::text;
        error := known.error::text;
    end if;
end
$$;

-- Called in the same transaction behind everything else, with what is to be told to whoever asks again.
create function concierge.keep_idempotent_answer(subject text, field text, key text, answer text, error text) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
    update concierge.idempotency_keys k
    set answer = keep_idempotent_answer.answer::jsonb, error = keep_idempotent_answer.error::jsonb
    where k.role = current_setting('role') and k.subject = keep_idempotent_answer.subject
        and k.field = keep_idempotent_answer.field and k.key = keep_idempotent_answer.key;
$$;

-- Whoever may mutate may keep the answer. A caller reaches the keys of its own role only; the rest of the scope is said
-- by the gateway, and no caller's SQL ever runs.
grant usage on schema concierge to public;
grant execute on function concierge.claim_idempotency_key, concierge.keep_idempotent_answer to public;

-- Who is handed a thing must be able to make such things, for that moment.
grant create on schema concierge to concierge_idempotency;
alter table concierge.idempotency_keys owner to concierge_idempotency;
alter function concierge.claim_idempotency_key owner to concierge_idempotency;
alter function concierge.keep_idempotent_answer owner to concierge_idempotency;
revoke create on schema concierge from concierge_idempotency;
