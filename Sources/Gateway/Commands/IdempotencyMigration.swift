/// The migration that a database needs so that mutations accept idempotency keys; `concierge migrations idempotency` prints it.
///
/// It depends on nothing else in the database, and its owner needs no right beyond `CREATE` on the database.
enum IdempotencyMigration {
    /// The SQL, for a file in the folder of migrations.
    static let text = #"""
        -- Idempotency keys of mutations: answers are kept for 24 hours, and a repeated request gets the same answer.
        -- Printed by `concierge migrations idempotency`; it depends on nothing else in the database.

        create schema if not exists concierge;

        create table concierge.idempotency_keys (
            role text not null,
            subject text not null,
            field text not null,
            key text not null check (length(key) between 1 and 255),
            -- SHA-256 of the input: the same key with another input is an error of the caller
            input bytea not null check (length(input) = 32),
            -- what the function returned, or the error that it raised
            answer jsonb,
            error jsonb,
            created_at timestamptz not null default clock_timestamp(),
            primary key (role, subject, field, key)
        );
        create index idempotency_keys_created_at_idx on concierge.idempotency_keys (created_at);
        comment on table concierge.idempotency_keys is
            'Answers of mutations by idempotency key; entries older than a day are void.';

        -- The gateway calls it first in the transaction of a mutation. Of two requests with the same key, the second waits
        -- here for the end of the first: then it finds the answer, or, after a rollback, becomes the first itself.
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
                -- Each new key removes a few void entries, without waiting for locks.
                delete from concierge.idempotency_keys k
                where k.ctid in (
                    select void.ctid from concierge.idempotency_keys void
                    where void.created_at < clock_timestamp() - interval '24 hours'
                    order by void.created_at limit 20 for update skip locked);
                return;
            end if;
            -- A statement of its own, which sees what was committed while the statement above waited.
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

        -- The gateway calls it last in the same transaction, with the answer for repeated requests.
        create function concierge.keep_idempotent_answer(subject text, field text, key text, answer text, error text)
        returns void
        language sql security definer set search_path = pg_catalog, pg_temp as $$
            update concierge.idempotency_keys k
            set answer = keep_idempotent_answer.answer::jsonb, error = keep_idempotent_answer.error::jsonb
            where k.role = current_setting('role') and k.subject = keep_idempotent_answer.subject
                and k.field = keep_idempotent_answer.field and k.key = keep_idempotent_answer.key;
        $$;

        -- A caller reaches only the keys of its own role. The gateway sets the other columns, and executes no SQL of callers.
        grant usage on schema concierge to public;
        grant execute on function concierge.claim_idempotency_key, concierge.keep_idempotent_answer to public;

        -- The functions run with the rights of their owner. If this login may create roles, that owner is a role that nobody
        -- logs in as and that owns nothing else; otherwise it is this login.
        do $$
        begin
            if not exists (select from pg_roles where rolname = 'concierge_idempotency') then
                create role concierge_idempotency nologin noinherit;
            end if;
            if not pg_has_role(current_user, 'concierge_idempotency', 'member') then
                execute format('grant concierge_idempotency to %I', current_user);
            end if;
            grant create on schema concierge to concierge_idempotency;
            alter table concierge.idempotency_keys owner to concierge_idempotency;
            alter function concierge.claim_idempotency_key owner to concierge_idempotency;
            alter function concierge.keep_idempotent_answer owner to concierge_idempotency;
            revoke create on schema concierge from concierge_idempotency;
        exception when insufficient_privilege then
            raise notice 'The idempotency functions belong to %, which may not create the role concierge_idempotency.',
                current_user;
        end
        $$;

        """#
}
