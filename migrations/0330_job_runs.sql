-- Jobs that run at a time of the day: which runs are due, and which were made.
create table concierge.job_runs (
    job text not null check (job <> ''),
    due timestamptz not null,
    started timestamptz not null default clock_timestamp(),
    ended timestamptz check (ended >= started),
    primary key (job, due)
);
comment on table concierge.job_runs is 'A run of a job that comes back at a time of the day. Written in the transaction of the run itself.';

-- The last time at which a job was due: the local time of today or of the day before. Of an hour that the clocks skip, what PostgreSQL
-- reads it as: the moment after it; of one that comes twice, the later.
create function concierge.last_due(at time, zone text) returns timestamptz
    language sql stable set search_path = pg_catalog
    return (select max(((now() at time zone zone)::date - n + at) at time zone zone) from generate_series(-1, 1) as n
        where ((now() at time zone zone)::date - n + at) at time zone zone <= now());

-- Takes the run that is due: its time, or null where it was made already, by whoever. One at a time for a job: who comes second
-- waits for the first, and finds its run. A job that is new does not make up for the time before it.
create function concierge.claim_job_run(job text, at text, zone text) returns timestamptz
    language plpgsql security definer set search_path = pg_catalog
    as $$
declare
    due_now constant timestamptz not null := concierge.last_due(at::time, zone);
begin
    perform pg_advisory_xact_lock(hashtextextended('concierge job run ' || job, 0));
    if not exists (select from concierge.job_runs r where r.job = claim_job_run.job) then
        insert into concierge.job_runs (job, due, ended) values (claim_job_run.job, due_now, clock_timestamp());
        return null;
    elsif exists (select from concierge.job_runs r where r.job = claim_job_run.job and r.due >= due_now) then
        return null;
    end if;
    insert into concierge.job_runs (job, due) values (claim_job_run.job, due_now);
    return due_now;
end
$$;

create function concierge.end_job_run(job text, due timestamptz) returns void
    language sql security definer set search_path = pg_catalog
    as $$ update concierge.job_runs r set ended = clock_timestamp() where (r.job, r.due) = (end_job_run.job, end_job_run.due) $$;

revoke execute on function concierge.last_due(time, text), concierge.claim_job_run(text, text, text), concierge.end_job_run(text, timestamptz) from public;
grant usage on schema concierge to concierge_system;
grant execute on function concierge.claim_job_run(text, text, text), concierge.end_job_run(text, timestamptz) to concierge_system;
